"""Lessons whose review is due: the instructors' list, and one reminder a week (curriculum.md section 3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import LessonPage
from lms.learning import tasks
from lms.learning.models import LearningEvent
from lms.ledger import clock
from lms.ledger.models import OutboxRow
from lms.notices.models import Notice
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import body_with, make_course, make_lesson, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(region):
    return make_person(region, "I")


@pytest.fixture
def lessons(region, course) -> list[LessonPage]:
    return list(LessonPage.objects.order_by("path"))


def set_reviews(*days: int | None) -> None:
    """The next reviews of the lessons in order, in days from today."""
    today = clock.today_in_tokyo()
    for lesson, day in zip(LessonPage.objects.order_by("path"), days, strict=True):
        date = None if day is None else today + timedelta(days=day)
        LessonPage.objects.filter(pk=lesson.pk).update(next_review=date)


def shown(person) -> str:
    client = sign_in(Client(SERVER_NAME=person.region.site.hostname), person)
    answer = client.get(reverse("learning:reviews"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_has_what_is_due_near_or_without_a_day(region, course, lessons, teacher) -> None:
    make_lesson(course, 3, body=body_with("three"), title="日のない単元")
    make_lesson(course, 4, body=body_with("four"), title="下書きの単元", live=False)
    make_lesson(course, 5, body=body_with("five"), title="ずっと先の単元")
    set_reviews(30, -1, None, -1, 31)
    html = shown(teacher)
    assert html.index("単元2") < html.index("単元1") < html.index("日のない単元")
    assert html.count("期限をすぎています") == 1
    assert "もうすぐ" in html
    assert "日付なし" in html
    assert "下書きの単元" not in html
    assert "ずっと先の単元" not in html
    assert reverse("wagtailadmin_pages:edit", args=[lessons[0].pk]) in html


def test_another_town_has_its_own_list_and_learners_none(region, lessons, teacher, browser) -> None:
    set_reviews(1, 2)
    other = make_site("yama")
    make_lesson(make_course(other), 1, title="山の単元")
    html = shown(make_person(other, "I"))
    assert "単元1" not in html
    assert "山の単元" in html
    assert browser.get(reverse("learning:reviews")).status_code in {302, 403, 404}


def test_instructors_are_reminded_once_a_week_as_long_as_something_is_due(region, lessons, teacher) -> None:
    make_person(region, "C")
    make_person(make_site("yama"), "I")
    set_reviews(40, 31)
    monday = clock.today_in_tokyo() - timedelta(days=clock.today_in_tokyo().weekday())
    set_reviews(40, 31)

    def on(day: int) -> int:
        with clock.set_to(clock.start_of_day(monday + timedelta(days=day))):
            tasks.remind_of_reviews()
        return Notice.objects.filter(code="N26").count()

    today = (clock.today_in_tokyo() - monday).days
    assert on(today) == 0
    first = today + 1
    assert on(first) == 1
    same_week = first if first % 7 == 6 else first + 1
    assert on(same_week) == 1
    assert on(first + 7) == 2
    notice = Notice.objects.filter(code="N26").latest("pk")
    assert (notice.person, notice.reference, notice.link) == (teacher, "単元2", reverse("learning:reviews"))
    assert OutboxRow.objects.filter(effect="mail.N26", recipient=str(teacher.pk)).count() == 2
    assert set(LearningEvent.objects.filter(kind="lesson.review_due").values_list("subject_ref", flat=True)) == {
        teacher.pseudonym
    }
    set_reviews(400, 400)
    assert on(first + 14) == 2


def test_the_worker_does_it_by_the_clock() -> None:
    from lms.ledger.schedules import _schedules

    assert _schedules["lesson_reviews"].function is tasks.remind_of_reviews
    assert _schedules["autosaves_purge"].function is tasks.purge_autosaves
