"""Template tags that draw charts on the server: SVG geometry in attributes, and the same numbers as a table."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django import template
from django.utils.translation import gettext as _

from content import charts as drawing

register = template.Library()
Row = dict[str, Any]


@register.inclusion_tag("charts/funnel.html")
def funnel_chart(rows: list[Row], title: str = "", unit: str = "", table: bool = False) -> dict[str, Any]:
    """Where the numbers fall. A row: `label`, `value` (None = hidden), optional `shown`, `rate`, `url`.

    The list is itself readable; `table=True` adds the folded table. No rows: a sentence instead of an empty axis.
    """
    bars = drawing.funnel(rows) if rows else []
    return {"bars": bars, "title": title, "unit": unit, "with_table": table}


@register.inclusion_tag("charts/bars.html")
def bar_chart(rows: list[Row], title: str = "", unit: str = "") -> dict[str, Any]:
    """Horizontal bars, each with its number. A row: `label`, `value`, optional `shown`, `target`, `url`."""
    return {"bars": drawing.bars(rows) if rows else [], "title": title, "unit": unit}


@register.inclusion_tag("charts/line.html")
def line_chart(
    points: list[Row],
    target: float | list[float | None] | None = None,
    title: str = "",
    unit: str = "",
    chart_id: str = "line-chart",
) -> dict[str, Any]:
    """A line over time against a dashed target. A point: `label`, `value` (None = not yet known), optional `shown`.

    `target` is one number or one per point. `chart_id` must be unique in the page; title and description hang on it.
    """
    if not any(point["value"] is not None for point in points):
        return {"chart": None}
    goals = target if isinstance(target, list) else [target] * len(points)
    rows = [
        {
            "label": point["label"],
            "shown": point.get("shown") or drawing.shown_number(point["value"]),
            "target": drawing.shown_number(goal),
        }
        for point, goal in zip_longest(points, goals[: len(points)])
    ]
    known = [row for row, point in zip(rows, points, strict=True) if point["value"] is not None]
    first, last = known[0], known[-1]
    has_target = any(goal is not None for goal in goals)
    described = _("From %(first)s to %(last)s; %(last)s: %(value)s%(unit)s.") % {
        "first": first["label"],
        "last": last["label"],
        "value": last["shown"],
        "unit": unit,
    }
    return {
        "chart": drawing.line_chart(points, goals),
        "rows": rows,
        "title": title or _("Course of the numbers"),
        "described": described,
        "unit": unit,
        "id": chart_id,
        "has_target": has_target,
    }
