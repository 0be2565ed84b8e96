"""Numbers read from the rollup: one query for a whole page, whatever the number of people (metrics section 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from lms.ledger.clock import fiscal_year
from lms.reports.definitions import DEFINITIONS, PARTS, RATES_BY_CODE, fiscal_year_span, normal_where, quantity_of
from lms.reports.definitions.model import PERSONAL, Distinct, Hit, Stock, Total
from lms.reports.definitions.outside import NamedFirms, Stated
from lms.reports.marks import OUTCOMES, QUALIFIED_DAYS, REGION, UNDATED, dims_text, read_dims_text
from lms.reports.models import PersonYear, Rollup
from lms.reports.quantity import Amount, Quantity, Rate, Refused, Span, rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lms.reports.definitions import Definition
    from lms.reports.numbers import Persons


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one number (or one cell of its breakdown) that a page needs."""

    to_date: int = 0
    in_period: int = 0
    opening: int = 0
    ever: int = 0
    year: int = 0
    month: int = 0


NO_SUMS = Sums()
REGIONAL = [code + suffix for code, row in DEFINITIONS.items() if row.regional for suffix in ("", UNDATED)]


class NotInRollup(LookupError):
    """This period or cell is not kept in the rollup: it is computed from facts (RU-6)."""


def _is_month(span: Span) -> bool:
    return span.start is not None and span.start.day == 1 and span.start.month == span.end.month


def _is_year(span: Span) -> bool:
    return span.start is not None and span.start == fiscal_year_span(fiscal_year(span.end)).start


