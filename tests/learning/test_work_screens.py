"""The screens of handed-in work, as learners and instructors use them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.learning import services
from lms.learning.models import Submission
from lms.ledger import clock
from tests.accounts.factories import make_person, sign_in
from tests.learning import works

pytestmark = pytest.mark.django_db
LESSON = "/learn/a4/kadai/"


@pytest.fixture
def course(region):
    return works.make_assignment(region)


@pytest.fixture
def teacher(region):
    return make_person(region, "I", name="みどり")


@pytest.fixture
def desk(teacher):
    return sign_in(Client(SERVER_NAME="hama.example.jp"), teacher)


@pytest.fixture
def enrolled(course, learner):
    services.enrol(person=learner, course=course)


def key_of(html: str) -> str:
    return re.search(r'name="idempotency_key" value="([^"]+)"', html)[1]


def text_of(response) -> str:
    return response.content.decode()


def test_a_lesson_shows_the_form_the_rubric_and_no_secret(browser, enrolled):
    html = text_of(browser.get(LESSON))
    assert 'action="/learn/a4/kadai/items/w-text/work/"' in html
    assert 'accept=".pdf,.docx,.png,.jpg,.txt"' in html
    assert "見出し・表・余白がそろう" in html
    assert "def tasu(a, b):" in html
    assert "assert tasu(1, 2) == 3" in html
    assert "きみつ" not in html


def test_from_the_lesson_to_the_desk_and_back(browser, enrolled, desk, learner):
    key = key_of(text_of(browser.get(LESSON)))
    response = browser.post(f"{LESSON}items/w-text/work/", {"idempotency_key": key, "text": "応募します。"})
    assert response["Location"] == f"{LESSON}#item-w-text"
    assert "採点待ち" in text_of(browser.get(LESSON))
    assert (
        browser.post(f"{LESSON}items/w-text/work/", {"idempotency_key": key, "text": "応募します。"}).status_code == 302
    )
    row = Submission.objects.get()
    assert row.versions_count == 1
    queue = text_of(desk.get(reverse("learning:work_queue")))
    assert "さくら" in queue
    page = reverse("learning:judge_work", args=[row.pk])
    html = text_of(desk.get(page))
    assert "応募します。" in html
    form = {"idempotency_key": key_of(html), "version_n": "1"}
    refused = desk.post(page, {**form, "decision": "accepted", "level_0": "5", "comment": "書いた言葉"})
    assert refused.status_code == 422
    assert "点を選んでください。" in text_of(refused)
    assert "書いた言葉" in text_of(refused)
    assert re.search(r'name="level_0" value="5" checked', text_of(refused))
    done = desk.post(page, {**form, "decision": "accepted", "level_0": "5", "level_1": "3", "comment": "よいです。"})
    assert done.status_code == 302
    html = text_of(browser.get(LESSON))
    assert "10点中8点" in html
    assert "よいです。" in html
    history = text_of(browser.get(f"{LESSON}items/w-text/work/"))
    assert "みどり" in history
    assert 'name="text"' not in history


def test_returned_work_is_gone_on_with_from_what_was_written(browser, enrolled, course, learner, teacher):
    works.judge(works.give(learner, course, text="一回目の文"), teacher, "returned", [], "題を付けてください。")
    html = text_of(browser.get(f"{LESSON}items/w-text/work/"))
    assert "題を付けてください。" in html
    assert "\n一回目の文</textarea>" in html
    assert "題を付けてください。" in text_of(browser.get(LESSON))


def test_a_refused_file_says_why_and_keeps_the_words(browser, enrolled):
    key = key_of(text_of(browser.get(f"{LESSON}items/w-file/work/")))
    file = SimpleUploadedFile("a.exe", b"MZ")
    response = browser.post(
        f"{LESSON}items/w-file/work/", {"idempotency_key": key, "text": "書いた言葉\n二行目", "file": file}
    )
    assert response.status_code == 422
    html = text_of(response)
    assert "この種類のファイルは提出できません。" in html
    assert "\n書いた言葉\n二行目</textarea>" in html
    assert "ファイルはもう一度選んでください" in html
    assert key in html


def test_what_a_person_judges_takes_no_answer_at_the_address_of_questions(browser, enrolled):
    html = text_of(browser.get(LESSON))
    session = re.search(r'name="session" value="([^"]+)"', html)
    form = {
        "session": session[1] if session else "20261120.1",
        "idempotency_key": "k" * 32,
        "act": "answer",
        "answer": "x",
    }
    assert browser.post(f"{LESSON}items/w-text/", form).status_code in {404, 422}
    assert not Submission.objects.exists()


def test_the_queue_stands_oldest_first_and_names_what_is_overdue(course, region, desk):
    today = clock.today_in_tokyo()
    names = []
    for days, name in [(1, "あと"), (20, "さき"), (3, "なか")]:
        person = make_person(region, name=name)
        with clock.set_to(clock.start_of_day(today - timedelta(days=days))):
            works.give(person, course)
        names.append(name)
    html = text_of(desk.get(reverse("learning:work_queue")))
    assert html.index("さき") < html.index("なか") < html.index("あと")
    assert html.count("期限をすぎています") >= 1
    assert "期限をすぎています" in html[html.index("さき") : html.index("なか")]


def test_the_queue_asks_the_same_number_of_questions_for_two_and_for_twenty(course, region, desk):
    desk.get(reverse("learning:work_queue"))
    counts = []
    for number in (2, 18):
        for _n in range(number):
            works.give(make_person(region), course)
        with CaptureQueriesContext(connection) as seen:
            desk.get(reverse("learning:work_queue"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_only_instructors_have_the_desk(browser, enrolled):
    assert browser.get(reverse("learning:work_queue")).status_code == 404


def test_a_notice_leads_to_the_work_of_its_learner_alone(browser, enrolled, course, learner, region):
    row = works.give(learner, course)
    url = reverse("learning:work_one", args=[row.pk])
    assert browser.get(url)["Location"] == f"{LESSON}items/w-text/work/"
    assert sign_in(Client(SERVER_NAME="hama.example.jp"), make_person(region)).get(url).status_code == 404


def test_the_promised_day_is_three_working_days_away(browser, enrolled, course, learner):
    with clock.set_to(clock.start_of_day(date(2026, 12, 28))):
        works.give(learner, course)
    # 29 December to 3 January are no working days, nor are the weekend days around them.
    assert Submission.objects.get().due_on == date(2027, 1, 6)
