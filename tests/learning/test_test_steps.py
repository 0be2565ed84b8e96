"""terminal and branch in a course test: asked, kept on the server, graded at the end, nothing unseen leaves (ADR 0013, §8.1)."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest

from courses import outline
from courses.models import BankPage, ItemVersion
from lms.learning import services
from lms.learning.course_tests import attempts
from lms.learning.models import LearningEvent, TestAttempt, TestQuestion, TestSave
from lms.learning.regrade import job
from tests.accounts.factories import make_person
from tests.content.items.test_stepwise import BRANCH, TERMINAL
from tests.courses.factories import make_bank, make_course, make_lesson
from tests.learning.conftest import forget_everything
from tests.queries import at_most

EXPLAIN = "\n::: explain\nカナリア解説です。\n:::\n:::"
PLAIN = "::: number {#n-one skill=DEV-01}\nいくつですか。\n\n= 450\n:::\n"
JSON = {"headers": {"accept": "application/json"}}


def explained(source: str) -> str:
    return source.removesuffix("\n:::") + EXPLAIN


@pytest.fixture
def course(region):
    found = make_course(region)
    make_bank(found, key="steps", body="\n".join([explained(TERMINAL), BRANCH, PLAIN]))
    make_lesson(found, 1, body="文です。\n\n::: test {#k-test pool=steps pass=60}\n:::\n")
    forget_everything()
    return found


@pytest.fixture
def entry(course, region):
    return outline.outline(region.site).course("a3")


@pytest.fixture
def attempt(learner, entry):
    services.enrol(person=learner, course=entry)
    return attempts.start(person=learner, course=entry)


def url(attempt: TestAttempt) -> str:
    return f"/learn/a3/test/{attempt.pk}/"


def sheet(browser, attempt, query: str = "") -> str:
    return browser.get(url(attempt) + query).content.decode()


def section(html: str, item: str) -> str:
    start = html.index(f'id="item-{item}"')
    return html[start : html.index("</section>", start)]


def form(html: str) -> dict:
    """What a browser sends of the sheet when a button without effect is pressed."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag:
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    return found


def typed(browser, attempt, command: str, *, press: str = "step", query: str = ""):
    data = form(sheet(browser, attempt, query))
    data["q-dev-cd"][-1] = command
    return browser.post(url(attempt) + "save/", {**data, **({"step": "dev-cd"} if press == "step" else {"go": press})})


def chosen(browser, attempt, text: str):
    html = sheet(browser, attempt)
    part = section(html, "tw-hokoku")
    tokens = {words: token for token, words in re.findall(r'value="([A-Z2-7]{16})"><span>(.*?)</span>', part)}
    return browser.post(url(attempt) + "save/", {**form(html), "q-tw-hokoku": tokens[text]})


def kept(item: str):
    return TestSave.objects.filter(question__item=item).order_by("saved_at").values_list("answer", flat=True)


def test_a_test_asks_all_that_is_graded_by_the_machine(attempt, entry) -> None:
    assert set(attempt.questions.values_list("item", flat=True)) == {"dev-cd", "tw-hokoku", "n-one"}
    assert entry.test.asked == 3


def test_before_the_first_step_only_the_beginning_is_on_any_page(browser, attempt) -> None:
    for query in ("", "?q=1", "?q=2", "?q=3", "check/"):
        html = sheet(browser, attempt, query)
        for secret in (
            "中にあるもの",
            "report.txt",
            "できました",
            "電話がありました",
            "ほかに困って",
            "カナリア",
            "区別されます",
        ):
            assert secret not in html


def test_a_command_leads_on_whether_it_is_right_or_not_and_tells_neither(browser, attempt, learner, region) -> None:
    answer = typed(browser, attempt, "cd documents")
    assert (answer.status_code, answer.url) == (302, url(attempt) + "#item-dev-cd")
    wrong = section(sheet(browser, attempt), "dev-cd")
    assert "中にあるものを表示してください。" in wrong
    assert "コマンド（2つのうち2つめ）" in wrong
    for telling in ("実行", "ちがいます", "区別されます", "report.txt", 'class="mark'):
        assert telling not in wrong
    other = make_person(region)
    entry = outline.outline(region.site).course("a3")
    services.enrol(person=other, course=entry)
    theirs = attempts.start(person=other, course=entry)
    from django.test import Client

    from tests.accounts.factories import sign_in

    second = sign_in(Client(SERVER_NAME=region.site.hostname), other)
    typed(second, theirs, "cd Documents")
    right = section(sheet(second, theirs), "dev-cd")

    def same(html):
        without = re.sub(r'value="[0-9a-f-]{36}"|Question \d|第?\d+問|問題\d+', "", html)
        return re.sub(r"cd [dD]ocuments", "cd …", without)

    assert same(right) == same(wrong)
    typed(browser, attempt, "ls")
    done = section(sheet(browser, attempt), "dev-cd")
    assert "すべての手順に答えました。" in done
    assert 'type="text"' not in done
    assert "できました。" not in done
    assert list(kept("dev-cd"))[-1] != {"commands": []}


