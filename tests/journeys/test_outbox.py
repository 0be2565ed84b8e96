"""On a weak line no answer is lost and none is counted twice: a real browser, a real server that is killed in between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from courses.models import LessonPage
from lms.learning.models import ItemState, LearningEvent
from tests.accounts.factories import make_person, make_region, sign_in
from tests.courses.factories import body_with, make_course, make_lesson
from tests.journeys.served import Server

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine (CHROMIUM names another)"),
    pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="the served copy is a file"),
]
LATER, SAVED = "あとで送ります", "保存しました"


@pytest.fixture
def server(transactional_db):
    found = Server()
    region = make_region("weak", host="127.0.0.1", name="weak")
    site = region.site
    site.hostname, site.port = "127.0.0.1", found.port
    site.save()
    make_lesson(make_course(region), 1, body=body_with("one"), skills="SEC-01")
    found.region = region
    found.start()
    yield found
    found.kill()


@pytest.fixture
def tab(server, browser):
    """A signed-in learner's browser; `tab()` opens the lesson in one more tab."""
    client = sign_in(Client(SERVER_NAME="127.0.0.1"), make_person(server.region))
    client.post("/learn/a3/start/", SERVER_PORT=str(server.port))
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])

    def opened():
        page = context.new_page()
        page.set_default_timeout(20000)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{server.url}/learn/a3/l1/")
        return page

    opened.context = context
    yield opened
    context.close()


def signed_in(server, context, person) -> None:
    """The browser belongs to this learner from now on, as after signing out and in."""
    client = sign_in(Client(SERVER_NAME="127.0.0.1"), person)
    client.post("/learn/a3/start/", SERVER_PORT=str(server.port))
    context.clear_cookies()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])


def published(body: str) -> None:
    """The lesson with another text; a running server may still know the one before."""
    lesson = LessonPage.objects.get(slug="l1")
    lesson.body = body
    lesson.save_revision().publish()


def choose(page, item: str, text: str) -> None:
    form = page.locator(f"#item-{item} form")
    form.locator("label.opt", has_text=text).click()
    form.locator("button[value=answer]").click()


def line(page, item: str):
    return page.locator(f"#item-{item} [data-saved]")


def keys() -> list[str]:
    return list(LearningEvent.objects.filter(kind="item.answered").values_list("idempotency_key", flat=True))


def kept(page) -> str:
    return page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_answers_given_without_a_line_wait_survive_a_killed_server_and_count_once(server, tab) -> None:
    page = tab()
    tab.context.set_offline(True)
    choose(page, "one-one", "正しい")
    choose(page, "one-two", "誤り")
    line(page, "one-one").get_by_text(LATER).wait_for()
    line(page, "one-two").get_by_text(LATER).wait_for()
    assert page.locator("[data-outbox-count]").inner_text() == "2"
    assert SAVED not in page.locator("main").inner_text()
    assert keys() == []
    assert kept(page).count("outbox.") == 2
    server.kill()
    tab.context.set_offline(False)
    page.locator("[data-outbox-retry]").click()
    page.wait_for_timeout(500)
    assert line(page, "one-one").inner_text() == LATER
    server.start()
    page.locator("[data-outbox-retry]").click()
    line(page, "one-one").get_by_text(SAVED).wait_for()
    line(page, "one-two").get_by_text(SAVED).wait_for()
    page.locator("#item-one-one").get_by_text("そのとおりです。").wait_for()
    assert page.locator("[data-outbox]").is_hidden()
    assert len(keys()) == len(set(keys())) == 2
    assert {state.tries for state in ItemState.objects.all()} == {1}
    assert "outbox." not in kept(page)


def test_an_answer_whose_response_was_lost_is_not_counted_again(server, tab) -> None:
    page = tab()

    def lose(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/items/one-one/", lose)
    choose(page, "one-one", "まちがい")
    line(page, "one-one").get_by_text(LATER).wait_for()
    assert len(keys()) == 1
    page.unroute("**/items/one-one/")
    page.locator("[data-outbox-retry]").click()
    line(page, "one-one").get_by_text(SAVED).wait_for()
    page.locator("#item-one-one").get_by_text("まちがいの説明です。").wait_for()
    assert len(keys()) == 1
    assert ItemState.objects.get().tries == 1


def test_what_waits_holds_the_answer_only_and_stands_in_the_form_again(server, tab) -> None:
    page = tab()
    choose(page, "one-one", "まちがい")
    line(page, "one-one").get_by_text(SAVED).wait_for()
    server.kill()
    form = page.locator("#item-one-one form")
    form.locator("label.opt", has_text="正しい").click()
    form.locator("button[value=answer]").click()
    line(page, "one-one").get_by_text(LATER).wait_for()
    stored = kept(page)
    for word in ("まちがいの説明", "そのとおり", "くわしい説明", "feedback", "csrf"):
        assert word not in stored
    server.start()
    page.reload()
    line(page, "one-one").get_by_text(SAVED).wait_for()
    page.locator("#item-one-one").get_by_text("そのとおりです。").wait_for()
    assert len(keys()) == len(set(keys())) == 2


def test_on_ones_own_device_another_tab_sends_it_and_two_tabs_send_it_once(server, tab) -> None:
    page = tab()
    server.kill()
    choose(page, "one-one", "正しい")
    line(page, "one-one").get_by_text(LATER).wait_for()
    page.get_by_role("checkbox", name="この端末は自分のものです").check()
    page.wait_for_timeout(100)
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('outbox.')).length") == 1
    page.close(run_before_unload=False)
    server.start()
    first, second = tab(), tab()
    for page in (first, second):
        page.wait_for_timeout(300)
        page.reload()
        line(page, "one-one").get_by_text(SAVED).wait_for()
    assert len(keys()) == 1
    assert "outbox." not in kept(second)


