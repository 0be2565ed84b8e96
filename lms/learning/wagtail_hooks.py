"""What learning adds to pages of lower apps: progress in the catalogue, the way in on course and lesson, first courses at home."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from content.context import viewer
from content.models import HomePage
from courses.models import ItemVersion, LessonPage
from courses.outline import outline
from courses.selectors import shown_lesson
from courses.shell import segments
from courses.versions import version_of
from courses.views import course_card
from lms.accounts.selectors import person_of, roles_of
from lms.learning import completion
from lms.learning.lessons import rehearsal, visitors
from lms.learning.models import Enrolment, ItemState
from lms.learning.selectors import done_count, enrolment_in, next_lesson, progress_by_course
from lms.learning.teaching import statistics
from lms.ledger import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person

FIRST_COURSES = 3


@hooks.register("extend_page_context", order=20)
def teaching_links(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """The instructor's way to what waits, in the account menu and in the row of links of the workspace."""
    if page_or_name not in {"navigation", "teach.nav"}:
        return {}
    roles = roles_of(request)
    if page_or_name == "navigation":
        items = [_link(request, _("My skills"), "learning:evidence", "certificate")] if "L" in roles else []
        items += [_link(request, _("Instructor"), "learning:work_queue", "check")] if "I" in roles else []
        return {"account_items": items}
    if "I" not in roles:
        return {}
    return {"teach_nav": [_link(request, label, name, icon) for label, name, icon in _teach_links()]}


def _teach_links() -> list[tuple[str, str, str]]:
    return [
        (_("Handed-in work"), "learning:work_queue", "check"),
        (_("Reflections"), "learning:thoughts", "text"),
        (_("Lessons to review"), "learning:reviews", "book"),
        (_("Evidence"), "learning:enter_evidence", "certificate"),
        (_("Questions"), "learning:statistics", "chart"),
        (_("Grade anew"), "learning:regrades", "edit"),
        (_("Course tests"), "learning:teach_tests", "list"),
    ]


def _link(request: HttpRequest, label: str, name: str, icon: str) -> dict[str, Any]:
    url = reverse(name)
    return {"label": label, "url": url, "icon": icon, "current": request.path.startswith(url)}


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
    row = enrolment_in(person, course.id) if person else None
    if person is None or row is None:
        return {**_way_in(request, course, person), "course_parts": completion.parts_of(course, None)}
    following = next_lesson(course, row)
    states = {lesson.id: "ok" if row.has_done(lesson.id) else "todo" for lesson in course.open_lessons}
    if following is not None:
        states[following.id] = "now"
    return {
        "enrolled": True,
        "course_parts": completion.parts_of(course, row),
        "test_url": reverse("learning:test", args=[course.slug]) if course.test else "",
        "test_passed_on": row.test_passed_on,
        "completed_on": row.completed_on,
        "certificate_no": row.certificate_no,
        "done_count": done_count(course, row),
        "lesson_states": states,
        "next_url": reverse("learning:lesson", args=[course.slug, following.slug]) if following else "",
        "next_title": following.title if following else "",
    }


def _lesson(request: HttpRequest) -> dict[str, Any]:
    """`player_url` for who takes the course, else the way in and the `questions` anybody may answer."""
    course: CourseEntry = request.course_entry  # type: ignore[attr-defined]
    person = _person(request)
    if person is not None and Enrolment.objects.filter(person_id=person.pk, course_id=course.id).exists():
        lesson = request.lesson_entry  # type: ignore[attr-defined]
        return {"player_url": reverse("learning:lesson", args=[course.slug, lesson.slug])}
    return {**_way_in(request, course, person), "questions": _questions(request, course)}


def _questions(request: HttpRequest, course: CourseEntry) -> dict[str, Any]:
    """Of a lesson with a preview: question name -> its form, in which anybody may answer."""
    lesson: LessonEntry = request.lesson_entry  # type: ignore[attr-defined]
    if not lesson.preview_allowed:
        return {}
    variant = version_of(request, lesson, remembered=False).name
    publics = shown_lesson(lesson, variant)["publics"]
    asked = [value for kind, value in segments(lesson, variant) if kind == "item"]
    told = getattr(request, "visitor_told", {})
    today, query = clock.today_in_tokyo(), request.GET.urlencode()
    return {
        name: visitors.context(course, lesson, name, publics[name], today=today, told=told.get(name), query=query)
        for name in asked
        if visitors.is_open(publics[name].public)
    }


_PLACES = {"courses.catalogue": _catalogue, "courses.course": _course, "courses.lesson": _lesson}


@hooks.register("rehearse_questions")
def player_of_drafts() -> Any:
    """Authors answer the questions of a draft in its preview."""
    return rehearsal


@hooks.register("question_statistics")
def figures_beside_questions(page_id: int) -> dict[str, dict[str, Any]]:
    """The figures the lesson editor shows beside each question; a question with fewer than five answers has none."""
    page = Page.objects.filter(pk=page_id).first()
    parent = page.get_parent() if page is not None else None
    if parent is None:
        return {}
    names = ItemVersion.objects.filter(course_id=parent.pk, lesson_id=page_id).values_list("item", flat=True).distinct()
    return {
        name: {
            "tries": figures.tries,
            "right_percent": figures.right_percent,
            "wrong_option": unescape(strip_tags(figures.wrong_option_html)).strip(),
        }
        for name, figures in statistics.figures_of(parent.pk, names).items()
        if figures.right_percent is not None
    }


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
