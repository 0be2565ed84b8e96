"""Word documents as lesson text: DOCX → HTML by a library, HTML → lessonmark by our own step."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from content.formats.html_text import html_to_markdown
from content.formats.office import opened, repacked
from content.formats.report import ReportLine, ZipRefusedError

if TYPE_CHECKING:
    import io
    from collections.abc import Mapping

_DATA = re.compile(r"data:(?P<type>[a-z0-9.+/-]{3,60});base64,(?P<data>.*)", re.DOTALL)
_TITLE = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
_TRACKED = (b"<w:ins ", b"<w:del ", b"<w:moveFrom ", b"<w:moveTo ")
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/x-emf": "emf",
    "image/x-wmf": "wmf",
}
_KNOWN_MESSAGE = re.compile(r"^(Unrecognised (?:paragraph|run) style|An unrecognised element was ignored)")


@dataclass(frozen=True)
class WordPicture:
    """A picture of the document: the key its text uses, its file name and bytes, and the description Word holds."""

    key: str
    name: str
    data: bytes
    alt: str


@dataclass
class WordText:
    """The document as Markdown with its pictures, and what was left out."""

    text: str
    pictures: list[WordPicture] = field(default_factory=list)
    report: list[ReportLine] = field(default_factory=list)

    def sections(self) -> list[tuple[str, str]]:
        """[(title, text)] cut at the highest headings; what stands before the first one has an empty title."""
        cuts = list(_TITLE.finditer(self.text))
        starts = [match.start() for match in cuts]
        found = []
        lead = self.text[: starts[0] if starts else len(self.text)].strip()
        if lead:
            found.append(("", lead))
        for match, end in zip(cuts, [*starts[1:], len(self.text)], strict=True):
            body = self.text[match.end() : end].strip()
            found.append((match["title"].replace("\\", ""), _raised(body)))
        return found


def _raised(text: str) -> str:
    """Headings one level higher, because the one above became a title."""
    return re.sub(r"^#(#{2,5} )", r"\1", text, flags=re.MULTILINE)


def _as_html(file: io.BytesIO) -> Any:
    # Here, not above: the library takes 9 MB, and few processes ever read a document.
    import mammoth

    try:
        return mammoth.convert_to_html(file)
    except Exception:  # the library raises whatever its parsers raise for a damaged document
        raise ZipRefusedError(ReportLine("not_office", params={"kind": "DOCX"})) from None


def read_docx(data: bytes, prefix: str) -> WordText:
    """The document as lesson text; pictures are named `<prefix>-1`, `<prefix>-2` …

    Raises :class:`ZipRefusedError`: too large, damaged, entities, macros, pictures over 20 MB.
    """
    parts = opened(data, "DOCX")
    report = list(_left_behind(parts))
    result = _as_html(repacked(parts))
    messages = dict.fromkeys(str(message.message) for message in result.messages)
    report += [
        ReportLine("docx_message", params={"value": text[:120]}, note=True)
        for text in messages
        if not _KNOWN_MESSAGE.match(text)
    ][:20]
    pictures: list[WordPicture] = []

    def keep(source: str, alt: str) -> str | None:
        match = _DATA.match(source)
        if match is None:
            report.append(ReportLine("outside", params={"value": source[:80]}))
            return None
        try:
            content = base64.b64decode(match["data"], validate=True)
        except binascii.Error:
            return None
        key = f"{prefix}-{len(pictures) + 1}"
        name = f"{key}.{_ENDINGS.get(match['type'], 'bin')}"
        pictures.append(WordPicture(key, name, content, alt))
        if not alt:
            report.append(ReportLine("docx_picture", params={"name": name}, note=True))
        return key

    converted = html_to_markdown(result.value, picture=keep)
    report += converted.report
    if not converted.text.strip():
        raise ZipRefusedError(ReportLine("docx_empty"))
    return WordText(converted.text, pictures, report)


def _left_behind(parts: Mapping[str, bytes]) -> list[ReportLine]:
    """Comments and tracked changes, which the lesson does not take over."""
    found = []
    comments = parts.get("word/comments.xml", b"").count(b"<w:comment ")
    if comments:
        found.append(ReportLine("docx_comment", params={"n": comments}))
    document = parts["word/document.xml"]
    tracked = sum(document.count(mark) for mark in _TRACKED)
    if tracked:
        found.append(ReportLine("docx_tracked", params={"n": tracked}))
    return found