def test_a_story_goes_scene_by_scene_without_feedback_and_without_return(browser, attempt) -> None:
    answer = chosen(browser, attempt, "そのままにする")
    assert answer.url == url(attempt) + "#item-tw-hokoku"
    html = section(sheet(browser, attempt), "tw-hokoku")
    assert "電話がありました。" in html
    assert "待つ人には" not in html
    assert "はじめから" not in html
    assert "前にはもどれません" in html
    chosen(browser, attempt, "わびる")
    chosen(browser, attempt, "具体的に聞く")
    html = section(sheet(browser, attempt), "tw-hokoku")
    assert "今日の予定が決まりました。" in html
    assert "<button" not in html
    assert [len(path) for path in kept("tw-hokoku")] == [1, 2, 3]


def test_a_scene_left_behind_and_an_old_page_of_a_terminal_change_nothing(browser, attempt) -> None:
    html = sheet(browser, attempt)
    old = re.findall(r'value="([A-Z2-7]{16})"', section(html, "tw-hokoku"))
    chosen(browser, attempt, "そのままにする")
    for token in (*old, "A" * 16, "read"):
        assert browser.post(url(attempt) + "save/", {**form(html), "q-tw-hokoku": token,
                                                     "key-tw-hokoku": str(uuid4())}).status_code == 422  # fmt: skip
    assert list(kept("tw-hokoku")) == [[1]]
    stale = {**form(html), "q-dev-cd": ["1", "cd Documents"], "step": "dev-cd"}
    typed(browser, attempt, "x")
    refused = browser.post(url(attempt) + "save/", {**stale, "key-dev-cd": str(uuid4())})
    assert refused.status_code == 422
    assert "別の画面で先に進みました" in refused.content.decode()
    assert list(kept("dev-cd")) == [{"commands": ["x"]}]


def test_the_same_key_takes_one_step_however_often_it_is_sent(browser, attempt) -> None:
    data = {"item": "dev-cd", "answer": ["1", "cd Documents"], "idempotency_key": str(uuid4())}
    first = browser.post(url(attempt) + "save/", data, **JSON).json()
    assert browser.post(url(attempt) + "save/", data, **JSON).json() == first
    assert set(first) == {"saved_at", "message"}
    assert list(kept("dev-cd")) == [{"commands": ["cd Documents"]}]
    fact = LearningEvent.objects.get(kind="test.answer_saved")
    assert "Documents" not in str(fact.payload)


def test_full_width_and_nothing_typed_are_told_at_the_field_and_other_answers_are_saved(browser, attempt) -> None:
    data = form(sheet(browser, attempt))
    data |= {"q-n-one": ["450"], "step": "dev-cd", "q-dev-cd": ["1", "ｃｄ　Documents"]}
    refused = browser.post(url(attempt) + "save/", data)
    html = section(refused.content.decode(), "dev-cd")
    assert refused.status_code == 422
    assert "全角の文字があります。半角に切りかえてください。" in html
    assert 'value="ｃｄ　Documents"' in html
    assert 'aria-invalid="true"' in html
    assert list(kept("n-one")) == ["450"]
    empty = typed(browser, attempt, " ")
    assert "コマンドを書いてください。" in section(empty.content.decode(), "dev-cd")
    assert not kept("dev-cd").exists()
    said = browser.post(url(attempt) + "save/", {"item": "dev-cd", "answer": ["1", "ｃｄ"], "idempotency_key": str(uuid4())},
                        **JSON)  # fmt: skip
    assert (said.status_code, said.json()["message"]) == (422, "全角の文字があります。半角に切りかえてください。")


def test_a_command_typed_before_another_button_is_pressed_is_not_lost(browser, attempt) -> None:
    answer = typed(browser, attempt, "cd Documents", press="check")
    assert answer.url == url(attempt) + "check/"
    assert list(kept("dev-cd")) == [{"commands": ["cd Documents"]}]


