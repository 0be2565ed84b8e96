"""order, match and cloze are read, cut into halves and graded."""

from __future__ import annotations

from fractions import Fraction

import pytest

from content.items import AnswerRefusedError, feedback, grade
from content.lessonmark import compile_lesson
from tests.content.lessonmark.samples import leaks
from tests.content.vectors import vectors

CASES = vectors("items/arranged")


def compiled(source: str):
    lesson = compile_lesson(source)
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    (item,) = lesson.items
    return item


def share(item, answer) -> Fraction:
    return grade(item.public, item.key, answer).share


@pytest.mark.parametrize("case", [case for case in CASES if case["type"] == "order"])
def test_an_order_is_graded(case):
    lines = "\n".join(f"{n}. 行{'ドアイウ'[n - 1]}" for n in range(1, case["n"] + 1))
    item = compiled(f"::: order {{#abc partial={case['partial']}}}\n問\n{lines}\n:::")
    right = item.key.to_json()["order"]
    assert share(item, [right[n - 1] for n in case["given"]]) == Fraction(case["share"])


@pytest.mark.parametrize("case", [case for case in CASES if case["type"] == "cloze"])
def test_gaps_are_graded(case):
    gaps = " と ".join(f"[[語{n}]]" for n in range(case["gaps"]))
    item = compiled(f"::: cloze {{#abc partial={case['partial']}}}\n{gaps}\n:::")
    answer = [f"語{n}" if n < case["right_count"] else "ちがう" for n in range(case["gaps"])]
    assert share(item, answer) == Fraction(case["share"])


@pytest.mark.parametrize("case", [case for case in CASES if case["type"] == "match"])
def test_pairs_are_graded(case):
    pairs = "\n".join(f"- 左{n} -> 右{n}" for n in range(case["left"]))
    item = compiled(f"::: match {{#abc}}\n問\n{pairs}\n- -> おとり\n:::")
    right = item.key.to_json()["right"]
    wrong = [(index + 1) % (case["left"] + 1) for index in right]
    answer = right[: case["right_count"]] + wrong[case["right_count"] :]
    assert share(item, answer) == Fraction(case["share"])


def test_an_order_is_shown_in_code_point_order_and_equal_lines_stand_for_each_other():
    item = compiled("::: order {#abc partial=each}\n問\n１．　はじめる\n2) ま\n3. はじめる\n10. あ\n:::")
    assert [option["html"] for option in item.public["options"]] == ["あ", "はじめる", "はじめる", "ま"]
    assert share(item, [1, 3, 2, 0]) == share(item, [2, 3, 1, 0]) == 1
    assert share(item, [3, 1, 2, 0]) == Fraction(2, 3)
    for answer in ([0, 1, 2], [0, 1, 2, 2], "0123", [0, 1, 2, 4], [0, 1, 2, True]):
        with pytest.raises(AnswerRefusedError):
            share(item, answer)
    assert grade(item.public, item.key, []).state == "invalid"


def test_equal_targets_are_one_and_decoys_are_mixed_in():
    source = "::: match {#abc shuffle}\n問\n- い　→　ふたつ\n* あ －＞ ふたつ\n- `a -> b` -> ひとつ\n- -> おとり\n:::"
    item = compiled(source)
    assert [option["html"] for option in item.public["options"]] == ["おとり", "ひとつ", "ふたつ"]
    assert [left["html"] for left in item.public["left"]] == ["<code>a -&gt; b</code>", "あ", "い"]
    assert share(item, [1, 2, 2]) == 1
    assert share(item, [0, None, 2]) == Fraction(1, 3)
    for answer in ([1, 2], [1, 2, 3], [1, 2, "2"], None):
        with pytest.raises(AnswerRefusedError):
            share(item, answer)
    lesson = compile_lesson(source)
    assert "- い -> ふたつ\n- あ -> ふたつ\n- `a -> b` -> ひとつ\n- -> おとり" in lesson.text
    assert compile_lesson(lesson.text).text == lesson.text


