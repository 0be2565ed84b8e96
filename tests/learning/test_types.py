"""Every type of the lesson language in the player: right, partly, wrong, refused; kept and done; nothing told too early."""

from __future__ import annotations

import json
import re

import pytest

from courses.models import CompiledLesson, LessonPage
from lms.learning.lessons import polls
from lms.learning.models import Enrolment, ItemState, LearningEvent, SkillEvidence
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_course, make_lesson
from tests.learning.steps import forms_of, post, sent_by
from tests.queries import at_most

pytestmark = pytest.mark.django_db
LESSON = "/learn/a3/l1/"
JSON = {"HTTP_ACCEPT": "application/json"}
BODY = """はじめの段落です。

IPアドレス
: 機器の番地。

::: order {#t-order partial=each required}
正しい順に並べます。

1. 切りはなす
2. 電話する
3. 書きとめる
4. 話し合う

::: explain
順番のわけ。
:::
:::

::: match {#t-match shuffle}
結びつけます。

- DNS -> 名前を調べる
- DHCP -> 番地を貸す
- -> 画面をうつす
:::

::: cloze {#t-cloze chouon}
割り当てるのは [[DHCP]]、届けるのは [[サーバー;サーバ]]、約束は [[(TCP);UDP]] です。
:::

::: cloze {#t-bank bank partial=off}
空は [[青い]]、花は [[赤い]] です。
:::

::: flashcards {#t-cards required}
- DNS :: 名前を調べるしくみ
- DHCP :: 番地を貸すしくみ
:::

::: checklist {#t-boxes required}
- [ ] カメラを試した
- [ ] 背景を見た
:::

::: poll {#t-poll k=3}
どこで学びますか。

- 自宅
- 職場
:::

::: reflect {#t-reflect min=10 share=mentor required}
ふりかえってください。
:::

::: tabs
## Windows
設定を開きます。
## Mac
システム設定を開きます。

::: truefalse {#t-bool}
正しいですか。

= ○
:::
:::
"""


@pytest.fixture(autouse=True)
def _no_kept_votes():
    polls.forget()


@pytest.fixture
def lesson(region):
    return make_lesson(make_course(region), 1, body=BODY, preview_allowed=True)


@pytest.fixture
def page(browser, lesson):
    browser.post("/learn/a3/start/")
    return browser.get(LESSON).content.decode()


def form_of(browser, item):
    return forms_of(browser.get(LESSON).content.decode(), item)


def rows(form) -> dict[str, str]:
    """Token by text of the lines of an order."""
    found = re.findall(
        r'<span class="line"[^>]*>(.*?)</span><input type="hidden" name="answer" value="([A-Z2-7]{16})"', form["html"]
    )
    return dict(found)


def entries(form, at: int) -> dict[str, str]:
    """Token by text of the at-th select."""
    select = re.findall(r"<select.*?</select>", form["html"], re.DOTALL)[at]
    return {text: token for token, text in re.findall(r'value="([A-Z2-7]{16})"[^>]*>(.*?)</option>', select)}


def ordered(form, texts) -> list[str]:
    by_text = rows(form)
    return [value for place, text in enumerate(texts, 1) for value in (by_text[text], str(place))]


RIGHT = ["切りはなす", "電話する", "書きとめる", "話し合う"]


def test_an_order_is_right_partly_right_or_not_yet(browser, page) -> None:
    form = forms_of(page, "t-order")
    assert post(browser, form, ordered(form, RIGHT[::-1]), **JSON).json()["state"] == "not_yet"
    half = post(browser, form, ordered(form, [*RIGHT[1:], RIGHT[0]]), **JSON).json()
    assert half["state"] == "partly"
    assert not {"share", "solution", "explain"} & set(half)
    whole = post(browser, form, ordered(form, RIGHT), **JSON).json()
    assert (whole["state"], whole["share"], whole["explain"]) == ("right", "1", "<p>順番のわけ。</p>")
    assert whole["solution"] == RIGHT
    shown = form_of(browser, "t-order")
    assert list(rows(shown)) == RIGHT
    assert ItemState.objects.get(item="t-order").tries == 3


