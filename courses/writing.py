"""Writing a lesson: who may, what the check says of a text, names at an explicit save, differences, the draft of a preview."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from wagtail.admin.models import FormState
from wagtail.models import Page

from content.lessonmark import blockform, messages
from content.lessonmark.identity import prefix_of, settled
from content.lessonmark.meter import measure
from content.lessonmark.samples import SAMPLES
from courses.library import keyed
from courses.models import BankPage, CoursePage, ItemVersion, LessonPage
from courses.services import compile_draft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from content.lessonmark import Lesson

MAX_LISTED = 200
_NEAR = 2


@dataclass(frozen=True)
class Difference:
    """One line of a comparison: sign "-" (only before), "+" (only after), " " (both) or "…" (lines left out)."""

    sign: str
    text: str
    number: int = 0


def lesson_to_write(user: Any, page_id: int) -> LessonPage | BankPage:
    """The lesson or bank with its newest draft, or a new one below a course. Raises PermissionDenied, Http404 for another kind."""
    page = get_object_or_404(Page, pk=page_id).specific
    rights = page.permissions_for_user(user)
    if isinstance(page, (LessonPage, BankPage)) and rights.can_edit():
        return page.get_latest_revision_as_object()
    if isinstance(page, CoursePage) and rights.can_add_subpage():
        return LessonPage(path=f"{page.path}0000", depth=page.depth + 1, url_path=f"{page.url_path}new/")
    raise PermissionDenied


def course_of(lesson: LessonPage) -> CoursePage:
    """The course of a lesson, also of one that is not saved yet."""
    return CoursePage.objects.get(path=lesson.path[: -Page.steplen])


def previewed_lesson(user: Any, page_id: int) -> LessonPage:
    """The lesson with the text this person's preview shows now. Raises as lesson_to_write."""
    lesson = lesson_to_write(user, page_id)
    state = FormState.objects.for_preview(user=user, instance=lesson).order_by("-last_updated_at").first()
    if state is not None and lesson.pk is not None:
        lesson.body = QueryDict(state.data).get("body", lesson.body)
    return lesson


def names_taken(course_id: int) -> set[str]:
    """Every name a question of the course ever had, published or standing in a draft."""
    published = ItemVersion.objects.filter(course_id=course_id).values_list("item", flat=True)
    course = CoursePage.objects.get(pk=course_id)
    texts = [
        text for kind in (LessonPage, BankPage) for text in kind.objects.child_of(course).values_list("body", flat=True)
    ]
    return {*published, *(block.id for text in texts for block in blockform.blocks(text) if block.id)}


def name_prefix(page_id: int | None) -> str:
    """The first part of names below a course, given by its page id or that of one of its lessons."""
    page = Page.objects.filter(pk=page_id).first()
    specific = page.specific if page is not None else None
    course = course_of(specific) if isinstance(specific, (LessonPage, BankPage)) else specific
    return prefix_of(course.key or course.slug) if isinstance(course, CoursePage) else "q"


def settle(text: str, course: CoursePage) -> str:
    """The text as an explicit save stores it; line ends of the browser's form become LF, numbers of files their keys."""
    text = settled(text, prefix_of(course.key or course.slug), names_taken(course.pk))
    return keyed(text, course.get_site())


def report(lesson: LessonPage) -> dict[str, Any]:
    """What the editor shows of a text: `findings`, `more`, `meter`, `blocks`, as plain JSON values."""
    compiled = compile_draft(lesson)
    return {
        "findings": [
            {"line": found.line, "code": found.code, "error": found.is_error, "text": messages.text(found)}
            for found in compiled.lint[:MAX_LISTED]
        ],
        "more": max(0, len(compiled.lint) - MAX_LISTED),
        "errors": len(compiled.errors),
        "meter": meter_of(compiled),
        "blocks": [
            {"line": block.line, "id": block.id, "label": SAMPLES[block.name].label}
            for block in blockform.blocks(lesson.body)
        ],
    }


def meter_of(compiled: Lesson) -> dict[str, Any]:
    """The figures as plain JSON values."""
    found = measure(compiled)
    return {"characters": found.characters, "minutes": found.minutes, "kanji": list(found.kanji)}


def differences(before: str, after: str) -> list[Difference]:
    """The lines of two texts side by side as one list, long equal stretches left out."""
    old, new = _lines(before), _lines(after)
    return [] if old == new else list(_grouped(old, new))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _grouped(old: list[str], new: list[str]) -> Iterator[Difference]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=True)
    last = 0
    for group in matcher.get_grouped_opcodes(_NEAR):
        if group[0][3] > last:
            yield Difference("…", "")
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                yield from (Difference(" ", new[at], at + 1) for at in range(new_from, new_to))
                continue
            yield from (Difference("-", old[at], at + 1) for at in range(old_from, old_to))
            yield from (Difference("+", new[at], at + 1) for at in range(new_from, new_to))
        last = group[-1][4]
    if last < len(new):
        yield Difference("…", "")
