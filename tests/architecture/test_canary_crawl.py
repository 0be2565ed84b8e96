"""LT-02 beyond the access table: no answer of a question in the CMS and its API, in search, feeds and on error pages.

The addresses of the table itself are crawled in test_access.py, with the same World and the same secrets.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from courses.models import LessonPage
from lms.learning.lessons import player
from tests.accounts.factories import sign_in
from tests.architecture.access_table import ANYBODY, EDITORS
from tests.learning.planted import ITEMS, SECRETS, TEST_SECRETS, leaks, text_of
from tests.savepoints import undone

pytestmark = pytest.mark.django_db

# Editors write the questions. One door of the CMS keeps everybody else out; these come to it in different ways.
OTHERS = frozenset({"visitor", "learner", "PA", "C", "RO", "C elsewhere"})
LESSON = "/learn/a3/l1/"
PUBLIC = (
    "/", "/courses/", "/courses/?words=甲", "/courses/a3/", "/courses/a3/l1/", "/courses/a6/l1/", "/search/?words=選びます",
    "/search/?words=見えてよい問い", f"{LESSON}?_=1", "/learn/a6/l1/", "/sitemap.xml", "/robots.txt", "/feed/", "/feed.xml",
    "/courses/feed/", "/api/", "/api/v2/pages/", "/no-such-page/", "/learn/a3/nothing/", "/courses/a3/nothing/",
)  # fmt: skip


def said(client: Client, url: str, method: str = "get", **data: str) -> str:
    """Everything an answer holds; what it wrote is taken back."""
    with undone():
        return text_of(getattr(client, method)(url, data))


def cms_addresses(number: int, patterns: list | None = None, before: str = "/") -> set[str]:
    """Every address of the CMS that has no variable or only numbers, with this number for each."""
    found: set[str] = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        own = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= cms_addresses(number, pattern.url_patterns, before + own)
        elif isinstance(pattern, URLPattern) and (before + own).startswith("/cms/"):
            numbers = {name: str(number) for name in pattern.pattern.regex.groupindex}
            found.add(_filled(before + own, numbers))
    return found


def _filled(route: str, numbers: dict[str, str]) -> str:
    """A route with its variables filled; the marks of regular expressions around them fall away."""
    for name, value in numbers.items():
        for kind in ("int:", "slug:", "str:", ""):
            route = route.replace(f"<{kind}{name}>", value)
    return route.replace("^", "").replace("$", "")


def test_the_world_holds_every_secret_and_shows_the_questions(world):
    """Without this the crawl might look for what is not there."""
    learner = world.client("learner")
    page = said(learner, LESSON)
    assert all(f'id="item-{item}"' in page for item in ITEMS)
    test = reverse("learning:test_attempt", kwargs={"course_slug": "a6", "pk": world.objects["attempt"]})
    assert "見えてよい問い" in said(learner, test)
    bodies = "".join(LessonPage.objects.filter(key__in=["A3-1", "A6-1"]).values_list("body", flat=True))
    assert set(leaks(bodies)) == {*SECRETS, *TEST_SECRETS}


def test_no_public_address_and_no_search_shows_an_answer(world):
    found = []
    for role in sorted(ANYBODY):
        client = world.client(role)
        found += [f"{role} {url}: {shown}" for url in PUBLIC if (shown := leaks(said(client, url)))]
    assert not found, "\n".join(found)


def test_no_secret_word_finds_a_page(world):
    """The search repeats the words that were asked for, and lists nothing."""
    client = world.client("learner")
    nothing = set()
    for secret in (SECRETS | TEST_SECRETS).values():
        page = said(client, f"/search/?words={quote(secret)}")
        nothing.add("/courses/a3/l1/" not in page and "/courses/a6/l1/" not in page)
    assert nothing == {True}
    assert "/courses/a3/l1/" in said(client, "/search/?words=選びます")


def test_no_address_of_the_cms_and_its_api_shows_an_answer_to_who_does_not_write(world):
    lesson = LessonPage.objects.get(key="A3-1")
    addresses = sorted(cms_addresses(lesson.pk))
    addresses += [f"/cms/api/main/pages/{lesson.pk}/?fields=*", "/cms/api/main/pages/?type=courses.LessonPage&fields=*"]
    assert len(addresses) > 150
    found = []
    for role in sorted(OTHERS):
        client = world.client(role)
        found += [f"{role} {url}: {shown}" for url in addresses if (shown := leaks(said(client, url)))]
    assert not found, "\n".join(found)


def test_the_api_of_the_cms_shows_none_to_its_writers_either(world):
    lesson = LessonPage.objects.get(key="A3-1")
    for role in sorted(EDITORS):
        client = world.client(role)
        for url in (f"/cms/api/main/pages/{lesson.pk}/", f"/cms/api/main/pages/{lesson.pk}/?fields=*",
                    "/cms/api/main/pages/?type=courses.LessonPage&fields=*", "/cms/api/main/pages/?search=選びます"):  # fmt: skip
            assert leaks(said(client, url)) == [], (role, url)


def test_no_act_on_a_question_without_its_form_shows_an_answer(world):
    """Every item, by everybody, as a learner and as a visitor would send it."""
    found = []
    for role in sorted(ANYBODY):
        client = world.client(role)
        for item in (*ITEMS, "can-code", "can-submit", "can-test-0"):
            for url in (f"{LESSON}items/{item}/", f"/courses/a3/l1/items/{item}/", f"{LESSON}items/{item}/work/"):
                shown = leaks(said(client, url, "post", session="x", answer="1", act="hint", idempotency_key="1" * 12))
                found += [f"{role} {url}: {shown}"] if shown else []
    assert not found, "\n".join(found)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_no_error_page_shows_an_answer(world, settings, monkeypatch, caplog, mailoutbox, status):
    """DEBUG is off; the page, the log and the mail to the administrators hold no value of a variable."""
    assert settings.DEBUG is False
    settings.ADMINS = [("運用", "admin@example.jp")]
    learner = sign_in(Client(enforce_csrf_checks=True, raise_request_exception=False), world.people["learner"])
    url, method = {403: (LESSON + "complete/", "post"), 404: ("/learn/a3/nothing/", "get"), 500: (LESSON, "get")}[
        status
    ]

    def fails(*_args, **_more):
        secret = SECRETS["choice explain"]
        raise RuntimeError(len(secret))

    if status == 500:
        monkeypatch.setattr(player, "lesson_page", fails)
    with undone():
        response = getattr(learner, method)(url)
    assert response.status_code == status
    mails = "".join(f"{mail.subject}{mail.body}{getattr(mail, 'alternatives', '')}" for mail in mailoutbox)
    assert leaks(text_of(response) + mails + caplog.text) == []
