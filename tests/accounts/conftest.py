"""Fixtures of the accounts tests."""

import pytest

from lms.regions.selectors import forget_hosts
from tests.accounts.factories import make_region


@pytest.fixture(autouse=True)
def _forget_hosts():
    forget_hosts()
    yield
    forget_hosts()


@pytest.fixture
def region(db):
    return make_region()
