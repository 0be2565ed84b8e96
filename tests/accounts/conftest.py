"""Fixtures of the accounts tests."""

import pytest

from tests.accounts.factories import make_region


@pytest.fixture
def region(db):
    return make_region()
