"""What a definition is made of: hits and spells of one person, and the three ways to count them (metrics
section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from lms.reports.fold import Entry
from lms.reports.quantity import Amount, Kind, Span, Unit

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise

Entries = Sequence[Entry]
Key = tuple[str, ...]
Dims = Mapping[str, str]
UNKNOWN = "unknown"
NO_DIMS: Dims = {}
# What a fact says about its person, copied into it when it was recorded (metrics sections 2 and 7).
PERSONAL = ("age_band", "area", "school_kind")


def dim_value(value: object) -> str:
    """One spelling for a value of a breakdown: true, false, unknown (不明) or the code itself."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def read_dims(entry: Entry, *names: str) -> dict[str, str]:
    """The values of a fact for these breakdowns; what it does not state is 不明 (MX-07)."""
    return {name: dim_value(entry.fact.payload.get(name)) for name in names}


def about_person(entry: Entry) -> dict[str, str]:
    """The coarse attributes a fact carries."""
    return read_dims(entry, *PERSONAL)


@dataclass(frozen=True, slots=True)
class Hit:
    """One day (or, with `until`, a row of days) on which something counted happened to somebody."""

    who: str
    thing: Key
    day: date
    dims: Dims = field(default_factory=dict)
    until: date | None = None

    def first_day_in(self, span: Span) -> date | None:
        """The first counted day inside the period, or None."""
        last = self.until or self.day
        first = self.day if span.start is None else max(self.day, span.start)
        return first if first <= last and first <= span.end else None


@dataclass(frozen=True, slots=True)
class Spell:
    """A state that holds at the end of every day from `start` up to, not including, `end`."""

    who: str
    thing: Key
    start: date
    end: date | None = None
    dims: Dims = field(default_factory=dict)

    def holds(self, day: date) -> bool:
        """Does the state hold at the end of this day?"""
        return self.start <= day and (self.end is None or day < self.end)


def matches(dims: Dims, where: Dims) -> bool:
    """Is this the cell of the breakdown?"""
    return all(dims.get(name, UNKNOWN) == value for name, value in where.items())


def by_who(entries: Entries) -> dict[str, list[Entry]]:
    """The entries of each person (organisation, stream) in their order."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.who].append(entry)
    return groups


def by_key(entries: Iterable[Entry], key: Callable[[Entry], Key]) -> dict[Key, list[Entry]]:
    """Entries grouped by what they are about, each group in its order."""
    groups: dict[Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return groups


class Measure(Protocol):
    """A way to count: `amount` is read from the facts of everybody in scope."""

    @property
    def kind(self) -> Kind:
        """Distinct persons of a period, running total, or state at a day."""
        ...

    def amount(self, entries: Entries, span: Span, where: Dims) -> Amount:
        """The number for the period (a stock looks at its last day)."""
        ...


HitsOf = Callable[[Entries], Iterable[Hit]]
SpellsOf = Callable[[Entries], Iterable[Spell]]


@dataclass(frozen=True, slots=True)
class Distinct:
    """Counts somebody once in each period in which a counted fact lies, at the first such fact (MX-28).

    `lasting`: the hits are rows of days, so that a new period may count somebody without a fact in it.
    """

    hits: HitsOf
    lasting: bool = False
    kind: Kind = Kind.DISTINCT

    def amount(self, entries: Entries, span: Span, where: Dims) -> Amount:
        """Persons whose first counted fact of the period lies in the asked cell."""
        count = 0
        for mine in by_who(entries).values():
            first = first_hit(self.hits(mine), span)
            count += first is not None and matches(first.dims, where)
        return Amount(count)


@dataclass(frozen=True, slots=True)
class Total:
    """Counts each thing once ever, at its first counted fact (MX-28)."""

    hits: HitsOf
    kind: Kind = Kind.TOTAL

    def amount(self, entries: Entries, span: Span, where: Dims) -> Amount:
        """Things whose very first counted fact lies in the period and in the asked cell."""
        count = 0
        for mine in by_who(entries).values():
            for hit in first_of_each(self.hits(mine)):
                count += hit.first_day_in(span) is not None and matches(hit.dims, where)
        return Amount(count)


@dataclass(frozen=True, slots=True)
class Stock:
    """Counts the state at the end of the last day: persons (one open stream is enough), or the things
    themselves."""

    spells: SpellsOf
    things: bool = False
    default: Dims = field(default_factory=dict)
    kind: Kind = Kind.STOCK

    def amount(self, entries: Entries, span: Span, where: Dims) -> Amount:
        """Who (or what) is in the state, and in the asked cell, at the end of the last day."""
        cell = {**self.default, **where}
        open_now: set[Key] = set()
        for mine in by_who(entries).values():
            for spell in self.spells(mine):
                if spell.holds(span.end) and matches(spell.dims, cell):
                    open_now.add((spell.who, *spell.thing) if self.things else (spell.who,))
        return Amount(len(open_now))


def first_hit(hits: Iterable[Hit], span: Span) -> Hit | None:
    """The hit with the first counted day inside the period."""
    found = [(day, number, hit) for number, hit in enumerate(hits) if (day := hit.first_day_in(span)) is not None]
    return min(found)[2] if found else None


def first_of_each(hits: Iterable[Hit]) -> list[Hit]:
    """For each thing its first hit ever."""
    firsts: dict[Key, Hit] = {}
    for hit in sorted(hits, key=lambda hit: hit.day):
        firsts.setdefault(hit.thing, hit)
    return list(firsts.values())


def state_spells(
    entries: Entries, state: Callable[[Entries], Dims | None], extra_days: Iterable[date] = ()
) -> list[Spell]:
    """The spells of one stream: at each day the state made by the facts dated up to it, read in stream order.

    `state` gets the facts of the stream dated on or before the day and says which cell it is in, or None.
    `extra_days` are days without a fact on which the state may change (an expiry).
    """
    if not entries:
        return []
    spells: list[Spell] = []
    days = sorted({entry.day for entry in entries} | set(extra_days))
    current: tuple[date, Dims] | None = None
    who = entries[0].who
    for day in days:
        dims = state([entry for entry in entries if entry.day <= day])
        if current is not None and dims != current[1]:
            spells.append(Spell(who, (), current[0], day, current[1]))
            current = None
        if dims is not None and current is None:
            current = (day, dims)
    if current is not None:
        spells.append(Spell(who, (), current[0], None, current[1]))
    return spells


@dataclass(frozen=True, slots=True)
class Definition:
    """One number of the catalogue: what it is called, what it counts, by which rule, and from which facts."""

    code: str
    label: _StrPromise
    unit: Unit
    measure: Measure
    reads: frozenset[str]
    rule: _StrPromise
    version: str = "1.0"
    regional: bool = False
    breakdowns: tuple[tuple[str, ...], ...] = ()
    # Counts persons who may be broken down by PERSONAL, from rows per person and fiscal year (RU-6).
    personal: bool = False

    @property
    def kind(self) -> Kind:
        """Distinct persons of a period, running total, or state at a day."""
        return self.measure.kind
