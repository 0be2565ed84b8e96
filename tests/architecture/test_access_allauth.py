"""allauth's pages: every page x every role against the table (ROL-t1)."""

from __future__ import annotations

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import URLResolver, get_resolver, reverse

from tests.architecture.access_table import ALLAUTH, ANYBODY
from tests.architecture.world import People
from tests.savepoints import undone


def allauth_names(patterns) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= allauth_names(pattern.url_patterns)
        elif pattern.callback.__module__.split(".")[0] == "allauth":
            found.add(pattern.name)
    return found


def test_every_page_of_allauth_has_a_row_and_every_row_a_page():
    assert allauth_names(get_resolver().url_patterns) == set(ALLAUTH)


def expected(role: str, name: str, method: str) -> tuple[int, str]:
    """Status and address of the answer."""
    row = ALLAUTH[name]
    word = row.visitor if role == "visitor" else row.signed_in
    if method == "post" and (row.act == "none" or (row.act != "same" and role != "visitor")):
        word = row.act
    if word == "page":
        return 200, ""
    if word == "none":
        return 405, ""
    if word == "sign in":
        return 302, f"{resolve_url(settings.LOGIN_URL)}?next={reverse(name)}"
    # Who is nobody in this Region lands on the page to join; who signs out is nobody to greet.
    if word == "home":
        return 302, reverse("accounts:join") if role == "C elsewhere" and name != "account_logout" else "/"
    return 302, reverse(word)


def test_every_role_gets_what_the_table_says(db):
    people = People()
    wrong = []
    for role in sorted(ANYBODY):
        client = people.client(role)
        # Signing out is the last act of a session.
        for name in sorted(ALLAUTH, key=lambda name: (name == "account_logout", name)):
            for method in ("get", "post"):
                with undone():
                    answer = getattr(client, method)(reverse(name))
                found = answer.status_code, answer.get("Location", "")
                if found != expected(role, name, method):
                    wrong.append(f"{role} {method} {name}: {found}")
    assert not wrong, "\n".join(wrong)
