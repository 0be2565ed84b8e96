"""Show 5: a secret planted in every secret position of every type appears nowhere before entitlement, and there after it."""

from __future__ import annotations

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.serializers import serialize
from django.template import Context, Template
from django.urls import reverse
from wagtail.models import Page

from content.items import ItemKey as SecretHalf
from content.lessonmark.compile import compile_lesson
from content.lessonmark.kinds import AVAILABLE
from content.lessonmark.types import READERS
from courses import outline
from courses.models import CompiledLesson, ItemKey, ItemVersion, LessonPage
from courses.search import search_pages
from lms.learning.models import ItemState
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_course, make_lesson
from tests.learning.planted import BODY, FOR_NOBODY, ITEMS, SECRETS, leaks
from tests.learning.steps import forms_of, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(region):
    course = make_course(region, summary="まとめ")
    return make_lesson(course, 1, body=BODY, preview_allowed=True)


def test_every_type_that_has_an_answer_is_planted() -> None:
    lesson = compile_lesson(BODY)
    assert lesson.errors == ()
    assert {item.type for item in lesson.items} == set(READERS) & set(AVAILABLE)


def test_every_secret_is_planted(lesson) -> None:
    stored = json.dumps(list(ItemKey.keys.values_list("data", flat=True)), ensure_ascii=False)
    assert leaks(stored) == [place for place in SECRETS if "memo" not in place and place not in FOR_NOBODY]


def test_no_page_holds_a_secret_before_an_answer(lesson, visitor, browser, region) -> None:
    browser.post("/learn/a3/start/")
    addresses = ["/", "/courses/", "/courses/?words=甲", "/courses/a3/", "/courses/a3/l1/", "/search/?words=選びます", "/learn/", "/learn/a3/l1/",
                 "/learn/a3/l1/?_=1", "/no-such-page/", "/learn/a3/nothing/", "/sitemap.xml", "/robots.txt"]  # fmt: skip
    for who in (visitor, browser):
        for address in addresses:
            answer = who.get(address)
            assert answer.status_code < 500
            assert leaks(answer.content.decode()) == [], address
            assert leaks(str(answer.headers)) == []
    assert "公開の段落です。" in browser.get("/learn/a3/l1/").content.decode()
    assert "公開の段落です。" in visitor.get("/courses/a3/l1/").content.decode()


def test_firms_coordinators_and_another_regions_people_see_none_either(lesson, region, client) -> None:
    from django.test import Client

    from tests.courses.factories import make_site

    other = make_site("yama")
    people = [(region, "C"), (region, "AP"), (region, "RO"), (other, "I"), (other, "C")]
    for home, role in people:
        who = sign_in(Client(SERVER_NAME=home.site.hostname), make_person(home, role))
        for address in (
            "/courses/a3/l1/",
            "/learn/a3/l1/",
            f"/cms/pages/{lesson.pk}/edit/",
            f"/cms/api/main/pages/{lesson.pk}/",
        ):
            assert leaks(who.get(address).content.decode()) == [], (role, address)


def test_the_api_of_the_cms_gives_compiled_blocks_and_no_text(lesson, region) -> None:
    from django.test import Client

    from lms.accounts.models import User

    person = make_person(region, "AD")
    User.objects.filter(pk=person.user_id).update(is_superuser=True, is_staff=True)
    admin = sign_in(Client(SERVER_NAME=region.site.hostname), person)
    for address in (
        f"/cms/api/main/pages/{lesson.pk}/",
        f"/cms/api/main/pages/{lesson.pk}/?fields=*",
        "/cms/api/main/pages/?type=courses.LessonPage&fields=*",
    ):
        answer = admin.get(address)
        assert answer.status_code == 200
        assert leaks(answer.content.decode()) == [], address


