"""Results of polls: none below the author's number of votes, and never closer than five percent (§4.17, LK-18)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from lms.learning.models import ItemState
from lms.learning.states import AnswerState

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_SECONDS = 30.0
MAX_KEPT = 300
STEP = 5
_kept: dict[int, tuple[float, dict[int, int]]] = {}


def forget() -> None:
    """Drop every kept count (between tests)."""
    _kept.clear()


def _votes(version_id: int) -> dict[int, int]:
    """Votes by option for one version: what stood in it is what was voted for. Kept, so that a page makes no query."""
    kept = _kept.get(version_id)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    rows = ItemState.objects.filter(item_version_id=version_id, state=AnswerState.DONE)
    found = {int(answer): n for answer, n in rows.values_list("answer").annotate(n=Count("pk")).order_by()}
    if len(_kept) >= MAX_KEPT:
        _kept.clear()
    _kept[version_id] = (time.monotonic() + KEPT_SECONDS, found)
    return found


def rounded_share(part: int, whole: int) -> int:
    """Percent of the whole, rounded to the nearest five, half up."""
    return (200 * part + STEP * whole) // (2 * STEP * whole) * STEP


def results(public: Mapping[str, Any], version_id: int) -> dict[str, Any]:
    """For who has voted: `shown` [{html, percent}], or empty with `wanted` (votes needed first; 0 = never shown)."""
    if public["show"] == "never":
        return {"shown": [], "wanted": 0}
    votes = _votes(version_id)
    whole = sum(votes.values())
    if whole < public["k"]:
        return {"shown": [], "wanted": public["k"]}
    shown = [
        {"html": option["html"], "percent": rounded_share(votes.get(index, 0), whole)}
        for index, option in enumerate(public["options"])
    ]
    return {"shown": shown, "wanted": 0}
