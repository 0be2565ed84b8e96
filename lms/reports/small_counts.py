"""Turns quantities into printed cells for one audience: the only place that decides what is hidden (metrics section 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lms.reports.quantity import Rate, Refused
from lms.reports.suppression import Counts, hide
from lms.reports.tables import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lms.reports.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints for an audience whose smallest printable count is `k`; released programme totals are printed whole (SC-8)."""

    k: int
    released: frozenset[str] = frozenset()

    def is_small(self, quantity: Quantity) -> bool:
        """Primary hiding (SC-1): 1 to k - 1, also where a source only gives a lower bound."""
        return quantity.amount.low is not None and 0 < quantity.amount.low < self.k

    def cell(self, quantity: Quantity, *, code: str = "", hidden: bool = False) -> Cell:
        """One number by itself."""
        if hidden or (self.is_small(quantity) and code not in self.released):
            return Cell.hidden()
        return Cell("value", quantity.text, quantity.value)

    def number(self, value: int, text: str) -> Cell:
        """A count that is no quantity of the catalogue (persons beside a step)."""
        return Cell("value", text, value) if self._may_show(value) else Cell.hidden()

    def line(self, total: Quantity, parts: Sequence[Quantity], *, code: str = "") -> tuple[Cell, list[Cell]]:
        """A total with the parts that sum to it, so that no part can be subtracted (SC-2, SC-3)."""
        if not parts:
            return self.cell(total, code=code), []
        counts = Counts(inner=[[_low(part) for part in parts]], row_totals=[_low(total)])
        hidden = hide(counts, self.k).cells
        cells = [self.cell(part, hidden=(0, number) in hidden) for number, part in enumerate(parts)]
        return self.cell(total, code=code, hidden=(0, len(parts)) in hidden and code not in self.released), cells

    def rate(self, share: Rate | Refused) -> Cell:
        """A rate stands only where both of its parts could be printed (SC-4)."""
        if isinstance(share, Refused):
            return Cell("dash", share.text)
        if 0 < share.numerator < self.k or 0 < share.denominator < self.k:
            return Cell.hidden()
        return Cell("value", share.text, None)

    def running(self, values: Sequence[int]) -> list[int | None]:
        """Points of a running total, leaving out those whose step from the last printed one would show few people."""
        end = values[-1] if values else 0
        printed: list[int | None] = []
        last = 0
        for value in values:
            steps = [value, value - last, *([end - value] if self._may_show(end) else [])]
            shown = all(self._may_show(step) for step in steps)
            printed.append(value if shown else None)
            last = value if shown else last
        return printed

    def _may_show(self, count: int) -> bool:
        return not 0 < count < self.k


def _low(quantity: Quantity) -> int:
    return quantity.amount.low or 0
