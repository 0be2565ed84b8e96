"""Which cells of a table stay hidden so that no small count can be read or worked out (metrics section 8)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Place = tuple[int, int]
UNLIMITED = 1 << 40


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of exact counts. Totals stand outside `inner`; a total that is None does not exist in the table.

    `sums` says whether the inner cells add up to their totals (distinct persons of months and a year do not).
    `voluntary` names the side whose categories are a voluntary answer: `columns` = the answer changes along a row.
    """

    inner: Sequence[Sequence[int]]
    row_totals: Sequence[int] | None = None
    column_totals: Sequence[int] | None = None
    grand: int | None = None
    sums: bool = True
    voluntary: Literal["", "rows", "columns"] = ""

    @property
    def shape(self) -> Place:
        """Inner rows and columns; the totals stand at these indexes."""
        return len(self.inner), len(self.inner[0]) if self.inner else 0

    def value(self, place: Place) -> int | None:
        """The exact count at a place, None where the table has no such total."""
        rows, columns = self.shape
        row, column = place
        if row < rows and column < columns:
            return self.inner[row][column]
        if row < rows:
            return None if self.row_totals is None else self.row_totals[row]
        if column < columns:
            return None if self.column_totals is None else self.column_totals[column]
        return self.grand

    def places(self) -> Iterator[Place]:
        """Every existing cell in display order."""
        rows, columns = self.shape
        for row in range(rows + 1):
            for column in range(columns + 1):
                if self.value((row, column)) is not None:
                    yield row, column

    def row(self, index: int) -> tuple[list[Place], Place]:
        """The cells of a row (or of the total row) and the place of its total."""
        columns = self.shape[1]
        return [(index, column) for column in range(columns)], (index, columns)

    def column(self, index: int) -> tuple[list[Place], Place]:
        """The cells of a column (or of the total column) and the place of its total."""
        rows = self.shape[0]
        return [(row, index) for row in range(rows)], (rows, index)

    def lines(self) -> list[tuple[list[Place], Place]]:
        """Rows from the top, columns from the left, the total row, the total column; only lines that have a total."""
        rows, columns = self.shape
        lines = [self.row(index) for index in range(rows)]
        lines += [self.column(index) for index in range(columns)]
        lines += [self.row(rows), self.column(columns)]
        return [line for line in lines if self.value(line[1]) is not None and self.value(line[0][0]) is not None]


@dataclass(frozen=True, slots=True)
class Hidden:
    """The outcome: hidden cells, lines whose breakdown is left out, or the whole table."""

    cells: frozenset[Place]
    no_breakdown: frozenset[int] = frozenset()
    whole: bool = False


def hide(counts: Counts, k: int) -> Hidden:
    """Primary hiding, complementary hiding and the audit (SC-1 to SC-3) for the smallest printable count `k`."""
    if k <= 1 or not all(counts.shape):
        return Hidden(frozenset())
    hidden = {place for place in counts.places() if 0 < (counts.value(place) or 0) < k}
    telling = _telling_lines(counts)
    for line in telling:
        cells, _total = counts.row(line) if counts.voluntary == "columns" else counts.column(line)
        hidden.update(cells)
    while True:
        _complement(counts, hidden, k)
        if not counts.sums:
            break
        weak = _weak_cells(counts, hidden, k)
        if not weak:
            break
        if not any(_hide_with(counts, hidden, place) for place in weak):
            return Hidden(frozenset(counts.places()), frozenset(telling), whole=True)
    return Hidden(frozenset(hidden), frozenset(telling))


def _telling_lines(counts: Counts) -> list[int]:
    """Lines along a voluntary answer in which everybody gave the same one: the total would tell it of each of them."""
    if not counts.voluntary:
        return []
    rows, columns = counts.shape
    along_rows = counts.voluntary == "columns"
    found = []
    for index in range(rows if along_rows else columns):
        cells, _total = counts.row(index) if along_rows else counts.column(index)
        if sum(1 for place in cells if counts.value(place)) == 1:
            found.append(index)
    return found


def _complement(counts: Counts, hidden: set[Place], k: int) -> None:
    """SC-2: passes over all lines until nothing changes; at most one more cell per line and visit."""
    changed = True
    while changed:
        changed = False
        for cells, total in counts.lines():
            inner = [place for place in cells if place in hidden]
            alone = len(inner) + (total in hidden) == 1
            small = inner and total not in hidden and sum(counts.value(place) or 0 for place in inner) < k
            if alone or small:
                changed |= _hide_one(counts, hidden, cells, total)


