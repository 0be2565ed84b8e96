"""Error pages: the shell without a person, no jargon, a phone number; the 404 is the same bytes for everybody."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.content_site.samples import REGION
from tests.content_site.test_templates import outline_of

NAMES = ["403.html", "403_csrf.html", "404.html", "500.html"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("region", [REGION, None])
def test_an_error_page_is_whole_and_needs_nothing(name: str, region: object) -> None:
    html = render_to_string(name, {"region": region})
    page = outline_of(html)
    assert page.wrong == []
    assert page.open == []
    assert [tag for tag, _ in page.elements if tag in {"form", "script", "style", "input"}] == []
    assert ("0838-00-0000" in html) == (region is not None)
    for jargon in ("CSRF", "403", "404", "500", "Error", "Django"):
        assert jargon not in html


@pytest.mark.django_db
def test_the_404_is_the_same_bytes_for_every_address_and_person() -> None:
    visitor, member = Client(), Client()
    member.force_login(get_user_model().objects.create_user(email="a@example.jp"))
    answers = [
        visitor.get("/no-such-page/"),
        visitor.get("/no-such-page/<script>/"),
        member.get("/another/?next=/x/"),
        member.get("/no-such-page/"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "ページが見つかりません" in answers[0].content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_gets_a_kind_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("account_login"), {})
    assert answer.status_code == 403
    assert "もう一度送ってください" in answer.content.decode()
