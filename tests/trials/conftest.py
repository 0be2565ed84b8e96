"""A town, a firm that is a member, and a learner."""

import pytest

from tests.accounts.factories import make_region
from tests.partners.factories import Town
from tests.trials.factories import Trial


@pytest.fixture
def region(db):
    return make_region(minimum_hourly_wage=1000)


@pytest.fixture
def town(region):
    return Town(region)


@pytest.fixture
def trial(town):
    return Trial(town)
