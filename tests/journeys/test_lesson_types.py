"""Every type of question answered wrong, partly and right by keyboard alone, with JavaScript and without it (LT-10)."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client

from courses import outline, selectors, shell
from lms.learning.lessons import polls
from lms.learning.models import ItemState
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_course, make_lesson, make_site
from tests.learning.test_types import BODY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
HOST = "hama.example.jp"
SITE = f"https://{HOST}"
LESSON = "/learn/a3/l1/"
STATIC = Path(settings.BASE_DIR) / "content" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
MAX_TABS = 150


@pytest.fixture
def learner_client() -> Iterator[Client]:
    """Someone who takes a course of one lesson with every type."""
    for kept in (outline, selectors, shell, polls):
        kept.forget()
    region = make_site("hama")
    make_lesson(make_course(region), 1, body=BODY)
    client = sign_in(Client(SERVER_NAME=region.site.hostname), make_person(region, name="さくら"))
    assert client.post("/learn/a3/start/").url == LESSON
    assert client.get(LESSON).status_code == 200
    yield client
    for kept in (outline, selectors, shell, polls):
        kept.forget()


def serve(client: Client) -> Any:
    """Every request of the browser goes through the whole stack, answers come back as they are."""
    connection = connections["default"]

    def handle(route: Route) -> None:
        request = route.request
        # Playwright calls from a context of its own, which would open a connection that sees nothing of this test.
        connections["default"] = connection
        path = request.url.removeprefix(SITE).split("#")[0]
        if path.startswith("/static/"):
            body = (STATIC / path.removeprefix("/static/")).read_bytes()
            route.fulfill(body=body, content_type=TYPES[Path(path).suffix])
            return
        sent = {"HTTP_ACCEPT": request.headers.get("accept", "*/*")}
        if "x-requested-with" in request.headers:
            sent["HTTP_X_REQUESTED_WITH"] = request.headers["x-requested-with"]
        if request.method == "POST":
            kind = request.headers["content-type"]
            found = client.post(path, request.post_data_buffer or b"", content_type=kind, **sent)
        else:
            found = client.get(path, **sent)
        if found.status_code in {301, 302, 303}:
            # Playwright routes no request that a redirect leads to; the browser is sent on by the page instead.
            body = f'<!doctype html><meta http-equiv="refresh" content="0;url={found.url}">'
            route.fulfill(body=body, content_type="text/html")
            return
        route.fulfill(status=found.status_code, body=found.content, headers=dict(found.headers))

    return handle


class Keyboard:
    """A learner without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, target: Locator) -> None:
        """Tab until the target has the focus."""
        for _press in range(MAX_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached: {target}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.to(target)
        self.page.keyboard.press(key)

    def choose(self, select: Locator, text: str) -> None:
        """Choose in a select by the arrow keys."""
        self.to(select)
        texts = [option.strip() for option in select.locator("option").all_text_contents()]
        steps = texts.index(text) - select.evaluate("element => element.selectedIndex")
        for _step in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")

    def fill(self, field: Locator, text: str) -> None:
        self.to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def keys(request: pytest.FixtureRequest, browser: Browser, learner_client: Client) -> Iterator[Keyboard]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=request.param, reduced_motion="reduce"
    )
    context.route(f"{SITE}/**", serve(learner_client))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(SITE + LESSON)
    keyboard = Keyboard(page)
    keyboard.scripts = request.param
    yield keyboard
    # A refused answer is a 422, which the console mentions; nothing else may be there.
    assert [text for text in said if "422" not in text] == []
    context.close()


def card(keys: Keyboard, item: str) -> Locator:
    return keys.page.locator(f"#item-{item}")


def check(keys: Keyboard, item: str, words: str) -> None:
    """「答え合わせ」 and what is said then."""
    button = card(keys, item).locator("button[value=answer]")
    before = ItemState.objects.filter(item=item).values_list("updated_at", flat=True).first()
    keys.press(button)
    card(keys, item).locator(".fb[role=status]", has_text=words).wait_for(timeout=8000)
    keys.page.wait_for_load_state()
    assert ItemState.objects.get(item=item).updated_at != before


