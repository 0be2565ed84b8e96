"""ROL-5 and TH-15 for people of firms, through the seats that partners keeps."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.selectors import needs_second_factor
from lms.partners.models import Organisation, PartnerUser
from tests.accounts.factories import make_person, make_region, sign_in

COMBINATIONS = {("password",): "account_login", ("code",): "account_reauthenticate", ("password", "code"): None}


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture
def organisation(region):
    return Organisation.objects.create(region=region, legal_name="はまかぜ商事")


@pytest.mark.parametrize("role", ["PA", "PR", "PV"])
@pytest.mark.parametrize("methods", COMBINATIONS)
def test_people_of_firms_need_password_and_code(region, organisation, role, methods):
    person = make_person(region)
    PartnerUser.objects.create(person=person, organisation=organisation, role=role)
    answer = sign_in(Client(), person, *methods).get(reverse("accounts:profile"))
    wanted = COMBINATIONS[methods]
    if wanted is None:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 302
        assert answer.url.startswith(reverse(wanted))


def test_a_seat_that_was_switched_off_asks_for_one_factor_again(region, organisation):
    person = make_person(region)
    seat = PartnerUser.objects.create(person=person, organisation=organisation, role="PR")
    assert needs_second_factor(person.user)
    PartnerUser.objects.filter(pk=seat.pk).update(active=False)
    assert not needs_second_factor(person.user)
