"""The lesson player's context: kept shell, this learner's progress and questions. No query of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from courses.outline import outline
from courses.selectors import shown_lesson
from courses.shell import segments
from lms.learning.answers import ENTITLED
from lms.learning.practice import item_context
from lms.learning.selectors import done_count
from lms.ledger import clock

if TYPE_CHECKING:
    from wagtail.models import Site

    from courses.outline import CourseEntry, LessonEntry
    from lms.learning.models import Enrolment
    from lms.learning.selectors import LessonProgress


def find(site: Site | None, course_slug: str, lesson_slug: str) -> tuple[CourseEntry, LessonEntry] | None:
    """The open course and lesson of these slugs in the site, or None: the same for unknown, foreign and drafts."""
    entry = outline(site)
    course = entry.course(course_slug) if entry else None
    lesson = course.lesson(lesson_slug) if course else None
    return (course, lesson) if course and lesson else None


def lesson_url(course: CourseEntry, lesson: LessonEntry) -> str:
    """Address of a lesson in the player."""
    return reverse("learning:lesson", args=[course.slug, lesson.slug])


def item_url(course: CourseEntry, lesson: LessonEntry, item: str) -> str:
    """Where answers to a question go."""
    return reverse("learning:item", args=[course.slug, lesson.slug, item])


def player_context(
    course: CourseEntry, lesson: LessonEntry, progress: LessonProgress, *, errors: dict[str, str] | None = None
) -> dict[str, Any]:
    """Everything learning/lesson.html shows. `errors`: message by question name, shown at its field."""
    publics = shown_lesson(lesson)["publics"]
    today = clock.today_in_tokyo()
    found: list[dict[str, Any]] = []
    for kind, value in segments(lesson):
        if kind == "html":
            found.append({"html": value})
            continue
        version = publics[value]
        context = item_context(
            value,
            version.public,
            version_id=version.pk,
            enrolment_id=progress.enrolment.pk,
            today=today,
            action_url=item_url(course, lesson, value),
            state=progress.states.get(value),
            error=(errors or {}).get(value, ""),
        )
        found.append({"item": context, "template": f"blocks/{context['type']}.html"})
    return {
        "course": course,
        "lesson": lesson,
        "parts": found,
        "conditions": conditions(lesson, progress),
        "done": progress.enrolment.has_done(lesson.id),
        "review_due": lesson.next_review is not None and lesson.next_review < today,
        "player": frame(course, lesson, progress.enrolment),
        "resume": resume_anchor(progress),
    }


def conditions(lesson: LessonEntry, progress: LessonProgress) -> list[dict[str, Any]]:
    """The required questions with their state: what has to be done before 「わかった！つぎへ」 (§8.5)."""
    return [
        {"item": name, "done": name in progress.states and progress.states[name].state in ENTITLED, "number": number}
        for number, name in enumerate(lesson.required, 1)
    ]


def resume_anchor(progress: LessonProgress) -> str:
    """The question answered last, as an anchor; empty for a lesson not begun."""
    if not progress.states:
        return ""
    last = max(progress.states.values(), key=lambda state: state.updated_at)
    return f"item-{last.item}"


def frame(course: CourseEntry, lesson: LessonEntry, enrolment: Enrolment) -> dict[str, Any]:
    """`player` of base_player.html."""
    lessons = course.open_lessons
    at = lessons.index(lesson)
    before = lessons[at - 1] if at else None
    after = lessons[at + 1] if at + 1 < len(lessons) else None
    done = enrolment.has_done(lesson.id)
    rows = [
        {
            "title": row.title,
            "url": lesson_url(course, row),
            "minutes": row.minutes,
            "state": "now" if row.id == lesson.id else "ok" if enrolment.has_done(row.id) else "todo",
        }
        for row in lessons
    ]
    return {
        "course_title": course.title,
        "course_url": course.url,
        "back_url": course.url,
        "position": at + 1,
        "count": len(lessons),
        "minutes": lesson.minutes,
        "done": done_count(course, enrolment),
        "outline": [{"title": "", "lessons": rows}],
        "previous_url": lesson_url(course, before) if before else "",
        "next_url": lesson_url(course, after) if after else "",
        "next_title": after.title if after else "",
        "next_minutes": after.minutes if after else "",
        "complete_url": "" if done else reverse("learning:complete", args=[course.slug, lesson.slug]),
    }
