"""Grading anew what was answered in course tests: rows of the table, what is gained, and what a named person takes away (LT-09).

A try keeps the versions it asked; `TestQuestion.graded_version` names the key its points rest on since.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Coalesce

from content.items import passed, points
from lms.learning import completion
from lms.learning.course_tests import attempts
from lms.learning.models import SkillEvidence, TestAttempt, TestQuestion, TestSave
from lms.learning.regrade.regrading import Keys, Row
from lms.learning.skills import evidence
from lms.learning.teaching.pages import label_of
from lms.ledger import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from courses.models import ItemVersion
    from courses.outline import CourseEntry
    from lms.learning.models import Enrolment, LearningEvent, RegradeChange

_PLACE = "test:"


@dataclass(frozen=True, slots=True)
class Gain:
    """What one try that got better brought: facts, and the skills that rules may look at."""

    enrolment: Enrolment
    facts: list[LearningEvent]
    changed: set[str]


def questions_below(version: ItemVersion) -> Any:
    """The question in tries that are over, where its points rest on an older version."""
    rows = TestQuestion.objects.filter(
        attempt__enrolment__course_id=version.course_id, item=version.item, attempt__submitted_at__isnull=False
    )
    rows = rows.annotate(graded_n=Coalesce("graded_version__n", "item_version__n")).filter(graded_n__lt=version.n)
    rows = rows.select_related("attempt__enrolment__person", "attempt__enrolment__programme")
    return rows.order_by("attempt__enrolment__person__pseudonym", "attempt__n")


def rows_of(version: ItemVersion, questions: Iterable[Any], *, everybody: bool = False) -> list[Row]:
    """One row per try: the points of the question, and whether the try as a whole passes with them."""
    keys, found = Keys(version), list(questions)
    saves = TestSave.objects.filter(question__in=[question.pk for question in found]).order_by("saved_at", "id")
    answers = dict(saves.values_list("question_id", "answer"))
    return [_row(keys, question, answers.get(question.pk), everybody=everybody) for question in found]


def _row(keys: Keys, question: Any, answer: Any, *, everybody: bool) -> Row:
    attempt = question.attempt
    # What was not answered earns nothing by any key, and everybody's points are for everybody who was asked.
    carried, same = (None, True) if answer is None else keys.carried(question.item_version_id, answer)
    share = Fraction(0) if answer is None else keys.share(keys.version.pk, carried) if same else None
    share = Fraction(1) if everybody else share
    old = question.earned
    new = old if share is None else points(question.points, share)
    now_passed = _passes(attempt, question, new)
    if now_passed or not attempt.passed:
        new = max(old, new)  # Points fall with a pass alone, and that waits for a person.
        now_passed = _passes(attempt, question, new) or bool(attempt.passed)
    return Row(
        enrolment_id=attempt.enrolment_id,
        place=f"{_PLACE}{attempt.pk}",
        label=label_of(attempt.enrolment.person.pseudonym),
        old_points=old,
        new_points=new,
        new_percent=0,
        was_passed=bool(attempt.passed),
        now_passed=now_passed,
        comparable=share is not None,
        answer=None,
    )


def _passes(attempt: TestAttempt, question: TestQuestion, new: Decimal) -> bool:
    earned = (attempt.earned or Decimal(0)) - (question.earned or Decimal(0)) + new
    return passed(earned, attempt.possible or Decimal(0), attempt.pass_mark)


def apply(version: ItemVersion, question: Any, row: Row, course: CourseEntry | None) -> Gain | None:
    """Write the better points; a pass they bring is given with level 2 and completion. None: nothing was gained."""
    if not row.comparable:
        return None
    question.graded_version = version
    if row.lost or row.new_points == row.old_points:
        question.save(update_fields=["graded_version"])
        return None
    # Another row of the same learner may have changed the enrolment in this transaction.
    rows = TestAttempt.objects.select_related("enrolment__person__region", "enrolment__programme")
    attempt = rows.select_for_update(of=("self", "enrolment")).get(pk=question.attempt_id)
    asked = TestQuestion.objects.filter(attempt=attempt)
    before = set(attempts.skills_shown(asked)) if attempt.passed else set()
    question.earned = row.new_points
    question.save(update_fields=["graded_version", "earned"])
    attempt.earned = (attempt.earned or Decimal(0)) - row.old_points + row.new_points
    attempt.passed = row.now_passed
    attempt.save(update_fields=["earned", "passed"])
    if not attempt.passed or course is None:
        return Gain(attempt.enrolment, [], set())
    shown = {skill: ids for skill, ids in attempts.skills_shown(asked.all()).items() if skill not in before}
    return _gained(attempt, shown, course)


def _gained(attempt: TestAttempt, shown: dict[str, list[int]], course: CourseEntry) -> Gain:
    enrolment = attempt.enrolment
    facts: list[LearningEvent] = []
    changed: set[str] = set()
    for skill, versions in shown.items():
        given = give_level(attempt, skill, versions, enrolment)
        facts += given
        changed |= {skill} if given else set()
    if enrolment.test_passed_on is None:
        enrolment.test_passed_on = clock.today_in_tokyo()
        facts += completion.settle(enrolment.person, course, enrolment, also=("test_passed_on",))
    return Gain(enrolment, facts, changed)


def give_level(attempt: TestAttempt, skill: str, versions: list[int], enrolment: Enrolment) -> list[LearningEvent]:
    """Level 2 from the day the try was handed in: what was shown then gets no younger by a corrected key."""
    return evidence.give(
        enrolment.person,
        skill,
        attempts.LEVEL,
        source_key=f"test:{enrolment.course_key}",
        enrolment=enrolment,
        on=_day_of(attempt),
        mode=SkillEvidence.Mode.TEST,
        renews={"attempt": str(attempt.pk), "items": versions},
    )


def attempt_of(change: RegradeChange) -> TestAttempt | None:
    """The try a change is about; None for practice."""
    if not change.place.startswith(_PLACE):
        return None
    return TestAttempt.objects.select_for_update(of=("self",)).get(pk=change.place.removeprefix(_PLACE))


def take_away(change: RegradeChange, attempt: TestAttempt) -> tuple[set[str], list[LearningEvent]]:
    """The try is not passed and its evidence ends; a completed course and its certificate stay.

    What another passed try of the same test showed stands in for it, from that try's day. Returns the skills whose level
    may look different, and the facts of those reached that way.
    """
    question = TestQuestion.objects.get(attempt=attempt, item=change.regrade.version.item)
    attempt.earned = (attempt.earned or Decimal(0)) - (question.earned or Decimal(0)) + change.new_points
    attempt.passed = passed(attempt.earned, attempt.possible or Decimal(0), attempt.pass_mark)
    question.earned = change.new_points
    question.save(update_fields=["earned"])
    attempt.save(update_fields=["earned", "passed"])
    if attempt.passed:
        return set(), []
    enrolment: Enrolment = change.enrolment
    rested = SkillEvidence.objects.filter(person=enrolment.person, source__attempt=str(attempt.pk))
    skills = set(rested.values_list("skill_id", flat=True))
    rested.delete()
    others = list(
        TestAttempt.objects.filter(enrolment=enrolment, test=attempt.test, passed=True).order_by("submitted_at", "n")
    )
    if enrolment.completed_on is None:
        enrolment.test_passed_on = _day_of(others[0]) if others else None
        enrolment.save(update_fields=["test_passed_on"])
    facts: list[LearningEvent] = []
    for other in others:
        shown = attempts.skills_shown(TestQuestion.objects.filter(attempt=other))
        for skill in sorted(skills & shown.keys()):
            facts += give_level(other, skill, shown[skill], enrolment)
    return skills, facts


def _day_of(attempt: TestAttempt) -> date:
    """The day a try that is over was handed in."""
    return clock.tokyo_date(attempt.submitted_at or clock.now())