def _hide_one(counts: Counts, hidden: set[Place], cells: list[Place], total: Place) -> bool:
    """Hide the smallest visible non-zero inner cell, else a zero one, else the total; False when nothing is left."""
    visible = [place for place in cells if place not in hidden]
    numbers = [place for place in visible if counts.value(place)]
    if numbers:
        chosen = min(numbers, key=lambda place: (counts.value(place) or 0, place))
    elif visible:
        chosen = min(visible)
    elif total not in hidden and counts.value(total) is not None:
        chosen = total
    else:
        return False
    hidden.add(chosen)
    return True


def _hide_with(counts: Counts, hidden: set[Place], place: Place) -> bool:
    return _hide_one(counts, hidden, *counts.row(place[0])) or _hide_one(counts, hidden, *counts.column(place[1]))


def _weak_cells(counts: Counts, hidden: set[Place], k: int) -> list[Place]:
    """Hidden cells for which the printed numbers leave fewer than `k` possible values, in display order."""
    flow = _Flow(counts, hidden)
    return [place for place in sorted(hidden) if flow.possible_values(place, k) < k]


class _Flow:
    """The table as a network: source to rows, rows to columns, columns to sink, sink back to source.

    Every cell is an edge that carries its exact value; visible cells are fixed. What a hidden cell may be, given the
    printed numbers, is its value plus or minus what can be sent round a cycle through its edge. All capacities are
    whole numbers, so every value in between is possible too.
    """

    def __init__(self, counts: Counts, hidden: set[Place]) -> None:
        rows, columns = counts.shape
        self.rows, self.columns = rows, columns
        self.source, self.sink = rows + columns, rows + columns + 1
        self.free: dict[Place, int] = {}
        for row in range(rows + 1):
            for column in range(columns + 1):
                place = (row, column)
                value = counts.value(place)
                if value is None or place in hidden:
                    self.free[place] = self._carried(counts, place)
        self.edges: dict[int, list[tuple[Place, int, bool]]] = {node: [] for node in range(rows + columns + 2)}
        for place in self.free:
            start, end = self._ends(place)
            self.edges[start].append((place, end, True))
            self.edges[end].append((place, start, False))

    @staticmethod
    def _carried(counts: Counts, place: Place) -> int:
        """The exact value of a cell, added up where the table prints no such total."""
        value = counts.value(place)
        if value is not None:
            return value
        rows, columns = counts.shape
        if place[0] < rows:
            return sum(counts.inner[place[0]])
        if place[1] < columns:
            return sum(row[place[1]] for row in counts.inner)
        return sum(sum(row) for row in counts.inner)

    def _ends(self, place: Place) -> tuple[int, int]:
        row, column = place
        if row < self.rows and column < self.columns:
            return row, self.rows + column
        if row < self.rows:
            return self.source, row
        if column < self.columns:
            return self.rows + column, self.sink
        return self.sink, self.source

    def possible_values(self, place: Place, enough: int) -> int:
        """How many values the cell may have, counted up to `enough`."""
        start, end = self._ends(place)
        more = self._send(place, end, start, enough)
        less = self._send(place, start, end, min(enough, self.free[place]))
        return 1 + more + less

    def _send(self, without: Place, start: int, end: int, limit: int) -> int:
        """How much can be sent from `start` to `end` over the other free cells, at most `limit`."""
        flow = dict(self.free)
        sent = 0
        while sent < limit:
            path = self._path(flow, without, start, end)
            if path is None:
                break
            room = min((flow[place] for place, forward in path if not forward), default=UNLIMITED)
            step = min(room, limit - sent)
            for place, forward in path:
                flow[place] += step if forward else -step
            sent += step
        return sent

    def _path(self, flow: dict[Place, int], without: Place, start: int, end: int) -> list[tuple[Place, bool]] | None:
        came: dict[int, tuple[int, Place, bool] | None] = {start: None}
        queue = deque([start])
        while queue and end not in came:
            node = queue.popleft()
            for place, other, forward in self.edges[node]:
                if other not in came and place != without and (forward or flow[place] > 0):
                    came[other] = (node, place, forward)
                    queue.append(other)
        if end not in came:
            return None
        path = []
        step = came[end]
        while step is not None:
            node, place, forward = step
            path.append((place, forward))
            step = came[node]
        return path
