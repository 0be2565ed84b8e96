"""Many saves of a test at once, a broken connection, and what no page may show before a try is over (LT-06, LT-07, LT-02)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from courses import outline
from lms.learning import services
from lms.learning.course_tests import attempts
from lms.learning.models import LearningEvent, TestAttempt, TestQuestion, TestSave
from tests.accounts.factories import make_person
from tests.courses.factories import bank_body, make_bank, make_course, make_lesson, make_site
from tests.learning.conftest import forget_everything
from tests.learning.test_races import together
from tests.learning.tests_taken import answer, answer_all, right_values

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def started(transactional_db):
    region = make_site("hama")
    course = make_course(region)
    make_bank(course, body=bank_body("SEC-01", 4))
    make_lesson(course, 1, body="文です。\n\n::: test {#sec-test pool=security}\n:::\n")
    forget_everything()
    entry = outline.outline(region.site).course("a3")
    person = make_person(region)
    services.enrol(person=person, course=entry)
    return person, entry, attempts.start(person=person, course=entry)


def test_lt_06_twenty_parallel_saves_with_one_key_are_one_saved_answer_and_one_event(started) -> None:
    person, _entry, attempt = started
    row, key = TestQuestion.objects.filter(attempt=attempt).first(), str(uuid4())
    values = right_values(attempt, row)

    def save():
        return attempts.save(person=person, attempt_id=attempt.pk, item=row.item, values=values, key=key).saved_at

    found = together([save for _n in range(20)])
    assert [error for error in found if isinstance(error, Exception)] == []
    assert len(set(found)) == 1
    assert TestSave.objects.count() == 1
    assert LearningEvent.objects.filter(kind="test.answer_saved").count() == 1


def test_two_starts_at_once_are_one_try_and_two_submits_one_result(started) -> None:
    person, entry, attempt = started
    answer_all(person, attempt)

    def hand_in():
        return str(attempts.submit(person=person, attempt_id=attempt.pk, course=entry).earned)

    assert set(together([hand_in for _n in range(6)])) == {"4.00"}
    assert LearningEvent.objects.filter(kind="test.submitted").count() == 1
    together([lambda: attempts.start(person=person, course=entry) for _n in range(6)])
    assert TestAttempt.objects.filter(submitted_at=None).count() == 1


def test_a_save_that_was_answered_survives_whatever_breaks_after_it(started) -> None:
    person, entry, attempt = started
    from django.db import connection

    rows = list(TestQuestion.objects.filter(attempt=attempt).select_related("item_version"))
    for row in rows:
        answer(person, attempt, row)
        connection.close()
    assert attempts.start(person=person, course=entry).pk == attempt.pk
    assert len(attempts.latest_answers(attempt)) == len(rows)
    assert attempts.submit(person=person, attempt_id=attempt.pk, course=entry).passed


def test_saving_while_handing_in_is_counted_or_refused_never_lost_in_between(started) -> None:
    person, entry, attempt = started
    rows = list(TestQuestion.objects.filter(attempt=attempt).select_related("item_version"))
    works = [lambda row=row: answer(person, attempt, row) for row in rows]
    works.append(lambda: attempts.submit(person=person, attempt_id=attempt.pk, course=entry))
    together(works)
    attempt.refresh_from_db()
    earned = sum(TestQuestion.objects.filter(attempt=attempt).values_list("earned", flat=True))
    assert attempt.earned == earned == TestSave.objects.count()
