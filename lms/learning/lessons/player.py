"""The lesson player's context: kept shell, this learner's progress and questions. No query of its own."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe

from content import kept_fragments, kept_pages
from courses.outline import outline
from courses.selectors import shown_lesson
from courses.shell import modules, segments
from courses.versions import Version, switch
from lms.learning.lessons.practice import item_context
from lms.learning.selectors import done_count
from lms.learning.states import FINISHED
from lms.ledger import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Site

    from courses.outline import CourseEntry, LessonEntry
    from lms.learning.models import Enrolment
    from lms.learning.selectors import LessonProgress


STANDARD_TEXT = Version("", "")


def find(site: Site | None, course_slug: str, lesson_slug: str) -> tuple[CourseEntry, LessonEntry] | None:
    """The open course and lesson of these slugs in the site, or None: the same for unknown, foreign and drafts."""
    entry = outline(site)
    course = entry.course(course_slug) if entry else None
    lesson = course.lesson(lesson_slug) if course else None
    return (course, lesson) if course and lesson else None


@lru_cache(maxsize=4000)
def _address(name: str, *slugs: str) -> str:
    """A page names the same dozen addresses each time; resolving them took a tenth of it."""
    return reverse(f"learning:{name}", args=slugs)


def lesson_url(course: CourseEntry, lesson: LessonEntry) -> str:
    """Address of a lesson in the player."""
    return _address("lesson", course.slug, lesson.slug)


def item_url(course: CourseEntry, lesson: LessonEntry, item: str) -> str:
    """Where answers to a question go."""
    return _address("item", course.slug, lesson.slug, item)


def anchor(public: Mapping[str, Any], item: str) -> str:
    """Where a page without JavaScript opens after an answer: the question; of a branch the heading of the new scene."""
    return f"item-{item}-scene" if public["type"] == "branch" else f"item-{item}"


def owner_of(person_id: object) -> str:
    """The name under which a browser keeps what is this person's: another one on the same device sends none of it."""
    return salted_hmac("learning.outbox", str(person_id), algorithm="sha256").hexdigest()[:16]


def player_context(
    course: CourseEntry,
    lesson: LessonEntry,
    progress: LessonProgress,
    *,
    refused: dict[str, tuple[str, list[str]]] | None = None,
    version: Version = STANDARD_TEXT,
) -> dict[str, Any]:
    """Everything learning/lesson.html shows. `refused`: by question name the message at its field and what was sent."""
    today = clock.today_in_tokyo()
    parts = _parts(course, lesson, progress, refused or {}, version)
    return {
        "course": course,
        "lesson": lesson,
        "parts": parts,
        "modules": modules(parts),
        "versions": switch(lesson, version),
        "conditions": conditions(lesson, progress),
        "done": progress.enrolment.has_done(lesson.id),
        "review_due": lesson.next_review is not None and lesson.next_review < today,
        "player": frame(course, lesson, progress.enrolment),
        "test_url": _address("test", course.slug) if course.test else "",
        "test_passed_on": progress.enrolment.test_passed_on,
        "resume": resume_anchor(progress),
        "outbox": {"owner": owner_of(progress.enrolment.person_id), "url": _address("outbox")},
    }


# What of the player's frame is a learner's own.
_OWN = ("outline", "done", "complete_url")


