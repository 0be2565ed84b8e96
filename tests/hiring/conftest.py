"""Fixtures of the hiring tests: one Region, one firm, one post, one adult applicant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lms.ledger import clock
from tests.accounts.factories import make_person, make_region
from tests.hiring import factories

# A Friday, 11:00 in Tokyo.
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _set_clock():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture
def firm(region):
    return factories.Firm(region)


@pytest.fixture
def post(firm):
    return firm.post()


@pytest.fixture
def learner(region):
    return factories.make_learner(region)


@pytest.fixture
def coordinator(region):
    return make_person(region, "C", name="窓口")


@pytest.fixture
def sent(learner, post):
    return factories.apply(learner, post)
