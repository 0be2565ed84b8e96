"""What the page draws of a report: tiles, bars and the line, all from the printed cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from lms.reports.tables import Cell, RenderedTable, Report

NARROW = ("learning", "work", "results", "rates", "by_age_band", "by_area", "by_school_kind", "members")
DRAWN = frozenset({"funnel", "trend", "definitions", *NARROW})


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Tiles, rows of the funnel, points of the line, tables that stand two beside each other, and wide ones."""

    tiles: list[dict[str, Any]]
    funnel: list[dict[str, Any]]
    funnel_table: RenderedTable | None
    points: list[dict[str, Any]]
    narrow: list[RenderedTable]
    tables: list[RenderedTable]
    definitions: RenderedTable | None


def dashboard(report: Report) -> Dashboard:
    """The page's parts; a hidden number is drawn nowhere (SC-4)."""
    funnel, trend = report.table("funnel"), report.table("trend")
    return Dashboard(
        tiles=_tiles(report),
        funnel=[
            {
                "label": row.label,
                "value": row.cells[0].value,
                "shown": _digits(row.cells[0]),
                "rate": row.cells[1].text if row.cells[1].kind == "value" else "",
            }
            for row in (funnel.rows if funnel and any(row.cells[0].value != 0 for row in funnel.rows) else ())
        ],
        funnel_table=funnel,
        points=[
            {"label": row.label, "value": row.cells[0].value, "shown": _digits(row.cells[0])}
            for row in (trend.rows if trend else ())
        ],
        narrow=[table for key in NARROW if (table := report.table(key)) is not None],
        tables=[table for table in report.tables if table.key not in DRAWN],
        definitions=report.table("definitions"),
    )


def _digits(cell: Cell) -> str:
    """A number without its unit, which the chart names once."""
    return f"{cell.value:,}" if cell.value is not None else cell.text


def _tiles(report: Report) -> list[dict[str, Any]]:
    def shown(code: str) -> str:
        return report.numbers[code].cell.text

    def tile(code: str, note: str) -> dict[str, Any]:
        return {"label": report.numbers[code].label, "shown": shown(code), "note": note}

    return [
        tile("PAR-P", _("participations: %(n)s") % {"n": shown("PAR-S")}),
        tile("CMP-P", _("certificates: %(n)s") % {"n": shown("CMP-K")}),
        tile("APP-P", _("applications: %(n)s") % {"n": shown("APP-K")}),
        tile("TRI-P", _("trials: %(n)s") % {"n": shown("TRI-K")}),
        tile("WRK-P", _("employment %(emp)s, outsourcing %(out)s") % {"emp": shown("EMP-P"), "out": shown("OUT-P")}),
    ]
