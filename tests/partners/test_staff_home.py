"""The addresses that README names for each workspace lead somewhere."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.factories import make_person, make_region, sign_in


@pytest.mark.parametrize(
    ("role", "address"), [("C", "/staff/"), ("AP", "/staff/"), ("I", "/teach/"), ("C", "/staff/reports/")]
)
def test_the_address_of_a_workspace_opens_a_list(db, role, address):
    region = make_region()
    client = sign_in(Client(SERVER_NAME=region.site.hostname), make_person(region, role))
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"].startswith(address)


def test_a_learner_finds_nothing_there(db):
    region = make_region()
    client = sign_in(Client(SERVER_NAME=region.site.hostname), make_person(region))
    assert [client.get(address).status_code for address in ("/staff/", "/teach/")] == [404, 404]
