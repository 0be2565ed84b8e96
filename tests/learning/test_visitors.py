"""Anybody may try the questions of a public lesson: graded on the server, told as after a first try, stored nowhere."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from lms.learning.lessons import visitors
from lms.learning.models import Enrolment, ItemState, LearningEvent
from lms.ledger import clock
from tests.content.items.test_stepwise import BRANCH, TERMINAL
from tests.courses.factories import BODY, make_course, make_lesson, make_site
from tests.learning.steps import forms_of
from tests.queries import counted

pytestmark = pytest.mark.django_db
PAGE = "/courses/a3/l1/"
JSON = {"HTTP_ACCEPT": "application/json"}
HELPS = "::: hint\n一つ目。\n:::\n::: hint\n二つ目。\n:::\n::: explain\nくわしい説明です。\n:::\n:::"


@pytest.fixture
def lesson(region):
    body = BODY + "\n\n" + TERMINAL.removesuffix(":::") + HELPS + "\n\n" + BRANCH + "\n"
    return make_lesson(make_course(region), 1, body=body, preview_allowed=True)


def hidden(form) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form["html"]):
        found.setdefault(name, []).append(unescape(value))
    return found


def send(visitor, form, answer, act: str = "answer", **headers):
    return visitor.post(form["action"], {**hidden(form), "answer": answer, "act": act}, **headers)


def form_in(answer, item: str):
    return forms_of(answer.content.decode(), item)


def choices(form) -> dict[str, str]:
    found = re.findall(r'<button class="opt"[^>]*value="([A-Z2-7]{16})"><span>(.*?)</span>', form["html"])
    return {unescape(text): token for token, text in found}


def nothing_is_stored() -> bool:
    return not (Enrolment.objects.exists() or ItemState.objects.exists() or LearningEvent.objects.exists())


def test_the_page_has_forms_without_token_and_sets_no_cookie(visitor, lesson) -> None:
    answer = visitor.get(PAGE)
    html = answer.content.decode()
    assert html.count('name="session"') == 4
    for word in ("csrf", "idempotency_key"):
        assert word not in html
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    with counted() as found:
        assert visitor.get(PAGE).content.decode() == html
    assert found == []


def test_an_answer_shows_the_lesson_again_with_the_result_at_the_question(lesson, region) -> None:
    visitor = Client(SERVER_NAME=region.site.hostname, enforce_csrf_checks=True)
    form = form_in(visitor.get(PAGE), "q-one")
    assert f'action="{form["action"]}#item-q-one"' in form["html"]
    answer = send(visitor, form, form["options"]["まちがい"])
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "はじめの段落です。" in html
    shown = forms_of(html, "q-one")["html"]
    assert "まちがいの説明です。" in shown
    assert "そのとおりです。" not in html
    assert "くわしい説明です。" not in html
    assert "checked" in shown
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    right = send(visitor, form, form["options"]["正しい"]).content.decode()
    assert "そのとおりです。" in forms_of(right, "q-one")["html"]
    assert "くわしい説明です。" in forms_of(right, "q-one")["html"]
    assert nothing_is_stored()


def test_every_answer_is_a_first_try(visitor, region) -> None:
    make_lesson(make_course(region), 1, body=BODY.replace("required}", "attempts=1}"), preview_allowed=True)
    form = form_in(visitor.get(PAGE), "q-one")
    for _try in range(4):
        answer = send(visitor, form, form["options"]["まちがい"])
        assert "くわしい説明です。" not in answer.content.decode()
        assert 'value="reveal"' not in answer.content.decode()
        form = form_in(answer, "q-one")
    assert send(visitor, form, "", act="reveal").status_code == 422


def test_hints_open_one_by_one_and_stay_open(visitor, lesson) -> None:
    first = send(visitor, form_in(visitor.get(PAGE), "dev-cd"), "ls", act="hint")
    html = form_in(first, "dev-cd")["html"]
    assert ("一つ目。" in html, "二つ目。" in html) == (True, False)
    assert 'value="ls"' in html
    typed = send(visitor, form_in(first, "dev-cd"), "cd documents")
    assert "一つ目。" in form_in(typed, "dev-cd")["html"]
    second = send(visitor, form_in(typed, "dev-cd"), "", act="hint")
    assert "二つ目。" in form_in(second, "dev-cd")["html"]
    assert 'value="hint"' not in form_in(second, "dev-cd")["html"]


def test_a_story_is_walked_without_a_memory(visitor, lesson) -> None:
    form = form_in(visitor.get(PAGE), "tw-hokoku")
    for text, seen in (
        ("そのままにする", "電話がありました。"),
        ("わびる", "困って"),
        ("ないと答える", "予定が決まりました"),
    ):
        assert seen not in form["html"]
        form = form_in(send(visitor, form, choices(form)[text]), "tw-hokoku")
        assert seen in form["html"]
    assert [re.sub("<.*?>", "", way) for way in re.findall("<li>(.*?)</li>", form["html"])] == [
        "そのままにする", "わびる", "ないと答える",
    ]  # fmt: skip
    again = form_in(send(visitor, form, "", act="restart"), "tw-hokoku")
    assert "場面1" in again["html"]
    assert "trail" not in hidden(again)
    assert nothing_is_stored()


def test_a_way_that_is_none_is_refused(visitor, lesson) -> None:
    form = form_in(visitor.get(PAGE), "tw-hokoku")
    tokens = list(choices(form).values())
    for trail in ([tokens[0], tokens[0]], ["A" * 16], [""], [tokens[0]] * 201):
        data = {"session": hidden(form)["session"], "trail": trail, "answer": tokens[0]}
        answer = visitor.post(form["action"], data)
        assert answer.status_code == 422
        assert "困って" not in answer.content.decode()


def test_a_terminal_goes_step_by_step_and_lets_out_nothing_ahead(visitor, lesson) -> None:
    form = form_in(visitor.get(PAGE), "dev-cd")
    wide = send(visitor, form, "ｃｄ Documents")
    assert wide.status_code == 422
    assert "全角の文字があります。" in wide.content.decode()
    assert 'value="ｃｄ Documents"' in wide.content.decode()
    for command, seen in (("cd documents", "大文字と小文字"), ("cd Documents", "中にあるもの"), ("ls", "できました。")):
        answer = send(visitor, form, command)
        assert seen in form_in(answer, "dev-cd")["html"]
        assert seen not in form["html"]
        form = form_in(answer, "dev-cd")
    assert "report.txt" in form["html"]
    assert nothing_is_stored()


def test_json_tells_the_same_and_no_more(visitor, lesson) -> None:
    form = form_in(visitor.get(PAGE), "q-one")
    told = send(visitor, form, form["options"]["まちがい"], **JSON).json()
    assert (told["state"], told["messages_html"], told["explain_html"]) == ("not_yet", ["まちがいの説明です。"], "")
    assert "seen" not in told
    assert "trail" not in told


def test_the_31st_answer_of_a_minute_from_one_address_waits(visitor, lesson) -> None:
    form = form_in(visitor.get(PAGE), "q-two")
    value = form["options"]["× 誤り"]
    now = datetime(2026, 12, 1, 3, 0, 30, tzinfo=UTC)
    with clock.set_to(now):
        form = form_in(visitor.get(PAGE), "q-two")
        value = form["options"]["× 誤り"]
        found = [send(visitor, form, value, **JSON).status_code for _n in range(32)]
        assert found == [200] * 30 + [429] * 2
        late = send(visitor, form, value)
        assert "少し待って" in late.content.decode()
        assert "checked" in form_in(late, "q-two")["html"]
        assert send(visitor, form, value, REMOTE_ADDR="203.0.113.9").status_code == 200
    with clock.set_to(now + timedelta(minutes=1)):
        assert send(visitor, form, value).status_code == 200


def test_an_address_behind_the_proxy_is_the_visitors(visitor, lesson, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    form = form_in(visitor.get(PAGE), "q-two")
    value = form["options"]["× 誤り"]
    with clock.set_to(clock.now()):
        for _n in range(31):
            last = send(visitor, form, value, HTTP_X_FORWARDED_FOR="198.51.100.1")
        assert last.status_code == 429
        assert send(visitor, form, value, HTTP_X_FORWARDED_FOR="198.51.100.2").status_code == 200


def test_the_count_keeps_no_address(db) -> None:
    from django.db import connection

    assert visitors.may_answer("203.0.113.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM counter_cache")
        rows = str(cursor.fetchall())
    assert rows != "[]"
    assert "203.0.113.77" not in rows


def test_yesterdays_page_still_counts_and_an_older_one_is_told(visitor, lesson) -> None:
    now = datetime(2026, 12, 1, 14, 50, tzinfo=UTC)
    with clock.set_to(now):
        form = form_in(visitor.get(PAGE), "q-one")
    with clock.set_to(now + timedelta(minutes=30)):
        assert send(visitor, form, form["options"]["正しい"]).status_code == 200
    with clock.set_to(now + timedelta(days=2)):
        assert send(visitor, form, form["options"]["正しい"]).status_code == 422


@pytest.mark.parametrize("data", [{}, {"session": "x"}, {"session": "20261201.1", "answer": "A" * 16}])
def test_what_no_page_of_ours_sent_is_refused(visitor, lesson, data) -> None:
    answer = visitor.post(PAGE + "items/q-one/", data)
    assert answer.status_code in {404, 422}
    assert "くわしい" not in answer.content.decode()


def test_there_is_nothing_to_answer_without_a_preview_elsewhere_or_in_another_region(visitor, region, lesson) -> None:
    form = form_in(visitor.get(PAGE), "q-one")
    data = {**hidden(form), "answer": form["options"]["正しい"]}
    make_lesson(make_course(region, "B1"), 1, body=BODY.replace("{#q-", "{#r-"))
    other = make_site("yama")
    make_lesson(make_course(other, "C1"), 1, body=BODY.replace("{#q-", "{#s-"), preview_allowed=True)
    for address in (
        "/courses/b1/l1/items/r-one/",
        "/courses/c1/l1/items/s-one/",
        "/courses/a3/l1/items/r-one/",
        "/courses/a3/l1/items/nothing/",
        "/courses/b1/l1/items/q-one/",
    ):
        assert visitor.post(address, data).status_code == 404, address
    assert visitor.get(form["action"]).status_code == 405


def test_a_learner_of_the_course_is_led_to_the_player(browser, visitor, lesson) -> None:
    form = form_in(visitor.get(PAGE), "q-one")
    browser.post("/learn/a3/start/")
    answer = send(browser, form, form["options"]["正しい"])
    assert (answer.status_code, answer.url) == (302, "/learn/a3/l1/")
    assert not ItemState.objects.exists()


def test_tokens_of_a_learner_are_not_those_of_a_visitor(browser, visitor, lesson) -> None:
    browser.post("/learn/a3/start/")
    mine = forms_of(browser.get("/learn/a3/l1/").content.decode(), "q-one")
    theirs = form_in(visitor.get(PAGE), "q-one")
    assert not set(mine["options"].values()) & set(theirs["options"].values())
    assert send(visitor, theirs, mine["options"]["正しい"]).status_code == 422
