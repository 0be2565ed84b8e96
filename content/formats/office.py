"""Office files of strangers: the container is judged before anything in it is parsed."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from content.formats.course_files import from_zip
from content.formats.report import ReportLine, ZipRefusedError

Kind = Literal["XLSX", "DOCX"]
_MAIN = {"XLSX": "xl/workbook.xml", "DOCX": "word/document.xml"}
MAX_PICTURE = 20


def opened(data: bytes, kind: Kind) -> dict[str, bytes]:
    """The parts of an Office file by name. Raises :class:`ZipRefusedError` with reasons in words.

    Size, number, ratio, names and links are judged as those of a course zip; macros, DTDs and entities are refused.
    """
    try:
        parts = from_zip(data)
    except ZipRefusedError as refused:
        if any(line.code == "not_zip" for line in refused.report):
            raise ZipRefusedError(ReportLine("not_office", params={"kind": kind})) from None
        raise
    if _MAIN[kind] not in parts:
        raise ZipRefusedError(ReportLine("not_office", params={"kind": kind}))
    report = []
    for name, part in parts.items():
        if name.lower().endswith((".xml", ".rels", ".vml")) and _has_declarations(part):
            report.append(ReportLine("no_dtd", name))
        elif name.lower().endswith("vbaproject.bin"):
            report.append(ReportLine("macro", name))
        elif "/media/" in name and len(part) > MAX_PICTURE * 1024 * 1024:
            picture = {"name": name.rpartition("/")[2], "limit": MAX_PICTURE}
            report.append(ReportLine("picture_large", name, params=picture))
    if report:
        raise ZipRefusedError(*report)
    return parts


def _has_declarations(part: bytes) -> bool:
    """Whether a part holds `<!DOCTYPE` or `<!ENTITY`, in whatever encoding it is written."""
    folded = part.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in folded or b"<!ENTITY" in folded


def repacked(parts: dict[str, bytes]) -> io.BytesIO:
    """The judged parts as a fresh container, for libraries that open files themselves."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    packed.seek(0)
    return packed
