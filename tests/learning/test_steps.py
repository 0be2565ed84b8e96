"""terminal and branch in the player: the path stays on the server, every page shows one step, a replay is a new try."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest

from lms.learning.models import ItemState, LearningEvent
from tests.content.items.test_stepwise import BRANCH, TERMINAL
from tests.courses.factories import make_course, make_lesson
from tests.learning.steps import forms_of, post
from tests.queries import at_most

pytestmark = pytest.mark.django_db
LESSON = "/learn/a3/l1/"
JSON = {"HTTP_ACCEPT": "application/json"}
HELPS = "::: hint\nヒントです。\n:::\n::: explain\nくわしい説明です。\n:::\n:::"


@pytest.fixture
def course(region):
    found = make_course(region)
    terminal = TERMINAL.removesuffix(":::").replace("#dev-cd", "#dev-cd required") + HELPS
    make_lesson(found, 1, body=f"文。\n\n{terminal}\n\n{BRANCH}\n", skills="SEC-01")
    return found


@pytest.fixture
def page(browser, course):
    browser.post("/learn/a3/start/")
    return browser.get(LESSON).content.decode()


def now(browser, item: str = "tw-hokoku"):
    return forms_of(browser.get(LESSON).content.decode(), item)


def choices(form) -> dict[str, str]:
    found = re.findall(r'<button class="opt"[^>]*value="([A-Z2-7]{16})"><span>(.*?)</span>', form["html"])
    return {unescape(text): token for token, text in found}


def choose(browser, text: str, **headers):
    form = now(browser)
    return post(browser, form, choices(form)[text], **headers)


def typed(browser, command: str, **headers):
    return post(browser, now(browser, "dev-cd"), command, **headers)


def state(item: str) -> ItemState:
    return ItemState.objects.get(item=item)


def test_the_page_holds_the_first_step_only(page) -> None:
    for shown in ("Documents に移動", "上司からチャット。", "すぐに返す", "場面1"):
        assert shown in page
    for later in (
        "中にあるもの",
        "report.txt",
        "できました",
        "cd Documents",
        "電話",
        "困って",
        "予定",
        "待つ人",
        "asa",
    ):
        assert later not in page


def test_a_story_is_walked_page_by_page_and_the_new_scene_is_where_the_page_opens(browser, page) -> None:
    answer = choose(browser, "そのままにする")
    assert (answer.status_code, answer.url) == (302, f"{LESSON}#item-tw-hokoku-scene")
    html = now(browser)["html"]
    assert 'id="item-tw-hokoku-scene" tabindex="-1"' in html
    for shown in ("場面2", "電話がありました。", "わびる", "待つ人には状況が見えません。", "<li>そのままにする</li>"):
        assert shown in html
    for hidden in ("すぐに返す", "困って", "具体的", "予定", "keikaku", "chinmoku"):
        assert hidden not in html
    assert (state("tw-hokoku").tries, state("tw-hokoku").state, state("tw-hokoku").answer) == (0, "open", [1])


def test_reaching_the_goal_solves_it_and_the_way_is_evidence(browser, page) -> None:
    choose(browser, "すぐに返す")
    found = choose(browser, "具体的に聞く", **JSON).json()
    assert (found["state"], found["share"]) == ("right", "1")
    assert found["next"] == {"scene_html": "<p>今日の予定が決まりました。</p>", "number": 3, "done": True}
    assert (state("tw-hokoku").state, state("tw-hokoku").tries, state("tw-hokoku").best_percent) == ("solved", 1, 100)
    last = LearningEvent.objects.filter(kind="item.answered").latest("recorded_at")
    assert last.payload["path"] == state("tw-hokoku").answer
    assert choices(now(browser)) == {}


def test_an_end_without_the_goal_costs_a_try_and_beginning_again_is_a_new_one(browser, page) -> None:
    for _round in range(2):
        for text in ("そのままにする", "わびる", "ないと答える"):
            choose(browser, text)
        assert "この道の終わり" in now(browser)["html"]
        again = post(browser, now(browser), "", act="restart")
        assert again.status_code == 302
        assert "場面1" in now(browser)["html"]
    assert (state("tw-hokoku").tries, state("tw-hokoku").state) == (2, "open")
    assert LearningEvent.objects.filter(kind="item.restarted").count() == 2
    choose(browser, "すぐに返す")
    choose(browser, "具体的に聞く")
    assert (state("tw-hokoku").tries, state("tw-hokoku").state) == (3, "solved")


def test_a_choice_of_a_scene_left_behind_is_refused_and_nothing_changes(browser, page) -> None:
    form = forms_of(page, "tw-hokoku")
    tokens = choices(form)
    choose(browser, "そのままにする")
    for token in (*tokens.values(), "A" * 16, "0", ""):
        answer = post(browser, form, token)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "電話がありました。" in html
        assert 'id="item-tw-hokoku-error"' in html
    assert state("tw-hokoku").answer == [1]
    assert LearningEvent.objects.filter(kind="item.answered").count() == 1


def test_the_same_key_goes_one_step_and_gives_the_first_response_again(browser, page) -> None:
    form, key = now(browser), str(uuid4())
    token = choices(form)["すぐに返す"]
    first = post(browser, form, token, key=key, **JSON).json()
    assert post(browser, form, token, key=key, **JSON).json() == first
    assert len(state("tw-hokoku").answer) == 1


def test_a_terminal_is_typed_step_by_step(browser, page) -> None:
    wrong = typed(browser, "cd documents", **JSON).json()
    assert (wrong["state"], wrong["messages"]) == ("not_yet", ["大文字と小文字は区別されます。"])
    assert "share" not in wrong
    right = typed(browser, "cd  Documents", **JSON).json()
    assert right["state"] == "going"
    assert right["next"] == {
        "output": "", "prompt_html": "<p>中にあるものを表示してください。</p>", "closing_html": "", "step": 2, "done": False,
    }  # fmt: skip
    html = now(browser, "dev-cd")["html"]
    assert 'role="log"' in html
    assert "コマンド（2つのうち2つめ）" in html
    assert [unescape(line) for line in re.findall("<code data-command>(.*?)</code>", html)] == [
        "cd documents", "cd Documents",
    ]  # fmt: skip
    assert "report.txt" not in html
    assert (state("dev-cd").tries, state("dev-cd").best_percent, state("dev-cd").state) == (1, 50, "open")
    done = typed(browser, "ls", **JSON).json()
    assert (done["state"], done["next"]["output"]) == ("right", "report.txt  photo.jpg")
    html = now(browser, "dev-cd")["html"]
    assert "できました。" in html
    assert "くわしい説明です。" in html
    assert 'type="text"' not in html
    assert (state("dev-cd").tries, state("dev-cd").state) == (2, "solved")


def test_a_full_width_command_is_told_kept_in_the_field_and_costs_no_try(browser, page) -> None:
    answer = typed(browser, "ｃｄ　Documents")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "全角の文字があります。半角に切りかえてください。" in html
    assert 'value="ｃｄ　Documents"' in html
    assert not ItemState.objects.exists()
    assert typed(browser, "").status_code == 422


def test_the_commands_are_offered_from_the_third_try_and_then_count_as_done_not_solved(browser, page) -> None:
    assert post(browser, now(browser, "dev-cd"), "", act="reveal", **JSON).status_code == 409
    typed(browser, "cd Documents")
    offers = [typed(browser, f"x{n}", **JSON).json()["can_reveal"] for n in range(3)]
    assert offers == [False, False, True]
    shown = post(browser, now(browser, "dev-cd"), "", act="reveal", **JSON).json()
    assert shown["solution"] == ["<code>cd Documents</code>", "<code>ls</code>"]
    typed(browser, "ls")
    assert (state("dev-cd").state, state("dev-cd").best_percent) == ("revealed", 50)
    assert browser.post(LESSON + "complete/").url != LESSON + "#conditions"


def test_a_hint_changes_nothing_of_the_path(browser, page) -> None:
    typed(browser, "cd Documents")
    assert len(post(browser, now(browser, "dev-cd"), "", act="hint", **JSON).json()["hints"]) == 1
    html = now(browser, "dev-cd")["html"]
    assert "ヒントです。" in html
    assert "中にあるもの" in html


def test_a_question_that_goes_in_one_step_cannot_be_begun_anew(browser, region) -> None:
    from tests.courses.factories import body_with

    make_lesson(make_course(region, "B1"), 1, body=body_with("one"), skills="SEC-01")
    browser.post("/learn/b1/start/")
    form = forms_of(browser.get("/learn/b1/l1/").content.decode(), "one-one")
    assert post(browser, form, "", act="restart").status_code == 422
    assert not ItemState.objects.exists()


def test_a_changed_question_begins_anew(browser, page) -> None:
    from courses.models import LessonPage
    from tests.learning.conftest import forget_everything

    choose(browser, "そのままにする")
    lesson = LessonPage.objects.get(slug="l1")
    lesson.body = lesson.body.replace("電話がありました。", "電話が鳴りました。")
    lesson.save_revision().publish()
    forget_everything()
    assert "場面1" in now(browser)["html"]
    choose(browser, "そのままにする")
    assert "電話が鳴りました。" in now(browser)["html"]


@pytest.mark.parametrize("item", ["dev-cd", "tw-hokoku"])
def test_a_step_stays_in_the_budget_of_an_answer(browser, page, item) -> None:
    form = now(browser, item)
    given = choices(form)["すぐに返す"] if item == "tw-hokoku" else "cd Documents"
    with at_most(5):
        assert post(browser, form, given, **JSON).status_code == 200
    with at_most(3):
        browser.get(LESSON)


def test_a_used_up_story_tells_the_way_and_takes_no_more(browser, region) -> None:
    make_lesson(make_course(region, "B1"), 1, body=BRANCH.replace("goal=3", "goal=3 attempts=1"), skills="SEC-01")
    browser.post("/learn/b1/start/")

    def form():
        return forms_of(browser.get("/learn/b1/l1/").content.decode(), "tw-hokoku")

    for text in ("そのままにする", "わびる", "ないと答える"):
        found = post(browser, form(), choices(form())[text], **JSON).json()
    assert found["solution"] == ["すぐに返す", "具体的に聞く"]
    assert state("tw-hokoku").state == "spent"
    post(browser, form(), "", act="restart")
    assert "この道の終わり" in form()["html"]


def test_a_fragment_is_the_question_alone_at_its_new_step(browser, page) -> None:
    html = choose(browser, "すぐに返す", HTTP_X_REQUESTED_WITH="fetch").content.decode()
    assert html.lstrip().startswith('<div class="card quiz" id="item-tw-hokoku"')
    assert "data-focus" in html
    assert "ほかに困っていること" in html
