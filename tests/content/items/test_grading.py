"""Answers are graded as section 7 says; points and pass marks are exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from content.items import AnswerRefusedError, feedback, grade, passed, points
from content.lessonmark import compile_lesson
from tests.content.vectors import vectors

CASES = vectors("items/grading")


def compiled(text: str):
    lesson = compile_lesson(text)
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    (item,) = lesson.items
    return item


def graded(item, answer):
    return grade(item.public, item.key, answer, options=item.options)


CHOICE = """::: choice {#abc partial=PARTIAL}
どれですか。

- [ ] a
  > 説明エー
- [x] b
  > 説明ビー
- [ ] c
  > 説明シー
- [x] d
:::"""


@pytest.mark.parametrize("case", [case for case in CASES if case["type"] == "choice"])
def test_checkboxes_are_graded(case):
    item = compiled(CHOICE.replace("PARTIAL", case["partial"]))
    answer = ["abcd".index(letter) for letter in case["chosen"]]
    assert graded(item, answer).share == Fraction(case["share"])


def test_a_text_scores_what_its_best_line_gives():
    item = compiled("::: text {#abc}\n問\n= cd ..\n= chdir .. {score=50} > おしい\n!= cd.. > 空白\n:::")
    assert [graded(item, given).share for given in ("ＣＤ ..", "chdir ..", "cd..", "x")] == [1, Fraction(1, 2), 0, 0]
    assert graded(item, "chdir ..").state == "partly"
    assert graded(item, "cd..").messages == ("空白",)
    assert graded(item, "ｃｄ ..").read_as == "cd .."


@pytest.mark.parametrize("case", [case for case in CASES if case["type"] == "pass"])
def test_the_pass_mark_is_compared_exactly(case):
    assert passed(Decimal(case["earned"]), Decimal(case["possible"]), case["pass"]) is case["passed"]


@pytest.mark.parametrize("case", [case for case in CASES if case["type"] == "points"])
def test_points_are_rounded_once_half_up(case):
    assert points(case["points"], Fraction(case["share"])) == Decimal(case["earned"])


@pytest.mark.parametrize("answer", [[4], [-1], ["1"], [1, 1], "1", None, {"a": 1}, [True], [1.0]])
def test_a_choice_that_no_form_can_have_sent_is_refused(answer):
    item = compiled(CHOICE.replace("PARTIAL", "each"))
    with pytest.raises(AnswerRefusedError):
        graded(item, answer)


def test_two_choices_for_radio_buttons_are_refused_and_none_costs_no_try():
    item = compiled("::: choice {#abc}\n問\n- [x] a\n- [ ] b\n  > ちがう\n:::")
    assert item.public["input"] == "radio"
    with pytest.raises(AnswerRefusedError):
        graded(item, [0, 1])
    unanswered = graded(item, [])
    assert (unanswered.state, unanswered.share, unanswered.costs_try) == ("invalid", 0, False)
    assert graded(item, [1]).messages == ("ちがう",)
    assert graded(item, [0]).state == "right"


def test_one_right_option_with_multi_makes_checkboxes():
    item = compiled("::: choice {#abc multi}\n問\n- [x] a\n- [ ] b\n:::")
    assert item.public["input"] == "checkbox"
    assert graded(item, [0, 1]).share == 0


def test_truefalse_tells_the_message_of_what_was_said():
    item = compiled("::: truefalse {#abc}\n問\n= ばつ > そのとおり\n!= まる > もれます\n:::")
    assert (graded(item, "false").state, graded(item, "false").messages) == ("right", ("そのとおり",))
    assert (graded(item, "true").state, graded(item, "true").messages) == ("not_yet", ("もれます",))
    assert graded(item, "").state == "invalid"
    with pytest.raises(AnswerRefusedError):
        graded(item, "○")


@pytest.mark.parametrize("sign", ["○", "〇", "◯", "まる", "正しい"])
@pytest.mark.parametrize("cross", ["×", "ばつ", "誤り"])
def test_every_sign_for_right_and_wrong_is_read(sign, cross):
    assert graded(compiled(f"::: truefalse {{#abc}}\n問\n= {sign}\n:::"), "true").share == 1
    assert graded(compiled(f"::: truefalse {{#abc}}\n問\n= {cross}\n:::"), "false").share == 1


def test_a_number_that_cannot_be_read_costs_no_try():
    item = compiled("::: number {#abc unit=円}\n問\n= 450\n= 400..449 {score=50}\n!= 210 > えんぴつは3本\n:::")
    unread = graded(item, "四百五十")
    assert (unread.state, unread.costs_try) == ("invalid", False)
    assert unread.messages == ("数字で書いてください（例：450）",)
    assert (graded(item, "４５０円").share, graded(item, "４５０円").read_as) == (1, "450")
    assert (graded(item, "449").share, graded(item, "210").messages) == (Fraction(1, 2), ("えんぴつは3本",))
    assert graded(item, "450").read_as is None


def test_an_empty_or_endless_text_is_never_right():
    item = compiled("::: text {#abc}\n問\n= a\n:::")
    assert graded(item, " 。\u200b").state == "invalid"
    with pytest.raises(AnswerRefusedError):
        graded(item, "a" * 2001)


def shown(item, answer, **known):
    return feedback(item.public, item.key, answer, graded(item, answer), **known)


PRACTICE = "::: choice {#abc OPTIONS}\n問\n- [x] a\n  > よし\n- [ ] b\n  > ちがう\n::: explain\n解説\n:::\n:::"


def test_key_and_explanation_come_when_solved_used_up_or_revealed():
    item = compiled(PRACTICE.replace("OPTIONS", "attempts=3"))
    first = shown(item, [1], tries=1, attempts=3)
    assert (first.messages, first.explain_html, first.solution, first.share) == (("ちがう",), "", (), None)
    assert (first.offers_reveal, first.may_answer, first.done) == (False, True, False)
    for told in (
        shown(item, [0], tries=1),
        shown(item, [1], tries=3, attempts=3),
        shown(item, [1], tries=3, revealed=True),
    ):
        assert (told.explain_html, told.solution, told.may_answer) == ("<p>解説</p>", ("a",), False)
    assert shown(item, [0], tries=1).share == "1"
    assert shown(item, [1], tries=3, attempts=3).share == "0"


def test_the_answer_is_offered_from_the_third_try_and_revealed_is_done_not_solved():
    item = compiled(PRACTICE.replace("OPTIONS", ""))
    assert [shown(item, [1], tries=number).offers_reveal for number in (1, 2, 3, 4)] == [False, False, True, True]
    revealed = shown(item, [1], tries=3, revealed=True)
    assert (revealed.solved, revealed.done, revealed.offers_reveal, revealed.share) == (False, True, False, None)


def test_feedback_after_and_never_hold_the_texts_back():
    after, never = (compiled(PRACTICE.replace("OPTIONS", f"feedback={when}")) for when in ("after", "never"))
    assert shown(after, [1], tries=1).messages == ()
    assert shown(after, [0], tries=1).messages == ("よし",)
    assert shown(never, [0], tries=1).messages == ()
    assert shown(never, [0], tries=1).explain_html == ""
    assert shown(never, [0], tries=1).state == "right"


def test_a_test_tells_nothing_but_that_the_answer_arrived():
    item = compiled(PRACTICE.replace("OPTIONS", ""))
    results = {shown(item, answer, tries=9, attempts=1, revealed=True, mode="test") for answer in ([0], [1], [])}
    assert len(results) == 1
    (told,) = results
    assert (told.state, told.messages, told.solution, told.explain_html, told.share) == ("saved", (), (), "", None)


def test_ticking_everything_reveals_one_wrong_option_at_most():
    options = "".join(f"- [{mark}] 選択肢{n}\n  > 説明{n}\n" for n, mark in enumerate("x  x  "))
    item = compiled(f"::: choice {{#abc partial=each}}\n問\n{options}:::")
    for order in ([0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 2]):
        told = shown(item, order, tries=1).messages
        assert told == (f"説明{next(index for index in order if index not in (0, 3))}",)
    assert shown(item, [0], tries=1).messages == ()
    assert shown(item, [0, 3], tries=1).messages == ("説明0", "説明3")
