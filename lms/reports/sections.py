"""The tables of a programme's report; each asks for numbers and prints them for the audience."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.ledger.clock import fiscal_year, tokyo_date
from lms.reports.definitions import CATALOGUE, DEFINITIONS, RATES, STEPS, step_code
from lms.reports.definitions.hiring import MONTHS
from lms.reports.definitions.model import UNKNOWN
from lms.reports.quantity import Kind, Quantity, Unit, rate, with_unit
from lms.reports.tables import EMPTY, Cell, RenderedTable, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lms.reports.closing import Change
    from lms.reports.numbers import Numbers
    from lms.reports.programme_files import Figure
    from lms.reports.small_counts import Printer

WRITTEN_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Printed:
    """A number of the catalogue as printed, with the cells of its breakdowns: (breakdown, value, cell)."""

    cell: Cell
    parts: tuple[tuple[str, str, Cell], ...] = ()


Found = dict[str, Printed]


def label_of(code: str) -> str:
    """The label of a number."""
    return str(DEFINITIONS[code].label)


def _row(code: str, cell: Cell, *, level: int = 0) -> Row:
    return Row(label_of(code), (cell,), code=code, level=level)


def _table(
    key: str, title: str, rows: Iterable[Row], columns: Sequence[str] | None = None, notes: Sequence[str] = ()
) -> RenderedTable:
    return RenderedTable(key, title, tuple(columns or (_("Number"),)), tuple(rows), tuple(notes))


def _split(
    numbers: Numbers, printer: Printer, code: str, labels: Mapping[str, Mapping[str, str]]
) -> tuple[Cell, list[Row], tuple[tuple[str, str, Cell], ...]]:
    """A number with its parts by one or more breakdowns; what one breakdown hides stays hidden in all of them."""
    total = numbers.quantity(code)
    cell = printer.cell(total, code=code)
    rows: list[Row] = []
    parts: list[tuple[str, str, Cell]] = []
    for name, words in labels.items():
        values = list(numbers.cells(code, name))
        line_total, cells = printer.line(total, [numbers.quantity(code, {name: value}) for value in values], code=code)
        cell = line_total if line_total.kind == "hidden" else cell
        for value, part in zip(values, cells, strict=True):
            parts.append((name, value, part))
            if value in words and part.value != 0:
                rows.append(Row(words[value], (part,), level=1))
    return cell, rows, tuple(parts)


def _plain(numbers: Numbers, printer: Printer, codes: Iterable[str]) -> tuple[list[Row], Found]:
    rows, found = [], {}
    for code in codes:
        cell = printer.cell(numbers.quantity(code), code=code)
        rows.append(_row(code, cell, level=1 if code in {"APW-K", "APL-K"} else 0))
        found[code] = Printed(cell)
    return rows, found


def learning(numbers: Numbers, printer: Printer) -> tuple[RenderedTable, Found]:
    """Reach and learning."""
    rows, found = _plain(numbers, printer, ("REG-P", "PAR-P"))
    labels = {
        "part": {"session": _("of these: events"), "course": _("of these: courses")},
        "guest": {"true": _("of these: participants without an account")},
    }
    cell, split, parts = _split(numbers, printer, "PAR-S", labels)
    rows += [_row("PAR-S", cell), *split]
    found["PAR-S"] = Printed(cell, parts)
    more, also = _plain(numbers, printer, ("STA-P", "STA-K", "CMP-P", "CMP-K", "QUA-P", "QUS-P"))
    return _table("learning", _("Taking part and learning"), rows + more), found | also


def work(numbers: Numbers, printer: Printer) -> tuple[RenderedTable, Found]:
    """Applications and trial work."""
    rows, found = _plain(
        numbers,
        printer,
        ("APP-P", "APP-K", "APW-K", "APL-K", "APP-S", "INT-P", "OFR-P", "TRI-P", "TRI-K", "OBS-P", "OBS-K"),
    )
    return _table("work", _("Applying and trial work"), rows), found


def results(numbers: Numbers, printer: Printer) -> tuple[RenderedTable, Found]:
    """Employment and business outsourcing beside their union, never one in place of the other (MX-08)."""
    rows: list[Row] = []
    found: Found = {}
    labels = {"includes_trial": {"true": _("of these: contracts with a trial period")}}
    for unit in ("P", "K"):
        hidden = False
        for family in ("EMP", "OUT", "WRK"):
            code = f"{family}-{unit}"
            cell, split, parts = _split(numbers, printer, code, labels)
            # The union may give away a part that is hidden.
            if family == "WRK" and hidden and code not in printer.released and cell.value != 0:
                cell, split, parts = Cell.hidden(), [], ()
            hidden |= cell.kind == "hidden"
            rows += [_row(code, cell), *split]
            found[code] = Printed(cell, parts)
    return _table("results", _("Hires and starts of work"), rows), found


def outcomes(numbers: Numbers, printer: Printer, printed: Found) -> RenderedTable | None:
    """Results that a document states, under a heading of their own (EXT)."""
    values = numbers.cells("EXT-P", "category")
    categories = {value: _("unknown") if value == UNKNOWN else value for value in values}
    cell, rows, parts = _split(numbers, printer, "EXT-P", {"category": categories})
    for name, words in (
        ("label", {value: value for value in numbers.cells("EXT-P", "label") if value != UNKNOWN}),
        ("returned", {"true": _("of these: came back to their home region")}),
    ):
        again, more, other = _split(numbers, printer, "EXT-P", {name: words})
        cell = again if again.kind == "hidden" else cell
        rows += more
        parts += other
    firms, contracts = numbers.quantity("EXT-C"), numbers.quantity("EXT-K")
    printed["EXT-P"] = Printed(cell, parts)
    printed["EXT-C"] = Printed(printer.cell(firms, code="EXT-C"))
    printed["EXT-K"] = Printed(printer.cell(contracts, code="EXT-K"))
    if not values:
        return None
    lines = [_row("EXT-P", cell), *rows, _row("EXT-C", printed["EXT-C"].cell), _row("EXT-K", printed["EXT-K"].cell)]
    return _table(
        "outcomes", label_of("EXT-P"), lines, notes=[_("Taken from documents; in no total of hires or contracts.")]
    )


def members(numbers: Numbers, printer: Printer, printed: Found) -> RenderedTable | None:
    """Members by kind; whoever is not active stands in a row of its own."""
    kinds = {"regular": _("Regular members"), "supporting": _("Supporting members")}
    total = numbers.quantity("ORG-C")
    parts = {kind: numbers.quantity("ORG-C", {"member": kind}) for kind in kinds}
    whole, cells = printer.line(total, list(parts.values()), code="ORG-C")
    listed = tuple(("member", kind, cell) for kind, cell in zip(kinds, cells, strict=True))
    printed["ORG-C"] = Printed(whole, listed)
    rows = [_row("ORG-C", whole)]
    rows += [Row(kinds[kind], (cell,), level=1) for _name, kind, cell in listed]
    for status, words in _statuses().items():
        for kind, name in kinds.items():
            quantities = [numbers.quantity("ORG-C", {"member": kind, "status": one}) for one in words[1]]
            count = sum(quantity.value or 0 for quantity in quantities)
            if count:
                text = with_unit(f"{count:,}", Unit.ORGANISATIONS, companies=kind == "regular")
                label = _("%(status)s (%(kind)s)") % {"status": words[0], "kind": name}
                rows.append(Row(label, (printer.number(count, text),), code=status, level=1))
    if len(rows) == len(kinds) + 1 and not total.value:
        return None
    return _table("members", label_of("ORG-C"), rows)


def _statuses() -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        "candidate": (_("Candidates"), ("candidate",)),
        "prospect": (_("To be approached"), ("prospect",)),
        "applying": (_("Joining under way"), ("applied", "under_review", "approved")),
        "suspended": (_("Suspended members"), ("suspended",)),
    }


def documents(figures: Sequence[tuple[Figure, str]]) -> RenderedTable | None:
    """Figures that a document states, each with its source; in no total."""
    rows = []
    for figure, source in figures:
        as_of = date(figure.fiscal_year + 1, 3, 31) if figure.fiscal_year else figure.as_of
        quantity = Quantity(figure.amount, figure.unit, Kind.STOCK, as_of)
        year = _("fiscal year %(year)s") % {"year": figure.fiscal_year} if figure.fiscal_year else ""
        cells = (Cell("value", quantity.text, quantity.value), Cell.words(year or (as_of.isoformat() if as_of else "")))
        rows.append(Row(figure.shown_as or figure.label, cells, note=source))
    if not rows:
        return None
    columns = (_("Number"), _("Period"))
    return _table(
        "documents", _("Figures of documents"), rows, columns, [_("Source: %(source)s") % {"source": rows[0].note}]
    )


def funnel(numbers: Numbers, printer: Printer) -> RenderedTable:
    """How many persons reached each step by the last day, and how many of the step before (MX-31)."""
    codes = [code for code, _hits in STEPS]
    values = {code: numbers.so_far(code) for code in codes}
    counts = {code: _reached(numbers, printer, code, values[code]) for code in codes}
    rows = [Row(step_label(codes[0]), (counts[codes[0]], EMPTY, EMPTY), code=codes[0])]
    for before, code in pairwise(codes):
        both = numbers.so_far(step_code(before, code))
        outside = _persons(printer, values[code] - both)
        share = printer.rate(rate(both, values[before]))
        if "hidden" in {outside.kind, counts[code].kind, counts[before].kind} and share.kind == "value":
            share = Cell.hidden()
        if counts[code].kind == "hidden" and outside.value:
            outside = Cell.hidden()
        rows.append(Row(step_label(code), (counts[code], share, outside), code=code))
    columns = (_("Persons so far"), _("Of the step before"), _("Not through the step before"))
    return _table("funnel", _("Where the number of people falls"), rows, columns, _largest_drop(rows))


def _reached(numbers: Numbers, printer: Printer, code: str, count: int) -> Cell:
    """The persons of a step, hidden where they would give away the few of another printed number.

    That is the number of the period beside the total since the beginning (SC-5), and a small part of the union of
    employment and outsourcing.
    """
    beside = [count - (numbers.quantity(code).value or 0)]
    if code == "WRK-P":
        beside += [numbers.so_far("EMP-P"), numbers.so_far("OUT-P")]
    small = any(0 < number < printer.k for number in beside)
    return Cell.hidden() if small and count else _persons(printer, count)


def _persons(printer: Printer, count: int) -> Cell:
    return printer.number(count, with_unit(f"{count:,}", Unit.PERSONS))


def step_label(code: str) -> str:
    """The short name of a step, where the number itself stands elsewhere."""
    labels = {
        "PAR-P": _("Took part"),
        "CMP-P": _("Completed a course"),
        "QUA-P": _("Met the requirements"),
        "APP-P": _("Applied for a job"),
        "INT-P": _("Reached an interview"),
        "TRI-P": _("Started trial work"),
        "WRK-P": _("Hired or in work"),
    }
    return labels[code]


def _largest_drop(rows: Sequence[Row]) -> list[str]:
    """One sentence on the step where most people are missing, only from numbers that are printed."""
    drops = []
    for before, row in pairwise(rows):
        first, second = before.cells[0].value, row.cells[0].value
        if first and second is not None and row.cells[1].kind == "value" and first > second:
            drops.append((first - second, before.label, row.label))
    if not drops:
        return []
    _count, before_label, label = max(drops, key=lambda drop: drop[0])
    return [_("Most people are missing between “%(before)s” and “%(step)s”.") % {"before": before_label, "step": label}]


def trend(numbers: Numbers, printer: Printer) -> RenderedTable:
    """The running total of participants by month (by fiscal year where there are many months)."""
    days = numbers.by_day("PAR-P")
    ends = _month_ends(numbers.span.start or (days[0][0] if days else numbers.span.end), numbers.span.end)
    if len(ends) > WRITTEN_MONTHS:
        ends = [end for end in ends[:-1] if end.month == 3] + ends[-1:]
        labels = [_("Fiscal year %(year)s") % {"year": fiscal_year(end)} for end in ends]
    else:
        labels = [f"{end.year}-{end.month:02d}" for end in ends]
    totals = [sum(new for day, new in days if day <= end) for end in ends]
    shown = printer.running(totals)
    rows = [
        Row(label, (Cell.hidden() if value is None else _persons(printer, value),))
        for label, value in zip(labels, shown, strict=True)
    ]
    title = _("Participants (different persons), running total")
    return _table("trend", title, rows if days else [], [_("Persons so far")])


def _month_ends(start: date, end: date) -> list[date]:
    ends = []
    day = start.replace(day=1)
    while day <= end:
        day = (day + timedelta(days=31)).replace(day=1)
        ends.append(min(day - timedelta(days=1), end))
    return ends


def courses(numbers: Numbers, printer: Printer, names: Mapping[str, str]) -> RenderedTable | None:
    """Starts and completions of each course, with the completion rate since the beginning."""
    keys = sorted(set(numbers.cells("STA-K", "course")) | set(numbers.cells("CMP-K", "course")))
    if not keys:
        return None
    columns = {}
    for code in ("STA-K", "CMP-K"):
        parts = [numbers.quantity(code, {"course": key}) for key in keys]
        total, cells = printer.line(numbers.quantity(code), parts, code=code)
        columns[code] = [*cells, total]
    shares = [printer.rate(numbers.rate("r.complete", {"course": key})) for key in keys]
    shares.append(printer.rate(numbers.rate("r.complete")))
    rows = []
    for number, key in enumerate([*keys, ""]):
        started, completed = columns["STA-K"][number], columns["CMP-K"][number]
        share = Cell.hidden() if "hidden" in {started.kind, completed.kind} else shares[number]
        rows.append(Row(names.get(key, key) if key else _("All courses"), (started, completed, share), code=key))
    head = (label_of("STA-K"), label_of("CMP-K"), _("Completion rate (since the beginning)"))
    return _table("courses", _("By course"), rows, head)


def retention(numbers: Numbers, printer: Printer, printed: Found) -> RenderedTable | None:
    """Who is still there: four exclusive rows for those whose check fell due in the period."""
    rows = []
    statuses = ("same_firm", "other_firm", "left", UNKNOWN)
    for months in MONTHS:
        code = f"RET{months}-P"
        due = numbers.quantity(code)
        total, cells = printer.line(due, [numbers.quantity(code, {"status": status}) for status in statuses])
        printed[code] = Printed(total, tuple(("status", *pair) for pair in zip(statuses, cells, strict=True)))
        if due.value:
            rows.append(Row(label_of(code), (total, *cells), code=code))
    if not rows:
        return None
    columns = (
        _("Check due"),
        _("Still there (same company)"),
        _("Other company of the programme"),
        _("Left their job"),
        _("Unknown"),
    )
    return _table("retention", _("After the start"), rows, columns)


def rates(numbers: Numbers, printer: Printer) -> RenderedTable:
    """The rates, always from the beginning to the last day (MX-30)."""
    cells = {row.code: printer.rate(numbers.rate(row.code)) for row in RATES}
    # As in the table of results: the union may give away a part that is hidden.
    if "hidden" in {cells["r.emp"].kind, cells["r.out"].kind} and cells["r.wrk"].kind == "value":
        cells["r.wrk"] = Cell.hidden()
    rows = [Row(str(row.label), (cells[row.code],), code=row.code) for row in RATES]
    return _table("rates", _("Rates since the beginning"), rows, [_("Rate")])


def change_list(changes: Sequence[Change]) -> RenderedTable:
    """What was recorded after a year was closed, and why (MX-26)."""
    rows = []
    for change in changes:
        why = change.why
        said = (
            (why.reason, why.approved_by.display_name, tokyo_date(why.approved_at).isoformat()) if why else ("", "", "")
        )
        words = (
            change.known_day.isoformat(),
            change.before_text,
            change.after_text,
            said[0] or _("waits for the approver"),
            *said[1:],
        )
        rows.append(Row(change.label, tuple(Cell.words(text) for text in words), code=change.code))
    columns = (_("Recorded on"), _("Before"), _("After"), _("Reason"), _("Approver"), _("Approved on"))
    notes = [] if rows else [_("Nothing has changed since the year was closed.")]
    return _table("changes", _("Changes after the closing"), rows, columns, notes)


def definitions() -> RenderedTable:
    """What each number counts, in which unit and by which version."""
    return _definitions(get_language() or "")


@lru_cache(maxsize=4)
def _definitions(language: str) -> RenderedTable:
    """The same words for every report of a language."""
    del language
    rows = [
        Row(
            str(row.label),
            (Cell.words(row.unit.value), Cell.words(str(row.rule)), Cell.words(row.version)),
            code=row.code,
        )
        for row in CATALOGUE
    ]
    rows += [
        Row(str(row.label), (Cell.words("%"), Cell.words(str(row.rule)), Cell.words(row.version)), code=row.code)
        for row in RATES
    ]
    return _table("definitions", _("Definitions"), rows, (_("Unit"), _("What is counted"), _("Version")))