def test_an_unfinished_path_counts_as_unanswered_and_a_finished_one_does_not(browser, attempt) -> None:
    place = attempt.questions.get(item="dev-cd").position
    typed(browser, attempt, "cd Documents")
    assert f"?q={place}" in sheet(browser, attempt, "check/")
    typed(browser, attempt, "ls")
    assert f"?q={place}" not in sheet(browser, attempt, "check/")
    alone = sheet(browser, attempt, f"?q={place}")
    assert "すべての手順に答えました。" in alone


def test_one_by_one_a_step_comes_back_to_its_own_page(browser, attempt) -> None:
    place = attempt.questions.get(item="dev-cd").position
    answer = typed(browser, attempt, "cd Documents", query=f"?q={place}")
    assert answer.url == f"{url(attempt)}?q={place}#item-dev-cd"


def test_the_result_is_graded_when_the_try_is_over_and_tells_the_words_after_passing(browser, attempt) -> None:
    typed(browser, attempt, "cd documents")
    typed(browser, attempt, "ls")
    for text in ("すぐに返す", "具体的に聞く"):
        chosen(browser, attempt, text)
    browser.post(url(attempt) + "save/", {**form(sheet(browser, attempt)), "q-n-one": ["450"]})
    browser.post(url(attempt) + "submit/")
    attempt.refresh_from_db()
    assert dict(attempt.questions.values_list("item", "earned")) == {"dev-cd": 0.5, "tw-hokoku": 1, "n-one": 1}
    assert attempt.passed
    html = sheet(browser, attempt, "result/")
    assert "大文字と小文字は区別されます。" in html
    assert "cd Documents" in html
    assert "カナリア解説です。" in html


def test_not_passed_shows_no_way_and_no_words(browser, attempt) -> None:
    typed(browser, attempt, "cd documents")
    chosen(browser, attempt, "そのままにする")
    browser.post(url(attempt) + "submit/")
    html = sheet(browser, attempt, "result/")
    for secret in ("区別されます", "cd Documents", "カナリア", "待つ人には", "すぐに返す"):
        assert secret not in html
    assert set(attempt.questions.values_list("earned", flat=True)) == {0}


def test_a_step_costs_one_statement_more_than_an_answer(browser, attempt) -> None:
    data = {"item": "dev-cd", "answer": ["1", "cd Documents"], "idempotency_key": str(uuid4())}
    sheet(browser, attempt)
    with at_most(6):
        browser.post(url(attempt) + "save/", data, **JSON)
    with at_most(7):
        sheet(browser, attempt)


@pytest.mark.parametrize(
    ("old", "new", "comparable", "points"),
    [
        ("- 具体的に聞く", "- だまっている => owari {score=0}\n- 具体的に聞く", True, 1),
        ("goal=3", "goal=4", True, 0),
        ("- 具体的に聞く", "- くわしく聞く", False, 1),
    ],
)
def test_a_way_is_graded_anew_by_its_choices_and_not_by_their_places(
    browser, attempt, region, old, new, comparable, points
) -> None:
    """LT-09: a choice put in front of the one taken is not the one that was taken."""
    for text in ("すぐに返す", "具体的に聞く"):
        chosen(browser, attempt, text)
    for command in ("cd Documents", "x"):
        typed(browser, attempt, command)
    browser.post(url(attempt) + "save/", {**form(sheet(browser, attempt)), "q-n-one": ["450"]})
    browser.post(url(attempt) + "submit/")
    bank = BankPage.objects.get()
    text = bank.body.replace(old, new)
    if new == "goal=4":
        text = text.replace("わびる => keikaku {score=1}", "わびる => keikaku {score=4}")
    bank.body = text.replace("$ ls\n", "$ ls\n$| x\n")
    bank.save_revision().publish()
    forget_everything()
    (row,) = job.dry_run(ItemVersion.objects.filter(item="tw-hokoku").latest("n"))
    assert (row.comparable, row.old_points, row.new_points) == (comparable, 1, points)
    assert (row.was_passed, row.now_passed) == (True, bool(points))
    (row,) = job.dry_run(ItemVersion.objects.filter(item="dev-cd").latest("n"))
    assert (row.comparable, row.old_points, row.new_points) == (True, Decimal("0.5"), 1)


def test_nobody_else_takes_a_step(attempt, region) -> None:
    other = make_person(region)
    from lms.ledger.refusals import NotVisible

    with pytest.raises(NotVisible):
        attempts.save(person=other, attempt_id=attempt.pk, item="dev-cd", values=["1", "ls"], key=str(uuid4()))
    assert TestQuestion.objects.filter(saves__isnull=False).count() == 0
