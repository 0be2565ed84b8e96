"""Builds the report of one programme: which numbers stand in it, in which tables, printed for one audience."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lms.ledger.clock import TOKYO, fiscal_year
from lms.reports import sections
from lms.reports.breakdowns import by_person
from lms.reports.definitions import CATALOGUE, DEFINITIONS, RATES, VERSION, fiscal_year_span
from lms.reports.tables import Number, Report, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.reports.numbers import Numbers
    from lms.reports.programme_files import Figure
    from lms.reports.quantity import Span
    from lms.reports.small_counts import Printer

# One number per kind of fact, so that every undated record is counted once.
MISSING_IN = ("REG-P", "PAR-P", "CMP-P", "QUS-P", "APP-P", "OFR-P", "EMP-P", "TRI-P", "EXT-P", "ORG-C")


class Audience(enum.StrEnum):
    """Who reads the report (metrics section 8)."""

    EXACT = "exact"
    HANDOUT = "handout"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """What stands on the page."""
        labels = {
            Audience.EXACT: _("For internal use (exact numbers)"),
            Audience.HANDOUT: _("For related institutions (small numbers hidden)"),
            Audience.PUBLIC: _("For the public (small numbers hidden)"),
        }
        return labels[self]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the report is about: the programme, its Region, names of courses by key, and figures of its documents."""

    code: str
    title: str
    region: str
    courses: Mapping[str, str] = field(default_factory=dict)
    figures: Sequence[tuple[Figure, str]] = ()


def build(subject: Subject, numbers: Numbers, printer: Printer, audience: Audience) -> Report:
    """The whole report; nothing after this knows a hidden number."""
    learning, learned = sections.learning(numbers, printer)
    work, worked = sections.work(numbers, printer)
    results, found = sections.results(numbers, printer)
    printed = learned | worked | found
    rates = sections.rates(numbers, printer)
    tables = [
        learning,
        work,
        sections.outcomes(numbers, printer, printed),
        sections.members(numbers, printer, printed),
        sections.documents(subject.figures),
        sections.funnel(numbers, printer),
        sections.trend(numbers, printer),
        sections.courses(numbers, printer, subject.courses),
        *by_person(numbers, printer, printed, subject.region),
        sections.retention(numbers, printer, printed),
        rates,
        sections.definitions(),
    ]
    tables.insert(2, results)
    return Report(
        code=subject.code,
        title=subject.title,
        region=subject.region,
        period=period_text(numbers.span),
        audience=audience.label,
        stamp=stamp(numbers),
        tables=tuple(table for table in tables if table is not None),
        numbers={row.code: _number(numbers, row.code, printed[row.code]) for row in CATALOGUE if row.code in printed},
        rates={row.code: line for row, line in zip(RATES, rates.rows, strict=True)},
    )


def _number(numbers: Numbers, code: str, printed: sections.Printed) -> Number:
    quantity = numbers.quantity(code)
    definition = DEFINITIONS[code]
    return Number(
        code=code,
        label=str(definition.label),
        unit=str(definition.unit.value),
        cell=printed.cell,
        as_of=numbers.span.end.isoformat(),
        known_at=known_text(numbers.known_at),
        version=quantity.version,
        missing=quantity.missing,
        parts=printed.parts,
    )


def period_text(span: Span) -> str:
    """The days a report speaks of."""
    if span.start is None:
        return _("From the beginning to %(end)s") % {"end": span.end.isoformat()}
    days = {"start": span.start.isoformat(), "end": span.end.isoformat()}
    year = fiscal_year(span.end)
    if span.start == fiscal_year_span(year).start:
        return _("Fiscal year %(year)s (%(start)s to %(end)s)") % {"year": year, **days}
    return _("%(start)s to %(end)s") % days


def known_text(known_at: date | datetime) -> str:
    """The closing time of what was known: the end of a day, or an instant in Tokyo."""
    if isinstance(known_at, datetime):
        return known_at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")
    return f"{known_at.isoformat()} 24:00"


def stamp(numbers: Numbers) -> str:
    """The line under every table (MX-06)."""
    missing = sum(numbers.quantity(code).missing for code in MISSING_IN)
    return _("Counted to %(as_of)s / records closed %(known_at)s / definitions v%(version)s / unknown %(missing)s") % {
        "as_of": numbers.span.end.isoformat(),
        "known_at": known_text(numbers.known_at),
        "version": VERSION,
        "missing": missing,
    }


def rate_rows(report: Report) -> list[tuple[str, Row]]:
    """The rates by code, for exports."""
    return list(report.rates.items())
