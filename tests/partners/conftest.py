"""A town with staff, and a firm that is a member."""

import pytest

from tests.accounts.factories import make_region
from tests.partners.factories import Town


@pytest.fixture
def region(db):
    return make_region(minimum_hourly_wage=1000)


@pytest.fixture
def town(region):
    return Town(region)


@pytest.fixture
def firm(town):
    return town.firm()
