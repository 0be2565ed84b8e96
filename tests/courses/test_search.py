"""Search over public pages (law.md §12): the fixed lists, order of results, scope, and queries nobody expects."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from courses import outline
from courses.models import CoursePage, LessonPage
from courses.search import matching_courses, search_pages
from tests.courses.factories import body_with, catalogue_of, make_course, make_lesson, make_site

pytestmark = pytest.mark.django_db
TITLES = [
    "AIを使う", "採用のしくみ", "テレワーク入門", "ネットワーク", "インターネットの安全", "ITの基礎", "萩のまち",
    "digitalの話", "Gmailの設定", "サーバーとは", "キーボード", "カギをかける", "東京都の情報", "京都の情報", "渡邊さんの仕事",
]  # fmt: skip


def lesson_of(course, number: int, title: str, text: str = "", **fields):
    return make_lesson(
        course,
        number,
        title=title,
        body=f"{text or '本文です。'}\n\n{body_with(f'n{number}')}",
        objective="できる",
        **fields,
    )


@pytest.fixture
def pages(region):
    course = make_course(region, title="いろいろ", summary="")
    for number, title in enumerate(TITLES, 1):
        lesson_of(course, number, title)
    return course


def titles(region, words: str) -> list[str]:
    return [hit.title for hit in search_pages(region.site, words)]


FIXED = [
    ("AI", {"AIを使う"}), ("採用", {"採用のしくみ"}), ("ネット", {"ネットワーク", "インターネットの安全"}),
    ("IT", {"ITの基礎"}), ("萩", {"萩のまち"}), ("ＡＩ", {"AIを使う"}), ("人工知能", {"AIを使う"}),
    ("サーバ", {"サーバーとは"}), ("サーバー", {"サーバーとは"}), ("キー", {"キーボード"}), ("渡辺", {"渡邊さんの仕事"}),
]  # fmt: skip


def test_each_word_returns_its_fixed_list(region, pages) -> None:
    assert [(words, set(titles(region, words))) for words, _expected in FIXED] == FIXED


def test_words_in_the_text_count_after_words_in_the_title(region, pages) -> None:
    assert titles(region, "テレワーク")[0] == "テレワーク入門"
    assert set(titles(region, "ﾃﾚﾜｰｸ")) == set(titles(region, "テレワーク"))
    assert len(titles(region, "テレワーク")) == len(TITLES)


def test_a_whole_word_stands_before_a_part_of_one(region, pages) -> None:
    assert titles(region, "京都") == ["京都の情報", "東京都の情報"]


def test_two_words_are_joined_by_and(region, pages) -> None:
    assert titles(region, "インターネット 安全") == ["インターネットの安全"]
    assert titles(region, "インターネット 萩") == []


def test_a_phrase_at_the_end_of_a_long_lesson_is_found(region) -> None:
    course = make_course(region)
    # About as many の as Japanese prose has: one in 25 characters, 190 in 4,800 (PostgreSQL keeps 255 places per token).
    filler = "\n\n".join(f"毎日少しずつ学ぶ人が、{number}日目に町の図書館へ行きました。" for number in range(190))
    lesson_of(course, 1, "長い単元", f"{filler}\n\n夏みかんの収穫祭のお知らせです。")
    assert titles(region, "夏みかんの収穫祭") == ["長い単元"]


def test_drafts_restricted_pages_and_other_regions_never_appear(region, pages) -> None:
    from wagtail.models import PageViewRestriction

    other = make_site("yama")
    lesson_of(make_course(other, "X1"), 1, "萩のべつのまち")
    make_lesson(pages, 90, title="萩の下書き", body=body_with("draft"), live=False, announced=True)
    closed = lesson_of(pages, 91, "萩の会員ページ")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    LessonPage.objects.get(title="萩のまち").unpublish()
    assert titles(region, "萩") == []


def test_answers_feedback_and_explanations_are_not_in_the_index(region, pages) -> None:
    assert titles(region, "まちがいの説明") == []
    assert titles(region, "くわしい説明") == []
    assert titles(region, "ヒントです") == []
    assert len(titles(region, "どれが正しい")) == len(TITLES)


ODD = ["", "  ", '"', "'; DROP TABLE", "AND OR NOT", "*", "😀", "(", "a:b", "京都*", "NEAR(a b)", "\x00", "あ" * 500]


def test_odd_queries_never_fail(region, pages, client) -> None:
    for words in ODD:
        for address in ("/search/", "/courses/"):
            answer = client.get(address, {"words": words}, SERVER_NAME=region.site.hostname)
            assert answer.status_code == 200, words


def test_no_hit_offers_shorter_words_and_all_courses(region, pages, client) -> None:
    html = client.get("/search/", {"words": "みつからない言葉"}, SERVER_NAME=region.site.hostname).content.decode()
    assert "見つかりませんでした。ことばを短くするか、すべてのコースを見てください。" in html
    assert 'href="/courses/"' in html


def test_the_catalogue_finds_a_course_by_the_words_of_its_lessons(region, pages) -> None:
    second = make_course(region, "B4", title="べつのコース")
    assert matching_courses(region.site, "萩") == {pages.pk}
    assert matching_courses(region.site, "べつのコース") == {second.pk}
    assert matching_courses(region.site, "ない") == set()


def test_the_filter_is_a_form_whose_address_can_be_shared(region, client) -> None:
    short = make_course(region, "A3", title="短い", minutes=50, skills="SEC-01:1")
    make_course(region, "B4", title="長い", minutes=170, skills="COM-01:3")
    make_course(region, "C1", title="まだ", live=False, announced=True)
    from tests.courses.factories import make_path

    make_path(region, [CoursePage.objects.get(pk=short.pk)])
    outline.forget()

    def found(**query) -> set[str]:
        html = client.get("/courses/", query, SERVER_NAME=region.site.hostname).content.decode()
        return {
            title for title in ("短い", "長い", "まだ") if f">{title}</a></h3>" in html or f"<h3>{title}</h3>" in html
        }

    assert found() == {"短い", "長い", "まだ"}
    assert found(minutes="60") == {"短い", "まだ"}
    assert found(level="3") == {"長い"}
    assert found(path="path-a") == {"短い"}
    assert found(level="x", minutes="-1", path="nowhere") == {"短い", "長い", "まだ"}


def test_five_thousand_pages_answer_in_time(region) -> None:
    """The index entries of 5,000 pages, made in bulk; the query itself goes the usual way."""
    course = make_course(region)
    catalogue = catalogue_of(region)
    from wagtail.search.backends import get_search_backend
    from wagtail.search.index import get_indexed_models

    assert CoursePage in get_indexed_models()
    template = CoursePage.objects.get(pk=course.pk)
    pages = []
    for number in range(5000):
        page = CoursePage(title=f"長い題名のコース{number}", slug=f"c{number}", key=f"K{number}", depth=template.depth,
                          path=f"{catalogue.path}{number + 5000:04X}".ljust(len(template.path), "0")[: len(template.path)],
                          locale=template.locale, content_type=template.content_type, url_path=f"{catalogue.url_path}c{number}/")  # fmt: skip
        pages.append(page)
    from wagtail.models import Page

    rows = [
        Page(
            title=p.title,
            draft_title=p.title,
            slug=p.slug,
            depth=p.depth,
            path=p.path,
            locale=p.locale,
            content_type=p.content_type,
            url_path=p.url_path,
        )
        for p in pages
    ]
    Page.objects.bulk_create(rows)
    saved = {row.slug: row.pk for row in Page.objects.filter(slug__startswith="c").exclude(pk=catalogue.pk)}
    for page in pages:
        page.pk = page.id = page.page_ptr_id = saved[page.slug]
    get_search_backend().add_bulk(CoursePage, pages)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what autovacuum does between requests
    assert [hit.title for hit in search_pages(region.site, "コース4321")] == ["長い題名のコース4321"]
    assert min(_seconds(region.site, "コース4321") for _try in range(8)) < 0.05


def _seconds(site, words: str) -> float:
    started = time.perf_counter()
    search_pages(site, words)
    return time.perf_counter() - started
