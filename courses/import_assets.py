"""The files of a course zip: judged before anything is written, stored under their keys with everything else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from content.formats.report import ReportLine, ZipRefusedError
from media.services import store_asset
from media.sniffing import FileRefused, accept_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wagtail.models import Site

    from content.formats.course_zip import Asset
    from media.services import Stored

FAMILIES: tuple[Any, ...] = ("picture", "video", "audio", "document", "captions")
KNOWN_KEYS = frozenset({"key", "file", "title", "alt", "licence", "credit", "captions"})


def judge(assets: Iterable[Asset]) -> None:
    """Raise ZipRefusedError with every file that is not what its name says, is too large or holds active content."""
    report = []
    for asset in assets:
        name = str(asset.row["file"])
        try:
            accept_file(io.BytesIO(asset.data), name, families=FAMILIES)
        except FileRefused as refused:
            report.append(ReportLine("asset_refused", name, params={"why": refused.message}))
    if report:
        raise ZipRefusedError(*report)


def store(assets: Iterable[Asset], site: Site, user: Any) -> list[tuple[str, Stored]]:
    """Put the files on the site's shelf: captions before the films that name them. Raises ZipRefusedError."""
    found = []
    for asset in sorted(assets, key=lambda asset: (bool(asset.row.get("captions")), asset.key)):
        row = {key: str(value) for key, value in asset.row.items() if key in KNOWN_KEYS and value is not None}
        name = row.pop("file")
        try:
            stored = store_asset(site=site, file=asset.data, name=name.rpartition("/")[2], user=user, **row)
        except FileRefused as refused:
            raise ZipRefusedError(ReportLine("asset_refused", name, params={"why": refused.message})) from refused
        found.append((name, stored))
    return found
