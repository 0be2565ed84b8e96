"""What one person adds to the rollup: first-event marks, running totals and state changes (metrics RU-1 to RU-3)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from lms.ledger.clock import fiscal_year, tokyo_date
from lms.reports.definitions import CATALOGUE, PARTS
from lms.reports.definitions.learning import qualified_days
from lms.reports.definitions.model import (
    PERSONAL,
    UNKNOWN,
    Distinct,
    Hit,
    Spell,
    Stock,
    Total,
    by_who,
    first_of_each,
)
from lms.reports.definitions.outside import OUTCOME, outcome_hit
from lms.reports.fold import ABOUT_KNOWLEDGE, Folded, visible
from lms.reports.quantity import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lms.ledger.facts import Fact
    from lms.reports.definitions.model import Definition, Entries

REGION = ""
OUTCOMES = "EXT"
QUALIFIED_DAYS = "QUA.days"
UNDATED = "?"
NO_DAY = date(1900, 1, 1)
WHO = "who"
# scope (programme code, or REGION), code, breakdown, day
Key = tuple[str, str, str, date]
# total, first ever, first of the fiscal year, first of the month
Values = tuple[int, int, int, int]
Marks = dict[Key, Values]
Dated = tuple[str, str, str, date, date]
NOTHING: Values = (0, 0, 0, 0)
ROLLED = (*CATALOGUE, *PARTS.values())
READS: frozenset[str] = frozenset().union(*(definition.reads for definition in ROLLED), ABOUT_KNOWLEDGE)


def dims_text(dims: Mapping[str, str]) -> str:
    """The key of a cell in the rollup; empty for the whole number."""
    return urlencode(sorted(dims.items()))


def read_dims_text(text: str) -> dict[str, str]:
    """The other way round."""
    return dict(parse_qsl(text, keep_blank_values=True))


def person_cell(hit: Hit) -> str:
    """The cell of one person with the coarse attributes of the counted day: a row of its own per fiscal year (RU-6)."""
    return dims_text({WHO: hit.who, **{name: hit.dims.get(name, UNKNOWN) for name in PERSONAL}})


def _add(marks: Marks, key: Key, values: Values) -> None:
    old = marks.get(key, NOTHING)
    marks[key] = (old[0] + values[0], old[1] + values[1], old[2] + values[2], old[3] + values[3])


def _cells(definition: Definition, hit: Hit) -> Iterator[str]:
    """The whole number and each breakdown kept for it."""
    yield ""
    for names in definition.breakdowns:
        yield dims_text({name: hit.dims[name] for name in names})


def _distinct(definition: Definition, measure: Distinct, entries: Entries) -> Iterator[tuple[str, date, Values]]:
    """Marks at the first hit ever, of each fiscal year and of each month."""
    hits = sorted(measure.hits(entries), key=lambda hit: hit.day)
    seen: set[object] = set()
    for hit in hits:
        year, month = fiscal_year(hit.day), (hit.day.year, hit.day.month)
        ever, first_month = not seen, ("month", month) not in seen
        first_year = year not in seen and not (measure.lasting and _carried(hits, year))
        seen |= {year, ("month", month)}
        if ever or first_year or first_month:
            for cell in _cells(definition, hit):
                yield cell, hit.day, (0, int(ever), int(first_year), int(first_month))
            if definition.personal and (ever or first_year):
                yield person_cell(hit), hit.day, (0, int(ever), int(first_year), 0)


def _carried(hits: Sequence[Hit], year: int) -> bool:
    """Is somebody counted on the first day of the fiscal year anyway?"""
    first = date(year, 4, 1)
    return any(hit.first_day_in(Span(first, first)) for hit in hits)


def _total(definition: Definition, measure: Total, entries: Entries) -> Iterator[tuple[str, date, Values]]:
    for hit in first_of_each(measure.hits(entries)):
        for cell in _cells(definition, hit):
            yield cell, hit.day, (1, 0, 0, 0)


def _stock(definition: Definition, measure: Stock, entries: Entries) -> Iterator[tuple[str, date, Values]]:
    """+1 on the day a state begins and -1 on the day it is over, each person (or thing) once at a time."""
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[date, date | None]]] = defaultdict(list)
    for spell in measure.spells(entries):
        thing = spell.thing if measure.things else ()
        for cell in _stock_cells(definition, measure, spell):
            groups[cell, thing].append((spell.start, spell.end))
    for (cell, _thing), spans in groups.items():
        for start, end in union(spans):
            yield cell, start, (1, 0, 0, 0)
            if end is not None:
                yield cell, end, (-1, 0, 0, 0)


def _stock_cells(definition: Definition, measure: Stock, spell: Spell) -> Iterator[str]:
    if not measure.default:
        yield ""
    for names in definition.breakdowns:
        yield dims_text({name: spell.dims[name] for name in names})


def union(spans: Iterable[tuple[date, date | None]]) -> list[tuple[date, date | None]]:
    """Overlapping or touching spans [start, end) as one; an end of None is open."""
    merged: list[tuple[date, date | None]] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if merged and (merged[-1][1] is None or start <= merged[-1][1]):
            last = merged[-1][1]
            longer = None if last is None or end is None else max(last, end)
            merged[-1] = (merged[-1][0], longer)
        else:
            merged.append((start, end))
    return merged


def _qualified(entries: Entries) -> Iterator[tuple[str, date, Values]]:
    """Days on which a rule was met, as a state: with it a fiscal year counts who was qualified when it began."""
    spans = []
    for hit in qualified_days(entries):
        last = hit.until or hit.day
        spans.append((hit.day, None if last == date.max else date.fromordinal(last.toordinal() + 1)))
    for start, end in union(spans):
        yield "", start, (1, 0, 0, 0)
        if end is not None:
            yield "", end, (-1, 0, 0, 0)


def _of_definition(definition: Definition, entries: Entries) -> Iterator[tuple[str, date, Values]]:
    measure = definition.measure
    if isinstance(measure, Distinct):
        yield from _distinct(definition, measure, entries)
    elif isinstance(measure, Total):
        yield from _total(definition, measure, entries)
    elif isinstance(measure, Stock):
        yield from _stock(definition, measure, entries)


def _of_person(definitions: Sequence[Definition], scope: str, entries: Entries, marks: Marks) -> None:
    kinds = {entry.fact.kind for entry in entries}
    for definition in definitions:
        if kinds & definition.reads and not (definition.regional and scope != REGION):
            for cell, day, values in _of_definition(definition, entries):
                _add(marks, (scope, definition.code, cell, day), values)
    if any(definition.code == "QUA-P" for definition in definitions):
        for cell, day, values in _qualified(entries):
            _add(marks, (scope, QUALIFIED_DAYS, cell, day), values)
    if OUTCOME in kinds and any(OUTCOME in definition.reads for definition in definitions):
        for entry in entries:
            if entry.fact.kind == OUTCOME:
                _add(marks, (scope, OUTCOMES, dims_text(outcome_hit(entry).dims), entry.day), (1, 0, 0, 0))


def marks_of(folded: Folded, definitions: Sequence[Definition] = ROLLED) -> Marks:
    """Everything these facts add to the rollup, for the region and for each programme."""
    marks: Marks = {}
    programmes = {entry.fact.programme for entry in folded.entries} | {fact.programme for fact in folded.undated}
    for scope in [REGION, *sorted(programme for programme in programmes if programme)]:
        part = folded.scoped(scope or None)
        for entries in by_who(part.entries).values():
            _of_person(definitions, scope, entries, marks)
        for fact in part.undated:
            for definition in definitions:
                if fact.kind in definition.reads and not (definition.regional and scope != REGION):
                    _add(marks, (scope, definition.code + UNDATED, "", NO_DAY), (1, 0, 0, 0))
    return {key: values for key, values in marks.items() if values != NOTHING}


def _difference(new: Marks, old: Marks) -> Marks:
    changed: Marks = {}
    for key in new.keys() | old.keys():
        one, two = new.get(key, NOTHING), old.get(key, NOTHING)
        if one != two:
            changed[key] = (one[0] - two[0], one[1] - two[1], one[2] - two[2], one[3] - two[3])
    return changed


def _touched(facts: Iterable[Fact]) -> Sequence[Definition]:
    """The definitions that these facts can change; a correction, merge or exclusion can change any."""
    kinds = {fact.kind for fact in facts}
    if kinds & ABOUT_KNOWLEDGE:
        return ROLLED
    return [definition for definition in ROLLED if definition.reads & kinds]


def change(before: Sequence[Fact], new: Sequence[Fact]) -> dict[Dated, Values]:
    """The rows to append when `new` facts of the same persons become known besides those `before` (RU-2).

    Keys are scope, code, breakdown, day and the day of knowledge. Usually that is the one day on which the new facts
    were recorded; history that brings its own recording dates also changes what later days of knowledge add.
    """
    definitions = _touched(new)
    after = [*before, *new]
    since = min(tokyo_date(fact.recorded_at) for fact in new)
    days = sorted({day for fact in after if (day := tokyo_date(fact.recorded_at)) >= since})
    rows: dict[Dated, Values] = {}
    last: Marks = {}
    for known_day in days:
        extra = _difference(
            marks_of(visible(after, known_day), definitions),
            marks_of(visible(before, known_day), definitions),
        )
        for (scope, code, cell, day), values in _difference(extra, last).items():
            rows[scope, code, cell, day, known_day] = values
        last = extra
    return rows
