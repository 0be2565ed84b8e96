"""Many answers at once: one key has one effect, 32 clients write without 'database is locked' (LT-06)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from courses import outline
from lms.learning import services
from lms.learning.models import Enrolment, ItemState, LearningEvent, SkillEvidence
from tests.accounts.factories import make_person
from tests.courses.factories import body_with, make_course, make_lesson, make_site
from tests.learning.steps import take

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def started(transactional_db):
    region = make_site("hama")
    make_lesson(make_course(region), 1, body=body_with("one"), skills="SEC-01")
    return region, outline.outline(region.site).course("a3")


def together(works) -> list[object]:
    """Run the callables at the same moment, each on a connection of its own; exceptions are results."""
    barrier = Barrier(len(works))

    def run(work):
        barrier.wait()
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_twenty_parallel_posts_with_one_key_are_one_answer(started) -> None:
    region, course = started
    person = make_person(region)
    services.enrol(person=person, course=course)
    lesson, key = course.open_lessons[0], str(uuid4())
    found = together([lambda: take(person, course, lesson, "one-one", right=False, key=key) for _n in range(20)])
    assert [error for error in found if isinstance(error, Exception)] == []
    assert all(answered.response == found[0].response for answered in found)
    assert ItemState.objects.get().tries == 1
    assert LearningEvent.objects.filter(kind="item.answered").count() == 1


def test_two_answers_at_once_are_two_tries(started) -> None:
    region, course = started
    person = make_person(region)
    services.enrol(person=person, course=course)
    lesson = course.open_lessons[0]
    found = together([lambda: take(person, course, lesson, "one-one", right=False) for _n in range(6)])
    assert [error for error in found if isinstance(error, Exception)] == []
    assert ItemState.objects.get().tries == 6
    assert LearningEvent.objects.filter(kind="item.answered").count() == 6


def test_thirty_two_learners_answer_at_once(started) -> None:
    region, course = started
    people = [make_person(region) for _n in range(32)]
    for person in people:
        services.enrol(person=person, course=course)
    lesson = course.open_lessons[0]

    def finish(person):
        for item in ("one-one", "one-two"):
            take(person, course, lesson, item, right=True)
        return services.complete_lesson(person=person, course=course, lesson=lesson)

    found = together([lambda person=person: finish(person) for person in people])
    assert [error for error in found if isinstance(error, Exception)] == []
    assert Enrolment.objects.filter(completed_on__isnull=False).count() == 32
    assert LearningEvent.objects.filter(kind="skill.reached").count() == 32
    assert Enrolment.objects.values("certificate_no").distinct().count() == 32


def test_the_last_two_questions_solved_at_once_give_level_1_once(started) -> None:
    """Each of the two must see the other's: neither alone is the last one, and the level is reached exactly once."""
    region, course = started
    lesson, rounds = course.open_lessons[0], 6
    for _round in range(rounds):
        person = make_person(region)
        services.enrol(person=person, course=course)
        works = [lambda item=item, person=person: take(person, course, lesson, item, right=True)
                 for item in ("one-one", "one-two")]  # fmt: skip
        found = together(works)
        assert [error for error in found if isinstance(error, Exception)] == []
        assert ItemState.objects.filter(enrolment__person=person, state="solved").count() == 2
        proofs = SkillEvidence.objects.filter(person=person)
        assert list(proofs.values_list("skill_id", "level")) == [("SEC-01", 1)]
        assert LearningEvent.objects.filter(kind="skill.reached", subject_ref=person.pseudonym).count() == 1


def test_the_same_question_solved_twice_at_once_is_not_two_of_the_last_two(started) -> None:
    region, course = started
    lesson = course.open_lessons[0]
    person = make_person(region)
    services.enrol(person=person, course=course)
    found = together([lambda: take(person, course, lesson, "one-one", right=True) for _n in range(6)])
    assert [error for error in found if isinstance(error, Exception)] == []
    assert not SkillEvidence.objects.exists()
    take(person, course, lesson, "one-two", right=True)
    assert SkillEvidence.objects.get().level == 1
    assert LearningEvent.objects.filter(kind="skill.reached").count() == 1


def test_enrolling_twice_at_once_is_one_enrolment(started) -> None:
    region, course = started
    person = make_person(region)
    found = together([lambda: services.enrol(person=person, course=course) for _n in range(8)])
    assert [error for error in found if isinstance(error, Exception)] == []
    assert Enrolment.objects.count() == 1


def test_a_second_completion_at_once_changes_nothing(started) -> None:
    region, course = started
    person = make_person(region)
    services.enrol(person=person, course=course)
    lesson = course.open_lessons[0]
    take(person, course, lesson, "one-one", right=True)
    found = together([lambda: services.complete_lesson(person=person, course=course, lesson=lesson) for _n in range(8)])
    assert [error for error in found if isinstance(error, Exception)] == []
    assert LearningEvent.objects.filter(kind="course.completed").count() == 1
