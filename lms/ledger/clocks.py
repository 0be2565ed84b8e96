"""Clocks of a stream: started in the act's transaction, fired by the worker, never lost by a missed run (workflows.md §13)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from lms.ledger import clock
from lms.ledger.models import Clock
from lms.ledger.refusals import Refusal
from lms.ledger.registry import bound_for
from lms.regions.selectors import is_working_day

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

NINE = time(9)
_NAMESPACE = UUID("6f1d7a4e-4f0c-5d0e-9a53-6c2f1d9b0c11")


@dataclass(frozen=True, slots=True)
class ClockHandler:
    """What happens when a clock fires; `any_day` clocks do not wait for a working day."""

    function: Callable[[Clock], None]
    any_day: bool = False


_handlers: dict[str, ClockHandler] = {}


def register_clock(name: str, function: Callable[[Clock], None], *, any_day: bool = False) -> None:
    """`function(clock_row)` is idempotent: use `firing_key(clock_row)` for the act it takes."""
    _handlers[name] = ClockHandler(function, any_day)


def nine_o_clock(day: date) -> datetime:
    """09:00 JST of a day, when clocks run."""
    return datetime.combine(day, NINE, tzinfo=clock.TOKYO)


def firing_key(row: Clock) -> str:
    """The idempotency key of what this clock does."""
    return f"clock:{row.pk}:{row.step}"


def firing_id(row: Clock) -> UUID:
    """The event id under which a clock that appends no event writes its outbox rows."""
    return uuid5(_NAMESPACE, firing_key(row))


def start(row: Any, name: str, due: date | datetime, step: int = 0) -> None:
    """Start a clock for a day (09:00 JST) or an exact instant."""
    if name not in _handlers:
        raise LookupError(name)
    due_at = due if isinstance(due, datetime) else nine_o_clock(due)
    Clock.objects.create(
        region=row.region,
        stream_type=bound_for(row).workflow.name,
        stream_id=str(row.pk),
        name=name,
        step=step,
        due_at=due_at,
    )


def _running(row: Any, name: str) -> Any:
    return Clock.objects.filter(
        stream_type=bound_for(row).workflow.name,
        stream_id=str(row.pk),
        fired_at__isnull=True,
        cancelled_at__isnull=True,
        **({"name": name} if name else {}),
    )


def cancel(row: Any, name: str = "") -> None:
    """Stop the clock of this name, or every clock of the stream."""
    _running(row, name).update(cancelled_at=clock.now())


def pause(row: Any, name: str) -> None:
    """Somebody else has to act: the clock stands still."""
    _running(row, name).filter(paused_since__isnull=True).update(paused_since=clock.now())


def resume(row: Any, name: str) -> None:
    """Go on; the time of the pause is added."""
    for paused in _running(row, name).filter(paused_since__isnull=False):
        paused.due_at += clock.now() - paused.paused_since
        paused.paused_since = None
        paused.save(update_fields=["due_at", "paused_since"])


def fire_due() -> int:
    """Fire every due clock once; of several due steps of one clock only the latest acts. Returns how many acted."""
    now = clock.now()
    today = clock.tokyo_date(now)
    due = Clock.objects.filter(
        due_at__lte=now, fired_at__isnull=True, cancelled_at__isnull=True, paused_since__isnull=True
    ).select_related("region")
    latest: dict[tuple[str, str, str], Clock] = {}
    older: list[Clock] = []
    for row in due.order_by("due_at", "step"):
        handler = _handlers.get(row.name)
        if handler is None or not (handler.any_day or is_working_day(row.region, today)):
            continue
        key = (row.stream_type, row.stream_id, row.name)
        if key in latest:
            older.append(latest[key])
        latest[key] = row
    for row in latest.values():
        _fire(row)
    Clock.objects.filter(pk__in=[row.pk for row in older], fired_at__isnull=True).update(fired_at=now)
    return len(latest)


def _fire(row: Clock) -> None:
    """The handler first, the mark after it: a kill in between repeats an idempotent act and loses nothing."""
    try:
        _handlers[row.name].function(row)
    except Refusal as refusal:
        log.info("clock %s found nothing to do: %s", row, refusal.key)
    Clock.objects.filter(pk=row.pk).update(fired_at=clock.now())


def retire_past(region_id: int) -> int:
    """Mark what should have fired before now as fired: a history that was played must not ring in bulk (ENG-13)."""
    now = clock.now()
    return Clock.objects.filter(region_id=region_id, due_at__lte=now, fired_at__isnull=True).update(fired_at=now)
