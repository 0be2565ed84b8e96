"""A first lesson, written from the CMS alone by an instructor who is new there, and answered by a learner (Show 4)."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import DESK, PHONE, PICTURES, sign_in

pytestmark = pytest.mark.journey

INSTRUCTOR = "koushi@demo.example"
LEARNER = "shinjin@demo.example"
# Not the course that test_chain completes: both live in one town, and a lesson more would be missing there.
COURSE = "オンラインの仕事術"
TEXT = "textarea[name=body]"


def picture(page, name):
    """Keep a picture for somebody's own eyes."""
    page.screenshot(path=PICTURES / f"writing-{name}.png")


def press(target, key="Enter"):
    """A button, link or box by keyboard."""
    target.focus()
    target.press(key)


def follow(page, target):
    """A link or button by keyboard, to the page behind it."""
    with page.expect_navigation():
        press(target)


def new_lesson(page):
    """From the CMS's first page to an empty lesson below a course, found by its search."""
    page.goto("/cms/")
    field = page.locator("main input[name=q]")
    field.fill(COURSE)
    with page.expect_navigation():
        field.press("Enter")
    follow(page, page.get_by_role("link", name=COURSE, exact=True).first)
    course_id = re.search(r"/pages/(\d+)/", page.url)[1]
    slug = page.input_value("input[name=slug]")
    page.goto(f"/cms/pages/{course_id}/")
    follow(page, page.get_by_role("link", name="子ページを追加").first)
    follow(page, page.get_by_role("link", name=re.compile("^単元")).first)
    page.fill("input[name=title]", "画面の共有の前に")
    page.fill("input[name=objective]", "共有の前に確かめることができる")
    page.fill("input[name=key]", "B4-9")
    page.fill("input[name=skills]", "COM-02")
    page.fill("input[name=minutes]", "10")
    return slug


def choose(page, menu, label):
    """Insert a block with the keyboard alone: open the menu, go down to the entry, press Enter."""
    summary = page.locator(".lesson-menu summary", has_text=menu).first
    summary.focus()
    page.keyboard.press("ArrowDown")
    for _step in range(30):
        if page.evaluate("document.activeElement.textContent") == label:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def at_the_end(page):
    page.focus(TEXT)
    page.keyboard.press("Control+End")


def write(page):
    """Prose by typing, blocks from the palette, each with a name of its own."""
    page.focus(TEXT)
    page.keyboard.insert_text("画面を見せる前に、机の上をかたづけます。\n")
    choose(page, "文章", "見出し")
    at_the_end(page)
    choose(page, "問題", "えらぶ")
    at_the_end(page)
    choose(page, "問題", "○か×か")
    text = page.input_value(TEXT)
    names = re.findall(r"\{#(b4-[a-z2-7]{4})", text)
    assert len(set(names)) == 2, text
    assert "## 見出し" in text
    picture(page, "1-palette")
    return names


def edit_in_form(page):
    """The first question's form, by keyboard: only its lines change."""
    before = page.input_value(TEXT)
    page.locator("[data-questions] tbody button").first.wait_for()
    page.locator("[data-questions] tbody button").first.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    prompt = dialog.locator("textarea[name=prompt]")
    prompt.wait_for()
    prompt.fill("共有の前に、まずすることはどれですか。")
    picture(page, "2-form")
    dialog.get_by_role("button", name="文に入れる").focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for(state="hidden")
    after = page.input_value(TEXT)
    assert "共有の前に、まずすることはどれですか。" in after
    assert before.split("::: choice")[0] == after.split("::: choice")[0]
    assert before.split("::: truefalse")[1] == after.split("::: truefalse")[1]


def break_and_mend(page):
    """An error is listed while typing, its line is one press away; publishing is refused until it is mended."""
    good = page.input_value(TEXT)
    page.fill(TEXT, good.replace("- [x]", "- [ ]", 1))
    error = page.locator("[data-findings] .error button", has_text="正解に [x] を付けてください。")
    error.wait_for()
    press(error)
    line = page.evaluate("(() => { const f = document.querySelector('textarea[name=body]');"
                         " return f.value.slice(f.selectionStart, f.selectionEnd); })()")  # fmt: skip
    assert line.startswith("::: choice")
    picture(page, "3-error")
    seen = page.evaluate("(() => { const f = document.querySelector('textarea[name=body]');"
                         " return f.getBoundingClientRect().top - f.scrollTop"
                         " + f.scrollHeight * f.selectionStart / f.value.length; })()")  # fmt: skip
    assert 100 < seen < DESK["height"] - 100
    publish(page)
    page.get_by_text("正解に [x] を付けてください。").first.wait_for()
    assert "- [ ] 始めることを" in page.input_value(TEXT)
    page.fill(TEXT, page.input_value(TEXT).replace("- [ ] 始めることを", "- [x] 始めることを"))
    page.locator("[data-check-words]", has_text="エラーも注意もありません。").wait_for()