def test_an_order_comes_in_code_point_order_and_what_is_untouched_is_sent_as_shown(browser, page) -> None:
    form = forms_of(page, "t-order")
    assert list(rows(form)) == sorted(RIGHT)
    assert sent_by(form["html"])["answer"] == ordered(form, sorted(RIGHT))


def test_two_lines_in_one_place_are_refused_and_what_was_chosen_stays(browser, page) -> None:
    form = forms_of(page, "t-order")
    sent = ordered(form, RIGHT)
    sent[3] = "1"
    answer = post(browser, form, sent)
    shown = forms_of(answer.content.decode(), "t-order")["html"]
    assert answer.status_code == 422
    assert "同じ位置が2つあります" in shown
    assert sorted(sent_by(shown)["answer"]) == sorted(sent)
    assert not ItemState.objects.exists()


@pytest.mark.parametrize("cut", [1, 2, 7])
def test_half_an_order_is_refused(browser, page, cut) -> None:
    form = forms_of(page, "t-order")
    assert post(browser, form, ordered(form, RIGHT)[:cut], **JSON).status_code == 422
    assert not ItemState.objects.exists()


def test_a_match_counts_its_left_sides_and_keeps_what_was_chosen(browser, page) -> None:
    form = forms_of(page, "t-match")
    dhcp, dns = entries(form, 0), entries(form, 1)
    assert post(browser, form, ["", ""], **JSON).status_code == 422
    assert post(browser, form, [dhcp["画面をうつす"], ""], **JSON).json()["state"] == "not_yet"
    assert post(browser, form, [dhcp["番地を貸す"], dns["画面をうつす"]], **JSON).json()["state"] == "partly"
    shown = form_of(browser, "t-match")
    assert sent_by(shown["html"])["answer"] == [dhcp["番地を貸す"], dns["画面をうつす"]]
    assert post(browser, form, [dhcp["番地を貸す"], dns["名前を調べる"]], **JSON).json()["state"] == "right"


def test_gaps_take_spellings_selects_and_say_what_was_read(browser, page) -> None:
    form = forms_of(page, "t-cloze")
    tcp = entries(form, 0)
    partly = post(browser, form, ["ｄｈｃｐ", "サーバ", tcp["UDP"]], **JSON).json()
    assert (partly["state"], partly["read_as"]) == ("partly", "dhcp、サーバ")
    shown = form_of(browser, "t-cloze")["html"]
    assert sent_by(shown)["answer"] == ["ｄｈｃｐ", "サーバ", tcp["UDP"]]
    assert "「dhcp、サーバ」として判定しました。" in shown
    assert post(browser, form, ["dhcp", "サーバ", tcp["TCP"]], **JSON).json()["state"] == "right"
    assert post(browser, form, ["dhcp", "サーバ"], **JSON).status_code == 422


def test_a_bank_fills_gaps_by_select(browser, page) -> None:
    form = forms_of(page, "t-bank")
    blue, red = entries(form, 0), entries(form, 1)
    assert set(blue) == {"青い", "赤い"}
    assert post(browser, form, [blue["青い"], red["青い"]], **JSON).json()["state"] == "not_yet"
    assert post(browser, form, [blue["青い"], red["赤い"]], **JSON).json()["state"] == "right"
    assert sent_by(form_of(browser, "t-bank")["html"])["answer"] == [blue["青い"], red["赤い"]]


def test_the_answer_shown_stands_in_the_order_it_belongs(browser, page) -> None:
    form = forms_of(page, "t-order")
    for _try in range(3):
        post(browser, form, ordered(form, RIGHT[::-1]))
    post(browser, form, "", act="reveal")
    shown = form_of(browser, "t-order")["html"]
    status = shown[shown.index('role="status"') :]
    assert [status.index(text) for text in RIGHT] == sorted(status.index(text) for text in RIGHT)
    assert ItemState.objects.get(item="t-order").state == "revealed"


