"""Where the files of a course come from: a zip or a folder of strangers, opened with every limit in place."""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from content.formats.report import ReportLine, ZipRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 50
MAX_FILES = 2000
MAX_RATIO = 100
_RATIO_FROM = 64 * 1024
_NAME_ENCODING = "cp932"
_ENCRYPTED = 0x1
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z]:|(^|/)\.{1,2}(/|$)|//")
_NOISE = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|\._)")


def from_zip(data: bytes | Path) -> dict[str, bytes]:
    """The files of a zip by name. Names without the UTF-8 flag are read as CP932.

    Raises :class:`ZipRefusedError` with a line per reason: size, number, ratio, links, names, passwords, damage.
    """
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size > MAX_MEGABYTES * MEGABYTE:
        raise ZipRefusedError(ReportLine("too_large", params={"limit": MAX_MEGABYTES}))
    try:
        source = data if isinstance(data, Path) else io.BytesIO(data)
        with zipfile.ZipFile(source, metadata_encoding=_NAME_ENCODING) as archive:
            infos = _checked(archive.infolist())
            return _without_common_folder({name: archive.read(info) for name, info in infos.items()})
    except UnicodeDecodeError:
        raise ZipRefusedError(ReportLine("name")) from None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        raise ZipRefusedError(ReportLine("not_zip")) from None
    except Exception as error:  # zlib, lzma and bz2 raise errors of their own for damaged data
        if isinstance(error, ZipRefusedError):
            raise
        raise ZipRefusedError(ReportLine("damaged")) from None


def _checked(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries to read by clean name; all reasons against them at once."""
    files = [info for info in infos if not info.is_dir()]
    report = list(_sizes(files))
    found: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for info in infos:
        name = unicodedata.normalize("NFC", info.filename)
        code = _refused(info, name)
        if code:
            report.append(ReportLine(code, name))
        elif not info.is_dir() and not _NOISE.search(name):
            if name.casefold() in folded:
                report.append(ReportLine("duplicate", name))
            folded.add(name.casefold())
            found[name] = info
    if report:
        raise ZipRefusedError(*report)
    return found


def _sizes(files: list[zipfile.ZipInfo]) -> Iterable[ReportLine]:
    if len(files) > MAX_FILES:
        yield ReportLine("too_many", params={"limit": MAX_FILES})
    if sum(info.file_size for info in files) > MAX_MEGABYTES * MEGABYTE:
        yield ReportLine("too_large", params={"limit": MAX_MEGABYTES})
    for info in files:
        if info.file_size > _RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            yield ReportLine("ratio", info.filename)


def _refused(info: zipfile.ZipInfo, name: str) -> str | None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "link"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted"
    return "name" if _BAD_NAME.search(name) or "\\" in info.orig_filename else None


def _without_common_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Many tools pack the folder itself: then its name is taken off."""
    tops = {PurePosixPath(name).parts[0] for name in files}
    top = next(iter(tops), "")
    if len(tops) != 1 or f"{top}/course.yaml" not in files:
        return files
    return {name.removeprefix(f"{top}/"): data for name, data in files.items()}


def from_folder(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name, under the same limits; links are refused."""
    files: dict[str, bytes] = {}
    report: list[ReportLine] = []
    total = 0
    for path in sorted(folder.rglob("*")):
        name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
        if path.is_symlink():
            report.append(ReportLine("link", name))
        elif path.is_file() and not _NOISE.search(name):
            total += path.stat().st_size
            if total > MAX_MEGABYTES * MEGABYTE:
                raise ZipRefusedError(ReportLine("too_large", params={"limit": MAX_MEGABYTES}))
            files[name] = path.read_bytes()
    if len(files) > MAX_FILES:
        report.append(ReportLine("too_many", params={"limit": MAX_FILES}))
    if report:
        raise ZipRefusedError(*report)
    return files
