"""One World for all tests of a module: it takes seconds to build, and every request into it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from courses import outline, selectors, shell
from tests.architecture.world import World
from tests.savepoints import undone

if TYPE_CHECKING:
    from collections.abc import Iterator


def forget() -> None:
    """Pages the process remembers."""
    for keeper in (outline, selectors, shell):
        keeper.forget()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """A World that is gone after the module. Tests that ask for it bear the mark `django_db`."""
    with django_db_blocker.unblock(), undone():
        forget()
        yield World()
    forget()