def cards(form) -> list[str]:
    """The buttons' values by card: known, again."""
    return re.findall(r'type="submit" name="answer" value="([A-Z2-7]{16}\.(?:known|again))"', form["html"])


def test_cards_keep_their_ratings_one_by_one(browser, page) -> None:
    form = forms_of(page, "t-cards")
    first = cards(form)
    assert post(browser, form, [first[0]], **JSON).json()["state"] == "saved"
    form = form_of(browser, "t-cards")
    assert sent_by(form["html"])["answer"] == [first[0]]
    assert post(browser, form, [first[0], first[3]], **JSON).json()["state"] == "done"
    assert ItemState.objects.get(item="t-cards").answer == ["known", "again"]
    form = form_of(browser, "t-cards")
    assert post(browser, form, [*sent_by(form["html"])["answer"], first[2]], **JSON).json()["state"] == "done"
    state = ItemState.objects.get(item="t-cards")
    assert (state.answer, state.state, state.tries) == (["known", "known"], "done", 0)
    assert "おぼえたカード 2 / 2 まい" in form_of(browser, "t-cards")["html"]


def test_a_checklist_is_done_with_its_last_box_and_open_again_without(browser, page) -> None:
    form = forms_of(page, "t-boxes")
    camera, back = form["options"]["カメラを試した"], form["options"]["背景を見た"]
    states = [post(browser, form, sent, **JSON).json()["state"] for sent in ([camera], [camera, back], [back], [])]
    assert states == ["saved", "done", "saved", "saved"]
    post(browser, form, [back])
    shown = form_of(browser, "t-boxes")["html"]
    assert sent_by(shown)["answer"] == [back]
    assert "保存しました。" in shown


def test_a_reflection_is_kept_below_the_minimum_and_done_from_it_on(browser, page, learner) -> None:
    from lms.accounts.personal_data import rules

    form = forms_of(page, "t-reflect")
    assert post(browser, form, "  \n ", **JSON).status_code == 422
    assert post(browser, form, "短い ふりかえり", **JSON).json()["state"] == "saved"
    assert post(browser, form, "一行目の\r\nふりかえりです。", **JSON).json()["state"] == "done"
    state = ItemState.objects.get(item="t-reflect")
    assert (state.answer, state.feedback["share_with"]) == ("一行目の\nふりかえりです。", "mentor")
    assert "ふりかえりです" not in json.dumps(
        list(LearningEvent.objects.values_list("payload", flat=True)), ensure_ascii=False
    )
    assert "一行目の\nふりかえりです。" in form_of(browser, "t-reflect")["html"]
    assert "担当のメンターも読みます。" in page
    assert any("ふりかえりです" in str(list(rule.export(learner))) for rule in rules())


def test_a_reflection_that_is_too_long_is_told_and_stays_in_the_field(browser, page) -> None:
    form, text = forms_of(page, "t-reflect"), "長" * 10_001
    answer = post(browser, form, text)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "10000文字までで書いてください。" in html
    assert text in html


def test_what_was_written_for_oneself_is_not_shared_by_a_later_change(browser, page) -> None:
    lesson = LessonPage.objects.get(slug="l1")
    lesson.body = BODY.replace(" share=mentor", "")
    lesson.save_revision().publish()
    form = form_of(browser, "t-reflect")
    post(browser, form, "自分だけのことばです。")
    lesson.body = BODY
    lesson.save_revision().publish()
    assert ItemState.objects.get(item="t-reflect").feedback["share_with"] == "none"


