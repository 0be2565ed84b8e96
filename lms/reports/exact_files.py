"""Files with exact numbers: asked for by one person with a reason, agreed to by another, saved within a few days (metrics 8)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lms.ledger import clock
from lms.ledger.refusals import MoveNotAllowed
from lms.reports.asking import DAYS_TO_DECIDE, decide, is_same, trace
from lms.reports.definitions import fiscal_year_span
from lms.reports.models import AskedOfTwo, ExactExport
from lms.reports.quantity import Span

if TYPE_CHECKING:
    from datetime import date, datetime

    from lms.accounts.models import Person
    from lms.ledger.actors import Actor
    from lms.programmes.models import Programme

ASKED = "exact_export.asked"
DECIDED = "exact_export.is"
# A file nobody saved in three days was not needed.
DAYS_TO_SAVE = 3


def ask(programme: Programme, person: Person, actor: Actor, *, span: Span, known_at: date, reason: str) -> ExactExport:
    """Ask for one file. `span` with a start is a fiscal year up to its end."""
    with transaction.atomic():
        row = ExactExport.objects.create(
            programme=programme,
            fiscal_year=span.start.year if span.start else None,
            as_of=span.end,
            known_at=known_at,
            reason=reason,
            asked_by=person,
            asked_at=clock.now(),
        )
        days = {"as_of": row.as_of.isoformat(), "known_at": row.known_at.isoformat()}
        trace(row, ASKED, actor, reason=reason, **days)
    return row


def answer(row: ExactExport, person: Person, actor: Actor, *, agree: bool) -> None:
    """The second person's decision. Raises MoveNotAllowed for the first person, a decided row or one that waited too long."""
    if row.state == AskedOfTwo.State.WAITING and clock.now() >= ends_at(row):
        raise MoveNotAllowed("reports.export_over")
    decide(row, person, actor, agree=agree, kind=DECIDED)


def ends_at(row: ExactExport) -> datetime:
    """Until when it can be decided, or saved once it is agreed to."""
    if row.decided_at is not None:
        return row.decided_at + timedelta(days=DAYS_TO_SAVE)
    return row.asked_at + timedelta(days=DAYS_TO_DECIDE)


def is_over(row: ExactExport) -> bool:
    """Too late to decide or to save."""
    return clock.now() >= ends_at(row)


def refuse_saving(row: ExactExport, person: Person) -> None:
    """Raises MoveNotAllowed unless the asking person saves an agreed file in time."""
    if row.state != AskedOfTwo.State.AGREED or not is_same(row.asked_by, person):
        raise MoveNotAllowed("reports.export_waits")
    if is_over(row):
        raise MoveNotAllowed("reports.export_over")


def span_of(row: ExactExport) -> Span:
    """The days the file speaks of."""
    return Span(row.as_of, None if row.fiscal_year is None else fiscal_year_span(row.fiscal_year).start)
