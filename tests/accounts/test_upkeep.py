"""What happens to accounts at night."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from lms.accounts import upkeep
from lms.accounts.models import User
from lms.accounts.services import grant_role
from lms.ledger import clock
from lms.ledger.actors import Actor
from tests.accounts.factories import make_person, make_region, sign_in


@pytest.fixture
def region(db):
    return make_region()


def test_a_role_that_begins_later_opens_the_cms_on_its_day_and_closes_it_after_its_last(client, region):
    person = make_person(region)
    start = clock.today_in_tokyo() + timedelta(days=3)
    grant_role(
        person=person, role="I", granted_by=Actor.system(region), starts_on=start, ends_on=start + timedelta(days=1)
    )
    expected = {0: 0, 3: 1, 4: 1, 5: 0}
    for days, groups in expected.items():
        with clock.set_to(clock.start_of_day(clock.today_in_tokyo() + timedelta(days=days))):
            upkeep.sync_groups_by_date()
            assert person.user.groups.count() == groups, days
            sign_in(client, person)
            assert client.get("/cms/").status_code == (200 if groups else 404), days


def test_an_address_nobody_confirmed_is_forgotten_after_a_day(client, region):
    kept = make_person(region)
    data = {"email": "new@example.jp", "display_name": "はる", "birth_date": "1990-05-05", "school_kind": "none"}
    client.post(reverse("account_signup"), data)
    upkeep.forget_unconfirmed()
    assert User.objects.filter(email="new@example.jp").exists()
    with clock.set_to(clock.now() + timedelta(hours=25)):
        upkeep.forget_unconfirmed()
    assert list(User.objects.all()) == [kept.user]


def test_ended_sessions_are_removed(client, region):
    sign_in(client, make_person(region))
    Session.objects.update(expire_date=clock.now() - timedelta(days=1))
    upkeep.forget_ended_sessions()
    assert not Session.objects.exists()


@pytest.mark.parametrize("count", [2, 20])
def test_the_page_of_roles_needs_the_same_queries_at_any_length(client, region, count, django_assert_max_num_queries):
    for _number in range(count):
        make_person(region, "I")
    sign_in(client, make_person(region, "AD"))
    client.get(reverse("accounts:roles"))
    with django_assert_max_num_queries(7):
        client.get(reverse("accounts:roles"))
