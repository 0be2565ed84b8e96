"""標準 / やさしい日本語 / English in the player: switched by a link, remembered, answered as one and the same question."""

from __future__ import annotations

import re

import pytest

from courses import outline
from courses.models import CompiledLesson, ItemKey, ItemVersion, LessonPage
from courses.models.publishing import LessonRefused
from lms.learning.models import ItemState
from tests.content.items.test_stepwise import BRANCH, TERMINAL
from tests.courses.factories import body_with, catalogue_of, make_course, make_lesson
from tests.learning.conftest import forget_everything
from tests.learning.steps import forms_of, post
from tests.queries import at_most

pytestmark = pytest.mark.django_db
LESSON = "/learn/a3/l1/"
EASY = """やさしいことばです。

::: choice {#one-one required}
ただしいのは どれ ですか。

- [ ] ちがいます
- [ ] ただしいです
:::
::: truefalse {#one-two}
おなじ ことばを つかっても いい。
:::
"""
ENGLISH = EASY.replace("やさしいことばです。", "Plain words.").replace("ただしいです", "correct")


@pytest.fixture
def lesson(region):
    found = make_lesson(make_course(region), 1, body=body_with("one"), plain_body=EASY, body_en=ENGLISH)
    outline.forget()
    return found


@pytest.fixture
def started(browser, lesson):
    browser.post("/learn/a3/start/")
    return browser


def test_a_link_switches_the_text_and_it_is_remembered(started) -> None:
    standard = started.get(LESSON).content.decode()
    assert "はじめの段落です。" in standard
    assert 'href="?text=easy"' in standard
    easy = started.get(LESSON + "?text=easy")
    assert "やさしいことばです。" in easy.content.decode()
    assert "はじめの段落です。" not in easy.content.decode()
    assert easy.cookies["lesson_text"]["httponly"]
    assert "やさしいことばです。" in started.get(LESSON).content.decode()
    assert 'lang="en">' in started.get(LESSON + "?text=en").content.decode()
    assert "はじめの段落です。" in started.get(LESSON + "?text=standard").content.decode()
    assert "はじめの段落です。" in started.get(LESSON).content.decode()


def test_an_unknown_version_is_the_standard_one_and_sets_nothing(started) -> None:
    answer = started.get(LESSON + "?text=../../etc")
    assert "はじめの段落です。" in answer.content.decode()
    assert "lesson_text" not in answer.cookies


def test_an_answer_in_one_version_counts_in_all(started) -> None:
    page = started.get(LESSON + "?text=easy").content.decode()
    form = forms_of(page, "one-one")
    assert set(form["options"]) == {"ちがいます", "ただしいです"}
    fragment = post(started, form, form["options"]["ただしいです"], HTTP_X_REQUESTED_WITH="fetch").content.decode()
    assert "ただしいです" in fragment
    assert "そのとおりです。" in fragment
    assert ItemState.objects.get(item="one-one").state == "solved"
    shown = forms_of(started.get(LESSON + "?text=standard").content.decode(), "one-one")["html"]
    assert re.search(r"checked[^>]*><span>正しい</span>", shown)


def test_no_version_of_the_page_shows_a_key(started) -> None:
    for text in ("easy", "en", "standard"):
        page = started.get(f"{LESSON}?text={text}").content.decode()
        for secret in ("まちがいの説明", "そのとおり", "くわしい説明", "ヒントです"):
            assert secret not in page


def test_a_version_costs_no_query(started) -> None:
    started.get(LESSON + "?text=easy")
    with at_most(3):
        started.get(LESSON)


def test_a_missing_version_is_said(started, lesson) -> None:
    started.get(LESSON + "?text=easy")
    lesson.plain_body = ""
    lesson.save_revision().publish()
    outline.forget()
    page = started.get(LESSON).content.decode()
    assert "この単元のやさしい日本語は準備中です。" in page
    assert "はじめの段落です。" in page


