"""Question banks, tests and questions written elsewhere, from text to what is published (authoring.md §4.19, LK-02, LK-03)."""

from __future__ import annotations

import json
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page

from courses.models import BankPage, CompiledLesson, ItemKey, ItemVersion, LessonPage
from courses.models.publishing import LessonRefused
from courses.outline import forget, outline
from courses.search import search_pages
from courses.services import compile_draft, detach_copy
from tests.courses.factories import bank_body, body_with, make_bank, make_course, make_lesson

TEST = "::: test 確認テスト {#sec-test draw=4 pool=security}\nおちついて答えてください。\n:::\n"


@pytest.fixture
def course(region):
    return make_course(region)


@pytest.fixture
def bank(course):
    return make_bank(course, body=bank_body("SEC-01", 5) + bank_body("SEC-02", 5))


def codes(page) -> list[str]:
    return [f"{finding.code}@{finding.line}" for finding in compile_draft(page).errors]


def test_a_published_bank_has_versions_and_keys_of_its_course(course, bank):
    rows = ItemVersion.objects.filter(course_id=course.pk, bank=bank)
    assert rows.count() == ItemKey.keys.filter(version__in=rows).count() == 10
    assert [entry["skills"] for entry in bank.compiled.items] == [["SEC-01"]] * 5 + [["SEC-02"]] * 5
    assert all(entry["version"] in rows.values_list("pk", flat=True) for entry in bank.compiled.items)


def test_publishing_a_bank_again_keeps_its_versions_and_a_changed_key_makes_a_new_one(course, bank):
    before = {entry["item"]: entry["version"] for entry in bank.compiled.items}
    bank.save_revision().publish()
    assert {row["item"]: row["version"] for row in BankPage.objects.get().compiled.items} == before
    bank.body = bank.body.replace("= ○", "= ×", 1)
    bank.save_revision().publish()
    after = {row["item"]: row["version"] for row in BankPage.objects.get().compiled.items}
    assert {name for name in after if after[name] != before[name]} == {"sec-01-00"}
    assert ItemVersion.objects.get(pk=after["sec-01-00"]).change_kind == "key"


def test_a_bank_takes_questions_only_and_is_refused_with_its_lines(course):
    with pytest.raises(LessonRefused) as refusal:
        make_bank(course, body="::: note\n文\n:::\n" + bank_body("SEC-01", 1))
    assert refusal.value.messages == ["1行目：「note」は「問題集」の中では使えません。"]
    assert not BankPage.objects.filter(live=True).exists()


def test_a_bank_has_no_address_no_search_hit_and_no_place_in_the_catalogue(course, bank, region):
    visitor = Client(SERVER_NAME=region.site.hostname)
    assert visitor.get("/courses/a3/bank-security/").status_code == 404
    assert bank.url is None
    assert search_pages(region.site, "問題集security") == []
    forget()
    assert all(lesson.title != bank.title for lesson in outline(region.site).course("a3").lessons)


def test_two_banks_of_a_course_have_two_names(course, bank):
    twin = BankPage(title="二つ目", slug="twin", key="security", live=False)
    course.add_child(instance=twin)
    with pytest.raises(ValidationError) as refusal:
        twin.full_clean()
    assert "key" in refusal.value.message_dict


def test_a_test_over_a_bank_stores_its_numbers_and_shows_nobody_its_questions(course, bank, region):
    lesson = make_lesson(course, body=body_with("one") + TEST)
    (stored,) = lesson.compiled.tests
    assert (stored["id"], stored["draw"], stored["asked"], stored["pass"], stored["attempts"]) == (
        "sec-test", 4, 4, 80, 3,
    )  # fmt: skip
    assert [entry["item"] for entry in lesson.compiled.items] == ["one-one", "one-two"]
    forget()
    entry = outline(region.site).course("a3").test
    assert (entry.asked, entry.pass_mark, entry.tries_per_day, entry.minutes) == (4, 80, 3, 0)
    assert "SEC-01の問い" not in json.dumps(lesson.public_blocks(), ensure_ascii=False) + lesson.compiled.search_text


