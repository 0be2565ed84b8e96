"""LT-09 for course tests: dry run equals job, gains with level and completion at once, losses by a named person alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from lms.learning import services
from lms.learning.course_tests import attempts
from lms.learning.models import (
    Enrolment,
    LearningEvent,
    RegradeChange,
    SkillEvidence,
    TestAttempt,
    TestQuestion,
)
from lms.learning.regrade import job
from lms.learning.teaching import statistics
from lms.ledger import clock, outbox
from lms.ledger.models import AuditEntry
from lms.ledger.projections import rebuild_all
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from tests.accounts.factories import make_person, sign_in
from tests.learning import keys

pytestmark = pytest.mark.django_db
QUESTION = """::: choice {{#t-{name} skill=SEC-01}}
問い{name}です。

- [{first}] 甲{name}
- [{second}] 乙{name}
:::
"""


def body(right: str = "second") -> str:
    """A practice question and a test of two questions; of the first one the right option is told."""
    marks = {"first": "x" if right == "first" else " ", "second": "x" if right == "second" else " "}
    inside = QUESTION.format(name="one", **marks) + QUESTION.format(name="two", first=" ", second="x")
    return f"::: truefalse {{#t-go points=1 required}}\n始めます。\n= ○\n:::\n::: test {{#k-test}}\n{inside}:::\n"


@pytest.fixture
def course(region):
    return keys.make(region, body())


@pytest.fixture
def teacher(region):
    return make_person(region, "I", name="みどり")


def tried(person, course, first: int, *, second: int = 1) -> TestAttempt:
    """Hand in a try with these options."""
    services.enrol(person=person, course=course)
    attempt = attempts.start(person=person, course=course)
    for question in attempt.questions.select_related("item_version"):
        wanted = [first if question.item == "t-one" else second]
        face = attempts.face_of(attempt, question)
        values = attempts.widgets.values(face, wanted)
        attempts.save(person=person, attempt_id=attempt.pk, item=question.item, values=values, key=f"{question.pk}")
    return attempts.submit(person=person, attempt_id=attempt.pk, course=course)


def corrected(region) -> object:
    keys.republish(region, body("first"))
    return keys.newest("t-one")


def run(version, teacher, mode="key"):
    regrade = job.order(version, mode=mode, person=teacher)
    outbox.drain()
    regrade.refresh_from_db()
    assert regrade.done_at is not None


def line(row):
    return (row.enrolment_id, row.place, row.old_points, row.new_points, row.was_passed, row.now_passed)


def test_the_dry_run_equals_the_job_and_is_empty_afterwards(region, course, teacher) -> None:
    for option in (0, 1):
        tried(make_person(region), course, option)
    version = corrected(region)
    told = {line(row) for row in job.dry_run(version)}
    assert {row[2:] for row in told} == {
        (Decimal(0), Decimal(1), False, True),
        (Decimal(1), Decimal(0), True, False),
    }
    run(version, teacher)
    assert {line(row) for row in RegradeChange.objects.all()} == told
    assert job.dry_run(version) == []
    assert AuditEntry.objects.filter(kind="item.regraded").count() == 1
    with pytest.raises(MoveNotAllowed):
        job.order(version, mode="key", person=teacher)


def test_a_gained_pass_brings_level_2_and_completion_at_once(region, course, teacher, learner) -> None:
    attempt = tried(learner, course, 0)
    keys.give(learner, course, "t-go", "true")
    services.complete_lesson(person=learner, course=course, lesson=course.open_lessons[0])
    assert (attempt.passed, Enrolment.objects.get().completed_on) == (False, None)
    run(corrected(region), teacher)
    attempt.refresh_from_db()
    enrolment = Enrolment.objects.get()
    assert (attempt.passed, attempt.earned) == (True, Decimal(2))
    assert enrolment.completed_on is not None
    assert enrolment.certificate_no
    proof = SkillEvidence.objects.get(level=2)
    assert (proof.skill_id, proof.mode, proof.source["attempt"]) == ("SEC-01", "test", str(attempt.pk))
    assert LearningEvent.objects.get(kind="item.regraded").payload["result"] == "gained"
    assert rebuild_all(check=True, only="learning") == {"learning": []}


@pytest.fixture
def losing(region, course, teacher, learner):
    """A try that passed by the old key alone."""
    attempt = tried(learner, course, 1)
    assert attempt.passed
    run(corrected(region), teacher)
    return attempt


def test_the_job_takes_no_pass_and_a_named_person_does_with_a_reason(losing, teacher, learner, course) -> None:
    losing.refresh_from_db()
    assert (losing.passed, losing.earned) == (True, Decimal(2))
    assert SkillEvidence.objects.filter(level=2).count() == 1
    change = RegradeChange.objects.get()
    assert change.loss == "open"
    with pytest.raises(FormInvalid):
        job.decide(change, person=teacher, take=True, reason=" ")
    job.decide(change, person=teacher, take=True, reason="答えの誤り")
    losing.refresh_from_db()
    assert (losing.passed, losing.earned) == (False, Decimal(1))
    assert not SkillEvidence.objects.filter(level=2).exists()
    assert Enrolment.objects.get().test_passed_on is None
    assert rebuild_all(check=True, only="learning") == {"learning": []}


def test_a_completed_course_and_its_certificate_stay(region, course, teacher, learner) -> None:
    tried(learner, course, 1)
    keys.give(learner, course, "t-go", "true")
    services.complete_lesson(person=learner, course=course, lesson=course.open_lessons[0])
    fields = ("completed_on", "certificate_no", "test_passed_on", "lessons_done")
    before = Enrolment.objects.values(*fields).get()
    assert before["certificate_no"]
    run(corrected(region), teacher)
    job.decide(RegradeChange.objects.get(), person=teacher, take=True, reason="答えの誤り")
    assert Enrolment.objects.values(*fields).get() == before
    assert rebuild_all(check=True, only="learning") == {"learning": []}


def test_a_level_taken_away_can_be_reached_again_the_same_day(losing, region, teacher, learner, course) -> None:
    job.decide(RegradeChange.objects.get(), person=teacher, take=True, reason="答えの誤り")
    assert tried(learner, keys.course_of(region), 0).passed
    assert SkillEvidence.objects.filter(level=2).count() == 1
    assert LearningEvent.objects.filter(kind="skill.reached", payload__level=2).count() == 2


@pytest.mark.parametrize("skill", ["SEC-01", "DOC-01"])
@pytest.mark.parametrize("order", ["other first", "other last"])
def test_another_passed_try_stands_in_for_the_one_taken_away(region, teacher, learner, skill, order) -> None:
    """SEC ends after 24 months and is renewed by every pass, DOC is earned once: either way the level stays, from the other's day."""
    old = body().replace("SEC-01", skill)
    course = keys.make(region, old)
    days = {"A": date(2026, 11, 2), "B": date(2026, 11, 5)}
    # Option 1 passes by the old key, option 0 by the new one: its pass comes with the job.
    chosen = {"A": 0, "B": 1} if order == "other first" else {"A": 1, "B": 0}
    tries = {}
    for name, day in days.items():
        with clock.set_to(clock.start_of_day(day)):
            tries[name] = tried(learner, course, chosen[name])
    keys.republish(region, body("first").replace("SEC-01", skill))
    run(keys.newest("t-one"), teacher)
    other = next(name for name in days if chosen[name] == 0)
    tries[other].refresh_from_db()
    assert tries[other].passed
    change = next(row for row in RegradeChange.objects.all() if row.loss == "open")
    job.decide(change, person=teacher, take=True, reason="答えの誤り")
    (proof,) = SkillEvidence.objects.filter(person=learner, level=2)
    assert (proof.source["attempt"], proof.earned_on) == (str(tries[other].pk), days[other])
    assert Enrolment.objects.get().test_passed_on == days[other]
    reached = LearningEvent.objects.filter(kind="skill.reached", payload__level=2).latest("recorded_at", "version")
    assert reached.payload["skill"] == skill
    assert rebuild_all(check=True, only="learning") == {"learning": []}


def test_everybody_gets_the_points_and_an_open_try_is_left_alone(region, course, teacher, learner) -> None:
    attempt = tried(learner, course, 0)
    going_on = make_person(region)
    services.enrol(person=going_on, course=course)
    attempts.start(person=going_on, course=course)
    version = corrected(region)
    run(version, teacher, "all")
    attempt.refresh_from_db()
    assert attempt.passed
    assert TestQuestion.objects.filter(graded_version=version).count() == 1


def test_the_pages_name_the_question_and_the_result_shows_the_answer_that_counts(
    region, course, teacher, learner, browser
) -> None:
    attempt = tried(learner, course, 0)
    version = corrected(region)
    desk = sign_in(Client(SERVER_NAME="hama.example.jp"), teacher)
    url = reverse("learning:regrade", args=[version.pk])
    assert url in desk.get(reverse("learning:regrades")).content.decode()
    assert desk.get(url).status_code == 200
    run(version, teacher)
    page = browser.get(f"/learn/k1/test/{attempt.pk}/result/").content.decode()
    assert "甲one" not in page  # nothing is missed any more


def test_figures_count_the_first_answer_in_a_test(region, course) -> None:
    people = [make_person(region) for _n in range(5)]
    for number, person in enumerate(people):
        tried(person, course, 0 if number < 2 else 1)
    tried(people[0], course, 1)
    found = statistics.course_figures(course)["t-one"]
    assert (found.answers, found.right_percent, found.wrong_option_html, found.wrong_percent) == (5, 60, "甲one", 40)
