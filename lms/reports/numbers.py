"""What a report asks for its numbers, and the answer straight from facts (any period, any instant of knowledge: RU-6)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from lms.reports.definitions import CATALOGUE, DEFINITIONS, PARTS, compute, compute_rate
from lms.reports.definitions.model import PERSONAL, UNKNOWN, Distinct, Hit, Stock, Total, by_who, first_hit
from lms.reports.definitions.outside import outcomes
from lms.reports.fold import fold
from lms.reports.quantity import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from lms.ledger.facts import Fact
    from lms.reports.quantity import Quantity, Rate, Refused


# (code, the values of PERSONAL) -> (persons of the period, persons since the beginning)
Persons = dict[tuple[str, tuple[str, ...]], tuple[int, int]]
BY_PERSON = tuple(definition for definition in CATALOGUE if definition.personal)


class Numbers(Protocol):
    """The numbers of one programme for one period, whether from the rollup or from facts."""

    span: Span
    known_at: date | datetime

    def quantity(self, code: str, where: Mapping[str, object] | None = None) -> Quantity:
        """One number of the catalogue, or one cell of its breakdown."""
        ...

    def cells(self, code: str, name: str) -> list[str]:
        """The values that occur in a breakdown of a number."""
        ...

    def persons(self) -> Persons:
        """Persons of the numbers that can be broken down: how many in the period and since the beginning."""
        ...

    def rate(self, code: str, where: Mapping[str, object] | None = None) -> Rate | Refused:
        """A rate from the beginning to the last day."""
        ...

    def so_far(self, code: str) -> int:
        """A flow from the beginning to the last day."""
        ...

    def by_day(self, code: str) -> list[tuple[date, int]]:
        """Newly counted persons of each day, for a running total of the period."""
        ...


class FactNumbers:
    """Numbers folded from raw facts."""

    def __init__(self, facts: Iterable[Fact], programme: str | None, span: Span, known_at: date | datetime) -> None:
        self.facts, self.programme, self.span, self.known_at = list(facts), programme, span, known_at
        self._folded = fold(self.facts, span.end, known_at)

    def quantity(self, code: str, where: Mapping[str, object] | None = None) -> Quantity:
        """One number of the catalogue, or one cell of its breakdown."""
        return compute(code, self.facts, self.span, self.known_at, where=where, programme=self.programme)

    def cells(self, code: str, name: str) -> list[str]:
        """The values that occur in a breakdown of a number."""
        definition = DEFINITIONS[code]
        entries = self._folded.scoped(None if definition.regional else self.programme).entries
        measure = definition.measure
        found: set[str] = set()
        for mine in by_who(entries).values():
            if isinstance(measure, Distinct | Total):
                found |= {hit.dims[name] for hit in measure.hits(mine)}
            elif isinstance(measure, Stock):
                found |= {spell.dims[name] for spell in measure.spells(mine)}
            else:
                found |= {hit.dims[name] for hit in outcomes(mine) if hit.first_day_in(self.span)}
        return sorted(found)

    def rate(self, code: str, where: Mapping[str, object] | None = None) -> Rate | Refused:
        """A rate from the beginning to the last day."""
        return compute_rate(code, self.facts, self.span.end, self.known_at, where=where, programme=self.programme)

    def so_far(self, code: str) -> int:
        """A flow from the beginning to the last day."""
        span = Span(end=self.span.end)
        return compute(code, self.facts, span, self.known_at, programme=self.programme).value or 0

    def persons(self) -> Persons:
        """Persons of the numbers that can be broken down: how many in the period and since the beginning."""
        found: Persons = {}
        for mine in by_who(self._folded.scoped(self.programme).entries).values():
            for definition in BY_PERSON:
                if isinstance(definition.measure, Distinct):
                    hits = list(definition.measure.hits(mine))
                    for number, span in enumerate((self.span, Span(end=self.span.end))):
                        add_person(found, definition.code, first_hit(hits, span), number)
        return found

    def by_day(self, code: str) -> list[tuple[date, int]]:
        """Newly counted persons of each day, for a running total of the period."""
        measure = (DEFINITIONS.get(code) or PARTS[code]).measure
        if not isinstance(measure, Distinct):
            raise TypeError(f"{code} counts no persons of a period")
        days: Counter[date] = Counter()
        for mine in by_who(self._folded.scoped(self.programme).entries).values():
            first = first_hit(measure.hits(mine), self.span)
            if first is not None and (day := first.first_day_in(self.span)) is not None:
                days[day] += 1
        return sorted(days.items())


def add_person(found: Persons, code: str, hit: Hit | None, number: int) -> None:
    """Count the person of a first hit, in the period (0) or since the beginning (1)."""
    if hit is not None:
        key = code, tuple(hit.dims.get(name, UNKNOWN) for name in PERSONAL)
        old = found.get(key, (0, 0))
        found[key] = (old[0] + (number == 0), old[1] + (number == 1))
