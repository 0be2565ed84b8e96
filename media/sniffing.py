"""What a file really is, by its bytes. Names and types told by browsers are not believed (TH-9)."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import IO

Family = Literal["picture", "video", "audio", "document", "captions"]
_HEAD = 4096
_TAIL_OF_ZIP = 2000
_MAX_UNPACKED = 300 * 1024 * 1024
_MAX_RATIO = 200
_TEXT_PIECE = 1 << 20


class FileRefused(ValueError):
    """The file cannot be taken in. `message` is for the person who sent it."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(key)
        self.key = key
        self.message = message


@dataclass(frozen=True, slots=True)
class FileType:
    """One type we take: its family, the endings its names may have (the first is ours) and its MIME type."""

    family: Family
    endings: tuple[str, ...]
    mime: str


PNG = FileType("picture", ("png",), "image/png")
JPEG = FileType("picture", ("jpg", "jpeg"), "image/jpeg")
GIF = FileType("picture", ("gif",), "image/gif")
WEBP = FileType("picture", ("webp",), "image/webp")
MP4 = FileType("video", ("mp4", "m4v", "mov"), "video/mp4")
WEBM = FileType("video", ("webm",), "video/webm")
M4A = FileType("audio", ("m4a",), "audio/mp4")
MP3 = FileType("audio", ("mp3",), "audio/mpeg")
OGG = FileType("audio", ("ogg", "oga", "opus"), "audio/ogg")
WAV = FileType("audio", ("wav",), "audio/wav")
PDF = FileType("document", ("pdf",), "application/pdf")
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileType("document", ("docx",), f"{_OFFICE}wordprocessingml.document")
XLSX = FileType("document", ("xlsx",), f"{_OFFICE}spreadsheetml.sheet")
PPTX = FileType("document", ("pptx",), f"{_OFFICE}presentationml.presentation")
ZIP = FileType("document", ("zip",), "application/zip")
TXT = FileType("document", ("txt", "csv", "md"), "text/plain")
VTT = FileType("captions", ("vtt", "srt"), "text/vtt")
TYPES = (PNG, JPEG, GIF, WEBP, MP4, WEBM, M4A, MP3, OGG, WAV, PDF, DOCX, XLSX, PPTX, ZIP, TXT, VTT)
_OFFICE_FOLDERS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_SOUND_BRANDS = (b"M4A ", b"M4B ")
_STARTS: tuple[tuple[bytes, FileType], ...] = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"\x1aE\xdf\xa3", WEBM),
    (b"OggS", OGG),
    (b"ID3", MP3),
)


def accept_file(file: IO[bytes], name: str, *, families: Collection[Family], endings: Iterable[str] = ()) -> FileType:
    """The type of the file if one of `families` (and `endings`, if given) takes it.

    The bytes decide; a name that says something else, too many bytes and active content raise FileRefused. The file is
    left at its beginning.
    """
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    size = _size(file)
    found = _by_content(file, ending) if size else None
    file.seek(0)
    if not size:
        raise FileRefused("empty", _("The file is empty."))
    allowed = [kind for kind in TYPES if kind.family in families]
    taken = list(dict.fromkeys(one for kind in allowed for one in kind.endings if not endings or one in endings))
    if found is None or found not in allowed or ending not in taken:
        known = any(ending in kind.endings for kind in allowed) and ending in taken
        raise _disguised(ending) if known else _not_taken(taken)
    if ending not in found.endings:
        raise _disguised(ending)
    limit = settings.MEDIA_MEGABYTES[found.family]
    if size > limit * 1024 * 1024:
        message = _("The file is too large: %(size)s MB. Up to %(limit)d MB can be taken.")
        raise FileRefused("size", message % {"size": megabytes(size), "limit": limit})
    return found


def megabytes(size: int) -> str:
    """A size for people: 1.8, at least 0.1."""
    return f"{max(size / (1024 * 1024), 0.1):.1f}"


def _not_taken(endings: list[str]) -> FileRefused:
    message = _("This file cannot be taken. Choose one of these: %(endings)s.")
    return FileRefused("type", message % {"endings": ", ".join(endings)})


def _disguised(ending: str) -> FileRefused:
    message = _("The content of this file is not what its name says (.%(ending)s). Save it again in that format.")
    return FileRefused("disguised", message % {"ending": ending})


def _size(file: IO[bytes]) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _by_content(file: IO[bytes], ending: str) -> FileType | None:
    head = file.read(_HEAD)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return M4A if head[8:12] in _SOUND_BRANDS else MP4
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return MP3
    if head[:4] == b"PK\x03\x04":
        return _packed(file)
    return _plain_text(file, ending)


def _packed(file: IO[bytes]) -> FileType | None:
    """A zip or an Office file without macros; nothing that swells beyond reason."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > _TAIL_OF_ZIP or total > _MAX_UNPACKED or total > _MAX_RATIO * max(packed, 1024):
        raise FileRefused("bomb", _("This file would become far too large when it is opened."))
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".html", ".htm", ".svg")) for name in names):
        raise FileRefused("active", _("Files with macros or programs cannot be taken. Save it without them."))
    for part, kind in _OFFICE_FOLDERS.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    return ZIP


def _plain_text(file: IO[bytes], ending: str) -> FileType | None:
    """Text is what decodes as Japanese text and is no markup a browser would run."""
    file.seek(0)
    data = file.read(_TEXT_PIECE)
    whole = len(data) < _TEXT_PIECE
    if b"\x00" in data:
        return None
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:256].lower()
    if start.startswith(b"<"):
        return None
    for encoding in ("utf-8", "cp932"):
        try:
            data.decode(encoding) if whole else data[:-8].decode(encoding, "ignore")
        except UnicodeDecodeError:
            continue
        return VTT if ending in VTT.endings else TXT
    return None
