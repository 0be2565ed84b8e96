"""LT-10: the page 「書き方の見本」, every part of the language once, answered by keyboard alone, with JavaScript and without it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from content.formats.course_zip import read_course_folder
from content.lessonmark import compile_lesson
from courses import outline, selectors, shell
from courses.importing import import_course
from lms.learning.lessons import polls
from lms.learning.models import ItemState, Submission
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import catalogue_of, make_site
from tests.demo.test_samples import FOLDER, TEXT
from tests.journeys.test_lesson_types import SITE, Keyboard, card, check, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
LESSON = "/learn/mihon/all-blocks/"
TASKS = {"mihon-12", "mihon-13"}


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def keys(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Keyboard]:
    for kept in (outline, selectors, shell, polls):
        kept.forget()
    region = make_site("hama")
    report = import_course(read_course_folder(FOLDER), catalogue_of(region), publish=True)
    assert report.count("refused") == 0
    for kept in (outline, selectors, shell):
        kept.forget()
    client = sign_in(Client(SERVER_NAME=region.site.hostname), make_person(region, name="さくら"))
    assert client.post("/learn/mihon/start/").url == LESSON
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=request.param, reduced_motion="reduce"
    )
    context.route(f"{SITE}/**", serve(client))
    page = context.new_page()
    page.set_default_timeout(10000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(SITE + LESSON)
    keyboard = Keyboard(page)
    keyboard.scripts = request.param
    yield keyboard
    assert [text for text in said if "422" not in text] == []
    context.close()
    for kept in (outline, selectors, shell, polls):
        kept.forget()


def picture(keys: Keyboard, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        way = "with" if keys.scripts else "without"
        keys.page.screenshot(path=f"{folder}/samples-{name}-{way}.png", full_page=True)


def clean(keys: Keyboard) -> None:
    """No axe violation at 390 and 1440 px, nothing sideways at 320 px."""
    for width in (320, 390, 1440):
        keys.page.set_viewport_size({"width": width, "height": 900})
        assert keys.page.evaluate("document.documentElement.scrollWidth") <= width
        if keys.scripts and width != 320:
            found = Axe().run(keys.page)
            assert found.violations_count == 0, found.generate_report()
    keys.page.set_viewport_size({"width": 390, "height": 844})


def pick(keys: Keyboard, item: str, text: str) -> None:
    """Choose in a group of radios: Tab to it, then Space or arrows."""
    group = card(keys, item)
    texts = [label.strip() for label in group.locator("label.opt").all_inner_texts()]
    chosen = [label.strip() for label in group.locator("label.opt:has(:checked)").all_inner_texts()]
    at = texts.index(chosen[0]) if chosen else 0
    keys.press(group.locator("input[type=radio]").nth(at), "Space")
    steps = texts.index(text) - at
    for _step in range(abs(steps)):
        keys.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    assert card(keys, item).get_by_label(text, exact=True).is_checked()


def choose_and_write(keys: Keyboard) -> None:
    pick(keys, "mihon-01", "だまって仕事を始める")
    check(keys, "mihon-01", "おしい")
    pick(keys, "mihon-01", "始めることをチャットで知らせる")
    check(keys, "mihon-01", "正解です！")
    pick(keys, "mihon-02", "○ 正しい")
    check(keys, "mihon-02", "正解です！")
    keys.fill(card(keys, "mihon-03").locator("input[type=text]"), "２３０円")
    check(keys, "mihon-03", "ノートは2冊です。")
    keys.fill(card(keys, "mihon-03").locator("input[type=text]"), "３８０円")
    check(keys, "mihon-03", "正解です！")
    keys.fill(card(keys, "mihon-04").locator("input[type=text]"), "ｃｔｒｌ＋ｚ")
    check(keys, "mihon-04", "正解です！")
    for number, letter in ((1, "C"), (2, "V")):
        keys.fill(card(keys, "mihon-05").get_by_label(f"空らん{number}", exact=True), letter)
    keys.choose(card(keys, "mihon-05").get_by_label("空らん3", exact=True), "こまめに")
    check(keys, "mihon-05", "正解です！")


def arrange_and_match(keys: Keyboard) -> None:
    wanted = ["カメラとマイクを試す", "会議の招待をひらく", "名前を確かめる", "「参加」をおす"]
    rows = card(keys, "mihon-06").locator(".arrange > li")
    for text in wanted:
        row = rows.filter(has_text=text)
        keys.choose(row.locator("select"), str(wanted.index(text) + 1))
    check(keys, "mihon-06", "正解です！")
    for left, right in (("表計算", "家計簿をつける"), ("文書作成", "お知らせを書く"), ("チャット", "短い連絡をする")):
        keys.choose(card(keys, "mihon-07").get_by_label(left), right)
    check(keys, "mihon-07", "正解です！")


def keep(keys: Keyboard) -> None:
    """Cards and boxes: nothing is right or wrong."""
    for number in (1, 2, 3):
        here = card(keys, "mihon-08").locator(f".cards > li:nth-child({number})")
        keys.press(here.locator("summary"))
        keys.press(here.locator("button[value$='.known']"))
        words = "これで完了" if number == 3 else "保存しました"
        card(keys, "mihon-08").locator(".fb[role=status]", has_text=words).wait_for()
    for number in range(3):
        keys.press(card(keys, "mihon-09").locator("input[type=checkbox]").nth(number), "Space")
    if not keys.scripts:
        keys.press(card(keys, "mihon-09").locator("button[value=answer]"))
    card(keys, "mihon-09").locator(".fb[role=status]", has_text="これで完了").wait_for()


def walk(keys: Keyboard) -> None:
    """Command by command, scene by scene."""
    for command, shown in (
        ("dir", "ここでは ls を使います。"),
        ("ls", "memo.txt"),
        ("cat memo.txt", "あしたは9時に始めます。"),
    ):
        keys.fill(card(keys, "mihon-10").locator("input[type=text]"), command)
        keys.page.keyboard.press("Enter")
        card(keys, "mihon-10").get_by_text(shown, exact=False).first.wait_for()
        keys.page.wait_for_load_state()
    card(keys, "mihon-10").get_by_text("ls は list、cat は中身を続けて出す命令です。").wait_for()
    for choice, scene in (
        ("すぐに相談する", "早く知らせてくれて"),
        ("新しい締め切りを確かめる", "この日の仕事が終わりました。"),
    ):
        keys.press(card(keys, "mihon-11").get_by_role("button", name=choice))
        card(keys, "mihon-11").get_by_text(scene).wait_for()
        keys.page.wait_for_load_state()


def hand_in(keys: Keyboard) -> None:
    """Code in a field, a document in a field the keyboard reaches; the chooser behind it is the browser's own."""
    keys.fill(card(keys, "mihon-12").locator("textarea"), "def aisatsu(namae):\n    return namae")
    keys.press(card(keys, "mihon-12").get_by_role("button", name="提出する"))
    keys.page.get_by_text("採点待ち").first.wait_for()
    keys.page.goto(f"{SITE}{LESSON}#item-mihon-13")
    # From memory: a file on the disk is sent by Chromium past the request the test's server is given.
    paper = {"name": "お知らせ.pdf", "mimeType": "application/pdf", "buffer": PDF}
    field = card(keys, "mihon-13").locator("input[type=file]")
    keys.to(field)
    field.set_input_files(paper)
    keys.press(card(keys, "mihon-13").get_by_role("button", name="提出する"))
    keys.page.get_by_text("採点待ち").first.wait_for()
    keys.page.goto(f"{SITE}{LESSON}#item-mihon-14")


