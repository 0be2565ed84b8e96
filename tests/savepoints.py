"""Many rows of a table in one test: what one row writes is taken back before the next."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def undone() -> Iterator[None]:
    """A savepoint that is always rolled back, so that one act does not change the world of the next."""
    block = transaction.atomic()
    block._from_testcase = True  # `move` asks to be outermost, as it is outside tests
    with block:
        yield
        transaction.set_rollback(True)
