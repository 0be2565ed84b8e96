"""A compiled lesson as finished pieces of HTML with the questions left out: made once per version, filled per learner."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.selectors import KEPT_SECONDS, MAX_KEPT, shown_lesson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from courses.outline import LessonEntry

NOTE_KINDS = {"info": "info", "tip": "", "caution": "warn"}
# A mark no lesson text can hold: U+0000 is refused by the compiler.
_MARK = re.compile("\x00([a-z0-9-]+)\x00")
_kept: dict[tuple[int, str, str | None], tuple[float, list[tuple[str, str]]]] = {}


def forget() -> None:
    """Drop every kept shell (between tests)."""
    _kept.clear()


def segments(lesson: LessonEntry) -> list[tuple[str, str]]:
    """[("html", markup) | ("item", name)] in reading order. Kept ≤ 30 s by (page, version, language)."""
    key = (lesson.id, lesson.digest, get_language())
    kept = _kept.get(key)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    if len(_kept) >= MAX_KEPT:
        _kept.clear()
    made = segments_of(shown_lesson(lesson)["blocks"])
    _kept[key] = (time.monotonic() + KEPT_SECONDS, made)
    return made


def segments_of(blocks: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """The same for blocks at hand, such as those of a draft."""
    parts = _MARK.split("".join(_render(block) for block in blocks))
    return [("item" if place % 2 else "html", part) for place, part in enumerate(parts) if part]


def _render(block: dict[str, Any]) -> str:
    if block["kind"] == "item":
        return f"\x00{block['item_id']}\x00"
    if block["kind"] == "html":
        return str(render_to_string("blocks/html.html", {"item": block}))
    inside = "".join(_inner(child) for child in block.get("children", ()))
    context = {
        "title": _safe(block.get("label_html", "")),
        "html": inside,
        "kind": NOTE_KINDS.get(block.get("options", {}).get("kind", "info"), ""),
    }
    return str(render_to_string(f"blocks/{block['kind']}.html", {"item": context}))


def _inner(block: dict[str, Any]) -> str:
    """Text inside a box needs no column of its own."""
    return str(block.get("html", "")) if block["kind"] == "html" else _render(block)


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308  # escaped and checked when the lesson was compiled