def test_versions_of_questions_and_keys_are_those_of_the_main_text(lesson) -> None:
    assert ItemVersion.objects.count() == 2
    lesson.plain_body = EASY.replace("ちがいます", "いいえ")
    lesson.save_revision().publish()
    assert ItemVersion.objects.count() == ItemKey.keys.count() == 2
    stored = CompiledLesson.objects.get(lesson=lesson)
    assert set(stored.variants) == {"easy", "en"}
    assert stored.variants["easy"]["publics"]["one-one"]["options"][0]["html"] == "いいえ"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("- [ ] ただしいです", "- [x] ただしいです"), "正解の印"),
        (("{#one-two}", "{#one-zwei}"), "もとの文と合いません"),
    ],
)
def test_a_version_with_a_secret_or_a_missing_question_is_not_published(lesson, change, code) -> None:
    lesson.plain_body = EASY.replace(*change)
    with pytest.raises(LessonRefused) as refused:
        lesson.save_revision().publish()
    assert set(refused.value.error_dict) == {"plain_body"}
    assert code in str(refused.value.error_dict["plain_body"])


def test_the_public_page_of_an_open_lesson_switches_without_a_cookie(visitor, lesson) -> None:
    lesson.preview_allowed = True
    lesson.save_revision().publish()
    outline.forget()
    answer = visitor.get("/courses/a3/l1/?text=en")
    assert "Plain words." in answer.content.decode()
    assert not answer.cookies


def test_files_beside_a_lesson_become_its_versions(region, tmp_path) -> None:
    from content.formats import read_course_folder
    from courses.importing import import_course

    (tmp_path / "lessons").mkdir()
    (tmp_path / "course.yaml").write_text("id: A9\nslug: a9\ntitle: コース\n")
    head = "---\nid: A9-1\ntitle: 単元\n---\n"
    (tmp_path / "lessons" / "010-l1.md").write_text(head + body_with("one"))
    (tmp_path / "lessons" / "010-l1.easy.md").write_text(EASY)
    (tmp_path / "lessons" / "010-l1.en.md").write_text(ENGLISH)
    (tmp_path / "lessons" / "020-l2.en.md").write_text(ENGLISH)
    report = import_course(read_course_folder(tmp_path), catalogue_of(region), publish=True)
    lesson = LessonPage.objects.get(key="A9-1")
    assert lesson.live, report.lines
    assert (lesson.plain_body, lesson.body_en) == (EASY.strip(), ENGLISH.strip())
    assert [line.what for line in report.lines if line.outcome == "skipped"] == ["lessons/020-l2.en.md"]


def test_a_copied_lesson_has_the_same_new_names_in_every_version(lesson) -> None:
    from courses.services import detach_copy

    copy = lesson.copy(update_attrs={"slug": "copy", "title": "写し"}, keep_live=False)
    detach_copy(copy)
    latest = LessonPage.objects.get(pk=copy.pk).get_latest_revision_as_object()
    assert "#one-one" not in latest.body + latest.plain_body + latest.body_en
    latest.key = "A3-9"
    latest.save_revision().publish()
    assert LessonPage.objects.get(pk=copy.pk).live


STEPS_EN = """Plain words.

::: terminal {#dev-cd}
Go to Documents.
$ 1
Show what is there.
$ 2
Well done.
::: hint
An English hint.
:::
::: explain
An English reason.
:::
:::
::: branch {#tw-hokoku}
A morning.
::: scene asa
A message.
- answer at once
- leave it
:::
::: scene keikaku
Anything else?
- ask
- say no
:::
::: scene chinmoku
A call.
- apologise
:::
::: scene owari
The day is planned.
:::
:::
"""


