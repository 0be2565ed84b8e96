"""The search boxes of the CMS find Japanese words inside titles and texts, in every width, drafts included (law.md §12)."""

from __future__ import annotations

import pytest

from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_course, make_lesson, make_site

pytestmark = pytest.mark.django_db
WORDS = (
    "画面の共有",
    "共有",
    "オンライン",
    "ｵﾝﾗｲﾝ",
    "zoom",
    "ＺＯＯＭ",
    "共有 会議",
    "共有　ＺＯＯＭ",
    '"画面の共有"',
    "サーバー",
    "サーバ",
)


@pytest.fixture
def lesson(region):
    body = "ここではサーバーの話もします。"
    return make_lesson(make_course(region), 1, title="オンライン会議で画面の共有をするZoomの使い方", body=body)


@pytest.fixture
def editor(client, region):
    client.defaults["SERVER_NAME"] = region.site.hostname
    return sign_in(client, make_person(region, "I"))


def found(editor, address: str, words: str, **more: str) -> str:
    answer = editor.get(address, {"q": words, **more})
    assert answer.status_code == 200, words
    return answer.content.decode()


@pytest.mark.parametrize("words", WORDS)
def test_an_instructor_finds_the_lesson(editor, lesson, words):
    assert lesson.title in found(editor, "/cms/pages/search/results/", words)


def test_the_list_of_a_course_and_the_chooser_search_alike(editor, lesson):
    course = lesson.get_parent()
    assert lesson.title in found(editor, f"/cms/pages/{course.pk}/results/", "画面の共有")
    assert lesson.title in found(editor, "/cms/choose-page/search/", "画面の共有")
    assert lesson.title not in found(editor, f"/cms/pages/{course.pk}/results/", "画像の共有")


@pytest.mark.parametrize("words", ["共有の画面", "画面 印刷", "zo", "。", "🙂", "live:no", "画面の共有 live:no"])
def test_other_words_do_not_find_it(editor, lesson, words):
    assert lesson.title not in found(editor, "/cms/pages/search/results/", words)


def test_a_draft_is_found_in_the_cms_and_another_regions_lesson_is_not(editor, region):
    make_lesson(make_course(region), 1, title="下書きの議事録", live=False)
    make_lesson(make_course(make_site("yama")), 1, title="よその議事録")
    page = found(editor, "/cms/pages/search/results/", "議事録")
    assert "下書きの議事録" in page
    assert "よその議事録" not in page


def test_an_empty_question_lists_everything_and_filters_stay(editor, lesson):
    assert lesson.title in found(editor, "/cms/pages/search/results/", "")
    assert lesson.title in found(editor, "/cms/pages/search/results/", "共有", content_type="courses.lessonpage")
    assert lesson.title in found(editor, "/cms/pages/search/results/", "共有 live:yes", ordering="title")
