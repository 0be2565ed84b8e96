"""Certificates: issued with the completion, fixed but for the name, printed with what was and was not verified (SS-1, CU-04)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses import outline
from lms.credentials.models import Certificate
from lms.learning import services
from lms.ledger import clock
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import bank_body, body_with, make_course, make_lesson, make_site
from tests.learning.conftest import forget_everything
from tests.learning.steps import finish
from tests.learning.tests_taken import pass_test

DAY = datetime(2026, 12, 1, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_everything()
    yield
    forget_everything()


@pytest.fixture
def region(db):
    return make_site("hama")


@pytest.fixture
def learner(region):
    return make_person(region, name="さくら")


@pytest.fixture
def browser(client, learner, region):
    client.defaults["SERVER_NAME"] = region.site.hostname
    return sign_in(client, learner)


def entry_of(region, *, test: bool = True, title: str = "情報セキュリティ入門"):
    course = make_course(region, minutes=180, title=title)
    inside = f"::: test {{#a3-test}}\n{bank_body('SEC-01', 4, 'asked')}:::\n" if test else ""
    make_lesson(course, 1, body=body_with("one") + inside)
    return outline.outline(region.site).course("a3")


def complete(learner, entry) -> Certificate:
    with clock.set_to(DAY):
        finish(learner, entry)
        if entry.test is not None:
            pass_test(learner, entry)
    return Certificate.objects.get(person=learner)


def test_completing_a_course_issues_one_certificate_with_its_facts(learner, region) -> None:
    entry = entry_of(region)
    found = complete(learner, entry)
    assert re.fullmatch(r"hama-2026-[A-Z2-7]{8}", found.number)
    assert (found.course_key, found.course_title, found.minutes) == ("A3", "情報セキュリティ入門", 180)
    assert found.completed_on.isoformat() == found.started_on.isoformat() == "2026-12-01"
    assert re.fullmatch("[0-9a-f]{12}", found.course_version)
    assert found.basis == {
        "lessons": 1, "test": "2026-12-01", "assignment": False, "skills": [["SEC-01", 2, "test"]],
    }  # fmt: skip
    services.complete_lesson(person=learner, course=entry, lesson=entry.open_lessons[0])
    pass_test(learner, entry)
    assert Certificate.objects.count() == 1


def test_the_lessons_alone_are_no_certificate_where_there_is_a_test(learner, region) -> None:
    finish(learner, entry_of(region))
    assert not Certificate.objects.exists()


def test_the_page_says_what_was_and_what_was_not_verified(learner, region, browser) -> None:
    found = complete(learner, entry_of(region))
    page = browser.get(f"/learn/certificates/{found.pk}/").content.decode()
    assert "自宅で受けたテストです。本人が受けたことの確認はしていません。" in page
    assert found.number in page
    assert "3時間" in page
    assert "レベル2（確認テストで判定）" in page
    assert "さくら さん" in page
    assert found.number in browser.get("/learn/certificates/").content.decode()


def test_the_result_of_the_test_leads_to_the_certificate_once_the_course_is_completed(learner, region, browser) -> None:
    entry = entry_of(region)
    services.enrol(person=learner, course=entry)
    first = pass_test(learner, entry)
    address = reverse("learning:test_result", args=["a3", first.pk])
    assert "修了証を見る" not in browser.get(address).content.decode()
    finish(learner, entry)
    page = browser.get(address).content.decode()
    assert f'href="{reverse("credentials:certificates")}">' in page
    assert "修了証を見る" in page


def test_without_a_test_the_page_claims_none(learner, region, browser) -> None:
    found = complete(learner, entry_of(region, test=False))
    page = browser.get(f"/learn/certificates/{found.pk}/").content.decode()
    assert "テストは行っていません。" in page
    assert "自宅で受けたテスト" not in page


def test_the_learner_chooses_the_name_and_rare_characters_stay(learner, region, browser) -> None:
    found = complete(learner, entry_of(region, title="と" * 40))
    url = f"/learn/certificates/{found.pk}/"
    assert browser.post(f"{url}name/", {"name": " 髙﨑　𠮷邉 "}).status_code == 302
    page = browser.get(url).content.decode()
    assert "髙﨑 𠮷邉 さん" in page
    assert "と" * 40 in page
    refused = browser.post(f"{url}name/", {"name": "あ" * 61})
    assert refused.status_code == 422
    assert "あ" * 61 in refused.content.decode()
    assert "名前を1〜60文字で書いてください。" in refused.content.decode()
    assert Certificate.objects.get().printed_name == "髙﨑 𠮷邉"


def test_nobody_else_sees_it(learner, region, client) -> None:
    found = complete(learner, entry_of(region))
    client.defaults["SERVER_NAME"] = region.site.hostname
    sign_in(client, make_person(region, name="ほか"))
    url = f"/learn/certificates/{found.pk}/"
    assert client.get(url).status_code == client.post(f"{url}name/", {"name": "x"}).status_code == 404
    assert found.number not in client.get("/learn/certificates/").content.decode()


def test_what_is_changed_later_changes_no_certificate(learner, region) -> None:
    before = complete(learner, entry_of(region))
    page = learner.enrolments.get().course
    page.title, page.minutes = "別の題", 10
    page.save_revision().publish()
    after = Certificate.objects.get()
    assert (after.course_title, after.minutes, after.course_version) == (
        before.course_title, before.minutes, before.course_version,
    )  # fmt: skip