@pytest.fixture
def stepping(browser, region):
    hints = "\n::: hint\nヒントです。\n:::\n::: explain\nくわしい説明です。\n:::\n:::"
    body = TERMINAL.removesuffix("\n:::") + hints + "\n" + BRANCH
    make_lesson(make_course(region), 1, body=body, body_en=STEPS_EN, skills="SEC-01", preview_allowed=True)
    outline.forget()
    browser.post("/learn/a3/start/")
    return browser


def read_as(browser, item: str, text: str) -> str:
    return forms_of(browser.get(f"{LESSON}?text={text}").content.decode(), item)["html"]


def test_steps_hints_and_explanations_are_told_in_the_version_being_read(stepping) -> None:
    def sent(command: str, text: str, **more):
        form = forms_of(stepping.get(f"{LESSON}?text={text}").content.decode(), "dev-cd")
        return post(stepping, form, command, **more)

    wrong = sent("x", "en", HTTP_X_REQUESTED_WITH="fetch").content.decode()
    assert "Go to Documents." in wrong
    assert "Documents に移動" not in wrong
    assert sent("cd Documents", "en", HTTP_ACCEPT="application/json").json()["next"]["prompt_html"] == (
        "<p>Show what is there.</p>"
    )
    sent("", "en", act="hint")
    html = read_as(stepping, "dev-cd", "en")
    assert "Show what is there." in html
    assert "An English hint." in html
    assert "An English reason." not in html
    standard = read_as(stepping, "dev-cd", "standard")
    assert "中にあるものを表示してください。" in standard
    assert "ヒントです。" in standard
    sent("ls", "standard")
    assert ItemState.objects.get(item="dev-cd").state == "solved"
    html = read_as(stepping, "dev-cd", "en")
    assert "Well done." in html
    assert "An English reason." in html
    assert "くわしい説明" not in html


def test_a_story_begun_in_one_version_goes_on_in_another(stepping) -> None:
    def chosen(choice: str, text: str) -> None:
        form = forms_of(stepping.get(f"{LESSON}?text={text}").content.decode(), "tw-hokoku")
        assert post(stepping, form, form["options"][choice]).status_code == 302

    chosen("leave it", "en")
    html = read_as(stepping, "tw-hokoku", "en")
    assert "A call." in html
    assert "leave it" in html
    assert "電話がありました" not in html
    chosen("わびる", "standard")
    chosen("ask", "en")
    html = read_as(stepping, "tw-hokoku", "en")
    assert "The day is planned." in html
    assert (ItemState.objects.get(item="tw-hokoku").state, ItemState.objects.get(item="tw-hokoku").best_percent) == (
        "open",
        0,
    )


def test_the_words_are_on_no_page_before_their_time_and_cost_no_query(stepping, visitor) -> None:
    for page in (stepping.get(f"{LESSON}?text=en"), visitor.get("/courses/a3/l1/?text=en")):
        html = page.content.decode()
        for secret in ("Show what is there", "Well done", "English hint", "English reason", "A call", "Anything else"):
            assert secret not in html
    with at_most(3):
        stepping.get(LESSON)


def test_a_visitor_is_told_in_the_version_being_read(stepping, visitor) -> None:
    url = "/courses/a3/l1/?text=en"
    form = forms_of(visitor.get(url).content.decode(), "tw-hokoku")
    answer = visitor.post(form["action"], {"session": form["session"], "answer": form["options"]["leave it"]})
    html = answer.content.decode()
    assert "A call." in html
    assert "電話がありました" not in html


def test_new_words_of_a_version_make_no_new_key(stepping) -> None:
    lesson, keys = LessonPage.objects.get(slug="l1"), ItemKey.keys.count()
    lesson.body_en = STEPS_EN.replace("A call.", "The phone rings.")
    lesson.save_revision().publish()
    forget_everything()
    assert ItemKey.keys.count() == keys
    form = forms_of(stepping.get(f"{LESSON}?text=en").content.decode(), "tw-hokoku")
    post(stepping, form, form["options"]["leave it"])
    assert "The phone rings." in read_as(stepping, "tw-hokoku", "en")
