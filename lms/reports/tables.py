"""The one form in which numbers leave the library for a screen, a file or a printer (metrics SC-6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

HIDDEN_MARK = "x"


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed number, a hidden one (its exact value is nowhere in here), a dash with its reason, or words."""

    kind: Literal["value", "hidden", "dash", "text"]
    text: str
    value: int | None = None

    @classmethod
    def hidden(cls) -> Cell:
        """What primary and complementary cells alike look like (SC-4)."""
        return cls("hidden", HIDDEN_MARK)

    @classmethod
    def words(cls, text: str) -> Cell:
        """A cell that is no number."""
        return cls("text", text)

    @property
    def is_number(self) -> bool:
        """Stands to the right in a table."""
        return self.kind in {"value", "hidden"}


EMPTY = Cell("text", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `level` 1 is a part of the line above it."""

    label: str
    cells: tuple[Cell, ...]
    code: str = ""
    level: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class RenderedTable:
    """A table as it is printed everywhere: same cells, same hidden cells."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def hides(self) -> bool:
        """Does any cell need the legend?"""
        return any(cell.kind == "hidden" for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the catalogue as it may leave the library for this audience."""

    code: str
    label: str
    unit: str
    cell: Cell
    as_of: str
    known_at: str
    version: str
    missing: int
    parts: tuple[tuple[str, str, Cell], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a reader of one programme's report gets; the renderers know nothing else."""

    code: str
    title: str
    region: str
    period: str
    audience: str
    stamp: str
    tables: tuple[RenderedTable, ...]
    numbers: dict[str, Number] = field(default_factory=dict)
    rates: dict[str, Row] = field(default_factory=dict)

    def table(self, key: str) -> RenderedTable | None:
        """The table with this key, or None where it has nothing to say."""
        return next((table for table in self.tables if table.key == key), None)

    @property
    def hides(self) -> bool:
        """Does any table need the legend?"""
        return any(table.hides for table in self.tables)

    @property
    def legend(self) -> str:
        """What the mark of a hidden cell means."""
        return _("x is a number that is not shown because it is about few people.")
