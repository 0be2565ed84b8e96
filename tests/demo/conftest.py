"""What is kept between requests is forgotten between tests."""

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
