"""What the worker does by the clock: every so often, or once a day at a time of day in Tokyo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lms.ledger import clock
from lms.ledger.models import ScheduleRun

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Schedule:
    """Either `every` an interval, or daily `at` a Tokyo time."""

    name: str
    function: Callable[[], None]
    every: timedelta | None = None
    at: time | None = None


_schedules: dict[str, Schedule] = {}


def register_schedule(
    name: str, function: Callable[[], None], *, every: timedelta | None = None, at: time | None = None
) -> None:
    """Add a job. Raises ValueError unless exactly one of `every` and `at` is given."""
    if (every is None) == (at is None):
        raise ValueError("a schedule has either an interval or a time of day")
    _schedules[name] = Schedule(name, function, every, at)


def due_before(schedule: Schedule, now: datetime) -> datetime:
    """The latest instant at which the job should have run: a missed run is made up once."""
    if schedule.every is not None:
        return now - schedule.every
    today = clock.start_of_day(clock.tokyo_date(now))
    moment = datetime.combine(today.date(), schedule.at or time(0), tzinfo=clock.TOKYO)
    return moment if moment <= now else moment - timedelta(days=1)


def run_due() -> list[str]:
    """Run what is due, each job by one worker only. Returns the names."""
    ran = []
    for schedule in _schedules.values():
        if _claim(schedule):
            schedule.function()
            ran.append(schedule.name)
    return ran


def _claim(schedule: Schedule) -> bool:
    now = clock.now()
    with transaction.atomic():
        run, _created = ScheduleRun.objects.select_for_update().get_or_create(name=schedule.name)
        if run.last_run_at is not None and run.last_run_at > due_before(schedule, now):
            return False
        run.last_run_at = now
        run.save(update_fields=["last_run_at"])
        return True
