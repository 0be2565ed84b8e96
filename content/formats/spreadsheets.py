"""The table of questions as XLSX, CSV or cells pasted from a spreadsheet. Formulas are refused in, never written out."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from content.formats.office import opened, repacked
from content.formats.questions import QuestionSet, decoded
from content.formats.report import ReportLine, ZipRefusedError
from content.formats.sheet import read_rows, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ROWS = 2000
_MAX_CELLS = 40
_FIRST_DATE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 -- a fixed stamp: the same questions give the same bytes
_SAVED_AT = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def read_xlsx(data: bytes) -> QuestionSet:
    """Questions of the first sheet that has a header; rows with formulas are left out with the cell's name.

    Raises :class:`ZipRefusedError` for what is no XLSX, is too large, or holds entities or macros.
    """
    # Here, not above: the library takes 14 MB, and few processes ever read a table.
    import openpyxl

    parts = opened(data, "XLSX")
    found = QuestionSet()
    try:
        book: Any = openpyxl.load_workbook(repacked(parts), read_only=False, data_only=False, keep_links=False)
        sheets = [(sheet.title, list(_rows(sheet, found))) for sheet in book.worksheets[:20]]
    except ZipRefusedError:
        raise
    except Exception:  # the library raises whatever its parsers raise for a damaged file
        raise ZipRefusedError(ReportLine("not_office", params={"kind": "XLSX"})) from None
    chosen = next((index for index, (_name, rows) in enumerate(sheets) if _has_header(rows)), 0)
    for index, (name, rows) in enumerate(sheets):
        if index != chosen and any(any(cell for cell in cells) for _line, cells in rows):
            found.left("sheet_other", name=name[:40])
    return read_rows(sheets[chosen][1] if sheets else [], found)


def _has_header(rows: list[tuple[int, list[str]]]) -> bool:
    return any("種類" in [cell.strip() for cell in cells] for _line, cells in rows[:20])


def _rows(sheet: Any, found: QuestionSet) -> Iterator[tuple[int, list[str]]]:
    """(line, cells as text); a row with a formula or an error is told and left out."""
    if sheet.max_row > MAX_ROWS:
        raise ZipRefusedError(ReportLine("sheet_rows", params={"limit": MAX_ROWS}))
    for cells in sheet.iter_rows(max_col=_MAX_CELLS):
        wrong = next((cell for cell in cells if cell.data_type in ("f", "e")), None)
        if wrong is not None:
            code = "sheet_formula" if wrong.data_type == "f" else "sheet_error"
            found.left(code, wrong.row, cell=wrong.coordinate, value=str(wrong.value)[:20])
            continue
        yield cells[0].row, [_text(cell, found) for cell in cells]


def _text(cell: Any, found: QuestionSet) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        text = value.date().isoformat() if isinstance(value, datetime.datetime) else str(value)
        found.note("sheet_date", cell.row, cell=cell.coordinate, value=text)
        return text
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")


def read_csv(data: bytes) -> QuestionSet:
    """Questions of a CSV or TSV file in UTF-8, UTF-16 or CP932."""
    text = decoded(data)
    if text is None:
        found = QuestionSet()
        found.left("encoding")
        return found
    return read_pasted(text)


def read_pasted(text: str) -> QuestionSet:
    """Questions of cells as a spreadsheet copies them (tabs between), or of CSV text."""
    found = QuestionSet()
    text = text.replace("\0", "")
    head = text.lstrip("\ufeff\n").split("\n", 1)[0]
    delimiter = "\t" if "\t" in head else ";" if head.count(";") > head.count(",") else ","
    rows = []
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            rows.append((line, [_unprotected(cell) for cell in cells[:_MAX_CELLS]]))
            line = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                found.left("sheet_rows", line, limit=MAX_ROWS)
                break
    except csv.Error:
        found.left("sheet_header", line)
        return found
    kept = []
    for number, cells in rows:
        formula = next((index for index, cell in enumerate(cells) if cell.startswith("=")), None)
        if formula is None:
            kept.append((number, cells))
        else:
            found.left("sheet_formula", number, cell=f"{chr(65 + formula % 26)}{number}", value="")
    return read_rows(kept, found)


def _unprotected(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:2] in (*_RISKY, "'") else cell


def write_xlsx(text: str) -> tuple[bytes, QuestionSet]:
    """(XLSX, report) of a lesson or bank text; the same text gives the same bytes."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    rows, told = write_rows(text)
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "問題"
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row=number, column=column)
            cell.value = _storable(value)
            if cell.data_type in ("f", "e"):  # a text that begins with = stays a text
                cell.data_type = "s"
                cell.quotePrefix = True
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for letter, width in (("A", 6), ("B", 10), ("C", 50), ("Q", 40)):
        sheet.column_dimensions[letter].width = width
    book.properties.created = _FIRST_DATE
    packed = io.BytesIO()
    book.save(packed)
    return _without_date(packed), told


def _without_date(packed: io.BytesIO) -> bytes:
    """The same book without the moment it was saved, so that equal questions are equal files."""
    again = io.BytesIO()
    with zipfile.ZipFile(packed) as book, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in book.namelist():
            data = book.read(name)
            if name == "docProps/core.xml":
                data = _SAVED_AT.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", data)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return again.getvalue()


def _storable(text: str) -> str:
    return "".join(char for char in text if char in "\t\n" or char >= " ")[:32_000]


def write_csv(text: str) -> tuple[bytes, QuestionSet]:
    """(CSV in UTF-8 with its mark, report); cells that a spreadsheet would calculate begin with an apostrophe."""
    rows, told = write_rows(text)
    packed = io.StringIO()
    writer = csv.writer(packed)
    writer.writerows([[f"'{cell}" if cell.startswith((*_RISKY, "'")) else cell for cell in cells] for cells in rows])
    return packed.getvalue().encode("utf-8-sig"), told
