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
    from collections.abc import Iterable, Mapping

    from courses.outline import LessonEntry

NOTE_KINDS = {"info": "info", "tip": "", "caution": "warn"}
TABS_MODULE = "content/interactions.js"
# A mark no lesson text can hold: U+0000 is refused by the compiler.
_MARK = re.compile("\x00((?:test )?[a-z0-9-]+)\x00")
_kept: dict[tuple[int, str, str | None], tuple[float, list[tuple[str, str]]]] = {}


def forget() -> None:
    """Drop every kept shell (between tests)."""
    _kept.clear()


def segments(lesson: LessonEntry, variant: str = "") -> list[tuple[str, str]]:
    """[("html", markup) | ("item", name) | ("test", name)] in reading order. Kept ≤ 30 s by (page, version, language)."""
    key = (lesson.id, lesson.digest_of(variant), get_language())
    kept = _kept.get(key)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    if len(_kept) >= MAX_KEPT:
        _kept.clear()
    made = segments_of(shown_lesson(lesson, variant)["blocks"])
    _kept[key] = (time.monotonic() + KEPT_SECONDS, made)
    return made


def modules(parts: Iterable[Mapping[str, Any]]) -> list[str]:
    """Static files of the scripts that the parts of a page can use: [{html} | {item} | {question}], each file once."""
    found = set()
    for part in parts:
        question = part.get("item") or part.get("question") or {}
        found |= {question.get("module", ""), TABS_MODULE if "<lesson-tabs" in part.get("html", "") else ""}
    return sorted(found - {""})


def segments_of(blocks: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """The same for blocks at hand, such as those of a draft."""
    parts = _MARK.split("".join(_render(block) for block in blocks))
    return [_segment(part, marked=bool(place % 2)) for place, part in enumerate(parts) if part]


def _segment(part: str, *, marked: bool) -> tuple[str, str]:
    if not marked:
        return "html", part
    return ("test", part.removeprefix("test ")) if part.startswith("test ") else ("item", part)


def _render(block: dict[str, Any]) -> str:
    if block["kind"] == "item":
        return f"\x00{block['item_id']}\x00"
    if block["kind"] == "test":
        return "".join(_render(child) for child in block.get("children", ())) + f"\x00test {block['item_id']}\x00"
    if block["kind"] == "html":
        return str(render_to_string("blocks/html.html", {"item": block}))
    if block["kind"] == "tabs":
        return _tabs(block)
    inside = "".join(_inner(child) for child in block.get("children", ()))
    context = {
        "title": _safe(block.get("label_html", "")),
        "html": inside,
        "kind": NOTE_KINDS.get(block.get("options", {}).get("kind", "info"), ""),
    }
    return str(render_to_string(f"blocks/{block['kind']}.html", {"item": context}))


def _tabs(block: dict[str, Any]) -> str:
    """The panels of tabs; their text stands in columns of its own."""
    panels = [
        {
            "title": _safe(tab.get("label_html", "")),
            "html": "".join(_render(child) for child in tab.get("children", ())),
        }
        for tab in block.get("children", ())
    ]
    context = {"title": _safe(block.get("label_html", "")), "panels": panels}
    return str(render_to_string("blocks/tabs.html", {"item": context}))


def _inner(block: dict[str, Any]) -> str:
    """Text inside a box needs no column of its own."""
    return str(block.get("html", "")) if block["kind"] == "html" else _render(block)


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308  # escaped and checked when the lesson was compiled
