"""CT-06: a small course with a test, from 「はじめる」 to the certificate, by keyboard, on 390 px, without JavaScript."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from lms.credentials.models import Certificate
from lms.learning.models import Enrolment
from tests.accounts.factories import make_person, make_region, sign_in
from tests.content.items.test_stepwise import BRANCH, TERMINAL
from tests.courses.factories import bank_body, make_bank, make_course, make_lesson
from tests.learning.conftest import forget_everything

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURES = Path(settings.BASE_DIR) / "var" / "pictures"
pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine (CHROMIUM names another)"),
]


@pytest.fixture
def town(live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    forget_everything()
    region = make_region("minato", host="localhost", name="みなみ浜市")
    course = make_course(region, title="情報セキュリティ入門", minutes=60)
    make_bank(course, body=bank_body("SEC-01", 6))
    make_lesson(course, 1, body="はじめの文です。\n\n::: test 確認テスト {#sec-test pool=security draw=3}\n:::\n")
    forget_everything()
    yield region
    forget_everything()


def opened(browser, live_server, person, *, script: bool, width: int = 390) -> Page:
    cookie = sign_in(Client(), person).cookies["sessionid"].value
    context = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=script, locale="ja-JP")
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


def tab_to(page: Page, words: str, *, most: int = 90) -> None:
    """Press Tab until the focus stands on something with these words."""
    for _press in range(most):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and words in (focused.first.inner_text() or focused.first.get_attribute("aria-label") or ""):
            return
    raise AssertionError(f"the keyboard never reached {words}")


def choose(page: Page, place: int) -> None:
    """Tab to the first radio of the question at this place and press Space: ○."""
    group = page.locator("section.quiz").nth(place).locator("input[type=radio]")
    for _press in range(60):
        page.keyboard.press("Tab")
        if group.first.evaluate("e => e === document.activeElement"):
            page.keyboard.press("Space")
            assert group.first.is_checked()
            return
    raise AssertionError(f"the keyboard never reached question {place}")


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=True)


def test_ct_06_from_the_first_button_to_the_certificate_by_keyboard_without_javascript(
    browser, live_server, town
) -> None:
    learner = make_person(town, name="さくら")
    page = opened(browser, live_server, learner, script=False)
    page.goto(f"{live_server.url}/courses/a3/")
    tab_to(page, "はじめる")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn/a3/l1/")
    tab_to(page, "わかった")
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/a3/")
    tab_to(page, "確認テストへ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn/a3/test/")
    picture(page, "test-before-390")
    tab_to(page, "全部を1ページで")
    page.keyboard.press("Enter")
    page.wait_for_url("**/test/*/")
    for place in range(3):
        choose(page, place)
    picture(page, "test-sheet-390")
    tab_to(page, "提出の前に確かめる")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    picture(page, "test-check-390")
    tab_to(page, "提出する")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/")
    assert "合格です！おめでとうございます" in page.content()
    picture(page, "test-result-390")
    tab_to(page, "修了証を見る")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn/certificates/")
    tab_to(page, "情報セキュリティ入門")
    page.keyboard.press("Enter")
    page.wait_for_url("**/learn/certificates/*/")
    assert Certificate.objects.get(person=learner).number in page.content()
    assert "自宅で受けたテストです。" in page.content()
    picture(page, "certificate-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Enrolment.objects.get(person=learner).completed_on is not None
    page.context.close()


def test_with_javascript_each_answer_is_saved_on_its_own_and_the_pages_are_clean(browser, live_server, town) -> None:
    learner = make_person(town, name="さくら")
    page = opened(browser, live_server, learner, script=True, width=1440)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/courses/a3/")
    page.get_by_role("button", name="このコースをはじめる").click()
    page.goto(f"{live_server.url}/learn/a3/test/")
    page.get_by_role("button", name="全部を1ページではじめる").click()
    page.wait_for_url("**/test/*/")
    sheet = page.url
    for place in range(3):
        question = page.locator("section.quiz").nth(place)
        question.locator("input[type=radio]").nth(int(place == 0)).check()
        question.get_by_text("✓ 受け付けました").wait_for()
    picture(page, "test-sheet-1440")
    page.context.set_offline(True)
    page.locator("section.quiz").first.locator("input[type=radio]").first.check()
    page.locator("section.quiz").first.get_by_text("まだ送っていません").wait_for()
    page.context.set_offline(False)
    page.locator("section.quiz").first.get_by_text("✓ 受け付けました").wait_for(timeout=15000)
    seen = [sheet, f"{sheet}?q=1", f"{sheet}check/"]
    page.goto(f"{sheet}check/")
    page.get_by_role("button", name="提出する").click()
    page.wait_for_url("**/result/")
    assert "3点中3点" in page.content()
    faults = [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    assert faults == []
    for number, url in enumerate(
        [page.url, f"{live_server.url}/learn/a3/test/", f"{live_server.url}/learn/certificates/"]
    ):
        page.goto(url)
        picture(page, f"test-page-{number}-1440")
        _clean(page)
    del seen
    page.context.close()


@pytest.mark.parametrize("script", [False, True], ids=["plain", "script"])
def test_commands_and_choices_are_taken_by_keyboard_and_enter_elsewhere_takes_none(
    browser, live_server, town, script
) -> None:
    course = make_course(town, key="B9", title="手順のコース", minutes=10)
    number = "::: number {#n-one}\nいくつですか。\n\n= 450\n:::\n"
    make_lesson(course, 1, body=f"文です。\n\n::: test {{#b-test}}\n{BRANCH}\n{TERMINAL}\n{number}:::\n")
    forget_everything()
    page = opened(browser, live_server, make_person(town), script=script)
    page.goto(f"{live_server.url}/courses/b9/")
    page.get_by_role("button", name="このコースをはじめる").click()
    page.goto(f"{live_server.url}/learn/b9/test/")
    page.get_by_role("button", name="全部を1ページではじめる").click()
    page.wait_for_url("**/test/*/")
    part = page.locator
    part("#item-n-one input[type=text]").fill("450")
    part("#item-n-one input[type=text]").press("Enter")
    page.wait_for_load_state()
    assert part("#item-tw-hokoku").get_by_text("場面1").count() == 1
    for command in ("cd Documents", "ls"):
        part("#item-dev-cd input[type=text]").fill(command)
        part("#item-dev-cd input[type=text]").press("Enter")
        part("#item-dev-cd code[data-command]").get_by_text(command, exact=True).wait_for()
    for choice in ("すぐに返す", "具体的に聞く"):
        tab_to(page, choice)
        page.keyboard.press("Enter")
        part("#item-tw-hokoku .way").get_by_text(choice).wait_for()
    picture(page, f"test-steps-{'script' if script else 'plain'}-390")
    assert part("#item-n-one input[type=text]").input_value() == "450"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if script:
        _clean(page)
    page.goto(f"{page.url.split('#')[0]}check/")
    tab_to(page, "提出する")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/")
    assert "3点中3点" in page.content()
    page.context.close()


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1440, "height": 844})
