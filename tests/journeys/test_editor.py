"""The lesson editor in a browser: a copied table becomes a Markdown table and may be had plain; the sample lesson."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.accounts.factories import make_person, make_region, sign_in
from tests.courses.factories import body_with, make_course, make_lesson
from tests.learning.conftest import forget_everything

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURES = Path(settings.BASE_DIR) / "var" / "pictures"
TEXT = "textarea[name=body]"
CELLS = """<html><head><style>td { color: red }</style></head><body><!--StartFragment--><table><colgroup><col></colgroup>
<tr><td>道具</td><td>使い道</td></tr><tr><td>チャット|電話</td><td>短い<br>連絡</td></tr>
<tr><td colspan="2">メール</td></tr><tr><td></td><td></td></tr></table><!--EndFragment--></body></html>"""
PLAIN = "道具\t使い道\nチャット|電話\t短い連絡\nメール\t"
TABLE = "| 道具 | 使い道 |\n|---|---|\n| チャット\\|電話 | 短い 連絡 |\n| メール |  |"
PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', plain);
  const field = document.querySelector('textarea[name=body]');
  const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
  return field.dispatchEvent(event);
}"""
pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine (CHROMIUM names another)"),
]


@pytest.fixture
def page(browser, live_server, settings):
    """The open editor of a lesson, at the width of a desk."""
    settings.ALLOWED_HOSTS = ["*"]
    forget_everything()
    region = make_region("minato", host="localhost", name="みなみ浜市")
    lesson = make_lesson(make_course(region), 1, body=body_with("one"))
    cookie = sign_in(Client(SERVER_NAME="localhost"), make_person(region, "I")).cookies["sessionid"].value
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ja-JP")
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    opened.locator("[data-sample-lesson]").wait_for()
    yield opened
    context.close()
    forget_everything()


def paste(page, html: str, plain: str = PLAIN) -> bool:
    """Whether the browser is left to paste it itself."""
    return page.evaluate(PASTE, [html, plain])


def test_a_copied_table_becomes_a_markdown_table_or_stays_plain(page) -> None:
    page.fill(TEXT, "前の文。\n")
    page.focus(TEXT)
    page.keyboard.press("Control+End")
    assert not paste(page, CELLS)
    assert page.input_value(TEXT) == f"前の文。\n\n{TABLE}\n\n"
    told = page.locator("[data-pasted]")
    assert told.get_by_text("表を、Markdown の表にして貼り付けました。").is_visible()
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / "editor-paste.png")
    plain = page.get_by_role("button", name="文字のまま貼り付ける")
    plain.focus()
    page.keyboard.press("Enter")
    assert page.input_value(TEXT) == f"前の文。\n{PLAIN}"
    assert told.is_hidden()
    # Undo brings the table back: nothing is lost.
    page.keyboard.press("Control+z")
    assert TABLE in page.input_value(TEXT)


def test_plain_text_prose_and_code_are_pasted_by_the_browser(page) -> None:
    page.fill(TEXT, "")
    page.focus(TEXT)
    assert paste(page, "")
    assert paste(page, "<p>文</p>")
    assert paste(page, f"<p>表の前の文</p>{CELLS}")
    assert paste(page, "<table><tr><td>1列だけ</td></tr></table>")
    page.fill(TEXT, "```\n")
    page.keyboard.press("Control+End")
    assert paste(page, CELLS)
    assert page.input_value(TEXT) == "```\n"


def test_typing_elsewhere_in_a_pasted_table_takes_the_offer_away(page) -> None:
    page.fill(TEXT, "")
    page.focus(TEXT)
    paste(page, CELLS)
    page.keyboard.press("Control+End")
    page.keyboard.type("つづき")
    assert page.locator("[data-pasted]").is_visible()
    page.keyboard.press("Control+Home")
    page.keyboard.type("x")
    assert page.locator("[data-pasted]").is_hidden()


def test_the_sample_lesson_is_read_first_and_put_where_the_cursor_stands(page) -> None:
    page.fill(TEXT, "わたしの文。\n")
    page.focus(TEXT)
    page.keyboard.press("Control+End")
    page.locator("[data-sample-lesson]").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    assert dialog.get_by_text("単元に書けるものが1つずつ入っています。").is_visible()
    page.screenshot(path=PICTURES / "editor-sample.png")
    page.keyboard.press("Escape")
    assert page.input_value(TEXT) == "わたしの文。\n"
    page.locator("[data-sample-lesson]").click()
    dialog.get_by_role("button", name="文に入れる").click()
    text = page.input_value(TEXT)
    assert text.startswith("わたしの文。\n")
    names = re.findall(r"\{#([a-z0-9-]+)", text)
    assert len(names) == len(set(names)) > 15
    assert all(re.fullmatch(r"a3-[a-z2-7]{4}", name) for name in names)
    page.locator("[data-questions] tbody tr").nth(10).wait_for()
