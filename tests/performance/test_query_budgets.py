"""Budgets of performance.md §1 for lists of work: few statements, and the same number at 2 and at 20 rows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from lms.hiring.models import Application
from lms.ledger import clock
from tests.accounts.factories import make_person, make_region, sign_in
from tests.hiring import factories
from tests.queries import counted

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _set_clock():
    with clock.set_to(DAY):
        yield


def statements(client: Client, address: str) -> int:
    """Of the second request, when what a process keeps is kept."""
    client.get(address)
    with counted() as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_job_list_of_a_learner_makes_six_at_any_length():
    region = make_region()
    firm = factories.Firm(region)
    client = sign_in(Client(), factories.make_learner(region))
    firm.post(), firm.post()
    few = statements(client, "/work/")
    for _number in range(18):
        firm.post()
    assert few == statements(client, "/work/")
    assert few <= 6


def test_applications_waiting_cost_staff_the_same_at_2_and_20():
    region = make_region()
    firm = factories.Firm(region)
    client = sign_in(Client(), make_person(region, "C"))
    counts = []
    for wanted in (2, 20):
        while Application.objects.count() < wanted:
            factories.bare_application(region, "in_review", firm)
        counts.append(statements(client, "/staff/applications/"))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_my_applications_cost_the_same_at_2_and_20():
    region = make_region()
    firm = factories.Firm(region)
    me = factories.make_learner(region)
    client = sign_in(Client(), me)
    counts = []
    for wanted in (2, 20):
        while Application.objects.filter(person=me).count() < wanted:
            row = factories.bare_application(region, "in_review", firm)
            Application.objects.filter(pk=row.pk).update(person=me)
        counts.append(statements(client, "/work/mine/"))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