def read_film(keys: Keyboard) -> None:
    """Who reads a film's text instead of watching it is done with it as well."""
    keys.press(keys.page.locator("[data-transcript] summary"))
    keys.press(keys.page.get_by_role("button", name="文字で読みおわりました"))
    keys.page.locator("[data-film-state] .chip.ok").wait_for()


def look_back(keys: Keyboard) -> None:
    text = "音声の設定ができるようになりました。次は、議事録を時間内に書き終えることを試したいです。"
    keys.fill(card(keys, "mihon-14").locator("textarea"), text)
    check(keys, "mihon-14", "これで完了")
    pick(keys, "mihon-15", "昼")
    polls.forget()
    check(keys, "mihon-15", "保存しました")


def open_boxes(keys: Keyboard) -> None:
    """Note, details and tabs."""
    page = keys.page
    assert page.get_by_text("15分調べてから聞きます").is_visible()
    hidden = page.get_by_text("ここは開いた人だけが読みます。")
    assert not hidden.is_visible()
    keys.press(page.locator("summary", has_text="もっと知りたい人へ"))
    assert hidden.is_visible()
    mac = page.get_by_text("「システム設定」を開きます。")
    if keys.scripts:
        assert not mac.is_visible()
        keys.to(page.get_by_role("tab", name="Windows"))
        page.keyboard.press("ArrowRight")
    assert mac.is_visible()


def test_the_sample_page_from_top_to_bottom_by_keyboard(keys: Keyboard) -> None:
    page = keys.page
    items = [item for item in compile_lesson(TEXT).items if not item.in_test]
    assert {item.type for item in items} >= {
        "choice", "truefalse", "number", "text", "cloze", "order", "match", "flashcards", "checklist", "terminal",
        "branch", "code", "submit", "reflect", "poll", "video",
    }  # fmt: skip
    assert page.locator("div.card.quiz, section.card.quiz").count() >= len(items)
    assert page.locator("main").inner_text().find("次の改訂で直すところ") == -1
    for tag in ("ruby", "table", "dl", "ol", "a[href^='https://telework']"):
        assert page.locator(f"main {tag}").count() >= 1
    picture(keys, "fresh")
    clean(keys)
    choose_and_write(keys)
    arrange_and_match(keys)
    keep(keys)
    walk(keys)
    hand_in(keys)
    look_back(keys)
    read_film(keys)
    open_boxes(keys)
    picture(keys, "answered")
    clean(keys)
    states = dict(ItemState.objects.values_list("item", "state"))
    # A film has no points and is still graded: seen or read far enough.
    assert states == {
        item.id: "waiting"
        if item.id in TASKS
        else "done"
        if item.type != "video" and (item.points == 0 or not _scored(item.type))
        else "solved"
        for item in items
    }
    assert set(Submission.objects.values_list("item", flat=True)) == TASKS


def _scored(kind: str) -> bool:
    return kind not in {"flashcards", "checklist", "poll", "reflect"}
