"""The migrated SQLite database, made once and copied: to the second worker, to the journeys and to the next run."""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
from contextlib import closing, contextmanager
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("config", "lms", "courses", "content", "media", "tests/ledger/sample")


def fingerprint() -> str:
    """Of everything a migrated database can follow from: our files and the installed packages."""
    seen = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.is_file() and path.suffix not in {".pyc", ".mo"}:
                seen.update(str(path).encode() + b"\0" + path.read_bytes())
    seen.update(" ".join(sorted(f"{found.name}=={found.version}" for found in distributions())).encode())
    return seen.hexdigest()[:16]


@contextmanager
def template() -> Iterator[Path]:
    """Where the template of this fingerprint lies or is to lie; other processes wait until the block ends."""
    path = settings.VAR_DIR / f"template-{fingerprint()}.sqlite3"
    with (settings.VAR_DIR / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for old in settings.VAR_DIR.glob("template-*"):
            if old != path:
                old.unlink()
        yield path


def copy(source: Path, target: Path) -> None:
    """A whole copy, also of what still stands in the write-ahead log; a half one never bears the name."""
    made = target.with_name(f"{target.name}.half")
    for leftover in (made, target, *(target.with_name(target.name + end) for end in ("-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(made)) as new:
        old.backup(new)
    made.rename(target)
