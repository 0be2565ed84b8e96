"""No test sees the site words another test left in the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from content.site_shell import forget_site_shells

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_site_remembered() -> Iterator[None]:
    forget_site_shells()
    yield
    forget_site_shells()