def vote(region, choice: str, *, person=None):
    from django.test import Client

    who = sign_in(Client(SERVER_NAME=region.site.hostname), person or make_person(region))
    who.post("/learn/a3/start/")
    form = forms_of(who.get(LESSON).content.decode(), "t-poll")
    polls.forget()
    return who, post(who, form, form["options"][choice], HTTP_X_REQUESTED_WITH="fetch").content.decode()


def test_a_poll_shows_results_from_k_votes_on_rounded_to_five_and_only_to_who_voted(browser, page, region) -> None:
    for n in range(2):
        _who, html = vote(region, "自宅")
        assert "%" not in html, n
        assert "3人が答えると、みんなの答えが見られます。" in html
    _who, html = vote(region, "職場")
    assert re.findall(r'<b class="num">(\d+)%', html) == ["65", "35"]
    assert 'class="results"' not in form_of(browser, "t-poll")["html"]


def test_a_vote_can_be_changed_and_counts_once(page, region) -> None:
    person = make_person(region)
    for choice in ("自宅", "職場", "職場"):
        _who, html = vote(region, choice, person=person)
    assert ItemState.objects.filter(item="t-poll").count() == 1
    assert ItemState.objects.get(item="t-poll").answer == 1
    assert "checked" in html


def test_a_poll_may_never_show_its_results(browser, region) -> None:
    make_lesson(make_course(region), 1, body="::: poll {#t-poll show=never k=1}\n問い\n- 自宅\n- 職場\n:::")
    _who, html = vote(region, "自宅")
    assert "results" not in html
    assert "保存しました" in html


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(1, 3, 35), (2, 3, 65), (1, 40, 5), (1, 41, 0), (5, 5, 100), (0, 5, 0)]
)
def test_shares_are_rounded_to_five_percent(part, whole, percent) -> None:
    assert polls.rounded_share(part, whole) == percent


def test_the_lesson_is_complete_when_every_required_part_is_done_whatever_its_type(browser, page) -> None:
    def open_parts() -> int:
        html = browser.get(LESSON).content.decode()
        return html.count("まだ</span>")

    steps = {
        "t-order": lambda form: ordered(form, RIGHT),
        "t-cards": lambda form: [cards(form)[0], cards(form)[3]],
        "t-boxes": lambda form: list(form["options"].values()),
        "t-reflect": lambda _form: "十文字よりは長い文です。",
    }
    for left, (item, answer) in zip((4, 3, 2, 1), steps.items(), strict=True):
        assert open_parts() == left
        assert browser.post(LESSON + "complete/").url == LESSON + "#conditions"
        form = form_of(browser, item)
        post(browser, form, answer(form))
    assert browser.post(LESSON + "complete/").url != LESSON + "#conditions"
    assert Enrolment.objects.get().lessons_done


def test_scored_types_count_for_the_level_and_kept_ones_do_not(lesson) -> None:
    rows = CompiledLesson.objects.get(lesson=lesson).items
    assert {row["item"] for row in rows if row["scored"]} == {"t-order", "t-match", "t-cloze", "t-bank", "t-bool"}


def test_solving_every_scored_type_gives_the_level_without_the_kept_ones(browser, region, learner) -> None:
    body = BODY.replace(" required", "").replace("[[DHCP]]", "[[あ]]").replace("[[サーバー;サーバ]]", "[[い]]")
    make_lesson(make_course(region), 1, body=body, skills="SEC-01")
    browser.post("/learn/a3/start/")
    answers = {
        "t-order": lambda form: ordered(form, RIGHT),
        "t-match": lambda form: [entries(form, 0)["番地を貸す"], entries(form, 1)["名前を調べる"]],
        "t-cloze": lambda form: ["あ", "い", entries(form, 0)["TCP"]],
        "t-bank": lambda form: [entries(form, 0)["青い"], entries(form, 1)["赤い"]],
        "t-bool": lambda form: next(iter(form["options"].values())),
    }
    for item, answer in answers.items():
        assert not SkillEvidence.objects.filter(person=learner).exists()
        form = form_of(browser, item)
        assert post(browser, form, answer(form), **JSON).json()["state"] == "right", item
    assert SkillEvidence.objects.get(person=learner).level == 1