def test_questions_inside_a_test_are_no_practice_and_reach_no_page(course, region):
    inside = f"::: test {{#sec-test}}\n{bank_body('SEC-02', 2)}:::\n"
    lesson = make_lesson(course, body=body_with("one") + inside, preview_allowed=True)
    assert [entry["item"] for entry in lesson.compiled.items] == ["one-one", "one-two"]
    assert [entry["item"] for entry in lesson.compiled.tests[0]["questions"]] == ["sec-02-00", "sec-02-01"]
    page = Client(SERVER_NAME=region.site.hostname).get("/courses/a3/l1/").content.decode()
    assert "2問" in page
    assert "確認テスト" in page
    assert "SEC-02の問い" not in page
    shown = json.dumps([lesson.public_blocks(), lesson.compiled.plain_text, lesson.compiled.search_text])
    assert "SEC-02" not in shown


def test_unknown_bank_unknown_question_and_a_draw_too_large_are_errors_with_a_course_at_hand(course, bank):
    numbers = count(1)

    def draft(body):
        return make_lesson(course, 9, body=body, live=False, slug=f"d{next(numbers)}")

    assert codes(draft("::: test {#t-one pool=lost}\n:::")) == ["E602@1"]
    assert codes(draft("::: test {#t-one pool=security draw=11}\n:::")) == ["E601@1"]
    assert codes(draft("文\n\n::: use {item=lost}\n:::")) == ["E502@3"]
    assert codes(draft("文\n\n::: use {item=sec-01-00}\n:::")) == []
    assert str(compile_draft(draft("::: use {item=lost-one}\n:::")).errors[0]) == (
        "1行目：「lost-one」という問題が見つかりません。"
    )


def test_a_course_has_one_test_and_no_lesson_takes_its_address(course, bank):
    make_lesson(course, 1, body=TEST)
    with pytest.raises(LessonRefused) as refusal:
        make_lesson(course, 2, body=TEST.replace("sec-test", "other"))
    assert "確認テスト" in refusal.value.messages[0]
    with pytest.raises(LessonRefused):
        make_lesson(course, 3, slug="test", body=body_with("three"))
    assert LessonPage.objects.live().count() == 1


def test_a_question_shown_elsewhere_follows_its_original(course, bank):
    first = make_lesson(course, 1, body=body_with("one"))
    user = make_lesson(
        course, 2, body=body_with("two") + "\n::: use {item=one-two}\n:::\n\n::: use {item=sec-01-00}\n:::\n"
    )
    used = {row["item"]: row for row in user.compiled.items if row.get("use")}
    assert set(used) == {"one-two", "sec-01-00"}
    assert used["one-two"]["version"] == first.compiled.item("one-two")["version"]
    digest = user.compiled.digest
    first.body = first.body.replace("使い回してもよい。", "同じものを使ってよい。")
    first.save_revision().publish()
    now = CompiledLesson.objects.get(lesson=user)
    assert now.item("one-two")["version"] != used["one-two"]["version"]
    assert now.digest != digest


def test_a_test_without_draw_asks_the_whole_bank_whatever_its_size(course, bank):
    lesson = make_lesson(course, body="::: test {#sec-test pool=security}\n:::\n")
    assert lesson.compiled.tests[0]["asked"] == 10
    bank.body += bank_body("SEC-03", 2)
    bank.save_revision().publish()
    assert CompiledLesson.objects.get(lesson=lesson).tests[0]["asked"] == 12


def test_a_copied_course_keeps_its_uses_together_under_new_names(course, bank, region):
    make_lesson(course, 1, body=body_with("one"))
    make_lesson(course, 2, body=body_with("two") + "\n::: use {item=one-two}\n:::\n")
    copy = course.copy(recursive=True, update_attrs={"slug": "copy", "title": "写し"}, keep_live=False)
    detach_copy(copy)
    texts = {page.title: page.specific.body for page in Page.objects.child_of(copy)}
    assert "one-two" not in texts["単元2"]
    name = texts["単元2"].split("item=")[1].split("}")[0]
    assert f"#{name}" in texts["単元1"]
    assert "sec-01-00" not in texts["問題集security"]
