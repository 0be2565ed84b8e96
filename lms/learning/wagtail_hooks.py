"""What learning adds to pages of lower apps: progress in the catalogue, the way in on course and lesson, first courses at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail import hooks

from content.context import viewer
from content.models import HomePage
from courses.models import LessonPage
from courses.outline import outline
from courses.views import course_card
from lms.accounts.selectors import person_of
from lms.learning.models import Enrolment, ItemState
from lms.learning.selectors import done_count, next_lesson, progress_by_course

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Page

    from courses.outline import CourseEntry
    from lms.accounts.models import Person

FIRST_COURSES = 3


def _person(request: HttpRequest) -> Person | None:
    """The acting person, without touching the session of somebody who has none."""
    return person_of(request) if viewer(request).is_authenticated else None


@hooks.register("extend_page_context")
def learning_context(page_or_name: Page | str, request: HttpRequest) -> dict[str, Any]:
    """One answer per place; nothing for the others."""
    if isinstance(page_or_name, HomePage):
        return _home(page_or_name)
    given = _PLACES.get(page_or_name) if isinstance(page_or_name, str) else None
    return given(request) if given else {}


def _home(page: HomePage) -> dict[str, Any]:
    entry = outline(page.get_site())
    return {"courses": [course_card(course) for course in entry.open_courses[:FIRST_COURSES]] if entry else []}


def _catalogue(request: HttpRequest) -> dict[str, Any]:
    """`progress`: course page id -> (lessons done, lessons)."""
    person = _person(request)
    entry = outline(person.region.site) if person else None
    if person is None or entry is None:
        return {}
    found = progress_by_course(person)
    request.learning_enrolments = found  # type: ignore[attr-defined]
    return {
        "progress": {
            course.id: (done_count(course, found[course.id]), len(course.open_lessons))
            for course in entry.open_courses
            if course.id in found
        }
    }


def _way_in(request: HttpRequest, course: CourseEntry, person: Person | None) -> dict[str, Any]:
    """Where 「はじめる」 leads: a POST for who is signed in, the sign-in for a visitor."""
    if person is not None:
        return {"start_url": reverse("learning:start", args=[course.slug])}
    if viewer(request).is_authenticated:
        return {}
    after = reverse("learning:course", args=[course.slug])
    return {"login_url": f"{reverse('account_login')}?{urlencode({'next': after})}"}


def _course(request: HttpRequest) -> dict[str, Any]:
    """`enrolled`, `completed_on`, `certificate_no`, `done_count`, `lesson_states`, `next_url` or the way in."""
    course: CourseEntry = request.course_entry  # type: ignore[attr-defined]
    person = _person(request)
    row = Enrolment.objects.filter(person_id=person.pk, course_id=course.id).first() if person else None
    if row is None:
        return _way_in(request, course, person)
    following = next_lesson(course, row)
    states = {lesson.id: "ok" if row.has_done(lesson.id) else "todo" for lesson in course.open_lessons}
    if following is not None:
        states[following.id] = "now"
    return {
        "enrolled": True,
        "completed_on": row.completed_on,
        "certificate_no": row.certificate_no,
        "done_count": done_count(course, row),
        "lesson_states": states,
        "next_url": reverse("learning:lesson", args=[course.slug, following.slug]) if following else "",
        "next_title": following.title if following else "",
    }


def _lesson(request: HttpRequest) -> dict[str, Any]:
    """`player_url` for who takes the course, else the way in."""
    course: CourseEntry = request.course_entry  # type: ignore[attr-defined]
    person = _person(request)
    if person is not None and Enrolment.objects.filter(person_id=person.pk, course_id=course.id).exists():
        lesson = request.lesson_entry  # type: ignore[attr-defined]
        return {"player_url": reverse("learning:lesson", args=[course.slug, lesson.slug])}
    return _way_in(request, course, person)


_PLACES = {"courses.catalogue": _catalogue, "courses.course": _course, "courses.lesson": _lesson}


@hooks.register("before_delete_page")
def keep_what_was_begun(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A course somebody has begun is taken off the catalogue, never deleted: its evidence stays (CT-12)."""
    if isinstance(page.specific, LessonPage):
        begun = ItemState.objects.filter(lesson_id=page.pk).exists()
    else:
        begun = Enrolment.objects.filter(course__path__startswith=page.path).exists()
    if not begun:
        return None
    messages.error(request, _("People have begun this course. Unpublish it instead; what they did stays."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
