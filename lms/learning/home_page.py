"""What マイ学習 shows: where one was, this week, my courses; the way to work comes from higher apps (S6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.hooks import page_context
from courses.outline import outline
from courses.views import course_card
from lms.learning import selectors
from lms.ledger import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

    from courses.outline import CourseEntry, Outline
    from lms.accounts.models import Person

WEEKDAYS = 7


def context(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Two queries for learning; `request.learning_enrolments` spares the hooks a third."""
    enrolments = selectors.my_enrolments(person)
    request.learning_enrolments = {row.course_id: row for row in enrolments}  # type: ignore[attr-defined]
    entry = outline(person.region.site)
    rows = [(course, row) for row in enrolments if entry and (course := entry.course_by_id(row.course_id))]
    goal = next((row.goal_days for row in enrolments if row.goal_days), selectors.DEFAULT_GOAL)
    return {
        "person": person,
        "today": clock.today_in_tokyo(),
        "resume": _resume(rows),
        "week": _week(person, goal) if enrolments else None,
        "cards": [_card(course, row) for course, row in rows],
        "first_courses": _first_courses(entry) if not rows else [],
        **page_context("learn.home", request),
    }


def _resume(rows: list[tuple[CourseEntry, Any]]) -> dict[str, Any] | None:
    """The lesson used last if it is open, else the next one of the course used last."""
    for course, row in rows:
        at = course.lesson_by_id(row.newest_lesson)
        lesson = at if at is not None and not row.has_done(at.id) else selectors.next_lesson(course, row)
        if lesson is None:
            continue
        anchor = f"#item-{row.newest_item}" if at is not None and at is lesson and row.newest_item else ""
        done = selectors.done_count(course, row)
        return {
            "title": lesson.title,
            "course_title": course.title,
            "course_slug": course.slug,
            "position": course.open_lessons.index(lesson) + 1,
            "count": len(course.open_lessons),
            "done": done,
            "minutes_left": selectors.minutes_left(course, row),
            "url": reverse("learning:lesson", args=[course.slug, lesson.slug]) + anchor,
        }
    return None


def _week(person: Person, goal: int) -> dict[str, Any]:
    """Seven dots from Monday on; nothing is counted that was not done."""
    today = clock.today_in_tokyo()
    monday = today - timedelta(days=today.weekday())
    learned = selectors.days_learned(person, monday)
    days = [monday + timedelta(days=n) for n in range(WEEKDAYS)]
    left = max(0, goal - len(learned))
    return {
        "days": [{"day": day, "on": day in learned, "today": day == today} for day in days],
        "done": len(learned),
        "goal": goal,
        "left": ngettext("%(count)d more day to your goal.", "%(count)d more days to your goal.", left)
        % {"count": left}
        if left
        else _("You reached your goal of this week."),
    }


def _card(course: CourseEntry, row: Any) -> dict[str, Any]:
    done, count = selectors.done_count(course, row), len(course.open_lessons)
    card = course_card(course, (done, count))
    if row.completed_on is not None:
        card["chip"], card["chip_kind"] = _("Completed"), "ok"
    minutes = selectors.minutes_left(course, row)
    card["meta"] = _("%(minutes)d min. left") % {"minutes": minutes} if minutes else ""
    card["summary"] = ""
    return card


def _first_courses(entry: Outline | None) -> list[dict[str, Any]]:
    shortest = sorted(entry.open_courses, key=lambda course: course.minutes) if entry else []
    return [course_card(course) for course in shortest[:3]]
