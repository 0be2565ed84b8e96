"""The published lesson as it is shown, kept per version; search in the catalogue."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from courses.models import CompiledLesson, ItemVersion

if TYPE_CHECKING:
    from courses.outline import LessonEntry

KEPT_SECONDS = 30.0
MAX_KEPT = 300
_shown: dict[tuple[int, str], tuple[float, dict[str, Any]]] = {}


def forget() -> None:
    """Drop every kept lesson (between tests)."""
    _shown.clear()


def shown_lesson(lesson: LessonEntry) -> dict[str, Any]:
    """`blocks` and `publics` (item name -> version id and public half) of a lesson. Kept by digest: it cannot go stale.

    One query for the lesson and one for its versions when it is not kept. Raises CompiledLesson.DoesNotExist when
    the lesson was published anew meanwhile.
    """
    kept = _shown.get((lesson.id, lesson.digest))
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    if len(_shown) >= MAX_KEPT:
        _shown.clear()
    compiled = CompiledLesson.objects.only("blocks", "items").get(lesson_id=lesson.id)
    versions = {entry["item"]: entry["version"] for entry in compiled.items}
    publics = ItemVersion.objects.in_bulk(versions.values())
    found = {
        "blocks": compiled.blocks,
        "publics": {item: publics[pk] for item, pk in versions.items()},
        "entries": {entry["item"]: entry for entry in compiled.items},
    }
    _shown[lesson.id, lesson.digest] = (time.monotonic() + KEPT_SECONDS, found)
    return found
