"""Fixtures of the catalogue tests: nothing kept from one test reaches the next."""

from __future__ import annotations

import pytest

from courses import outline, selectors
from tests.courses.factories import make_site


@pytest.fixture(autouse=True)
def _nothing_kept():
    outline.forget()
    selectors.forget()
    yield
    outline.forget()
    selectors.forget()


@pytest.fixture
def region(db):
    return make_site("hama")
