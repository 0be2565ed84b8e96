"""Geometry of the charts drawn on the server: numbers in, coordinates out; no markup, no Django."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Row = dict[str, Any]
WIDTH, HEIGHT = 560, 340
LEFT, RIGHT, TOP, BOTTOM = 58, 94, 26, 40


class Point(NamedTuple):
    """A place in the drawing, in user units."""

    x: float
    y: float


class Tick(NamedTuple):
    """A mark of an axis: where it stands and what it says."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class LineChart:
    """Everything the template needs to draw a line with its target."""

    width: int
    height: int
    left: int
    right_edge: int
    series: list[str]
    area: str
    target: str
    dots: list[Point]
    y_ticks: list[Tick]
    x_ticks: list[Tick]
    last: Tick | None
    target_end: Tick | None


@dataclass(frozen=True)
class Bar:
    """One bar: percent of the longest, its words, and the step rate to the one before."""

    label: str
    width: float
    shown: str
    rate: str
    tone: str
    target: float | None = None
    target_shown: str = ""
    url: str = ""


# A year fits seven times below a chart; a year with its month does not.
SHORT_LABEL = 5


def nice_step(highest: float, steps: int = 4) -> float:
    """A round distance between grid lines (1, 2, 2.5 or 5 times a power of ten) for at most about `steps` lines."""
    raw = max(highest, 1) / steps
    power = 10 ** math.floor(math.log10(raw))
    for factor in (1, 2, 2.5, 5, 10):
        if raw <= factor * power:
            step = factor * power
            return step if highest > steps else max(1.0, step)
    return 10 * power