def lesson_page(
    request: HttpRequest, context: dict[str, Any], version: Version, *, has_errors: bool = False
) -> HttpResponse:
    """learning/lesson.html for a `player_context`: one shell for all readers of the lesson, what is a learner's own in its places."""
    lesson, player = context["lesson"], context["player"]
    live = _live(request, context)
    parts: list[dict[str, Any]] = []
    personal: list[Any] = []
    for part in context["parts"]:
        if "item" in part:
            name = f"question_{len(live)}"
            live[name] = kept_fragments.question(part["item"], live["csrf_token"])
            parts.append({"html": kept_pages.live_place(name)})
        else:
            parts.append(part)
            # Prose follows from the digest; whatever else stands there may follow from the learner.
            personal += [] if "html" in part else [part]
    places = {name: mark_safe(kept_pages.live_place(name)) for name in ("status", "conditions", "player_next")}  # noqa: S308
    frame_places = {name: kept_pages.live_place(name) for name in ("outline", "done")}
    fixed = {name: value for name, value in player.items() if name not in _OWN}
    # Only what is named here reaches the template: a new name of the context cannot leave a learner's own in the shell.
    rest = {name: context[name] for name in ("versions", "review_due", "modules", "test_url", "test_passed_on")}
    shown = {
        **rest,
        **places,
        "lesson": lesson,
        "course": context["course"],
        "parts": parts,
        "player": {**fixed, **frame_places},
        "outbox": {**context["outbox"], "owner": kept_pages.live_place("owner")},
        "has_errors": has_errors,
    }
    words = (lesson.title, lesson.objective, lesson.licence, lesson.credits, context["course"].title)
    key = (lesson.id, lesson.digest_of(version.name), words, has_errors, repr(personal), repr(fixed), repr(rest))
    return kept_pages.respond(request, "learning/lesson.html", lambda: shown, key=key, live=live)


def _live(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The learner's own pieces of the page, each kept for all who stand alike."""
    token, player, fragment = get_token(request), context["player"], kept_fragments.fragment
    following = {name: player[name] for name in ("complete_url", "next_url", "course_url")}
    act = {"player": following, "csrf_token": kept_pages.live_place("csrf_token")}
    return {
        "csrf_token": token,
        "outline": fragment("components/outline.html", {"outline": player["outline"]}, {}),
        "done": player["done"],
        "owner": context["outbox"]["owner"],
        "status": fragment("learning/lesson_status.html", {"done": context["done"], "resume": context["resume"]}, {}),
        "conditions": fragment("learning/lesson_conditions.html", {"conditions": context["conditions"]}, {}),
        "player_next": fragment("components/player_next.html", act, {"csrf_token": token}),
    }


def _parts(
    course: CourseEntry,
    lesson: LessonEntry,
    progress: LessonProgress,
    refused: dict[str, tuple[str, list[str]]],
    version: Version,
) -> list[dict[str, Any]]:
    """[{html} | {item, template} | {test}] in reading order."""
    shown = shown_lesson(lesson, version.name)
    publics, words = shown["publics"], shown["words"]
    today = clock.today_in_tokyo()
    tests = {test.id: test for test in lesson.tests}
    found: list[dict[str, Any]] = []
    for kind, value in segments(lesson, version.name):
        if kind != "item":
            found.append({"html": value} if kind == "html" else {"test": tests.get(value)})
            continue
        item_version = publics[value]
        error, sent = refused.get(value, ("", None))
        context = item_context(
            value,
            item_version.public,
            version_id=item_version.pk,
            enrolment_id=progress.enrolment.pk,
            today=today,
            action_url=item_url(course, lesson, value),
            state=progress.states.get(value),
            error=error,
            sent=sent,
            words=words.get(value),
        )
        found.append({"item": context, "template": f"blocks/{context['type']}.html"})
    return found


def conditions(lesson: LessonEntry, progress: LessonProgress) -> list[dict[str, Any]]:
    """The required questions with their state: what has to be done before 「わかった！つぎへ」 (§8.5)."""
    films = {entry["item"]: entry["complete"] for entry in lesson.items if entry["type"] == "video"}
    found: list[dict[str, Any]] = []
    number = 0
    for name in lesson.required:
        number += name not in films
        done = name in progress.states and progress.states[name].state in FINISHED
        found.append({"item": name, "done": done, "number": number, "film": films.get(name)})
    return found


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
        "complete_url": "" if done else _address("complete", course.slug, lesson.slug),
    }