WRITTEN = "::: text {#one-three}\n家で働くことを何といいますか。\n\n= テレワーク\n:::\n"


def test_a_refused_answer_is_shown_with_its_reason_and_what_was_typed(server, tab) -> None:
    server.kill()
    published(body_with("one") + WRITTEN)
    server.start()
    page = tab()
    server.kill()
    form = page.locator("#item-one-three form")
    form.locator("input[type=text]").fill("ざいたく勤務")
    form.locator("button[value=answer]").click()
    line(page, "one-three").get_by_text(LATER).wait_for()
    choose(page, "one-one", "正しい")
    line(page, "one-one").get_by_text(LATER).wait_for()
    published(body_with("one"))
    server.start()
    page.locator("[data-outbox-retry]").click()
    line(page, "one-one").get_by_text(SAVED).wait_for()
    refused = page.locator("[data-outbox-refused] li")
    assert refused.count() == 1
    assert "この問題は、もうここにありません。" in refused.inner_text()
    assert "「ざいたく勤務」" in refused.inner_text()
    assert page.locator("[data-outbox-waiting]").is_hidden()
    assert refused.get_by_role("link").get_attribute("href").endswith("#item-one-three")
    # It is told again on the next page, is never sent again, and goes when the learner says so.
    page.reload()
    assert "「ざいたく勤務」" in refused.inner_text()
    page.wait_for_timeout(500)
    assert "outbox." in kept(page)
    assert set(ItemState.objects.values_list("item", flat=True)) == {"one-one"}
    assert len(keys()) == 1
    refused.get_by_role("button").click()
    page.locator("[data-outbox]").wait_for(state="hidden")
    assert "outbox." not in kept(page)
    page.reload()
    assert page.locator("[data-outbox]").is_hidden()


@pytest.mark.parametrize("own", [True, False], ids=["own-device", "this-tab"])
def test_another_learner_on_the_same_device_never_sends_the_first_ones_answers(server, tab, own) -> None:
    first, second = make_person(server.region), make_person(server.region)
    signed_in(server, tab.context, first)
    page = tab()
    server.kill()
    choose(page, "one-one", "正しい")
    line(page, "one-one").get_by_text(LATER).wait_for()
    if own:
        page.get_by_role("checkbox", name="この端末は自分のものです").check()
        page.wait_for_timeout(100)
    server.start()
    signed_in(server, tab.context, second)
    page.goto(f"{server.url}/learn/a3/l1/")
    page.wait_for_timeout(500)
    assert page.locator("[data-outbox]").is_hidden()
    assert not page.locator("#item-one-one input:checked").count()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    choose(page, "one-two", "誤り")
    line(page, "one-two").get_by_text(SAVED).wait_for()
    assert list(ItemState.objects.values_list("enrolment__person", "item")) == [(second.pk, "one-two")]
    assert kept(page).count("outbox.") == 1
    signed_in(server, tab.context, first)
    page.goto(f"{server.url}/learn/a3/l1/")
    line(page, "one-one").get_by_text(SAVED).wait_for()
    assert set(ItemState.objects.values_list("enrolment__person", "item")) == {
        (second.pk, "one-two"),
        (first.pk, "one-one"),
    }
    assert "outbox." not in kept(page)


def test_a_page_left_open_by_the_first_learner_sends_nothing_in_the_name_of_the_second(server, tab) -> None:
    first, second = make_person(server.region), make_person(server.region)
    server.kill()
    published(body_with("one") + WRITTEN)
    server.start()
    signed_in(server, tab.context, first)
    page = tab()
    server.kill()
    choose(page, "one-one", "正しい")
    line(page, "one-one").get_by_text(LATER).wait_for()
    # What is typed names no learner, unlike the tokens of options.
    page.locator("#item-one-three form input[type=text]").fill("テレワーク")
    page.locator("#item-one-three form button[value=answer]").click()
    line(page, "one-three").get_by_text(LATER).wait_for()
    server.start()
    signed_in(server, tab.context, second)
    page.locator("[data-outbox-retry]").click()
    page.wait_for_timeout(1500)
    assert not ItemState.objects.exists()
    assert keys() == []
    assert kept(page).count("outbox.") == 2
    assert page.locator("[data-outbox-count]").inner_text() == "2"
    signed_in(server, tab.context, first)
    page.goto(f"{server.url}/learn/a3/l1/")
    line(page, "one-three").get_by_text(SAVED).wait_for()
    assert set(ItemState.objects.values_list("enrolment__person", "item")) == {
        (first.pk, "one-one"),
        (first.pk, "one-three"),
    }
