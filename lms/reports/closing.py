"""年度確定: a fiscal year's figures fixed as they were known on a day, and what later records changed since (MX-26)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.reports.asking import decide, trace
from lms.reports.definitions import CATALOGUE, DEFINITIONS, VERSION, fiscal_year_span
from lms.reports.marks import REGION
from lms.reports.models import AskedOfTwo, Rollup, YearChange, YearClosing
from lms.reports.quantity import Amount
from lms.reports.selectors import RollupNumbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from lms.accounts.models import Person
    from lms.ledger.actors import Actor
    from lms.programmes.models import Programme

ASKED = "fiscal_year.closing_asked"
DECIDED = "fiscal_year.closing"
CHANGED = "fiscal_year.change_approved"
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Change:
    """One number that records of one day changed in a closed year; `why` is the approver's entry, None while it is missing."""

    known_day: date
    code: str
    before: str
    after: str
    why: YearChange | None

    @property
    def label(self) -> str:
        """The name of the number."""
        return str(DEFINITIONS[self.code].label)

    @property
    def before_text(self) -> str:
        """The amount before, with its unit."""
        return Amount.parse(self.before).text(DEFINITIONS[self.code].unit)

    @property
    def after_text(self) -> str:
        """The amount after, with its unit."""
        return Amount.parse(self.after).text(DEFINITIONS[self.code].unit)


def ask_to_close(programme: Programme, year: int, person: Person, actor: Actor, *, known_at: date) -> YearClosing:
    """Propose to fix a year as it was known at the end of `known_at`.

    Raises FormInvalid while the year or the day of knowledge is not over, or the day lies before the end of the year;
    MoveNotAllowed when the year is closed or proposed already.
    """
    end = fiscal_year_span(year).end
    if known_at < end or known_at >= clock.today_in_tokyo():
        raise FormInvalid({"known_at": ["reports.year_not_over"]})
    with transaction.atomic():
        type(programme)._default_manager.select_for_update().get(pk=programme.pk)
        if not_refused(programme).filter(fiscal_year=year).exists():
            raise MoveNotAllowed("reports.year_closed")
        row = YearClosing.objects.create(
            programme=programme,
            fiscal_year=year,
            known_at=known_at,
            version=VERSION,
            asked_by=person,
            asked_at=clock.now(),
        )
        trace(row, ASKED, actor, fiscal_year=year, known_at=known_at.isoformat())
    return row


def answer(row: YearClosing, person: Person, actor: Actor, *, agree: bool) -> None:
    """The approver fixes the year or sends it back. Raises MoveNotAllowed for who proposed it, and for a decided one."""
    figures = figures_of(row.programme, row.fiscal_year, row.known_at) if agree else {}
    decide(row, person, actor, agree=agree, kind=DECIDED, figures=figures)


def explain(closing: YearClosing, known_day: date, person: Person, actor: Actor, *, reason: str) -> YearChange:
    """An approver says why what was recorded on a day may change a closed year.

    Raises FormInvalid for a day that changed nothing or is not over yet, MoveNotAllowed when it has its reason.
    """
    if known_day >= clock.today_in_tokyo() or known_day not in days_of_change(closing):
        raise FormInvalid({"reason": ["reports.no_change"]})
    with transaction.atomic():
        locked = YearClosing.objects.select_for_update().get(pk=closing.pk)
        if locked.changes.filter(known_day=known_day).exists():
            raise MoveNotAllowed("reports.decided")
        change = YearChange.objects.create(
            closing=locked, known_day=known_day, reason=reason, approved_by=person, approved_at=clock.now()
        )
        trace(closing, CHANGED, actor, reason=reason, recorded_on=known_day.isoformat())
    return change


def not_refused(programme: Programme) -> QuerySet[YearClosing]:
    """Closed years and those that wait for the approver."""
    return YearClosing.objects.filter(programme=programme).exclude(state=AskedOfTwo.State.REFUSED)


def closing_of(programme: Programme, year: int) -> YearClosing | None:
    """The closing of a year, None while it is open."""
    rows = YearClosing.objects.filter(programme=programme, fiscal_year=year, state=AskedOfTwo.State.AGREED)
    return rows.select_related("decided_by", "programme__region").first()


def figures_of(programme: Programme, year: int, known_at: date) -> dict[str, str]:
    """Every number of the catalogue for a year as known at the end of a day: code -> amount."""
    numbers = RollupNumbers(programme.region_id, programme.code, fiscal_year_span(year), known_at)
    return {definition.code: numbers.quantity(definition.code).amount.literal for definition in CATALOGUE}


def days_of_change(closing: YearClosing) -> list[date]:
    """The days after the closing on which something was recorded that the year's numbers may read, the oldest first."""
    programme, year = closing.programme, fiscal_year_span(closing.fiscal_year)
    regional = [row.code for row in CATALOGUE if row.regional]
    rows = Rollup.objects.filter(
        Q(scope=programme.code) | Q(scope=REGION, code__in=regional),
        region_id=programme.region_id,
        day__lte=year.end,
        known_day__gt=closing.known_at,
    )
    return list(rows.values_list("known_day", flat=True).distinct().order_by("known_day"))[:MOST_DAYS]


def changes(closing: YearClosing) -> list[Change]:
    """確定後の変更一覧: what each day's records changed in the year, in the order of recording."""
    reasons = {row.known_day: row for row in closing.changes.select_related("approved_by")}
    before = figures_of(closing.programme, closing.fiscal_year, closing.known_at)
    found = []
    for day in days_of_change(closing):
        after = figures_of(closing.programme, closing.fiscal_year, day)
        found += [
            Change(day, code, before[code], after[code], reasons.get(day))
            for code in after
            if before[code] != after[code]
        ]
        before = after
    return found


def known_at_of(programme: Programme, start: date | None) -> date | None:
    """On which knowledge a year is read unless somebody asks otherwise: that of its closing, None for an open year."""
    closing = closing_of(programme, start.year) if start else None
    return closing.known_at if closing else None


def check(check_only: bool) -> list[str]:
    """Closed years whose figures the facts no longer give at their day of knowledge. Nothing is ever set right here."""
    del check_only
    rows = YearClosing.objects.filter(state=AskedOfTwo.State.AGREED, version=VERSION).select_related("programme")
    return [f"{row.programme.code} {row.fiscal_year}: {text}" for row in rows for text in _differences(row)]


def _differences(row: YearClosing) -> Sequence[str]:
    now = figures_of(row.programme, row.fiscal_year, row.known_at)
    return [
        f"{code} closed as {row.figures.get(code)}, by facts {now[code]}"
        for code in now
        if row.figures.get(code) != now[code]
    ]
