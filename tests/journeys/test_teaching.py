"""The instructor's pages on a phone: every link of the menu is seen, forms in tables stay on one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from lms.learning import services
from tests.accounts.factories import make_person, make_region, sign_in
from tests.courses.factories import bank_body, make_bank, make_course, make_lesson
from tests.learning.conftest import forget_everything
from tests.learning.tests_taken import pass_test

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURES = Path(settings.BASE_DIR) / "var" / "pictures"
PAGES = (
    *("/teach/work/", "/teach/reflections/", "/teach/reviews/", "/teach/evidence/", "/teach/questions/"),
    *("/teach/questions/a3/", "/teach/regrades/", "/teach/tests/", "/teach/tests/a3/"),
)
pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine (CHROMIUM names another)"),
]


@pytest.fixture
def teacher(live_server, settings):
    """An instructor of a town with a course test that somebody passed."""
    settings.ALLOWED_HOSTS = ["*"]
    forget_everything()
    region = make_region("minato", host="localhost", name="みなみ浜市")
    course = make_course(region, title="情報セキュリティ入門")
    make_bank(course, body=bank_body("SEC-01", 6))
    make_lesson(course, 1, body="はじめの文です。\n\n::: test 確認テスト {#sec-test pool=security draw=3}\n:::\n")
    forget_everything()
    from courses.outline import outline

    entry = outline(region.site).course("a3")
    learner = make_person(region, name="えま")
    services.enrol(person=learner, course=entry)
    pass_test(learner, entry)
    yield make_person(region, "I")
    forget_everything()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_every_link_of_the_menu_is_seen_and_no_page_is_wider_than_the_screen(
    browser, live_server, teacher, width
) -> None:
    cookie = sign_in(Client(SERVER_NAME="localhost"), teacher).cookies["sessionid"].value
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="ja-JP", base_url=live_server.url, java_script_enabled=False
    )
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for address in PAGES:
        assert page.goto(address).status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        links = [link.bounding_box() for link in page.locator(".subnav a").all()]
        assert len(links) == 7
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in links), address
        assert page.locator(".subnav [aria-current]").count() == 1, address
        page.screenshot(path=PICTURES / f"teach-{address.strip('/').replace('/', '-')}-{width}.png")
    assert page.get_by_role("columnheader", name="何回目").count() == 1
    row = page.locator("tbody tr").first
    select, button = row.locator("select").bounding_box(), row.get_by_role("button", name="保存する").bounding_box()
    assert abs(select["y"] + select["height"] / 2 - button["y"] - button["height"] / 2) < 8
    assert button["x"] >= select["x"] + select["width"]
    context.close()
