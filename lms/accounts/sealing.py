"""Birth dates are encrypted under a key per person; that key is wrapped by the installation's key file (law.md §6, TH-16)."""

from __future__ import annotations

import os
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet
from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path


def make_key_file(path: Path) -> None:
    """Write a new key to `path`, readable by the owner only. Does nothing if the file exists, also in a race."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(Fernet.generate_key())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@lru_cache(maxsize=4)
def _master(path: Path) -> Fernet:
    if not path.exists():
        make_key_file(path)
    return Fernet(path.read_bytes().strip())


def master() -> Fernet:
    """The key of `settings.PERSON_KEY_FILE`, made on first use. Whoever loses it loses every birth date."""
    return _master(settings.PERSON_KEY_FILE)


def seal_birth_date(birth: date) -> tuple[bytes, bytes]:
    """(wrapped key, sealed date) under a fresh key of this person's own."""
    key = Fernet.generate_key()
    return master().encrypt(key), Fernet(key).encrypt(birth.isoformat().encode("ascii"))


def open_birth_date(wrapped_key: bytes | memoryview, sealed: bytes | memoryview) -> date:
    """The date behind `seal_birth_date`; raises `cryptography.fernet.InvalidToken` under another key file."""
    key = master().decrypt(bytes(wrapped_key))
    return date.fromisoformat(Fernet(key).decrypt(bytes(sealed)).decode("ascii"))


def seal_text(text: str) -> str:
    """Text that has to wait outside the database's columns (a session), unreadable there."""
    return master().encrypt(text.encode("utf-8")).decode("ascii")


def open_text(sealed: str, *, max_age: int) -> str:
    """The text behind `seal_text`; raises InvalidToken when it is older than `max_age` seconds or was altered."""
    return master().decrypt(sealed.encode("ascii"), ttl=max_age).decode("utf-8")
