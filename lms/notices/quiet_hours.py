"""Learners get no mail between 21:00 and 8:00 Tokyo time (workflows.md §14)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from lms.ledger.clock import TOKYO

QUIET_FROM = time(21)
QUIET_UNTIL = time(8)


def earliest_delivery(now: datetime) -> datetime:
    """`now`, or the next 8:00 in Tokyo when it is night there."""
    local = now.astimezone(TOKYO)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    morning = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(morning, QUIET_UNTIL, tzinfo=TOKYO)