def test_gaps_stand_between_the_parts_of_the_text_and_their_spellings_only_in_the_key():
    source = (
        "::: cloze {#abc chouon}\n**割り当てる**のは ［［DHCP］］、`[[x]]` と \\[[y]] は文字です。\n"
        "[[サーバー；サーバ]] と [[（TCP）;UDP;ICMP]] を使います。\n:::"
    )
    lesson = compile_lesson(source)
    (item,) = lesson.items
    assert item.public["parts_html"] == [
        "<p><strong>割り当てる</strong>のは ",
        "、<code>[[x]]</code> と [[y]] は文字です。\n",
        " と ",
        " を使います。</p>",
    ]
    assert item.public["gaps"] == [{}, {}, {"select": ["ICMP", "TCP", "UDP"]}]
    assert "サーバ" not in str(lesson.blocks) + lesson.plain_text + str(item.public)
    assert lesson.text.split("\n")[1].startswith("**割り当てる**のは [[DHCP]]、")
    assert "[[サーバー;サーバ]] と [[(TCP);UDP;ICMP]]" in lesson.text
    assert share(item, ["ｄｈｃｐ", "サーバ", 1]) == 1
    assert share(item, ["dhcp", "サーハ", 2]) == Fraction(1, 3)
    assert grade(item.public, item.key, ["ｄｈｃｐ", None, None]).read_as == "dhcp、"
    assert grade(item.public, item.key, ["", " ", None]).state == "invalid"
    for answer in (["a", "b"], ["a", "b", 3], ["a", "b", "TCP"], [1, "b", 1]):
        with pytest.raises(AnswerRefusedError):
            share(item, answer)


@pytest.mark.parametrize(
    ("line", "errors"),
    [
        ("[[]]", ["E207"]),
        ("[[ ; a]]", ["E207"]),
        ("[[a;;b]]", ["E207"]),
        ("[[a [[b]] c]]", ["E207"]),
        ("[[。]]", ["E207"]),
        ("[[(a);(b)]]", ["E208"]),
        ("[[(a);a]]", ["E203"]),
        ("[[a]] = b", []),
        ("[[a]]\n= b", ["E403"]),
        ("[[a]]\n- [x] b", ["E401"]),
        ("[[a\\;b]] [[c(d)]]", []),
        ("[絵](/[[a]])", ["E207"]),
    ],
)
def test_wrong_gaps_are_told_and_show_nothing(line, errors):
    lesson = compile_lesson(f"::: cloze {{#abc}}\n問\n{line}\n:::")
    assert sorted({finding.code for finding in lesson.errors}) == errors


def test_a_bank_offers_the_first_spelling_of_each_text_gap_once():
    item = compiled("::: cloze {#abc bank}\n[[い;a]] [[あ]] [[い]] [[(x);y]]\n:::")
    assert item.public["bank"] == ["あ", "い"]


def test_flashcards_and_checklists_are_public_and_not_graded():
    cards = compiled("::: flashcards {#abc}\n- DNS :: 番地帳\n- `a :: b`　：：　二\n  つづき\n:::")
    assert cards.public["cards"] == [
        {"front_html": "DNS", "back_html": "番地帳"},
        {"front_html": "<code>a :: b</code>", "back_html": "二つづき"},
    ]
    boxes = compiled("::: checklist {#abc}\n- [ ] カメラ\n* [　] マイク\n:::")
    assert [option["html"] for option in boxes.public["options"]] == ["カメラ", "マイク"]
    assert boxes.points == 1
    assert set(boxes.key.to_json()) == {"hints", "explain"}


@pytest.mark.parametrize(
    "source",
    [
        "::: order {#abc}\n問\n1. 一\n  > カナリア\n2. 二\n3. 三\n::: explain\nカナリア\n:::\n:::",
        "::: match {#abc}\n問\n- 一 -> 二\n> カナリア\n::: hint\nカナリア\n:::\n:::",
        "::: cloze {#abc}\n問 [[カナリア;カナリア二]]\n::: explain\nカナリア\n:::\n:::",
    ],
)
def test_secrets_stay_in_the_key_and_come_when_the_learner_is_entitled(source):
    lesson = compile_lesson(source)
    assert lesson.ok
    assert leaks(lesson) == []
    (item,) = lesson.items
    gaps = len(item.public.get("gaps", ())) or len(item.public.get("left", ()))
    answer = ["x"] if item.type == "cloze" else [None] * gaps or [1, 0, 2]
    graded = grade(item.public, item.key, answer)
    held = feedback(item.public, item.key, answer, graded, tries=1)
    told = feedback(item.public, item.key, answer, graded, tries=3, revealed=True)
    assert (held.solution, held.explain_html) == ((), "")
    assert len(told.solution) == (3 if item.type == "order" else 1)