class RollupNumbers:
    """Every number of a programme (or of the region, programme None) for one period and one day of knowledge."""

    def __init__(self, region_id: int, programme: str | None, span: Span, known_at: date) -> None:
        self.region_id, self.programme, self.span, self.known_at = region_id, programme, span, known_at
        if span.start is not None and not _is_year(span) and not _is_month(span):
            raise NotInRollup(span)
        self._sums = self._read()
        self._dims = {key: read_dims_text(key[2]) for key in self._sums if key[2]}

    def _read(self) -> dict[tuple[str, str, str], Sums]:
        """The rows of the programme, and of the region's rows only those that no programme has."""
        if not self.programme:
            return self._read_scope(scope=REGION)
        return self._read_scope(scope=self.programme) | self._read_scope(scope=REGION, code__in=REGIONAL)

    def _read_scope(self, **part: object) -> dict[tuple[str, str, str], Sums]:
        known = Rollup.objects.filter(
            region_id=self.region_id, known_day__lte=self.known_at, day__lte=self.span.end, **part
        )
        wanted = self._wanted()
        found = {}
        rows = known.values_list("scope", "code", "dims").order_by().annotate(**wanted)
        for scope_code, code, dims, *values in rows:
            sums = dict(zip(wanted, values, strict=True))
            if self.span.start is None:
                sums["in_period"] = sums["to_date"]
            found[scope_code, code, dims] = Sums(**sums)
        return found

    def _wanted(self) -> dict[str, Sum]:
        wanted = {"to_date": Sum("total"), "ever": Sum("first_ever")}
        start = self.span.start
        if start is None:
            return wanted
        period = Q(day__gte=start)
        return wanted | {
            "in_period": Sum("total", filter=period, default=0),
            "opening": Sum("total", filter=Q(day__lte=start), default=0),
            "year": Sum("first_fy", filter=period, default=0),
            "month": Sum("first_month", filter=period, default=0),
        }

    def sums(self, definition: Definition, cell: str) -> Sums:
        """The sums of a number or cell in the scope it belongs to."""
        scope = REGION if definition.regional else self.programme or REGION
        return self._sums.get((scope, definition.code, cell), NO_SUMS)

    def quantity(self, code: str, where: Mapping[str, object] | None = None) -> Quantity:
        """One number of the catalogue. NotInRollup for a cell that is not kept."""
        definition = DEFINITIONS.get(code) or PARTS[code]
        cell = normal_where(where)
        scope = REGION if definition.regional else self.programme or REGION
        missing = self._sums.get((scope, code + UNDATED, ""), NO_SUMS).to_date
        amount = self._amount(definition, cell)
        return quantity_of(definition, amount, self.span, self.known_at, missing=missing, where=cell)

    def _amount(self, definition: Definition, cell: dict[str, str]) -> Amount:
        measure = definition.measure
        if isinstance(measure, Stated | NamedFirms):
            return measure.of_hits(self._outcomes(), Span(end=self.span.end), cell)
        if isinstance(measure, Stock):
            cell = {**measure.default, **cell}
            return Amount(self.sums(definition, self._kept(definition, cell)).to_date)
        sums = self.sums(definition, self._kept(definition, cell))
        if isinstance(measure, Total):
            return Amount(sums.in_period)
        if not isinstance(measure, Distinct) or (measure.lasting and _is_month(self.span) and not _is_year(self.span)):
            raise NotInRollup(definition.code)
        return Amount(self._distinct(sums, lasting=measure.lasting))

    def _distinct(self, sums: Sums, *, lasting: bool) -> int:
        if self.span.start is None:
            return sums.ever
        if not _is_year(self.span):
            return sums.month
        scope = self.programme or REGION
        opening = self._sums.get((scope, QUALIFIED_DAYS, ""), NO_SUMS).opening if lasting else 0
        return sums.year + opening

    @staticmethod
    def _kept(definition: Definition, cell: dict[str, str]) -> str:
        if cell and tuple(sorted(cell)) not in {tuple(sorted(names)) for names in definition.breakdowns}:
            raise NotInRollup(f"{definition.code} by {sorted(cell)}")
        return dims_text(cell)

    def _outcomes(self) -> list[Hit]:
        scope = self.programme or REGION
        return [
            Hit("", (), self.span.end, self._dims[key])
            for key, sums in self._sums.items()
            if key[0] == scope and key[1] == OUTCOMES
            for _number in range(sums.in_period)
        ]

    def cells(self, code: str, name: str) -> list[str]:
        """The values that occur in a breakdown of this number, in order."""
        definition = DEFINITIONS[code]
        if isinstance(definition.measure, Stated | NamedFirms):
            return sorted({hit.dims[name] for hit in self._outcomes()})
        scope = REGION if definition.regional else self.programme or REGION
        found = {
            dims[name]
            for key, dims in self._dims.items()
            if key[0] == scope and key[1] == code and set(dims) == {name} and self._sums[key] != NO_SUMS
        }
        return sorted(found)

    def persons(self) -> Persons:
        """The same from the person-year marks: one query. NotInRollup for a month or another part of a year."""
        start = self.span.start
        if start is not None and not _is_year(self.span):
            raise NotInRollup("persons")
        period = Sum("first_ever") if start is None else Sum("first_fy", filter=Q(day__gte=start), default=0)
        rows = PersonYear.objects.filter(
            region_id=self.region_id,
            scope=self.programme or REGION,
            day__lte=self.span.end,
            known_day__lte=self.known_at,
        )
        counted = rows.values_list("code", *PERSONAL).order_by().annotate(period=period, ever=Sum("first_ever"))
        return {(code, tuple(about)): (now, ever) for code, *about, now, ever in counted if (now, ever) != (0, 0)}

    def rate(self, code: str, where: Mapping[str, object] | None = None) -> Rate | Refused:
        """A rate from the beginning to the last day, whatever the period of the page (MX-30)."""
        row = RATES_BY_CODE[code]
        cell = dims_text(normal_where(where))
        return rate(self._since_beginning(row.part, cell), self._since_beginning(DEFINITIONS[row.whole], cell))

    def so_far(self, code: str) -> int:
        """A flow from the beginning to the last day (the steps of the funnel)."""
        return self._since_beginning(DEFINITIONS.get(code) or PARTS[code], "")

    def _since_beginning(self, definition: Definition, cell: str) -> int:
        sums = self.sums(definition, cell)
        return sums.to_date if isinstance(definition.measure, Total) else sums.ever

    def by_day(self, code: str) -> list[tuple[date, int]]:
        """Newly counted persons of each day, for a running total of the period."""
        mark = "first_fy" if self.span.start is not None else "first_ever"
        rows = (
            Rollup.objects.filter(
                region_id=self.region_id,
                scope=self.programme or REGION,
                code=code,
                dims="",
                known_day__lte=self.known_at,
                day__gte=self.span.start or date.min,
                day__lte=self.span.end,
            )
            .values_list("day")
            .annotate(new=Sum(mark))
            .order_by("day")
        )
        return [(day, new) for day, new in rows if new]
