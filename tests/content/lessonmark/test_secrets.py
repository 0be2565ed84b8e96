"""No secret leaves its key: in whole lessons, in damaged ones, and in any that a random author writes (LT-02, LT-04)."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.lessonmark import AVAILABLE, KINDS, compile_lesson
from tests.content.lessonmark.samples import ALL, ITEMS, leaks

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@pytest.mark.parametrize("source", [*ITEMS.values(), ALL], ids=[*ITEMS, "all"])
def test_no_secret_position_is_shown_and_every_public_one_is(source):
    lesson = compile_lesson(source)
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    assert leaks(lesson) == []
    assert "見えてよい問い。" in lesson.plain_text
    for item in lesson.items:
        assert "見えてよい問い。" in item.public["prompt_html"] + "".join(item.public.get("parts_html", ()))
    assert lesson.search_text == lesson.plain_text


def test_every_secret_position_is_in_a_key_but_the_memo():
    lesson = compile_lesson("\n".join(ITEMS.values()))
    keys = "".join(str(item.key.to_json()) for item in lesson.items)
    memo = {"カナリア11", "カナリア12", "カナリア13"}
    written = {
        source[at : at + 6]
        for source in ITEMS.values()
        for at in range(len(source))
        if source[at:].startswith("カナリア")
    }
    assert {canary for canary in written if canary not in keys} == memo


def widened(source: str) -> str:
    marks = str.maketrans(
        {":": "：", "{": "｛", "}": "｝", "#": "＃", "=": "＝", "[": "［", "]": "］", ">": "＞", "!": "！"}
    )
    return source.translate(marks)


def test_full_width_marks_are_read_and_keep_the_secrets():
    lesson = compile_lesson(widened(ITEMS["choice"]))
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    assert leaks(lesson) == []
    assert [finding.code for finding in lesson.warnings] == ["W707"]


@pytest.mark.parametrize(
    "prefix", ["    ", "\t", "> ", "- ", "1. ", "| ", "　　　　", "- > ", "＞", "\u200b", "\u2003", "・"]
)
def test_a_directive_in_a_list_quote_or_table_is_an_error_and_shows_nothing(prefix):
    moved = "\n".join(prefix + line for line in ITEMS["choice"].split("\n"))
    lesson = compile_lesson(f"- 項目\n{moved}\n\nあとの文")
    assert "E104" in {finding.code for finding in lesson.errors}
    assert leaks(lesson) == []


@pytest.mark.parametrize("cut", range(1, len(ALL), 7))
def test_a_text_cut_anywhere_shows_nothing(cut):
    assert leaks(compile_lesson(ALL[:cut])) == []


@pytest.mark.parametrize("name", sorted(set(KINDS) - AVAILABLE))
def test_the_body_of_a_type_that_is_not_available_reaches_nobody(name):
    body = "- [x] カナリア\n= カナリア\n$ カナリア\n[[カナリア]]\n- カナリア -> カナリア\n@ 1:30\n文カナリア\n```py hidden\nカナリア\n```"
    lesson = compile_lesson(f"前\n\n::: {name} カナリア {{#abc item=カナリア}}\n{body}\n{ITEMS['text']}\n:::\n\n後")
    assert [(finding.code, finding.line) for finding in lesson.errors] == [("E116", 3)]
    assert str(lesson.errors[0]) == f"3行目：「::: {name}」はまだ使えません。"
    assert leaks(lesson) == []
    assert lesson.items == ()
    assert lesson.plain_text == "前\n後"


def test_an_explanation_in_the_wrong_place_is_held_back():
    for name in ("explain", "hint"):
        lesson = compile_lesson(f"::: {name} カナリア\nカナリア\n:::")
        assert [str(finding) for finding in lesson.errors] == [f"1行目：「{name}」は「本文」の中では使えません。"]
        assert leaks(lesson) == []


@pytest.mark.parametrize(
    "stray",
    [
        "- [x] カナリア\n  続きカナリア\n> カナリア\nなまけたカナリア",
        "* [ ] カナリア\n\n  > カナリア",
        "> [x] カナリア",
        "12) [✓] カナリア",
        "・［✔］カナリア",
        "- [○] カナリア",
        "③ [x] カナリア",
        "- = カナリア",
        "\u200b= カナリア",
        "-\u2003[\u200bx] カナリア",
        "－［Ｘ］カナリア",
        "!= カナリア",
        "$| カナリア",
        "$! カナリア > カナリア",
        "　＝　カナリア",
        "これは ［[カナリア]］",
        "`code` の [[カナリア]]",
        "\\\\[[カナリア]]",
    ],
)
def test_a_stray_mark_is_an_error_and_its_lines_are_held_back(stray):
    for source in (stray, f"::: note\n{stray}\n:::", f"::: explain\n{stray}\n:::"):
        lesson = compile_lesson(f"はじめ\n\n{source}\n\n終わり")
        assert lesson.errors
        assert leaks(lesson) == []
        assert "はじめ" in lesson.plain_text
        assert "終わり" in lesson.plain_text


ALPHABET = [
    *ALL.split("\n"),
    *(
        "::: note",
        ":::",
        "：：：",
        "::::",
        "```",
        "~~~",
        "    :::",
        "> :::",
        "- x",
        "",
        "  ",
        "\t",
        "{",
        "}",
        "`",
        "> ",
        "|",
    ),
    *(
        "::: test {#t-1}",
        "::: cloze {#c-1}",
        "- [ ]",
        "= ",
        "[[",
        "文。",
        "## 見出し",
        "::: explain",
        "{漢|か|か}",
        "**太 **",
    ),
]


LISTS = [
    *(
        "::: order {#o-1}",
        "::: match {#m-1}",
        "::: flashcards {#f-1}",
        "::: checklist {#h-1}",
        "1. 一",
        "２）　二",
        "3. 三",
    ),
    *(
        "- 左 -> 右",
        "－　左　→　右",
        "- -> 右",
        "- 表 :: 裏",
        "答えは [[a；（b）;c]] です",
        "[[ｄ]] と `[[e]]`",
        "[[a",
        "]]",
    ),
]


@QUICK
@given(lines=st.lists(st.sampled_from(ALPHABET + LISTS), max_size=30))
def test_lists_and_gaps_compile_to_a_stable_text(lines):
    lesson = compile_lesson("\n".join(lines))
    again = compile_lesson(lesson.text)
    assert again.text == lesson.text
    assert [item.key for item in again.items] == [item.key for item in lesson.items]


@QUICK
@given(lines=st.lists(st.sampled_from(ALPHABET), max_size=40))
def test_any_order_of_lines_compiles_and_every_finding_has_a_line(lines):
    source = "\n".join(lines)
    lesson = compile_lesson(source)
    for finding in lesson.lint:
        assert 1 <= finding.line <= max(1, len(lines))
        assert str(finding).startswith(f"{finding.line}行目：")
    again = compile_lesson(lesson.text)
    assert again.text == lesson.text
    assert [item.key for item in again.items] == [item.key for item in lesson.items]


@QUICK
@given(text=st.text(alphabet=st.sampled_from(":：{}#=［］[]x✓!>＞-－*`~|$\\ 　\n\t1.あ漢字ab<&\"'()/"), max_size=200))
def test_any_characters_compile_to_a_stable_text(text):
    lesson = compile_lesson(text)
    assert compile_lesson(lesson.text).text == lesson.text
    html = "".join(block.html for block in lesson.blocks)
    assert "<script" not in html
    assert "style=" not in html


MARKED = [
    *(
        "= カナリア",
        "!= カナリア > カナリア",
        "$ カナリア",
        "$| カナリア",
        "これは [[カナリア]] です",
        "  = カナリア",
        "＝　カナリア",
    ),
    *("= カナリア {score=50}", "> - [x] カナリア", "1. [x] カナリア", "| [[カナリア]] |", "## [[カナリア]]"),
]
AROUND = [
    *("::: note", "::: choice {#abc}", "::: text {#abd}", "::: number {#abe}", "::: hint", "::: explain", ":::", ":::"),
    *(
        "- [ ] あ",
        "- [x] い",
        "  > う",
        "",
        "文",
        "    ::: note",
        "    :::",
        "::: cloze {#x-1}",
        "::: nazo",
        "- 項目",
        "| a |",
    ),
]


@QUICK
@given(lines=st.lists(st.sampled_from(MARKED + AROUND), max_size=30))
def test_a_marked_line_is_never_shown_wherever_it_stands(lines):
    source = "\n".join(lines)
    assert leaks(compile_lesson(source)) == [], source


def widen_some(lines: list[str], rng: random.Random) -> list[str]:
    return [widened(line) if rng.random() < 0.3 else line for line in lines]


def move_right(lines: list[str], rng: random.Random) -> list[str]:
    mark = rng.choice(["    ", "\t", "  > ", "> ", "1. "])
    return [mark + line for line in lines]


def cut_off(lines: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(lines))
    return [*lines[:at], lines[at][: rng.randrange(len(lines[at]) + 1)]]


def open_a_fence(lines: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(lines))
    return [*lines[:at], rng.choice(["````", "~~~~", "````py solution"]), *lines[at:]]


def change_colons(lines: list[str], rng: random.Random) -> list[str]:
    return [line.replace(":::", ":" * rng.randrange(3, 6)) for line in lines]


def misspell(lines: list[str], rng: random.Random) -> list[str]:
    wrong, name = rng.choice(["chioce", "x", "Ｃ"]), rng.choice(["choice", "text", "number", "explain"])
    return [line.replace(f"::: {name}", f"::: {wrong}") for line in lines]


def change_bullets(lines: list[str], rng: random.Random) -> list[str]:
    mark = rng.choice(["* [", "+  [ ", "-[", " - [", "－［"])
    return [line.replace("- [", mark).replace("[ x]", "[ x ]") for line in lines]


def trail_spaces(lines: list[str], rng: random.Random) -> list[str]:
    return [line + rng.choice(["", " ", "　"]) for line in lines]


DAMAGE = [
    *(widen_some, move_right, cut_off, open_a_fence, change_colons, misspell, change_bullets, trail_spaces),
]


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_lesson_shows_no_secret(how):
    rng = random.Random(how.__name__)
    for _ in range(25):
        source = "\n".join(how(ALL.split("\n"), rng))
        lesson = compile_lesson(source)
        assert leaks(lesson) == [], source


def test_the_error_box_tells_codes_and_lines_only():
    lesson = compile_lesson("::: choice カナリア {#abc}\n問いカナリア\n- [ ] カナリア\n- [ ] b\n:::")
    (block,) = lesson.blocks
    assert block.html == '<p class="lesson-error">1行目 E201</p>'
    assert leaks(lesson) == []
