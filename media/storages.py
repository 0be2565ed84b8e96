"""Where files lie: below var/uploads, or in a bucket when one is configured; public and private apart."""

from __future__ import annotations

import posixpath
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.urls import reverse

PRIVATE = "private"
LINK_SECONDS = 300
_SALT = "media.private"


class _LocalStorage(FileSystemStorage):
    """Files in a folder of MEDIA_ROOT, readable by nobody else on the machine."""

    folder = ""

    @cached_property
    def base_location(self) -> str:
        """The folder; asked for late, so that tests may move MEDIA_ROOT."""
        return str(Path(settings.MEDIA_ROOT) / self.folder)

    @cached_property
    def file_permissions_mode(self) -> int:
        """The proxy may be another user of the same group."""
        return 0o640


class LocalPublicStorage(_LocalStorage):
    """Pictures, films and captions of lessons, served under MEDIA_URL by names nobody can guess."""

    folder = "public"

    def signed_url(self, name: str, seconds: int) -> str:
        """None: the file is sent from here."""
        del name, seconds
        return ""


class LocalPrivateStorage(_LocalStorage):
    """Documents: opened by a signed address that ends after minutes."""

    folder = "private"

    def url(self, name: str | None) -> str:
        """An address of minutes, without a name for the download."""
        return local_link(name or "")

    def link(self, name: str, *, filename: str, content_type: str, seconds: int) -> str:
        """The same with a name for the download; it ends after LINK_SECONDS, whatever is asked."""
        del seconds
        return local_link(name, filename=filename, content_type=content_type)


def public_storage() -> Storage:
    """The storage of pictures and films."""
    return storages["default"]


def private_storage() -> Storage:
    """The storage of what not everybody may read."""
    return storages[PRIVATE]


def private_link(name: str, *, filename: str, content_type: str, seconds: int = LINK_SECONDS) -> str:
    """A short-lived address of a private file; the browser saves it under `filename`."""
    storage: Any = private_storage()
    return str(storage.link(name, filename=filename, content_type=content_type, seconds=seconds))


def local_link(name: str, *, filename: str = "", content_type: str = "") -> str:
    """The signed address of a local private file."""
    token = signing.dumps([name, filename, content_type], salt=_SALT)
    return reverse("media:private", args=[token])


def read_link(token: str) -> tuple[str, str, str] | None:
    """(stored name, file name, type) of a signed address; None for a forged or old one."""
    try:
        name, filename, content_type = signing.loads(token, salt=_SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return name, filename, content_type


def disposition(filename: str) -> str:
    """`Content-Disposition` with an ASCII name for old programs and the real one in UTF-8."""
    stem, dot, ending = filename.rpartition(".")
    plain = "".join(char for char in stem if char.isascii() and (char.isalnum() or char in "-_ ")).strip()
    fallback = f"{plain or 'file'}{dot}{ending if ending.isascii() and ending.isalnum() else ''}".rstrip(".")
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(posixpath.basename(filename), safe='')}"
