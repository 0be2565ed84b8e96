"""The film of A3-2 as a learner meets it: captions, text that jumps, a pause for a question, the place kept, sound alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site_settings
from django.test import Client

from content.formats.course_zip import read_course_folder
from courses.importing import import_course
from media.models import Recording
from media.transcoding import prepare
from tests.accounts.factories import make_person, make_region, sign_in
from tests.courses.factories import catalogue_of
from tests.learning.conftest import forget_everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURES = Path(site_settings.BASE_DIR) / "var" / "pictures"
COURSE = Path(site_settings.BASE_DIR) / "demo" / "courses" / "a3-security"
LESSON = "/learn/a3-security/spot-phishing/"
BEFORE_STOP = "にせものでした。"
pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine (CHROMIUM names another)"),
]


@pytest.fixture
def film(live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Recording]:
    """The course with its film, converted as the worker does it."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.MEDIA_ROOT = tmp_path
    forget_everything()
    region = make_region("minato", host="localhost", name="みなみ浜市")
    import_course(read_course_folder(COURSE), catalogue_of(region), publish=True)
    recording = Recording.objects.get(key="phishing-film")
    prepare(recording.pk)
    recording.refresh_from_db()
    recording.region = region
    forget_everything()
    yield recording
    forget_everything()


@pytest.fixture
def visit(browser: Browser, live_server: Any, film: Recording) -> Iterator[Any]:
    """Opens the lesson as a learner who has started the course."""
    client = sign_in(Client(SERVER_NAME="localhost"), make_person(film.region, name="さくら"))
    assert client.post("/learn/a3-security/start/").status_code == 302
    cookie = client.cookies["sessionid"].value
    contexts = []

    def make(width: int = 390, *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            java_script_enabled=script,
            locale="ja-JP",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(live_server.url + LESSON)
        return page

    yield make
    for context in contexts:
        context.close()


def until(page: Page, condition: str, argument: Any = None) -> None:
    """Ask until it holds. Playwright's own waiting evaluates text in the page, which our policy forbids there."""
    for _try in range(150):
        if page.evaluate(condition, argument):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def now(page: Page) -> float:
    return page.locator("video").evaluate("video => video.currentTime")


def test_captions_text_pause_and_the_place_after_a_reload(visit: Any, film: Recording) -> None:
    page = visit()
    page.locator("video").scroll_into_view_if_needed()
    until(page, "document.querySelector('video').textTracks[0].cues?.length > 0")
    told = page.evaluate("[...document.querySelector('video').textTracks[0].cues].map(cue => cue.text)")
    assert told == [cue.text for cue in film.captions.cues]
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "showing"
    page.locator("[data-transcript] summary").click()
    page.get_by_role("button", name=BEFORE_STOP).click()
    until(page, "!document.querySelector('video').paused")
    assert now(page) >= next(cue.seconds for cue in film.captions.cues if cue.text == BEFORE_STOP)
    page.locator("[data-stopped]").wait_for(state="visible")
    stop = float(page.locator("[data-stop]").get_attribute("data-stop"))
    assert stop <= now(page) < stop + 0.6
    assert page.locator("[data-transcript] [aria-current]").inner_text().endswith(BEFORE_STOP)
    assert page.locator("[data-stop]").get_attribute("href") == "#item-sec2-entrance"
    assert page.locator("#item-sec2-entrance input").first.is_enabled()
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.get_by_role("button", name="手を止める。").click()
        until(page, "seconds => document.querySelector('video').currentTime > seconds", stop + 2)
        page.locator("video").evaluate("video => video.pause()")
    assert sent.value.ok
    left = now(page)
    page.reload()
    assert int(page.locator("[data-film]").get_attribute("data-at")) == int(left)
    # Without sound a film may begin without a hand on it: where a click lands on the controls is Chromium's affair.
    page.locator("video").evaluate("video => { video.muted = true; video.play(); }")
    until(page, "document.querySelector('video').readyState >= 1")
    assert int(left) <= now(page) < left + 3


def test_sound_alone_is_offered_with_its_size(visit: Any, live_server: Any) -> None:
    page = visit()
    link = page.get_by_role("link", name="音声だけ")
    heard = page.request.get(live_server.url + link.get_attribute("href"))
    assert (heard.status, heard.headers["content-type"]) == (200, "audio/mp4")
    assert f"{len(heard.body()) / 1_000_000:.1f}" in link.inner_text()


def test_without_javascript_it_plays_is_read_and_counts(visit: Any, film: Recording) -> None:
    page = visit(script=False)
    assert page.locator("video").get_attribute("controls") is not None
    assert not page.locator("[data-speed]").is_visible()
    page.locator("[data-transcript] summary").click()
    for cue in film.captions.cues:
        assert page.locator("[data-transcript]").get_by_text(cue.text, exact=True).is_visible()
    assert page.locator("#item-sec2-entrance button").first.is_visible()
    page.get_by_role("button", name="文字で読みおわりました").click()
    page.locator("[data-film-state] .chip.ok").wait_for()


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Any, width: int) -> None:
    page = visit(width)
    until(page, "document.querySelector('video').textTracks[0].cues?.length > 0")
    page.locator("[data-transcript] summary").click()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.get_by_role("button", name=BEFORE_STOP).click()
    page.locator("[data-stopped]").wait_for(state="visible")
    page.locator("[data-film]").scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / f"film-{width}.png")