def test_the_page_and_an_answer_keep_their_budgets_with_every_type(browser, page, region) -> None:
    for item in ("t-poll", "t-boxes", "t-reflect"):
        form = forms_of(page, item)
        post(browser, form, list(form["options"].values())[:1] or "ふりかえり")
    browser.get(LESSON)
    with at_most(3):
        assert browser.get(LESSON).status_code == 200
    for item, answer in (
        ("t-order", None),
        ("t-match", None),
        ("t-boxes", []),
        ("t-poll", None),
        ("t-reflect", "書きました。"),
    ):
        form = form_of(browser, item)
        sent = answer if answer is not None else sent_by(form["html"])["answer"]
        sent = [entries(form, 0)["画面をうつす"], ""] if item == "t-match" else sent
        with at_most(5):
            assert post(browser, form, sent, **JSON).status_code == 200, item


def test_tabs_are_sections_and_load_their_module_with_the_question_inside(browser, page, visitor) -> None:
    panel = page[page.index("<lesson-tabs") : page.index("</lesson-tabs>")]
    assert re.findall(r"<h2>(.*?)</h2>", panel) == ["Windows", "Mac"]
    assert 'id="item-t-bool"' in panel
    assert page.count("content/interactions.js") == 1
    assert "content/interactions.js" in visitor.get("/courses/a3/l1/").content.decode()


def test_a_page_without_these_types_loads_no_module(browser, course) -> None:
    browser.post("/learn/a3/start/")
    assert "interactions.js" not in browser.get(LESSON).content.decode()


def test_the_glossary_is_a_list_of_definitions(page) -> None:
    assert "<dl>\n<dt>IPアドレス</dt>\n<dd>機器の番地。</dd>\n</dl>" in page


def test_a_visitor_sees_the_questions_without_form_and_without_right_order(visitor, lesson) -> None:
    html = visitor.get("/courses/a3/l1/").content.decode()
    for text in (*RIGHT, "名前を調べる", "DHCP", "割り当てるのは", "カメラを試した", "自宅", "ふりかえってください。"):
        assert text in html
    positions = [html.index(text) for text in sorted(RIGHT)]
    assert positions == sorted(positions)
    assert "サーバ;" not in html


def test_the_easy_text_asks_the_same_in_other_words(browser, region) -> None:
    easy = """::: order {#t-order}
ならべます。
1. きりはなす
2. でんわする
3. かきとめる
4. はなしあう
:::
::: match {#t-match}
むすびます。
- DNS -> なまえをしらべる
- DHCP -> ばんちをかす
- -> がめんをうつす
:::
::: cloze {#t-cloze}
わりあてるのは [[1]]、とどけるのは [[2]]、やくそくは [[3]] です。
:::
::: reflect {#t-reflect}
かいてください。
:::
"""
    kept = r"^::: \w+ \{#t-(?:order|match|cloze|reflect)[^\n]*\n.*?\n:::\n\n"
    body = "".join(re.findall(kept, BODY, re.DOTALL | re.MULTILINE))
    lesson = make_lesson(make_course(region), 1, body=body)
    lesson.plain_body = easy
    lesson.save_revision().publish()
    browser.post("/learn/a3/start/")
    html = browser.get(LESSON + "?text=easy").content.decode()
    form = forms_of(html, "t-order")
    assert (
        post(browser, form, ordered(form, ["きりはなす", "でんわする", "かきとめる", "はなしあう"]), **JSON).json()[
            "state"
        ]
        == "right"
    )
    form = forms_of(html, "t-match")
    sent = [entries(form, 0)["ばんちをかす"], entries(form, 1)["なまえをしらべる"]]
    assert post(browser, form, sent, **JSON).json()["state"] == "right"
    assert html.count('class="gap"') == 3