def shown_number(value: float | None) -> str:
    """A number as the screen writes it: no needless decimals, a dash for an unknown."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


@dataclass
class _Scale:
    """Maps (position, value) to user units."""

    count: int
    highest: float
    step: float = field(init=False)

    def __post_init__(self) -> None:
        self.step = nice_step(self.highest)
        self.highest = max(self.step, math.ceil(self.highest / self.step) * self.step)

    def x(self, position: int) -> float:
        return round(LEFT + position * (WIDTH - LEFT - RIGHT) / max(self.count - 1, 1), 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM) / self.highest, 1)

    def point(self, position: int, value: float) -> Point:
        return Point(self.x(position), self.y(value))


def _path(points: list[Point]) -> str:
    return " ".join(f"{p.x:g},{p.y:g}" for p in points)


def _runs(values: list[float | None]) -> list[list[tuple[int, float]]]:
    """Splits a series at its gaps: an unknown value is a gap in the line, never a zero."""
    runs: list[list[tuple[int, float]]] = [[]]
    for position, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((position, value))
    return [run for run in runs if run]


def _x_ticks(labels: list[str], scale: _Scale) -> list[Tick]:
    """At most seven labels (five long ones): every n-th and always the last, with room between the last two."""
    most = 7 if max(map(len, labels)) <= SHORT_LABEL else 5
    every = max(1, math.ceil(len(labels) / most))
    last = len(labels) - 1
    keep = [n for n in range(0, len(labels), every) if last - n >= every] + [last]
    return [Tick(scale.x(n), HEIGHT - 12, labels[n]) for n in keep]


def _area(placed: list[list[Point]], scale: _Scale) -> str:
    """The ground under the latest stretch of the line; one point alone has none."""
    if not placed or len(placed[-1]) < 2:
        return ""
    line, base = placed[-1], scale.y(0)
    return _path([Point(line[0].x, base), *line, Point(line[-1].x, base)])


def _last_value(runs: list[list[tuple[int, float]]], scale: _Scale) -> Tick | None:
    """The latest known number, written over its point."""
    if not runs:
        return None
    position, value = runs[-1][-1]
    return Tick(scale.x(position), scale.y(value) - 13, shown_number(value))


def line_chart(points: list[Row], target: float | list[float | None] | None = None) -> LineChart:
    """A line over `points` ({label, value or None}) against a dashed target: one number (level) or a value per point.

    Raises ValueError without points: the screen says a sentence then, never an empty axis.
    """
    if not points:
        raise ValueError("no points to draw")
    values = [point["value"] for point in points]
    goals = target if isinstance(target, list) else [target] * len(points)
    known = [v for v in [*values, *goals] if v is not None]
    scale = _Scale(len(points), max([*known, 1]))
    runs = _runs(values)
    placed = [[scale.point(n, v) for n, v in run] for run in runs]
    aims = [scale.point(n, v) for n, v in enumerate(goals) if v is not None]
    last = _last_value(runs, scale)
    goal_end = None
    if aims:
        end = [v for v in goals if v is not None][-1]
        goal_end = Tick(aims[-1].x + 8, aims[-1].y + 5, shown_number(end))
    lines = int(scale.highest / scale.step)
    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right_edge=WIDTH - RIGHT,
        series=[_path(line) for line in placed],
        area=_area(placed, scale),
        target=_path(aims),
        dots=[point for line in placed for point in line],
        y_ticks=[Tick(LEFT - 8, scale.y(n * scale.step), shown_number(n * scale.step)) for n in range(lines + 1)],
        x_ticks=_x_ticks([str(point["label"]) for point in points], scale),
        last=last,
        target_end=goal_end,
    )


def _tone(position: int, count: int) -> str:
    """The step of the blue scale; the last bar is the goal and takes the warm accent."""
    if position == count - 1 and count > 1:
        return "goal"
    return f"s{1 + position * 4 // max(count - 1, 1)}"


def funnel(rows: list[Row]) -> list[Bar]:
    """Bars of a funnel. A row: label, value (None = hidden), optional `shown` (words instead of the number), `rate`, `url`.

    The step rate is computed only when both numbers are open; a hidden number can so not be worked back (metrics.md §8).
    """
    longest = max([row["value"] or 0 for row in rows] + [1])
    bars: list[Bar] = []
    before: float | None = None
    for position, row in enumerate(rows):
        value = row["value"]
        rate = row.get("rate", "")
        if "rate" not in row and position and before and value is not None:
            rate = f"{value / before:.0%}"
        width = 0.0 if not value else max(round(value / longest * 100, 1), 2)
        shown = row.get("shown") or shown_number(value)
        bars.append(Bar(str(row["label"]), width, shown, str(rate), _tone(position, len(rows)), url=row.get("url", "")))
        before = value
    return bars


def bars(rows: list[Row]) -> list[Bar]:
    """Plain horizontal bars. A row: label, value or None, optional `shown`, `target`, `target_shown`, `url`."""
    longest = max([max(row["value"] or 0, row.get("target") or 0) for row in rows] + [1])
    out: list[Bar] = []
    for row in rows:
        value, target = row["value"], row.get("target")
        out.append(
            Bar(
                label=str(row["label"]),
                width=0.0 if not value else max(round(value / longest * 100, 1), 1),
                shown=row.get("shown") or shown_number(value),
                rate="",
                tone="s3",
                target=None if target is None else round(target / longest * 100, 1),
                target_shown="" if target is None else row.get("target_shown") or shown_number(target),
                url=row.get("url", ""),
            )
        )
    return out


@dataclass(frozen=True)
class Stone:
    """One stepping stone of the path: place, number, and whether it is reached or the next."""

    x: float
    y: float
    number: int
    done: bool
    here: bool


@dataclass(frozen=True)
class JobPath:
    """The path from here to the job: its line and its stones; the list beside it says the same in words."""

    line: str
    stones: list[Stone]
    goal: Point
    done: int
    total: int


MOST_STONES = 7


def job_path(done: int, total: int) -> JobPath:
    """Places `total` stones (at most seven are drawn) on a wave of 340 x 136 units; the first open one is 'here'."""
    drawn = min(max(total, 1), MOST_STONES)
    reached = min(done, total) if total <= MOST_STONES else math.floor(done * drawn / total)
    step = 216 / max(drawn - 1, 1)
    wave = (104, 74, 86, 62, 78, 58, 74)
    places = [Point(round(34 + n * step, 1) if drawn > 1 else 120.0, float(wave[n])) for n in range(drawn)]
    knots = [Point(4, 124), *places, Point(308, 50)]
    parts = [f"M{knots[0].x:g} {knots[0].y:g}"]
    for a, b in itertools.pairwise(knots):
        middle = (a.x + b.x) / 2
        parts.append(f"C{middle:g} {a.y:g} {middle:g} {b.y:g} {b.x:g} {b.y:g}")
    stones = [Stone(p.x, p.y, n + 1, n < reached, n == reached) for n, p in enumerate(places)]
    return JobPath(" ".join(parts), stones, Point(308, 50), done, total)
