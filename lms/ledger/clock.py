"""The one source of time. Tests, the demo's history and clock runs set it; nothing else asks for the time."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKYO = ZoneInfo("Asia/Tokyo")
_set_time: ContextVar[datetime | None] = ContextVar("set_time", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _set_time.get() or datetime.now(UTC)  # noqa: TID251


def today_in_tokyo() -> date:
    """The business date of this instant."""
    return tokyo_date(now())


def tokyo_date(instant: datetime) -> date:
    """The Asia/Tokyo date of an aware instant: 2026-03-31T15:30Z is 2026-04-01 (ENG-t8)."""
    return instant.astimezone(TOKYO).date()


def start_of_day(day: date) -> datetime:
    """00:00 of `day` in Tokyo, aware."""
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO)


def end_of_day(day: date) -> datetime:
    """The instant after the last of `day` in Tokyo: what is recorded before it is known on that day."""
    return start_of_day(day + timedelta(days=1))


def fiscal_year(day: date) -> int:
    """The Japanese fiscal year (April to March) of a day."""
    return day.year if day.month >= 4 else day.year - 1


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Within the block `now()` is `instant` (aware; ENG-13)."""
    if instant.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    token = _set_time.set(instant)
    try:
        yield
    finally:
        _set_time.reset(token)
