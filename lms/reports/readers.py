"""Puts together what one reading of a report needs: the numbers, the names beside them, the audience's smallest count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from courses.models import CoursePage
from lms.ledger.clock import fiscal_year
from lms.reports.closing import changes, closing_of
from lms.reports.marks import READS
from lms.reports.models import ExternalFigure
from lms.reports.numbers import FactNumbers
from lms.reports.programme_files import Figure
from lms.reports.quantity import Amount, Span, Unit
from lms.reports.report import Audience, Subject, build
from lms.reports.requirements import counted_facts
from lms.reports.sections import change_list
from lms.reports.selectors import RollupNumbers
from lms.reports.small_counts import Printer

if TYPE_CHECKING:
    from lms.programmes.models import Programme
    from lms.regions.models import Region
    from lms.reports.numbers import Numbers
    from lms.reports.tables import Report


def smallest_count(region: Region, audience: Audience) -> int:
    """k of the audience: the smallest number that is printed (metrics section 8)."""
    return {Audience.EXACT: 1, Audience.HANDOUT: region.k_handout, Audience.PUBLIC: region.k_public}[audience]


def numbers_of(programme: Programme, span: Span, known_at: date | datetime) -> Numbers:
    """From the rollup; from facts where the time of knowledge lies within a day."""
    if isinstance(known_at, datetime):
        return FactNumbers(counted_facts(programme.region_id, READS), programme.code, span, known_at)
    return RollupNumbers(programme.region_id, programme.code, span, known_at)


def read_report(programme: Programme, span: Span, known_at: date | datetime, audience: Audience) -> Report:
    """The report of a programme for a period, on the knowledge of a day, for an audience."""
    figures = [
        (
            Figure(row.label, Unit(row.unit), Amount.parse(row.value), row.as_of, row.fiscal_year, row.shown_as),
            row.source,
        )
        for row in ExternalFigure.objects.filter(programme=programme)
    ]
    names = {str(key): title for key, title in CoursePage.objects.values_list("key", "title")}
    subject = Subject(programme.code, programme.name, programme.region.name, names, figures)
    printer = Printer(smallest_count(programme.region, audience))
    report = build(subject, numbers_of(programme, span, known_at), printer, audience)
    return _with_changes(report, programme, span) if audience is Audience.EXACT and span.start else report


def _with_changes(report: Report, programme: Programme, span: Span) -> Report:
    """A closed year also says what later records changed; only with exact numbers, since the steps are small."""
    closing = closing_of(programme, fiscal_year(span.end))
    table = change_list(changes(closing)) if closing else None
    return replace(report, tables=(*report.tables, table)) if table else report
