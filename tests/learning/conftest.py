"""A Region with one course of two lessons, and a learner who is signed in."""

from __future__ import annotations

import pytest

from content import kept_fragments, kept_pages
from courses import outline, selectors, shell
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import body_with, make_course, make_lesson, make_site


def forget_everything() -> None:
    outline.forget()
    selectors.forget()
    shell.forget()
    kept_fragments.forget()
    kept_pages.forget()


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def region(db):
    return make_site("hama")


@pytest.fixture
def course(region):
    found = make_course(region)
    make_lesson(found, 1, body=body_with("one"), skills="SEC-01")
    make_lesson(found, 2, body=body_with("two"), skills="SEC-01, SEC-02")
    return found


@pytest.fixture
def entry(course, region):
    return outline.outline(region.site).course("a3")


@pytest.fixture
def learner(region):
    return make_person(region, name="さくら")


@pytest.fixture
def browser(client, learner, region):
    client.defaults["SERVER_NAME"] = region.site.hostname
    return sign_in(client, learner)


@pytest.fixture
def visitor(region):
    from django.test import Client

    return Client(SERVER_NAME=region.site.hostname)
