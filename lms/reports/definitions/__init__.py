"""Every number the product prints: one definition per code, computed as a fold of the recorded facts
(metrics.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lms.reports.fold import Folded, fold
from lms.reports.quantity import Amount, Quantity, Rate, Refused, Span, percent, rate

from . import hiring, learning, outside
from .model import Definition, dim_value
from .rates import RATES, STEP_PARTS, STEPS, RateDefinition, since_the_beginning, step_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lms.ledger.facts import Fact

__all__ = [
    "CATALOGUE",
    "DEFINITIONS",
    "PARTS",
    "RATES",
    "STEPS",
    "Definition",
    "RateDefinition",
    "Retention",
    "Span",
    "compute",
    "compute_rate",
    "compute_retention",
    "fiscal_year_span",
    "step_code",
]

CATALOGUE: tuple[Definition, ...] = (
    *learning.DEFINITIONS,
    *hiring.DEFINITIONS,
    *outside.DEFINITIONS,
    *hiring.RETENTION,
)
DEFINITIONS: dict[str, Definition] = {definition.code: definition for definition in CATALOGUE}
PARTS: dict[str, Definition] = {part.code: part for part in (*(row.part for row in RATES), *STEP_PARTS)}
RATES_BY_CODE: dict[str, RateDefinition] = {row.code: row for row in RATES}
VERSION = "1.0"


def fiscal_year_span(year: int) -> Span:
    """April to March, both days included."""
    return Span(start=date(year, 4, 1), end=date(year + 1, 3, 31))


def normal_where(where: Mapping[str, object] | None) -> dict[str, str]:
    """One spelling for the values of an asked cell."""
    return {name: dim_value(value) for name, value in (where or {}).items()}


def is_company(definition: Definition, where: Mapping[str, str]) -> bool:
    """Supporting members are counted as bodies: they need not be companies (MX-01)."""
    return not (definition.code == "ORG-C" and where.get("member") == "supporting")


def _scoped(
    definition: Definition,
    facts: Iterable[Fact],
    span: Span,
    known_at: date | datetime,
    programme: str | None,
) -> Folded:
    folded = fold((f for f in facts), span.end, known_at)
    return folded.scoped(None if definition.regional else programme)


def _missing(definition: Definition, folded: Folded) -> int:
    return sum(1 for fact in folded.undated if fact.kind in definition.reads)


def quantity_of(
    definition: Definition,
    amount: Amount,
    span: Span,
    known_at: date | datetime,
    *,
    missing: int,
    where: Mapping[str, str],
) -> Quantity:
    """An amount together with what its reader must know about it."""
    return Quantity(
        amount=amount,
        unit=definition.unit,
        kind=definition.kind,
        as_of=span.end,
        known_at=known_at,
        version=definition.version,
        missing=missing,
        period=span,
        companies=is_company(definition, where),
    )


def compute(
    code: str,
    facts: Iterable[Fact],
    span: Span | date,
    known_at: date | datetime,
    *,
    where: Mapping[str, object] | None = None,
    programme: str | None = None,
) -> Quantity:
    """One number of the catalogue from raw facts.

    A date as `span` means a running total up to that day. `where` is one cell of a breakdown. `programme` narrows
    to the programme with this code; numbers that belong to the region as a whole ignore it. KeyError for an
    unknown code.
    """
    definition = DEFINITIONS.get(code) or PARTS[code]
    period = span if isinstance(span, Span) else Span(end=span)
    cell = normal_where(where)
    folded = _scoped(definition, facts, period, known_at, programme)
    amount = definition.measure.amount(folded.entries, period, cell)
    return quantity_of(definition, amount, period, known_at, missing=_missing(definition, folded), where=cell)


def compute_rate(
    code: str,
    facts: Iterable[Fact],
    as_of: date,
    known_at: date | datetime,
    *,
    where: Mapping[str, object] | None = None,
    programme: str | None = None,
) -> Rate | Refused:
    """One rate of metrics section 6 from raw facts, from the beginning to `as_of`."""
    row = RATES_BY_CODE[code]
    facts = list(facts)
    span = since_the_beginning(as_of)
    part = compute(row.part.code, facts, span, known_at, where=where, programme=programme)
    whole = compute(row.whole, facts, span, known_at, where=where, programme=programme)
    return rate(part.value or 0, whole.value or 0)


@dataclass(frozen=True, slots=True)
class Retention:
    """The four exclusive rows of a retention check; they sum to `due` (metrics 5.3)."""

    due: int
    same_firm: int
    other_firm: int
    left: int
    unknown: int
    asking: int

    @property
    def text(self) -> str:
        """The confirmed share; with unknown answers the upper bound stands beside it."""
        share = rate(self.same_firm, self.due)
        if isinstance(share, Refused) or not self.unknown:
            return share.text
        upper = percent(self.same_firm + self.unknown, self.due)
        note = _("(%(upper)s%% if %(n)s unknown persons are counted as still there)") % {
            "upper": upper,
            "n": self.unknown,
        }
        return f"{share.text}{note}"


def compute_retention(
    months: int,
    facts: Iterable[Fact],
    span: Span | date,
    known_at: date | datetime,
    *,
    programme: str | None = None,
) -> Retention:
    """Who of those whose check fell due in the period was still there after 1, 3, 6 or 12 months."""
    facts = list(facts)

    def count(**where: object) -> int:
        return compute(f"RET{months}-P", facts, span, known_at, where=where, programme=programme).value or 0

    rows = {status: count(status=status) for status in ("same_firm", "other_firm", "left", "unknown")}
    return Retention(due=count(), asking=count(asking=True), **rows)