@pytest.mark.urls("tests.learning.public_api_urls")
def test_the_public_page_api_would_give_compiled_blocks_and_no_text(lesson, browser) -> None:
    """Nobody installs it here; if a town does, the stored text is no field of it (LK-03)."""
    for address in (f"/publicapi/pages/{lesson.pk}/", "/publicapi/pages/?type=courses.LessonPage&fields=*"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert leaks(answer.content.decode()) == [], address
    full = browser.get(f"/publicapi/pages/{lesson.pk}/").json()
    assert "公開の段落" in json.dumps(full["public_blocks"], ensure_ascii=False)
    assert "body" not in full
    assert browser.get("/publicapi/pages/?type=courses.LessonPage&fields=body").status_code == 400


def test_the_learners_api_representation_and_the_search_index_hold_none(lesson, region) -> None:
    page = LessonPage.objects.get(pk=lesson.pk)
    compiled = CompiledLesson.objects.get(lesson=page)
    public = json.dumps([page.public_blocks(), compiled.blocks, compiled.items], ensure_ascii=False)
    assert leaks(public + compiled.plain_text + compiled.search_text + compiled.lead_text) == []
    assert leaks(serialize("json", ItemVersion.objects.all())) == []
    assert leaks(page.title_tokens().replace(" ", "") + page.body_tokens().replace(" ", "")) == []
    for secret in SECRETS.values():
        assert search_pages(region.site, secret) == []
    assert [hit.title for hit in search_pages(region.site, "選びます")] == [page.title]


def test_an_error_page_and_a_refusal_hold_none(lesson, browser) -> None:
    browser.post("/learn/a3/start/")
    browser.raise_request_exception = False
    form = forms_of(browser.get("/learn/a3/l1/").content.decode(), "can-choice")
    for item in ITEMS:
        for data in ({}, {"session": "x"}, {"session": form["session"], "answer": "?", "idempotency_key": "12345678"}):
            answer = browser.post(f"/learn/a3/l1/items/{item}/", data)
            assert answer.status_code in {404, 422}
            assert leaks(answer.content.decode()) == []


def test_a_hint_shows_itself_and_nothing_else(lesson, browser) -> None:
    browser.post("/learn/a3/start/")
    form = forms_of(browser.get("/learn/a3/l1/").content.decode(), "can-choice")
    found = post(browser, form, "", act="hint", HTTP_ACCEPT="application/json")
    assert leaks(found.content.decode()) == ["choice hint"]


def test_what_one_is_entitled_to_appears_after_the_answer_and_not_before(lesson, browser) -> None:
    browser.post("/learn/a3/start/")
    page = browser.get("/learn/a3/l1/").content.decode()
    wrong, right = forms_of(page, "can-choice"), {
        "can-choice": ["choice feedback right", "choice explain"],
        "can-bool": ["truefalse feedback", "truefalse explain"],
        "can-number": ["number answer", "number explain"],
        "can-text": ["text answer", "text feedback", "text explain"],
    }  # fmt: skip
    first = post(browser, wrong, wrong["options"]["甲"], HTTP_ACCEPT="application/json").content.decode()
    assert leaks(first) == ["choice feedback wrong"]
    typed = {"can-number": SECRETS["number answer"], "can-text": SECRETS["text answer"]}
    for item, expected in right.items():
        form = forms_of(page, item)
        answer = typed.get(item) or next(token for text, token in form["options"].items() if text in {"乙", "○ 正しい"})
        shown = json.dumps(post(browser, form, answer, HTTP_ACCEPT="application/json").json(), ensure_ascii=False)
        assert set(expected) >= set(leaks(shown)) >= {place for place in expected if "explain" in place}, item


def test_a_terminal_lets_out_one_step_after_the_other(lesson, browser) -> None:
    browser.post("/learn/a3/start/")

    def typed(command: str) -> set[str]:
        form = forms_of(browser.get("/learn/a3/l1/").content.decode(), "can-term")
        told = post(browser, form, command, HTTP_ACCEPT="application/json").json()
        return set(leaks(json.dumps(told, ensure_ascii=False) + browser.get("/learn/a3/l1/").content.decode()))

    own = {"terminal slip", "terminal command", "terminal later command"}  # what one typed oneself stands in the log
    assert typed(SECRETS["terminal slip"]) - own == {"terminal slip feedback"}
    assert typed(SECRETS["terminal command"]) - own == {"terminal output", "terminal later prompt"}
    end = typed(SECRETS["terminal later command"])
    assert end - own == {"terminal output", "terminal later output", "terminal closing", "terminal explain"}
    assert "terminal spelling" not in end


def test_a_story_lets_out_one_scene_after_the_other(lesson, browser) -> None:
    browser.post("/learn/a3/start/")

    def chosen(number: int) -> set[str]:
        form = forms_of(browser.get("/learn/a3/l1/").content.decode(), "can-branch")
        token = re.findall(r'class="opt"[^>]*value="([A-Z2-7]{16})"', form["html"])[number]
        told = post(browser, form, token, HTTP_ACCEPT="application/json").json()
        page = browser.get("/learn/a3/l1/").content.decode()
        # Keys and tokens of a form are random and may hold any digits.
        shown = re.sub(r'value="[^"]*"', "", forms_of(page, "can-branch")["html"])
        assert "77" not in shown
        return set(leaks(json.dumps(told, ensure_ascii=False) + page))

    assert chosen(0) == {"branch feedback", "branch scene", "branch later choice"}
    assert chosen(0) == {"branch later choice", "branch later feedback", "branch end"}


def test_what_has_parts_or_no_points_explains_itself_only_when_it_is_solved_or_done(lesson, browser) -> None:
    browser.post("/learn/a3/start/")
    page = browser.get("/learn/a3/l1/").content.decode()
    form = forms_of(page, "can-cloze")
    assert leaks(post(browser, form, "ちがう", HTTP_ACCEPT="application/json").content.decode()) == []
    solved = post(browser, form, SECRETS["cloze other spelling"], HTTP_ACCEPT="application/json").content.decode()
    assert leaks(solved) == ["cloze spelling", "cloze explain"]
    form = forms_of(page, "can-order")
    tokens = re.findall(r'type="hidden" name="answer" value="([A-Z2-7]{16})"', form["html"])
    wrong = [value for place, token in enumerate(tokens, 1) for value in (token, str(4 - place))]
    assert leaks(post(browser, form, wrong, HTTP_ACCEPT="application/json").content.decode()) == []
    form = forms_of(page, "can-reflect")
    assert leaks(post(browser, form, "短い", HTTP_ACCEPT="application/json").content.decode()) == []
    done = post(browser, form, "五文字より長い", HTTP_ACCEPT="application/json").content.decode()
    assert leaks(done) == ["reflect explain"]


def test_lt_07_ticking_everything_reveals_at_most_one_wrong_option(lesson, browser) -> None:
    browser.post("/learn/a3/start/")
    form = forms_of(browser.get("/learn/a3/l1/").content.decode(), "can-multi")
    found = post(browser, form, list(form["options"].values()), HTTP_ACCEPT="application/json").json()
    assert found["state"] == "partly" or found["state"] == "not_yet"
    assert leaks(json.dumps(found, ensure_ascii=False)) == ["multi feedback wrong"]
    assert "share" not in found


def test_a_key_refuses_templates_printing_and_generic_code(lesson) -> None:
    key = ItemKey.keys.select_related("version").first()
    for shown in (repr(key), str(key), repr(key.open()), f"{key.open()}", repr([key])):
        assert leaks(shown) == []
    with pytest.raises(Exception, match="template"):
        Template("{{ key }}").render(Context({"key": key.open()}))
    with pytest.raises(Exception, match="template"):
        Template("{{ key.data }}").render(Context({"key": key}))
    assert not hasattr(SecretHalf, "__html__")
    assert not hasattr(ItemKey, "objects")


def test_exports_revisions_of_others_and_commands_hold_none(lesson, region, learner) -> None:
    from lms.accounts.personal_data import rules

    for rule in rules():
        assert leaks(str(list(rule.export(learner)))) == []
    out = StringIO()
    call_command("check", stdout=out)
    assert leaks(out.getvalue()) == []
    assert leaks(str(outline.outline(region.site))) == []
    assert ItemState.objects.count() == 0
    assert (
        leaks(
            json.dumps(
                [list(page.get_indexed_objects().values_list("title", flat=True)) for page in [Page]],
                ensure_ascii=False,
            )
        )
        == []
    )


def test_the_key_is_registered_nowhere(lesson) -> None:
    from django.contrib import admin
    from wagtail.models import get_page_models
    from wagtail.search.index import get_indexed_models
    from wagtail.snippets.models import get_snippet_models

    everywhere = [*admin.site._registry, *get_page_models(), *get_indexed_models(), *get_snippet_models()]
    assert ItemKey not in everywhere
    assert ItemKey._meta.default_permissions == ()
    assert reverse("courses:search")
