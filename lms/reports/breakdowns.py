"""Persons by age, place of residence and school, each at the first counted day (metrics section 7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lms.reports.definitions import DEFINITIONS, quantity_of
from lms.reports.definitions.model import PERSONAL, UNKNOWN
from lms.reports.quantity import Amount
from lms.reports.sections import step_label
from lms.reports.tables import Cell, RenderedTable, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lms.reports.numbers import Numbers, Persons
    from lms.reports.sections import Printed
    from lms.reports.small_counts import Printer

CODES = ("PAR-P", "CMP-P", "APP-P", "WRK-P")
LOCAL, ELSEWHERE, OTHER = "local", "elsewhere", "other"
# Group of the table -> persons in the period, and since the beginning.
Groups = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One breakdown: its rows in order, and to which of them a recorded value belongs."""

    name: str
    title: str
    labels: Mapping[str, str]
    group: Callable[[str], str]


def by_person(numbers: Numbers, printer: Printer, printed: Mapping[str, Printed], region: str) -> list[RenderedTable]:
    """A table per dimension of which anything is known; what a total hides, its parts hide too."""
    persons = numbers.persons()
    tables = []
    for dimension in dimensions(region):
        grouped = {code: _grouped(persons, code, dimension) for code in CODES}
        keys = [key for key in dimension.labels if any(grouped[code].get(key, (0, 0))[0] for code in CODES)]
        if set(keys) - {UNKNOWN}:
            tables.append(_table(dimension, keys, grouped, _Column(numbers, printer, printed)))
    return tables


def _grouped(persons: Persons, code: str, dimension: Dimension) -> Groups:
    place = PERSONAL.index(dimension.name)
    found: Groups = defaultdict(lambda: (0, 0))
    for (counted, about), (now, ever) in persons.items():
        if counted == code:
            key = UNKNOWN if about[place] == UNKNOWN else dimension.group(about[place])
            found[key] = (found[key][0] + now, found[key][1] + ever)
    return dict(found)


def _table(dimension: Dimension, keys: list[str], grouped: Mapping[str, Groups], column: _Column) -> RenderedTable:
    columns = {code: column.cells(code, keys, grouped[code]) for code in CODES}
    rows = [
        Row(dimension.labels[key], tuple(columns[code][number] for code in CODES), code=key)
        for number, key in enumerate(keys)
    ]
    rows.append(Row(_("In all"), tuple(column.printed[code].cell for code in CODES)))
    heads = tuple(step_label(code) for code in CODES)
    note = _("Each person stands in one row, by what was known on the first counted day of the period.")
    return RenderedTable(f"by_{dimension.name}", dimension.title, heads, tuple(rows), (note,))


@dataclass(frozen=True, slots=True)
class _Column:
    """Prints one number in all its rows for one audience."""

    numbers: Numbers
    printer: Printer
    printed: Mapping[str, Printed]

    def cells(self, code: str, keys: list[str], groups: Groups) -> list[Cell]:
        """The parts in the order of `keys`, hidden together with their total or with their steps."""
        whole = self.printed[code].cell
        if whole.kind == "hidden" or self._steps_tell(groups):
            return [Cell.hidden() for _key in keys]
        numbers = self.numbers
        parts = [
            quantity_of(
                DEFINITIONS[code],
                Amount(groups.get(key, (0, 0))[0]),
                numbers.span,
                numbers.known_at,
                missing=0,
                where={},
            )
            for key in keys
        ]
        return self.printer.line(numbers.quantity(code), parts, code=code)[1]

    def _steps_tell(self, groups: Groups) -> bool:
        """A fiscal year beside everything so far would give away the few of the other years (SC-5)."""
        if self.numbers.span.start is None:
            return False
        return any(0 < abs(ever - now) < self.printer.k for now, ever in groups.values())


def dimensions(region: str) -> list[Dimension]:
    """The breakdowns with their rows; `region` is the name of the municipality whose residents are local."""
    unknown = {UNKNOWN: _("Unknown")}
    ages = {"-17": _("17 or younger")}
    ages |= {
        band: _("%(ages)s years") % {"ages": band.replace("-", "–")}
        for band in ("18-24", "25-34", "35-44", "45-54", "55-64")
    }
    ages |= {"65-": _("65 or older"), **unknown}
    places = {LOCAL: region, ELSEWHERE: _("Other municipalities"), **unknown}
    schools = {
        "none": _("Not at a school"),
        "junior_high": _("Junior high school"),
        "high_school": _("High school"),
        "university": _("University or vocational school"),
        OTHER: _("Other school"),
        **unknown,
    }
    young = {"under_16": "-17", "16-17": "-17"}
    return [
        Dimension("age_band", _("By age"), ages, lambda value: young.get(value, value if value in ages else UNKNOWN)),
        Dimension(
            "area", _("By place of residence"), places, lambda value: LOCAL if value.endswith(region) else ELSEWHERE
        ),
        Dimension("school_kind", _("By school"), schools, lambda value: value if value in schools else OTHER),
    ]
