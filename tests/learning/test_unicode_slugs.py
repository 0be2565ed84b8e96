"""Lessons and courses with Japanese addresses: page, answer, completion, test, zip, without a browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.urls import reverse

from content.formats.course_zip import read_course_zip
from courses import outline
from courses.exporting import export_course
from courses.importing import import_course
from courses.models import CoursePage, LessonPage
from lms.learning.models import Enrolment, ItemState
from tests.courses.factories import body_with, catalogue_of, make_course, make_lesson, make_site
from tests.learning.conftest import forget_everything
from tests.learning.steps import forms_of, post

pytestmark = pytest.mark.django_db
SLUG = "パスワードの作り方-2"
LESSON = f"/learn/a3/{quote(SLUG)}/"


@pytest.fixture
def course(region):
    found = make_course(region)
    make_lesson(found, 1, slug=SLUG, body=body_with("one"), preview_allowed=True)
    make_lesson(found, 2, slug="つぎの単元", body=body_with("two"))
    return found


def test_page_answer_and_completion(browser, course, learner) -> None:
    begun = browser.post("/learn/a3/start/")
    assert (begun.status_code, begun.url) == (302, LESSON)
    page = browser.get(LESSON).content.decode()
    assert "はじめの段落です。" in page
    form = forms_of(page, "one-one")
    answered = post(browser, form, form["options"]["正しい"])
    assert (answered.status_code, answered.url) == (302, f"{LESSON}#item-one-one")
    assert ItemState.objects.get(item="one-one").state == "solved"
    as_json = post(browser, form, form["options"]["正しい"], HTTP_ACCEPT="application/json")
    assert as_json.status_code in {200, 409}
    done = browser.post(f"{LESSON}complete/")
    assert done.status_code == 302
    enrolment = Enrolment.objects.get(person=learner)
    assert enrolment.has_done(LessonPage.objects.get(slug=SLUG).pk)
    assert quote("つぎの単元") in browser.get("/learn/").content.decode()


def test_a_slug_typed_raw_or_in_another_case_of_escapes_is_the_same_lesson(browser, course) -> None:
    browser.post("/learn/a3/start/")
    assert browser.get(f"/learn/a3/{SLUG}/").status_code == 200
    assert browser.get(LESSON.lower()).status_code == 200
    assert browser.get(f"/learn/a3/{quote('ない単元')}/").status_code == 404
    assert browser.post(f"/learn/a3/{quote('ない単元')}/complete/").status_code == 404


def test_visitors_read_and_answer_it(visitor, course) -> None:
    address = f"/courses/a3/{quote(SLUG)}/"
    page = visitor.get(address).content.decode()
    form = forms_of(page, "one-one")
    assert quote(SLUG) in form["action"]
    answered = post(visitor, form, form["options"]["正しい"])
    assert answered.status_code in {200, 302}
    assert f'href="/courses/a3/{SLUG}/"' in visitor.get("/courses/a3/").content.decode()


def test_such_a_course_comes_back_from_a_zip(region, course) -> None:
    bundle = read_course_zip(export_course(CoursePage.objects.get(key="A3"), user=None))
    other = make_site("yama")
    report = import_course(bundle, catalogue_of(other), publish=True)
    assert report.count("refused", "skipped") == 0
    slugs = LessonPage.objects.descendant_of(catalogue_of(other)).order_by("path").values_list("slug", flat=True)
    assert list(slugs) == [SLUG, "つぎの単元"]


def test_a_course_with_a_japanese_slug_can_be_learned(browser, region) -> None:
    make_lesson(make_course(region, key="B9", slug="情報のコース"), 1, slug="はじめに", body=body_with("nine"))
    forget_everything()
    entry = outline.outline(region.site).course_by_key("B9")
    assert browser.get("/courses/").status_code == 200
    page = browser.get(f"/courses/{quote('情報のコース')}/")
    assert page.status_code == 200
    start = reverse("learning:start", args=[entry.slug])
    begun = browser.post(start)
    assert begun.status_code == 302
    assert "はじめの段落です。" in browser.get(begun.url).content.decode()
    assert browser.get("/learn/").status_code == 200
