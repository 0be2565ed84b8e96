"""Sample pages in a real browser under the strict policy: no axe violation, no sideways scroll, and what the script does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template.loader import render_to_string

from tests.content_site import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STATIC = Path(settings.BASE_DIR) / "content" / "static"
SITE = "http://sample.example.jp"
POLICY = "; ".join(
    f"{key} {' '.join(map(str, values))}" for key, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
PAGES = ["public", "learner", "workspace", "lesson", "missing"]
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine (CHROMIUM names another)"),
]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return samples.all_pages() | {"missing": render_to_string("404.html", {"region": samples.REGION})}


@pytest.fixture
def visit(browser: Browser, pages: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """Opens a sample page at a width; every word on the console is collected in `page.said`."""
    contexts = []

    def serve(route: Route) -> None:
        path = Path(route.request.url.removeprefix(SITE).split("?")[0].split("#")[0])
        if path.parts[1] == "static":
            body = (STATIC / path.relative_to("/static")).read_bytes()
            route.fulfill(body=body, content_type=TYPES[path.suffix])
        elif path.parts[1] == "files":
            route.fulfill(body="WEBVTT\n" if path.suffix == ".vtt" else b"", content_type="text/vtt")
        else:
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=pages[path.name], headers=headers)

    def open_page(name: str, width: int, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        contexts.append(context)
        context.route(f"{SITE}/**", serve)
        page = context.new_page()
        page.said = []
        page.on(
            "console", lambda message: page.said.append(message.text) if message.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(f"{SITE}/{name}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_the_policy_is_kept(visit: Callable[..., Page], name: str, width: int) -> None:
    page = visit(name, width)
    for fold in page.query_selector_all("details"):
        fold.evaluate("fold => { fold.open = !fold.hasAttribute('data-menu') }")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.said == []


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways(visit: Callable[..., Page], name: str, width: int) -> None:
    assert visit(name, width).evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_is_at_least_24_pixels_and_buttons_44(visit: Callable[..., Page]) -> None:
    page = visit("lesson", 390)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .btn, summary, .opt, .steps a')]
           .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect().height])
           .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_the_error_summary_has_the_focus_with_and_without_script(visit: Callable[..., Page]) -> None:
    for scripts in (True, False):
        page = visit("learner", 390, scripts=scripts)
        assert page.locator("#form-errors:focus").count() == 1


def test_readings_are_switched_by_style_alone_and_remembered_by_script(
    visit: Callable[..., Page], pages: dict[str, str]
) -> None:
    pages["ruby"] = samples.lesson_page().replace("本文", "<ruby>宛<rt>あて</rt>先<rt>さき</rt></ruby>")
    plain = visit("ruby", 390, scripts=False)
    assert not plain.locator("rt").first.is_visible()
    plain.locator("label.pill").click()
    assert plain.locator("rt").first.is_visible()
    page = visit("ruby", 390)
    page.locator("label.pill").click()
    page.reload()
    assert page.locator("#furigana").is_checked()
    assert page.locator("rt").first.is_visible()


def test_an_answer_is_put_in_place_and_spoken_by_the_same_status(visit: Callable[..., Page]) -> None:
    page = visit("lesson", 390)
    answered = render_to_string(
        "blocks/truefalse.html", {"item": samples.item("truefalse", "right", id="truefalse-none")}
    )
    page.route("**/items/1/**", lambda route: route.fulfill(body=answered, content_type="text/html; charset=utf-8"))
    section = page.locator("#item-truefalse-none")
    page.evaluate("window.kept = document.querySelector('#item-truefalse-none [role=status]')")
    section.locator("input[type=radio]").first.check()
    section.locator("button[value=answer]").click()
    section.locator(".fb.right").wait_for()
    section.locator("[role=status]", has_text="正解です").wait_for()
    assert page.evaluate("window.kept === document.querySelector('#item-truefalse-none [role=status]')")
    assert page.evaluate("document.activeElement.value") == "answer"
    assert page.url == f"{SITE}/lesson"


def test_an_answer_that_does_not_arrive_waits_in_the_outbox_with_its_key(visit: Callable[..., Page]) -> None:
    page = visit("lesson", 390)
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.abort()

    page.route("**/items/1/**", lose)
    section = page.locator("#item-text-none")
    section.locator("input[name=answer]").fill("手紙")
    section.locator("button[value=answer]").click()
    banner = page.locator("[data-outbox]")
    banner.wait_for(state="visible")
    assert "未送信 1件" in banner.inner_text()
    assert section.locator("input[name=answer]").input_value() == "手紙"
    page.unroute("**/items/1/**")
    answered = render_to_string(
        "blocks/text.html", {"item": samples.item("text", "right", id="text-none", value="手紙")}
    )

    def take(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(body=answered, content_type="text/html; charset=utf-8")

    page.route("**/items/1/**", take)
    page.locator("[data-outbox-retry]").click()
    section.locator(".fb.right").wait_for()
    assert not banner.is_visible()
    assert all("0197-key" in body for body in sent)
    assert len(sent) == 2


def test_the_contents_open_as_a_sheet_and_the_account_menu_closes_by_escape(visit: Callable[..., Page]) -> None:
    page = visit("lesson", 390)
    page.locator(".pbar button[popovertarget=contents]").click()
    assert page.locator("#contents").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#contents").is_visible()
    page.locator("details.menu summary").click()
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


def test_focus_is_never_hidden_under_the_lower_bar(visit: Callable[..., Page]) -> None:
    page = visit("lesson", 390)
    for _press in range(60):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => { const e = document.activeElement, bar = document.querySelector('.pbar');
               if (!e || e === document.body || bar.contains(e)) return false;
               const box = e.getBoundingClientRect(); return box.top >= bar.getBoundingClientRect().top - 1; }"""
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
