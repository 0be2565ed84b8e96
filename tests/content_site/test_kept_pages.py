"""A kept page is one for all readers, and nothing of a reader stays in it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from content import kept_pages
from tests.accounts.factories import make_person, make_region, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make_region()


def pieces():
    return "".join(piece for _until, kept in kept_pages._kept.values() for piece in kept)


def test_the_second_reader_gets_the_page_of_the_first_with_their_own_name(
    client, region, django_assert_max_num_queries
):
    page = reverse("work:list")
    first = sign_in(client, make_person(region, name="はじめ")).get(page).content.decode()
    kept = dict(kept_pages._kept)
    second = sign_in(client, make_person(region, name="つぎこ")).get(page).content.decode()
    assert dict(kept_pages._kept) == kept
    assert ("はじめ" in first, "つぎこ" in first) == (True, False)
    assert ("はじめ" in second, "つぎこ" in second) == (False, True)


def test_nothing_of_a_reader_is_kept(client, region):
    answer = sign_in(client, make_person(region, name="はじめ")).get(reverse("work:list"))
    assert pieces()
    assert "はじめ" not in pieces()
    assert client.cookies["csrftoken"].value not in pieces()
    assert "csrfmiddlewaretoken" in answer.content.decode()


def test_a_message_is_said_once_and_not_kept(client, region):
    sign_in(client, make_person(region))
    client.post(reverse("learning:goal"), {"days": "9"})
    told = client.get(reverse("work:list")).content.decode()
    assert 'class="messages"' in told
    assert 'class="messages"' not in client.get(reverse("work:list")).content.decode()
    assert 'class="messages"' not in pieces()


def test_a_visitor_gets_no_cookie(client, region):
    answer = client.get(reverse("work:list"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
