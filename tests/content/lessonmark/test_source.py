"""The text is the stored truth: folding, canonical form, escapes, identity and limits (sections 1 and 2)."""

from __future__ import annotations

import time

import pytest

from content.lessonmark import Block, blocks_from_json, compile_lesson, lesson_to_json
from tests.content.lessonmark.samples import ALL


def listed(source: str, **known) -> list[str]:
    return [f"{finding.code}@{finding.line}" for finding in compile_lesson(source, **known).errors]


def test_marks_are_stored_half_width_and_everything_else_as_typed():
    typed = (
        "　：：：：ｃｈｏｉｃｅ　見出し（全角）　｛＃ａｂｃ　ｐｏｉｎｔｓ＝２　ｓｋｉｌｌ＝“SEC-01”｝\r\n"
        "問い：全角の！記号＝そのまま　＞　です\r\n"
        "＊［✓］　全角の（文）\r\n"
        "　　＞　よい：説明\r\n"
        "－　［　］ `a ＞ b`\r\n"
        ":::hint\r\n"
        "：そのまま\r\n"
        "：：：\r\n"
        "：：：："
    )
    stored = (
        ' :::: choice 見出し（全角） {#abc points=2 skill="SEC-01"}\n'
        "問い：全角の！記号＝そのまま　＞　です\n"
        "- [x] 全角の（文）\n"
        "  >　よい：説明\n"
        "- [ ] `a ＞ b`\n"
        "::: hint\n"
        "：そのまま\n"
        ":::\n"
        "::::"
    )
    lesson = compile_lesson("\ufeff" + typed)
    assert lesson.text == stored
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    assert [(f.code, f.line, f.params.get("n")) for f in lesson.warnings if f.code == "W707"] == [("W707", 1, 6)]
    assert compile_lesson(stored).text == stored


def test_answer_lines_are_folded_up_to_their_values():
    typed = "::: text {#abc}\n問\n＝　ａ＝ｂ　｛score＝５０｝　＞　よい：説明\n！＝　ｃ\n= d > \n:::"
    stored = "::: text {#abc}\n問\n= ａ＝ｂ {score=50} > よい：説明\n!= ｃ\n= d\n:::"
    assert compile_lesson(typed).text == stored


def test_a_sound_text_is_not_changed_at_all():
    assert compile_lesson(ALL).text == ALL
    prose = "  ＝見出し＝\n　段落：｛全角｝\n１．項目\n```\n：：： choice\n```\n"
    assert compile_lesson(prose).text == prose


def test_escapes_are_taken_from_values_only_before_marks():
    source = "::: text {#abc}\n問\n= \\[[ -f x ]] \\> y\n= a\\b\n= \\= c\n!= \\{score=5}\n:::"
    (item,) = compile_lesson(source).items
    key = item.key.to_json()
    assert [line["value"] for line in key["accepted"]] == ["[[ -f x ]] > y", "a\\b", "= c"]
    assert [line["value"] for line in key["slips"]] == ["{score=5}"]


@pytest.mark.parametrize(
    ("attrs", "expected"),
    [
        ('{#abc unit="a } b"}', "a } b"),
        ('{#abc unit="a \\" b"}', 'a " b'),
        ("{ #abc  unit=円 }", "円"),
        ("｛#abc unit=％｝", "%"),
        ("{#abc unit=“全角　円”}", "全角　円"),
    ],
)
def test_values_of_options_are_read(attrs, expected):
    (item,) = compile_lesson(f"::: number 題 {attrs}\n問\n= 1\n:::").items
    assert item.public["unit"] == expected


@pytest.mark.parametrize(
    "label", ["{種類}", "a {b", "{#abc} 題", "{#abc} {lang=ja}", "{points=2 #abc}", "{a=1 a=2}", "｛＃abc", "{Aa=1}"]
)
def test_a_wrong_brace_group_is_told(label):
    assert listed(f"::: note {label}\n文\n:::") == ["E106@1"]


@pytest.mark.parametrize("label", ["{種類} の話", "`{` の話", "\\{ の話", "{今日|きょう}", "集合{1,2}とは", "{}"])
def test_other_braces_belong_to_the_label(label):
    assert listed(f"::: note {label}\n文\n:::") == []


def test_the_directive_is_open_even_when_its_line_is_wrong():
    assert listed("::: note {種類}\n文\n:::\n文") == ["E106@1"]
    assert listed("::: nazo\n::: choice {x\n:::\n:::") == ["E101@1", "E106@2"]


