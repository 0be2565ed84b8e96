"""Counting what performance.md counts: SELECT, INSERT, UPDATE and DELETE of a request, not BEGIN, COMMIT or SAVEPOINT."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTED = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The counted statements of the block, filled when it ends."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.extend(row["sql"] for row in captured.captured_queries if _COUNTED.match(row["sql"]))


@contextmanager
def at_most(budget: int) -> Iterator[list[str]]:
    """Fails with the list of statements when the block makes more than `budget`."""
    with counted() as found:
        yield found
    assert len(found) <= budget, "\n".join([f"{len(found)} statements, budget {budget}:", *found])
