"""The published lesson as it is shown, kept per version; search in the catalogue."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from courses.library import with_film
from courses.models import CompiledLesson, ItemVersion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from courses.outline import LessonEntry

KEPT_SECONDS = 30.0
MAX_KEPT = 300
_shown: dict[tuple[int, str], tuple[float, dict[str, Any]]] = {}


def forget() -> None:
    """Drop every kept lesson (between tests)."""
    _shown.clear()


def complete_films(lesson_id: int, versions: Iterable[ItemVersion]) -> None:
    """Put what players need today into the public halves of films; no query for a lesson without one."""
    films = [version for version in versions if version.type == "video"]
    site = Page.objects.get(pk=lesson_id).get_site() if films else None
    for version in films:
        version.public = with_film(site, version.public)


def shown_lesson(lesson: LessonEntry, variant: str = "") -> dict[str, Any]:
    """`blocks`, `publics` (item name -> version id and public half) and `words` of a lesson. Kept by digest: it cannot go stale.

    `words`: item name -> what the variant says of the secret half (`content.items.words`); for no template.

    `variant`: the version of the text (`LessonEntry.variants`); its questions have the same versions in other words.

    One query for the lesson and one for its versions when it is not kept. Raises CompiledLesson.DoesNotExist when
    the lesson was published anew meanwhile.
    """
    digest = lesson.digest_of(variant)
    kept = _shown.get((lesson.id, digest))
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    if len(_shown) >= MAX_KEPT:
        _shown.clear()
    wanted = ("variants", "words") if variant else ("blocks",)
    compiled = CompiledLesson.objects.only(*wanted, "items").get(lesson_id=lesson.id)
    versions = {entry["item"]: entry["version"] for entry in compiled.items}
    publics = ItemVersion.objects.in_bulk(versions.values())
    words = compiled.variants.get(variant) if variant else None
    if words is not None:
        for item, pk in versions.items():
            publics[pk].public = words["publics"].get(item, publics[pk].public)
    complete_films(lesson.id, [publics[pk] for pk in versions.values()])
    found = {
        "blocks": words["blocks"] if words is not None else compiled.blocks,
        "publics": {item: publics[pk] for item, pk in versions.items()},
        "words": compiled.words.get(variant, {}) if variant else {},
        "entries": {entry["item"]: entry for entry in compiled.items},
    }
    _shown[lesson.id, digest] = (time.monotonic() + KEPT_SECONDS, found)
    return found