def test_ids_are_kept_apart():
    source = "::: text {#abc}\n問\n= a\n:::"
    assert listed(source, used_ids={"abc": "text"}) == []
    assert listed(source, used_ids={"abc": "choice"}) == ["E112@1"]
    assert listed(source, other_ids=["abc"]) == ["E114@1"]
    assert listed("::: note {#abc}\n文\n:::\n" + source) == ["E111@4"]


@pytest.mark.parametrize("name", ["ab", "1ab", "a_b", "a" * 41, "あいう", ""])
def test_a_name_has_three_to_forty_plain_letters(name):
    assert listed(f"::: text {{#{name}}}\n問\n= a\n:::") == ["E113@1"]


def test_a_lesson_holds_at_most_a_hundred_items_and_300_kilobytes():
    items = [f"::: text {{#item-{number}}}\n問\n= a\n:::" for number in range(101)]
    assert listed("\n".join(items[:100])) == []
    assert listed("\n".join(items)) == ["E608@1"]
    assert listed("あ" * 100_000) == []
    assert listed("- [x] ひみつ\n" + "あ" * 100_000) == ["E608@1"]


HOSTILE = {
    "directives in each other": "::: note\n" * 33_000,
    "directives closed and opened": ("::: note\n" * 6 + ":::\n" * 6) * 3_500,
    "open fences": "```\n~~~\n" * 37_000,
    "one open fence": "~~~\n" + "a\n" * 140_000,
    "braces": "{" * 299_000,
    "braces on directive lines": "::: note " + "{a " * 99_000,
    "open quotes on a directive line": "::: note " + '{a="\\" ' * 40_000,
    "open readings": "{住|" * 50_000,
    "brackets": "![a](" * 59_000,
    "stars": "**a" * 99_000,
    "misplaced directives": "- ::: note\n" * 27_000,
    "unknown directives": "".join(f":::x{number}\n" for number in range(30_000)),
    "options": "::: choice {#abc}\n" + "- [x] a\n" * 37_000 + ":::",
    "answers and slips": "::: number {#abc}\n" + "".join(f"= {n}\n!= {n}.5\n" for n in range(14_000)) + ":::",
    "quotes": "> " * 149_000,
    "ticks": "".join("`" * (number % 300 + 1) + "a" for number in range(1_900)),
    "table": "|a|b|\n|---|---|\n" + "|a|b|\n" * 49_000,
    "spaces before a brace": "::: text {#abc}\n= a" + " " * 290_000 + "{\n:::",
    "one long line": "あ" * 99_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_compiles_or_fails_within_a_second(name):
    source = HOSTILE[name]
    assert len(source.encode()) <= 300_000
    began = time.process_time()
    lesson = compile_lesson(source)
    assert time.process_time() - began < 1
    assert lesson.minutes >= 0


def test_a_lesson_of_fifty_items_compiles_fast():
    items = "".join(ALL.replace("sec-", f"s{number}-") + "\n\n" for number in range(10))
    source = (items + "これは本文です。番地を配るしくみを学びます。\n\n" * 1000)[:30_000]
    began = time.process_time()
    compile_lesson(source)
    assert time.process_time() - began < 0.5


def test_blocks_go_through_json_and_hold_no_key():
    lesson = compile_lesson(ALL)
    stored = lesson_to_json(lesson)
    assert blocks_from_json(stored) == lesson.blocks
    note, _text, tabs = lesson.blocks[-3:]
    assert (tabs.kind, [[part.kind for part in tab.children] for tab in tabs.children]) == (
        "tabs",
        [["html", "item"], ["html"]],
    )
    assert (note.kind, note.options, [child.kind for child in note.children]) == (
        "note",
        {"kind": "tip"},
        ["html", "item"],
    )
    assert Block.from_json(note.to_json()) == note
    assert "key" not in stored["items"][0]
    assert stored["items"][0]["public"]["prompt_html"] == "<p>見えてよい問い。</p>"


def test_reading_time_counts_characters_and_items():
    assert compile_lesson("").minutes == 0
    assert compile_lesson("あ" * 500).minutes == 1
    assert compile_lesson("あ" * 501).minutes == 2
    assert compile_lesson("::: text {#abc}\n問\n= a\n:::").minutes == 2
