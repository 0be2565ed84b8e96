"""Who may not see jobs yet finds no way to them on any page, and no page kept for others shows it to them (M04, ui.md §3)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client

from content import kept_pages
from lms.accounts.models import Person, PersonPrivate
from lms.ledger import clock
from tests.accounts.factories import make_person, sign_in
from tests.queries import at_most

pytestmark = pytest.mark.django_db
LESSON = "/learn/a3/l1/"
# 31 March after the 15th birthday is the last day without jobs.
BIRTH = date(2011, 5, 5)
LAST_DAY, NEXT_DAY = datetime(2027, 3, 31, 3, 0, tzinfo=UTC), datetime(2027, 3, 31, 15, 0, tzinfo=UTC)
PAGES = ("/courses/", "/courses/a3/", "/learn/", "/work/mine/", "/me/consents/")


@pytest.fixture
def child(region, course):
    person = make_person(region, birth_date=BIRTH, school_kind="junior_high", name="つばめ")
    client = sign_in(Client(SERVER_NAME=region.site.hostname), person)
    client.post("/learn/a3/start/")
    return client


PARTS = (r'<nav class="nav".*?</nav>', r'<nav class="tabs.*?</nav>', r'<footer class="foot.*?</footer>')


def leads_to_jobs(client, address):
    """What navigation, bottom bar and foot say, and whether anything on the page leads to jobs."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return found_in(answer.content.decode())


def found_in(html):
    parts = [re.search(pattern, html, re.DOTALL)[0] for pattern in PARTS]
    return {'href="/work/"' in part for part in parts}, 'href="/work/"' in html


@pytest.mark.parametrize("address", PAGES)
def test_nothing_leads_to_jobs_before_they_are_open(child, address) -> None:
    with clock.set_to(LAST_DAY):
        assert child.get("/work/").status_code == 404
        assert leads_to_jobs(child, address) == ({False}, False)
    with clock.set_to(NEXT_DAY):
        assert child.get("/work/").status_code == 200
        assert leads_to_jobs(child, address)[0] == {True}


def test_a_lesson_leads_nobody_away_to_jobs(child, course) -> None:
    with clock.set_to(LAST_DAY):
        assert 'href="/work/"' not in child.get(LESSON).content.decode()


def test_a_kept_page_shows_each_reader_their_own_places(child, learner, region, rf) -> None:
    young = Person.objects.get(display_name="つばめ")
    with clock.set_to(LAST_DAY):
        for person, seen in ((learner, True), (young, False), (learner, True), (young, False)):
            request = rf.get("/learn/", SERVER_NAME=region.site.hostname)
            request.user, request.region, request.session = person.user, region, {}
            request._messages = FallbackStorage(request)
            html = kept_pages.respond(request, "base.html", dict, key=("places",)).content.decode()
            assert found_in(html) == ({seen}, seen)


def test_knowing_it_costs_no_query(child, course) -> None:
    with clock.set_to(LAST_DAY):
        child.get(LESSON)
        with at_most(3):
            assert child.get(LESSON).status_code == 200


def test_who_works_there_sees_the_posts_at_any_age(region, course) -> None:
    fourteen = date(clock.today_in_tokyo().year - 14, 1, 1)
    young = make_person(region, "I", birth_date=fourteen, school_kind="junior_high")
    client = sign_in(Client(SERVER_NAME=region.site.hostname), young)
    assert leads_to_jobs(client, "/courses/")[0] == {True}


def test_an_erased_birth_date_counts_as_the_youngest(child, region) -> None:
    PersonPrivate.objects.filter(person__display_name="つばめ").delete()
    with clock.set_to(NEXT_DAY):
        assert child.get("/work/").status_code == 404
        assert leads_to_jobs(child, "/courses/") == ({False}, False)


def test_a_visitor_sees_the_place(visitor, course) -> None:
    assert leads_to_jobs(visitor, "/courses/")[0] == {True}
