"""What waited in a browser: one request for up to 200 acts, each taken once, the word of the server for each."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from lms.learning import services
from lms.learning.models import ItemState, LearningEvent
from lms.ledger import clock
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_course, make_lesson
from tests.learning.steps import forms_of, post
from tests.queries import at_most

pytestmark = pytest.mark.django_db
LESSON = "/learn/a3/l1/"
OUTBOX = "/learn/outbox/"


@pytest.fixture
def page(browser, course):
    browser.post("/learn/a3/start/")
    return browser.get(LESSON).content.decode()


def entry(form, answer, *, act: str = "answer", key: str = "", at: str = "2026-12-01T10:00:00+09:00", **other):
    values = answer if isinstance(answer, list) else [answer]
    return {
        "key": key or str(uuid4()), "path": form["action"], "act": act, "session": form["session"], "answer": values,
        "at": at, **other,
    }  # fmt: skip


def send(browser, *entries):
    return browser.post(OUTBOX, json.dumps(entries), content_type="application/json")


def results(browser, *entries) -> list[int]:
    answer = send(browser, *entries)
    assert answer.status_code == 200, answer.content
    return [row["status"] for row in answer.json()["results"]]


def test_each_act_is_taken_once_whatever_way_it_comes(browser, page) -> None:
    form, second = forms_of(page, "one-one"), forms_of(page, "one-two")
    wrong = entry(form, form["options"]["まちがい"])
    right = entry(form, form["options"]["正しい"])
    other = entry(second, next(iter(second["options"].values())))
    assert results(browser, wrong, right, other) == [200, 200, 200]
    assert results(browser, wrong, other) == [200, 200]
    post(browser, form, form["options"]["正しい"], key=right["key"])
    assert ItemState.objects.get(item="one-one").tries == 2
    assert LearningEvent.objects.filter(kind="item.answered").count() == 3


def test_a_key_taken_by_the_form_is_known_to_the_batch(browser, page) -> None:
    form, key = forms_of(page, "one-one"), str(uuid4())
    post(browser, form, form["options"]["まちがい"], key=key)
    assert results(browser, entry(form, form["options"]["正しい"], key=key)) == [200]
    assert ItemState.objects.get().state == "open"
    ItemState.objects.update(receipts=[])
    assert results(browser, entry(form, form["options"]["正しい"], key=key)) == [409]
    assert ItemState.objects.get().tries == 1


def test_a_refused_act_stops_no_other_and_is_told_why(browser, page) -> None:
    form, second = forms_of(page, "one-one"), forms_of(page, "one-two")
    good = entry(form, form["options"]["正しい"])
    answer = send(
        browser,
        entry(form, "A" * 16),
        entry(form, ""),
        entry(form, "", act="reveal"),
        entry(form, "x", act="nothing"),
        entry({**form, "session": "20200101.1"}, "x"),
        entry({**form, "action": "/learn/a3/l1/items/nothing/"}, form["options"]["正しい"]),
        entry({**form, "action": "/learn/a3/nothing/items/one-one/"}, "x"),
        entry({**form, "action": "/learn/goal/"}, "x"),
        entry({**form, "action": "/no/such/page/"}, "x"),
        good,
        entry(second, form["options"]["正しい"]),
    )
    rows = answer.json()["results"]
    assert [row["status"] for row in rows] == [422, 422, 409, 422, 422, 404, 404, 404, 404, 200, 422]
    assert all(row["message"] for row in rows if row["status"] != 200)
    assert rows[9]["key"] == good["key"]
    assert rows[9]["saved_at"]
    assert LearningEvent.objects.filter(kind="item.answered").count() == 1
    assert "そのとおり" not in answer.content.decode()
    assert "くわしい" not in answer.content.decode()


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", "[1]", '[{"key": "x"}]', json.dumps([{"key": "k" * 8, "path": 1}]), "nonsense"]
)
def test_what_our_module_does_not_send_is_refused_whole(browser, page, body) -> None:
    assert browser.post(OUTBOX, body, content_type="application/json").status_code == 422
    form = forms_of(page, "one-one")
    assert send(browser, *[entry(form, "x")] * 201).status_code == 422
    assert not ItemState.objects.exists()


def test_a_fact_has_the_day_it_was_done_by_the_browsers_clock_within_bounds(browser, course, learner) -> None:
    evening = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    with clock.set_to(evening):
        browser.post("/learn/a3/start/")
        form = forms_of(browser.get(LESSON).content.decode(), "one-one")
    token = form["options"]["まちがい"]
    morning = evening + timedelta(hours=12)
    with clock.set_to(morning):
        said = ["2026-12-01T22:30:00+09:00", "1999-01-01T00:00:00+09:00", "2099-01-01T00:00:00Z", "early", "2026-12-01"]
        assert results(browser, *[entry(form, token, at=at) for at in said]) == [200] * 5
    rows = LearningEvent.objects.filter(kind="item.answered").order_by("payload__tries")
    days = [row.occurred_on.isoformat() for row in rows]
    assert days == ["2026-12-01", "2026-12-01", "2026-12-02", "2026-12-02", "2026-12-02"]
    assert {row.recorded_at for row in rows} == {morning}


def test_another_learner_sends_none_of_it(browser, page, region) -> None:
    form = forms_of(page, "one-one")
    other = sign_in(Client(SERVER_NAME=region.site.hostname), make_person(region))
    assert results(other, entry(form, form["options"]["正しい"])) == [404]
    other.post("/learn/a3/start/")
    assert results(other, entry(form, form["options"]["正しい"])) == [422]
    assert not ItemState.objects.exists()


def test_each_person_has_a_name_of_their_own_in_the_browser(browser, page, region) -> None:
    import re

    from lms.learning.lessons.player import owner_of

    mine = re.search(r'data-owner="([0-9a-f]{16})"', page)[1]
    other = make_person(region)
    assert mine != owner_of(other.pk)
    assert str(other.pk).replace("-", "")[:8] not in owner_of(other.pk)


def test_a_level_is_reached_by_what_waited(learner, entry_of_course, browser) -> None:
    course = entry_of_course
    services.enrol(person=learner, course=course)
    found = []
    for number in (1, 2):
        html = browser.get(f"/learn/a3/l{number}/").content.decode()
        word = ("one", "two")[number - 1]
        form, second = forms_of(html, f"{word}-one"), forms_of(html, f"{word}-two")
        found += [entry(form, form["options"]["正しい"]), entry(second, second["options"]["× 誤り"])]
    assert results(browser, *found) == [200] * 4
    reached = LearningEvent.objects.filter(kind="skill.reached").values_list("payload__skill", flat=True)
    assert set(reached) == {"SEC-01", "SEC-02"}


@pytest.fixture
def entry_of_course(course, region):
    from courses import outline

    return outline.outline(region.site).course("a3")


def test_two_hundred_acts_make_ten_statements(browser, region) -> None:
    course = make_course(region)
    items = "".join(f"::: truefalse {{#q-{n:03}}}\n問{n}\n\n= ○\n:::\n\n" for n in range(50))
    make_lesson(course, 1, body=items, skills="SEC-01")
    make_lesson(course, 2, body=items.replace("#q-", "#r-"), skills="SEC-01")
    browser.post("/learn/a3/start/")
    waiting = []
    for number, letter in ((1, "q"), (2, "r")):
        html = browser.get(f"/learn/a3/l{number}/").content.decode()
        for n in range(50):
            form = forms_of(html, f"{letter}-{n:03}")
            waiting += [entry(form, token) for token in form["options"].values()]
    waiting = [row for n, row in enumerate(waiting) if n % 2] + [row for n, row in enumerate(waiting) if not n % 2]
    assert len(waiting) == 200
    last = waiting.pop()
    with at_most(10) as found:
        assert results(browser, *waiting, entry({"action": last["path"], "session": last["session"]}, "A" * 16)) == [
            *[200] * 199, 422,
        ]  # fmt: skip
    assert len(found) <= 10
    assert LearningEvent.objects.filter(kind="item.answered").count() == 199
    with at_most(10):
        assert results(browser, *waiting) == [200] * 199
    assert LearningEvent.objects.filter(kind="item.answered").count() == 199


def test_what_another_learner_left_behind_is_not_taken(browser, learner, region) -> None:
    from lms.learning.lessons.player import owner_of
    from tests.accounts.factories import make_person

    def sent(owner: str) -> int:
        return browser.post(
            "/learn/outbox/", "[]", content_type="application/json", headers={"x-outbox-owner": owner}
        ).status_code

    assert sent(owner_of(make_person(region).pk)) == 404
    assert sent("somebody") == 404
    assert sent(owner_of(learner.pk)) == sent("") == 422  # taken in, and then an empty list is nothing
