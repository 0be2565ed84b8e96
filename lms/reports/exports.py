"""A report as CSV, JSON or plain text: the same cells as on the screen, and nothing else."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from lms.reports.tables import Cell, Number, RenderedTable, Report, Row

GETA = "〓"
# A spreadsheet would run what begins like this (TH-8); full-width forms count too.
DANGEROUS = tuple("=+-@\t\r＝＋－＠")


# Signs that CP932 keeps under another code point: the same sign for a reader, so nothing is lost.
CP932_TWINS = str.maketrans({"〜": "～", "—": "―", "−": "－", "‖": "∥"})


@dataclass(frozen=True, slots=True)
class CsvFile:
    """Bytes to save, and the cells in which a character had to be replaced: (line, column, original text)."""

    content: bytes
    charset: str
    replaced: tuple[tuple[int, int, str], ...] = ()


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_lines(report: Report) -> list[list[str]]:
    """The lines of the CSV file, cells as they are printed."""
    lines = [[report.title], [report.region], [report.period], [report.audience], []]
    for table in report.tables:
        lines.append([table.title])
        lines.append([_("Code"), _("Item"), *table.columns])
        lines += [[row.code, _indented(row), *(cell.text for cell in row.cells)] for row in table.rows]
        lines += [[note] for note in table.notes]
        lines += [[report.stamp], []]
    if report.hides:
        lines.append([report.legend])
    return lines


def _indented(row: Row) -> str:
    return f"{'　' * row.level}{row.label}"


def csv_file(report: Report, encoding: str) -> CsvFile:
    """The report as `utf-8` (with BOM) or `cp932` (what it cannot hold becomes a geta mark). ValueError otherwise."""
    if encoding not in {"utf-8", "cp932"}:
        raise ValueError(f"unknown encoding {encoding!r}")
    lines = [[harmless(cell) for cell in line] for line in csv_lines(report)]
    replaced: list[tuple[int, int, str]] = []
    if encoding == "cp932":
        lines, replaced = _fit_cp932(lines)
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    if encoding == "cp932":
        return CsvFile(text.getvalue().encode("cp932"), "Shift_JIS", tuple(replaced))
    return CsvFile(text.getvalue().encode("utf-8-sig"), "utf-8")


def _fit_cp932(lines: list[list[str]]) -> tuple[list[list[str]], list[tuple[int, int, str]]]:
    fitted, replaced = [], []
    for number, line in enumerate(lines, start=1):
        cells = []
        for column, cell in enumerate(line, start=1):
            twin = cell.translate(CP932_TWINS)
            kept = "".join(char if _in_cp932(char) else GETA for char in twin)
            if kept != twin:
                replaced.append((number, column, cell))
            cells.append(kept)
        fitted.append(cells)
    return fitted, replaced


def _in_cp932(char: str) -> bool:
    try:
        char.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def text_lines(report: Report) -> list[str]:
    """The report to read in a terminal."""
    lines = [report.title, report.region, report.period, report.audience]
    for table in report.tables:
        lines += ["", f"## {table.title}"]
        lines += [_text_line(table, row) for row in table.rows]
        lines += table.notes
        lines.append(report.stamp)
    return [*lines, *([report.legend] if report.hides else [])]


def _text_line(table: RenderedTable, row: Row) -> str:
    if len(row.cells) == 1:
        return f"{'  ' * row.level}{row.label} {row.cells[0].text}"
    named = [f"{name} {cell.text}" for name, cell in zip(table.columns, row.cells, strict=True) if cell.text]
    head, *more = named
    first = row.cells[0].text if table.key == "documents" else head
    return f"{'  ' * row.level}{row.label} {'／'.join([first, *more])}"


def as_json(report: Report) -> str:
    """One object keyed by code: numbers, then rates; hidden cells carry no value."""
    data: dict[str, Any] = {code: _number(number) for code, number in report.numbers.items()}
    for code, row in report.rates.items():
        cell = row.cells[0]
        data[code] = {"label": row.label, "unit": "%", "value": _share(cell), "text": cell.text}
    return json.dumps(data, ensure_ascii=False, indent=2)


def _share(cell: Cell) -> float | None:
    return float(cell.text.removesuffix("%")) if cell.kind == "value" else None


def _number(number: Number) -> dict[str, Any]:
    parts: dict[str, dict[str, Any]] = {}
    for name, value, cell in number.parts:
        parts.setdefault(name, {})[value] = {"value": cell.value, "text": cell.text}
    data = {
        "label": number.label,
        "value": number.cell.value,
        "unit": number.unit,
        "text": number.cell.text,
        "as_of": number.as_of,
        "known_at": number.known_at,
        "version": number.version,
        "missing": number.missing,
    }
    return {**data, **({"by": parts} if parts else {})}
