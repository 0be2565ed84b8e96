"""Answers are graded as section 7 says; points and pass marks are exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from content.items import grade, passed, points
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