def publish(page):
    press(page.locator(".footer__container [data-w-dropdown-target=toggle]"))
    follow(page, page.get_by_role("button", name="公開", exact=True))


def save(page):
    follow(page, page.get_by_role("button", name="下書きを保存"))


def previewed(page):
    """The frame of the preview once it shows the draft."""
    for _try in range(120):
        found = [frame for frame in page.frames if "/preview/" in frame.url]
        if found and found[0].locator("form", has_text="共有の前に").count():
            page.wait_for_timeout(1000)
            return found[0]
        page.wait_for_timeout(500)
    raise AssertionError("no preview")


def preview(page):
    """答え合わせ in the preview panel, at the width of a phone, against what is typed."""
    toggle = page.locator("[data-side-panel-toggle=preview]")
    press(toggle)
    answer(previewed(page))
    picture(page, "4-preview")
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(1000)
    picture(page, "4-preview-390")
    page.set_viewport_size(DESK)
    press(toggle)


def answer(place):
    """The first question right, by keyboard."""
    form = place.locator("form", has_text="共有の前に、まずすることはどれですか。")
    press(form.locator("label", has_text="始めることをチャットで知らせる").locator("input"), "Space")
    press(form.get_by_role("button", name="答え合わせ"))
    place.get_by_text("正解です！").first.wait_for()


def test_a_new_instructor_writes_a_lesson_and_a_learner_answers_it(open_page, town):
    page = open_page(DESK)
    page.set_default_timeout(20_000)
    sign_in(page, town, INSTRUCTOR)
    slug = new_lesson(page)
    write(page)
    save(page)
    edit_in_form(page)
    break_and_mend(page)
    preview(page)
    publish(page)
    page.get_by_text(re.compile("公開(され|し)ました")).first.wait_for()
    picture(page, "5-published")
    learner = open_page(PHONE)
    learner.set_default_timeout(20_000)
    sign_in(learner, town, LEARNER)
    learner.goto(f"/courses/{slug}/")
    begin = learner.get_by_role("button", name=re.compile("はじめる"))
    if begin.count():
        follow(learner, begin.first)
        learner.goto(f"/courses/{slug}/")
    picture(learner, "6-course")
    follow(learner, learner.get_by_role("link", name=re.compile("画面の共有の前に")).first)
    learner.wait_for_url("**/learn/**")
    picture(learner, "6-learner-before")
    answer(learner)
    learner.locator("form", has_text="共有の前に").first.scroll_into_view_if_needed()
    picture(learner, "6-learner")


def test_what_is_typed_is_never_replaced_while_it_is_saved(open_page, town):
    page = open_page(DESK)
    page.set_default_timeout(20_000)
    sign_in(page, town, INSTRUCTOR)
    new_lesson(page)
    page.fill("input[name=title]", "自動保存")
    page.fill("input[name=key]", "B4-8")
    page.focus(TEXT)
    typed = ""
    for number in range(24):
        words = f"：：： {number}行目の文です。\n"
        page.keyboard.insert_text(words)
        typed += words
        page.wait_for_timeout(350)
        assert page.input_value(TEXT) == typed
    page.locator("[data-saved]", has_text=re.compile(r"\d{2}:\d{2}")).wait_for()
    assert re.fullmatch(r"\d{2}:\d{2}", page.locator("[data-saved]").inner_text())
    page.wait_for_timeout(4000)
    assert page.input_value(TEXT) == typed
    page.keyboard.press("Control+/")
    assert page.locator("dialog[open] #lesson-card-title").is_visible()
    page.keyboard.press("Escape")
    save(page)
    assert page.input_value(TEXT).startswith("::: 0行目の文です。") or page.input_value(TEXT).startswith("：：： 0行目")
    assert page.get_by_text("ほかの人がこの単元を保存しました").count() == 0
