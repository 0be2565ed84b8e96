"""allauth's pages: every one has a row, and a visitor reaches no page of a signed-in person (ROL-t1)."""

from __future__ import annotations

from django.urls import URLResolver, get_resolver, reverse

from tests.accounts.factories import make_region
from tests.architecture.access_table import ALLAUTH_OPEN, ALLAUTH_SIGNED_IN, ALLAUTH_STEPS


def allauth_names(patterns) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= allauth_names(pattern.url_patterns)
        elif pattern.callback.__module__.split(".")[0] == "allauth":
            found.add(pattern.name)
    return found


def test_every_page_of_allauth_has_a_row():
    assert allauth_names(get_resolver().url_patterns) == ALLAUTH_OPEN | ALLAUTH_SIGNED_IN | ALLAUTH_STEPS


def test_a_visitor_reaches_no_page_of_a_signed_in_person(db, client):
    make_region()
    for name in sorted(ALLAUTH_SIGNED_IN):
        for answer in (client.get(reverse(name)), client.post(reverse(name))):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("account_login")), name


def test_a_step_nobody_began_shows_nothing(db, client):
    make_region()
    for name in sorted(ALLAUTH_STEPS):
        answer = client.get(reverse(name))
        assert answer.status_code == 302, (name, answer.status_code)


def test_open_pages_answer_a_visitor(db, client):
    make_region()
    for name in sorted(ALLAUTH_OPEN):
        assert client.get(reverse(name)).status_code in {200, 302}, name