def arrange(keys: Keyboard, wanted: list[str]) -> None:
    rows = card(keys, "t-order").locator(".arrange > li")
    if not keys.scripts:
        for row in rows.all():
            place = wanted.index(row.locator(".line").inner_text()) + 1
            keys.choose(row.locator("select"), str(place))
        return
    for place, text in enumerate(wanted):
        row = rows.filter(has_text=text)
        while (shown := [line.strip() for line in card(keys, "t-order").locator(".line").all_inner_texts()]) != wanted:
            if shown.index(text) == place:
                break
            keys.press(row.locator("[data-move='-1']"))
            assert row.locator("[data-move='-1']").evaluate("element => element === document.activeElement")
        assert row.locator("select").input_value() == str(place + 1)


def test_an_order_by_keyboard(keys: Keyboard) -> None:
    check(keys, "t-order", "一部が正解")
    arrange(keys, ["書きとめる", "切りはなす", "話し合う", "電話する"])
    if keys.scripts:
        assert card(keys, "t-order").locator("[data-say]").inner_text() == "4のうち1番目になりました"
    check(keys, "t-order", "おしい")
    arrange(keys, ["切りはなす", "電話する", "書きとめる", "話し合う"])
    check(keys, "t-order", "正解です！")


def test_a_match_by_keyboard(keys: Keyboard) -> None:
    dhcp, dns = card(keys, "t-match").get_by_label("DHCP"), card(keys, "t-match").get_by_label("DNS")
    keys.choose(dhcp, "画面をうつす")
    check(keys, "t-match", "おしい")
    keys.choose(dhcp, "番地を貸す")
    check(keys, "t-match", "一部が正解")
    keys.choose(dns, "名前を調べる")
    check(keys, "t-match", "正解です！")


def test_gaps_by_keyboard(keys: Keyboard) -> None:
    gaps = [card(keys, "t-cloze").get_by_label(f"空らん{number}", exact=True) for number in (1, 2, 3)]
    assert len({round(gap.bounding_box()["width"]) for gap in gaps}) == 1
    keys.fill(gaps[0], "むずかしい")
    check(keys, "t-cloze", "おしい")
    keys.fill(gaps[0], "ｄｈｃｐ")
    check(keys, "t-cloze", "一部が正解")
    keys.fill(gaps[1], "サーバ")
    keys.choose(gaps[2], "TCP")
    check(keys, "t-cloze", "正解です！")
    blue = [card(keys, "t-bank").get_by_label(f"空らん{number}", exact=True) for number in (1, 2)]
    keys.choose(blue[0], "青い")
    keys.choose(blue[1], "赤い")
    check(keys, "t-bank", "正解です！")


def test_cards_by_keyboard(keys: Keyboard) -> None:
    for number, word in ((1, "known"), (2, "again")):
        here = card(keys, "t-cards").locator(f".cards > li:nth-child({number})")
        keys.press(here.locator("summary"))
        keys.press(here.locator(f"button[value$='.{word}']"))
        card(keys, "t-cards").locator(
            ".fb[role=status]", has_text="これで完了" if number == 2 else "保存しました"
        ).wait_for()
    assert ItemState.objects.get(item="t-cards").answer == ["known", "again"]
    if keys.scripts:
        assert card(keys, "t-cards").locator(".cards > li:visible").count() == 1
        keys.press(card(keys, "t-cards").locator("[data-step='1']"))
        assert card(keys, "t-cards").locator("[data-at]").inner_text() == "1 / 2"


def test_a_checklist_by_keyboard(keys: Keyboard) -> None:
    for number, words in ((0, "続きはいつでも"), (1, "これで完了")):
        keys.press(card(keys, "t-boxes").locator("input[type=checkbox]").nth(number), "Space")
        if not keys.scripts:
            keys.press(card(keys, "t-boxes").locator("button[value=answer]"))
        card(keys, "t-boxes").locator(".fb[role=status]", has_text=words).wait_for()
    assert ItemState.objects.get(item="t-boxes").state == "done"


