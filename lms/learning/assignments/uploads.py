"""Files that learners hand in: known by their content, freed of picture metadata, kept in a private storage (law.md §4).

Nothing below var/uploads/private has an address of its own; a file leaves by a view that asks who may have it.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.files.base import File

LARGEST_MB = 50
MEGABYTE = 1024 * 1024
_OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odp": b"application/vnd.oasis.opendocument.presentation",
}
_PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP"}
_TEXTS = frozenset({"txt", "md", "csv", "html", "css", "js", "py"})
_MOST_PIXELS = 30_000_000
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]+')


class UploadRefusedError(Exception):
    """The file cannot be taken; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at: its content as it will be kept, its kind, a safe name and its digest."""

    content: File[bytes]
    kind: str
    name: str
    size: int
    digest: str


def inspect(file: Any, accept: Sequence[str], max_mb: int) -> Upload:
    """The uploaded file if it may be handed in. Raises UploadRefusedError with a message for the learner."""
    limit = min(max_mb, LARGEST_MB)
    if file.size > limit * MEGABYTE:
        raise UploadRefusedError(
            _("The file is too large (%(size)s MB). It may have %(limit)d MB at most.")
            % {"size": f"{file.size / MEGABYTE:.1f}", "limit": limit}
        )
    if not file.size:
        raise UploadRefusedError(_("The file is empty. Please choose it again."))
    kind = PurePosixPath(file.name.replace("\\", "/")).suffix.lower().removeprefix(".")
    if kind not in accept:
        raise UploadRefusedError(
            _("This kind of file cannot be handed in. Please choose one of: %(kinds)s.") % {"kinds": "、".join(accept)}
        )
    if not _check_of(kind)(file, kind):
        raise UploadRefusedError(
            _("The content is not that of a %(kind)s file. Please save it again as %(kind)s.") % {"kind": kind}
        )
    content = _without_metadata(file, kind) if kind in _PICTURES else file
    return Upload(content, kind, safe_name(file.name, kind), content.size, _digest(content))


def safe_name(name: str, kind: str) -> str:
    """The name without folders and signs that file systems and headers do not like; its ending is the kind."""
    stem = PurePosixPath(name.replace("\\", "/")).name
    stem = unicodedata.normalize("NFC", stem)[: -len(kind) - 1] if stem.lower().endswith(f".{kind}") else stem
    stem = "".join(char for char in _UNSAFE.sub("_", stem) if unicodedata.category(char) not in {"Cf", "Cc"})
    return f"{stem.strip(' .')[:100] or 'file'}.{kind}"


def _check_of(kind: str) -> Callable[[Any, str], bool]:
    if kind in _OFFICE:
        return _is_office
    if kind in _OPEN_DOCUMENT:
        return _is_open_document
    if kind in _PICTURES:
        return _is_picture
    return _is_text if kind in _TEXTS else _is_pdf


def _is_pdf(file: Any, kind: str) -> bool:
    del kind
    file.seek(0)
    return b"%PDF-" in file.read(1024)


def _is_text(file: Any, kind: str) -> bool:
    del kind
    file.seek(0)
    content = file.read()
    if b"\0" in content:
        return False
    for coding in ("utf-8-sig", "cp932"):
        try:
            content.decode(coding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _is_office(file: Any, kind: str) -> bool:
    """A package of its kind, without macros."""
    names = _names_in(file)
    if "[Content_Types].xml" not in names or not any(name.startswith(_OFFICE[kind]) for name in names):
        return False
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UploadRefusedError(_("The file holds macros. Please save it without macros."))
    return True


def _is_open_document(file: Any, kind: str) -> bool:
    if "mimetype" not in _names_in(file):
        return False
    file.seek(0)
    with zipfile.ZipFile(file) as package, package.open("mimetype") as entry:
        return entry.read(200).strip() == _OPEN_DOCUMENT[kind]


def _names_in(file: Any) -> set[str]:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            return set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return set()


def _is_picture(file: Any, kind: str) -> bool:
    file.seek(0)
    try:
        with Image.open(file, formats=[_PICTURES[kind]]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise UploadRefusedError(_("The picture has too many pixels. Please make it smaller."))
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _without_metadata(file: Any, kind: str) -> ContentFile[bytes]:
    """The picture drawn anew: upright, without place, time, device and name of its maker."""
    file.seek(0)
    with Image.open(file, formats=[_PICTURES[kind]]) as picture:
        drawn: Image.Image = ImageOps.exif_transpose(picture)
        bare = Image.new(drawn.mode, drawn.size)
        if drawn.mode == "P" and (palette := drawn.getpalette()) is not None:
            bare.putpalette(palette)
        bare.paste(drawn)
        out = io.BytesIO()
        options: dict[str, Any] = {"quality": 90} if kind != "png" else {}
        bare.save(out, _PICTURES[kind], **options)
    return ContentFile(out.getvalue())


def _digest(content: File[bytes]) -> str:
    content.seek(0)
    found = hashlib.sha256()
    for chunk in content.chunks():
        found.update(chunk)
    content.seek(0)
    return found.hexdigest()


def storage() -> FileSystemStorage:
    """Where handed-in files lie: below var/uploads, without an address, readable by the service alone."""
    place = Path(settings.MEDIA_ROOT) / "private" / "work"
    return FileSystemStorage(location=place, file_permissions_mode=0o600, directory_permissions_mode=0o700)


def keep(upload: Upload, name: str) -> str:
    """Store the file under `name` unless it is there already; its name in the storage."""
    kept = storage()
    if not kept.exists(name):
        return str(kept.save(name, upload.content))
    return name


def forget(name: str) -> None:
    """Take a file away; nothing happens when it is gone."""
    if name:
        storage().delete(name)