def test_ticks_in_quick_succession_are_all_kept(keys: Keyboard) -> None:
    if not keys.scripts:
        pytest.skip("without JavaScript the form is sent by its button")
    boxes = card(keys, "t-boxes").locator("input[type=checkbox]")
    keys.page.evaluate(
        "() => document.querySelectorAll('#item-t-boxes input[type=checkbox]').forEach((box) => box.click())"
    )
    card(keys, "t-boxes").locator(".fb[role=status]", has_text="これで完了").wait_for()
    assert [box.is_checked() for box in boxes.all()] == [True, True]


def test_a_poll_and_a_reflection_by_keyboard(keys: Keyboard) -> None:
    first = card(keys, "t-poll").locator("input[type=radio]").first
    keys.press(first, "Space")
    check(keys, "t-poll", "保存しました")
    assert "3人が答えると" in card(keys, "t-poll").inner_text()
    field = card(keys, "t-reflect").locator("textarea")
    keys.fill(field, "みじかい文")
    if keys.scripts:
        assert "いま 5文字" in card(keys, "t-reflect").inner_text()
    check(keys, "t-reflect", "続きはいつでも")
    keys.fill(card(keys, "t-reflect").locator("textarea"), "こんどは十文字より長い文です")
    check(keys, "t-reflect", "これで完了")
    assert ItemState.objects.get(item="t-reflect").answer == "こんどは十文字より長い文です"


def test_tabs_by_keyboard(keys: Keyboard) -> None:
    mac, question = keys.page.get_by_text("システム設定を開きます。"), card(keys, "t-bool")
    if keys.scripts:
        assert not mac.is_visible()
        keys.to(keys.page.get_by_role("tab", name="Windows"))
        keys.page.keyboard.press("ArrowRight")
        assert keys.page.get_by_role("tab", name="Mac").get_attribute("aria-selected") == "true"
    assert mac.is_visible()
    keys.press(question.locator("input[type=radio]").first, "Space")
    check(keys, "t-bool", "正解です！")
    assert mac.is_visible()


def test_a_hidden_panel_opens_for_what_the_address_names(keys: Keyboard) -> None:
    keys.page.goto("about:blank")
    keys.page.goto(f"{SITE}{LESSON}#item-t-bool")
    assert card(keys, "t-bool").is_visible()


def answer_everything(keys: Keyboard) -> None:
    """Something in every question, so that each shows what came of it."""
    check(keys, "t-order", "一部が正解")
    keys.choose(card(keys, "t-match").get_by_label("DHCP"), "番地を貸す")
    check(keys, "t-match", "一部が正解")
    keys.press(card(keys, "t-poll").locator("input[type=radio]").first, "Space")
    polls.forget()
    check(keys, "t-poll", "保存しました")
    keys.press(card(keys, "t-boxes").locator("input[type=checkbox]").first, "Space")
    card(keys, "t-boxes").locator(".fb[role=status]", has_text="保存しました").wait_for()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(keys: Keyboard, width: int) -> None:
    page, pictures = keys.page, os.environ.get("PICTURES")
    name = "with" if keys.scripts else "without"
    page.set_viewport_size({"width": width, "height": 900})
    for moment in ("fresh", "answered"):
        if moment == "answered":
            if not keys.scripts:
                break
            answer_everything(keys)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if pictures:
            page.screenshot(path=f"{pictures}/types-{moment}-{name}-{width}.png", full_page=True)
        if keys.scripts:
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
    small = page.evaluate(
        """() => [...document.querySelectorAll('.quiz button, .quiz select, .quiz summary, .quiz .opt, .quiz .gap, [role=tab]')]
           .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect().height])
           .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_the_page_with_every_type_weighs_at_most_30_kilobytes_in_four_requests(learner_client: Client) -> None:
    html = learner_client.get(LESSON).content
    files = re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css))"', html.decode())
    size = len(gzip.compress(html, 9)) + sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in files)
    assert size <= 30 * 1024
    assert 1 + len(files) <= 4
    assert len(gzip.compress((STATIC / "content/interactions.js").read_bytes(), 9)) <= 8 * 1024
