"""The player: enrolling, answering, hints, 「答えを見る」, completing; tokens, replays and budgets."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from lms.learning.models import Enrolment, ItemState, LearningEvent
from lms.ledger import clock
from tests.learning.steps import finish, forms_of, post, solve, take
from tests.queries import at_most, counted

pytestmark = pytest.mark.django_db
LESSON = "/learn/a3/l1/"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def page(browser, course):
    browser.post("/learn/a3/start/")
    return browser.get(LESSON).content.decode()


def test_beginning_a_course_enrols_once_and_leads_to_the_first_lesson(browser, course, learner, region) -> None:
    answer = browser.post("/learn/a3/start/")
    assert (answer.status_code, answer.url) == (302, LESSON)
    browser.post("/learn/a3/start/")
    enrolment = Enrolment.objects.get(person=learner)
    assert enrolment.programme.is_standing
    assert enrolment.course_key == "A3"


def test_the_lesson_sends_who_does_not_take_the_course_to_the_course_page(browser, course) -> None:
    assert browser.get(LESSON).url == "/courses/a3/"


def test_a_visitor_is_asked_to_sign_in(visitor, course) -> None:
    assert visitor.get(LESSON).url.startswith("/accounts/login/")


def test_the_page_holds_prose_and_questions_but_nothing_of_their_keys(page) -> None:
    assert "はじめの段落です。" in page
    assert "まちがいの説明です。" not in page
    assert "そのとおりです。" not in page
    assert "くわしい説明" not in page
    assert "ヒントです。" not in page


def test_a_right_answer_shows_feedback_and_explanation(browser, page) -> None:
    form = forms_of(page, "one-one")
    answer = post(browser, form, form["options"]["正しい"])
    assert (answer.status_code, answer.url) == (302, LESSON + "#item-one-one")
    shown = forms_of(browser.get(LESSON).content.decode(), "one-one")["html"]
    assert "そのとおりです。" in shown
    assert "くわしい説明です。" in shown


def test_a_wrong_answer_shows_only_the_feedback_of_what_was_chosen(browser, page) -> None:
    form = forms_of(page, "one-one")
    found = post(browser, form, form["options"]["まちがい"], **JSON).json()
    assert found["state"] == "not_yet"
    assert found["messages"] == ["まちがいの説明です。"]
    assert "explain" not in found
    assert "share" not in found
    assert "そのとおり" not in json.dumps(found, ensure_ascii=False)


def test_a_fragment_is_the_question_alone(browser, page) -> None:
    form = forms_of(page, "one-one")
    answer = post(browser, form, form["options"]["正しい"], HTTP_X_REQUESTED_WITH="fetch")
    html = answer.content.decode()
    assert html.lstrip().startswith('<div class="card quiz" id="item-one-one"')
    assert "no-store" in answer.headers["Cache-Control"]


def test_hints_open_one_by_one_and_cost_nothing(browser, page, learner) -> None:
    form = forms_of(page, "one-one")
    found = post(browser, form, "", act="hint", **JSON).json()
    assert len(found["hints"]) == 1
    state = ItemState.objects.get(item="one-one")
    assert (state.tries, state.hints_opened, state.state) == (0, 1, "open")
    assert LearningEvent.objects.filter(kind="hint.opened").count() == 1


def test_the_answer_is_offered_from_the_third_try_and_then_counts_as_done_not_solved(browser, page) -> None:
    form = forms_of(page, "one-one")
    early = post(browser, form, "", act="reveal", **JSON)
    assert (early.status_code, early.json()["key"]) == (409, "learning.reveal_early")
    offers = [post(browser, form, form["options"]["まちがい"], **JSON).json()["can_reveal"] for _try in range(3)]
    assert offers == [False, False, True]
    shown = post(browser, form, "", act="reveal", **JSON).json()
    assert shown["solution"] == ["正しい"]
    assert "explain" in shown
    later = post(browser, form, form["options"]["正しい"], **JSON).json()
    assert later["state"] == "right"
    assert ItemState.objects.get(item="one-one").state == "revealed"


@pytest.mark.parametrize("value", ["A" * 16, "0", "正しい"])
def test_an_unknown_token_is_refused_and_nothing_is_saved(browser, page, value) -> None:
    form = forms_of(page, "one-one")
    assert post(browser, form, value, **JSON).status_code == 422
    plain = post(browser, form, value)
    assert plain.status_code == 422
    assert not ItemState.objects.exists()
    assert not LearningEvent.objects.exists()


def test_no_answer_and_an_empty_form_are_refused_with_a_message_at_the_question(browser, page) -> None:
    form = forms_of(page, "one-one")
    answer = post(browser, form, "")
    assert answer.status_code == 422
    assert 'id="item-one-one-error"' in answer.content.decode()
    assert browser.post(form["action"], {}).status_code == 422
    assert not ItemState.objects.exists()


def test_what_was_sent_stands_in_the_fields_again_when_it_is_refused_or_a_hint_is_asked_for(browser, page) -> None:
    form = forms_of(page, "one-one")
    wrong = form["options"]["まちがい"]
    for answer in (
        post(browser, form, [wrong, form["options"]["正しい"]]),
        post(browser, form, wrong, act="hint", HTTP_X_REQUESTED_WITH="fetch"),
    ):
        shown = forms_of(answer.content.decode(), "one-one")["html"]
        assert f'value="{wrong}" checked' in shown
    assert ItemState.objects.get().tries == 0


def test_the_same_key_gives_the_first_response_again(browser, page) -> None:
    form, key = forms_of(page, "one-one"), str(uuid4())
    first = post(browser, form, form["options"]["まちがい"], key=key, **JSON).json()
    again = post(browser, form, form["options"]["正しい"], key=key, **JSON).json()
    assert again == first
    assert LearningEvent.objects.filter(kind="item.answered").count() == 1
    assert ItemState.objects.get().tries == 1


def test_a_key_older_than_what_is_kept_is_refused_not_counted_again(learner, entry) -> None:
    from lms.learning import services
    from lms.ledger.refusals import MoveNotAllowed

    services.enrol(person=learner, course=entry)
    lesson = entry.open_lessons[0]
    take(learner, entry, lesson, "one-one", right=False, key="the-first-key")
    ItemState.objects.update(receipts=[])
    with pytest.raises(MoveNotAllowed):
        take(learner, entry, lesson, "one-one", right=True, key="the-first-key")
    assert ItemState.objects.get().tries == 1


def test_tokens_differ_between_learners_and_days_and_yesterdays_still_count(browser, page, learner, entry) -> None:
    now = datetime(2026, 12, 1, 14, 50, tzinfo=UTC)
    with clock.set_to(now):
        evening = forms_of(browser.get(LESSON).content.decode(), "one-one")
    assert not set(evening["options"].values()) & set(forms_of(page, "one-one")["options"].values())
    with clock.set_to(now + timedelta(minutes=30)):
        after_midnight = forms_of(browser.get(LESSON).content.decode(), "one-one")
        assert not set(after_midnight["options"].values()) & set(evening["options"].values())
        assert post(browser, evening, evening["options"]["正しい"], **JSON).json()["state"] == "right"
    with clock.set_to(now + timedelta(days=2)):
        assert post(browser, evening, evening["options"]["正しい"], **JSON).status_code == 422


def test_another_learners_tokens_are_refused(page, region, client, course) -> None:
    from django.test import Client

    from tests.accounts.factories import make_person, sign_in

    other = sign_in(Client(SERVER_NAME=region.site.hostname), make_person(region))
    other.post("/learn/a3/start/")
    form = forms_of(page, "one-one")
    assert post(other, form, form["options"]["正しい"], **JSON).status_code == 422


def test_an_answer_to_an_older_version_is_graded_by_that_version(browser, page, course) -> None:
    from courses.models import LessonPage

    lesson = LessonPage.objects.get(slug="l1")
    lesson.body = lesson.body.replace("- [ ] まちがい", "- [x] まちがい").replace("- [x] 正しい", "- [ ] 正しい")
    lesson.save_revision().publish()
    form = forms_of(page, "one-one")
    assert post(browser, form, form["options"]["正しい"], **JSON).json()["state"] == "right"


def test_a_lesson_is_completed_by_the_button_when_its_required_parts_are_done(browser, page, learner, entry) -> None:
    early = browser.post(LESSON + "complete/")
    assert early.url == LESSON + "#conditions"
    assert browser.post(LESSON + "complete/", **JSON).status_code == 409
    solve(learner, entry, entry.open_lessons[0], "one-one")
    assert browser.post(LESSON + "complete/").url == "/learn/a3/l2/"
    browser.post(LESSON + "complete/")
    kinds = list(LearningEvent.objects.exclude(kind="item.answered").values_list("kind", flat=True))
    assert sorted(kinds) == ["course.started", "lesson.completed"]


def test_the_last_lesson_completes_the_course_with_a_certificate_number(learner, entry, browser) -> None:
    finish(learner, entry)
    enrolment = Enrolment.objects.get()
    assert re.fullmatch(r"hama-\d{4}-[A-Z2-7]{8}", enrolment.certificate_no)
    event = LearningEvent.objects.get(kind="course.completed")
    assert event.payload["certificate_no"] == enrolment.certificate_no
    assert event.payload["course"] == "A3"
    assert enrolment.certificate_no in browser.get("/courses/a3/").content.decode()


def test_a_lesson_added_later_does_not_reopen_a_completed_course(learner, entry, course, browser) -> None:
    from tests.courses.factories import body_with, make_lesson

    finish(learner, entry)
    make_lesson(course, 3, body=body_with("three"))
    assert Enrolment.objects.get().completed_on is not None
    assert "単元3" in browser.get("/learn/a3/l1/").content.decode()


def test_the_player_makes_three_queries(browser, page) -> None:
    browser.get(LESSON)
    with at_most(3) as found:
        assert browser.get(LESSON).status_code == 200
    assert len(found) == 3


def test_an_answer_makes_five_statements(browser, page) -> None:
    form = forms_of(page, "one-one")
    browser.get(LESSON)
    with at_most(5):
        assert post(browser, form, form["options"]["まちがい"], **JSON).status_code == 200
    with at_most(5):
        assert post(browser, form, form["options"]["正しい"], **JSON).status_code == 200


def test_an_answer_that_gives_a_level_and_a_lesson_that_completes_the_course_stay_in_budget(
    learner, entry, browser
) -> None:
    from lms.learning import services

    services.enrol(person=learner, course=entry)
    for lesson in entry.open_lessons:
        for row in lesson.items:
            solve(learner, entry, lesson, row["item"])
    ItemState.objects.filter(item="two-two").delete()
    form = forms_of(browser.get("/learn/a3/l2/").content.decode(), "two-two")
    with at_most(15):
        post(
            browser,
            form,
            form["options"]["× 誤り"] if "× 誤り" in form["options"] else list(form["options"].values())[1],
            **JSON,
        )
    services.complete_lesson(person=learner, course=entry, lesson=entry.open_lessons[0])
    with at_most(15):
        browser.post("/learn/a3/l2/complete/")
    assert Enrolment.objects.get().completed_on


def test_pages_of_learners_keep_their_budget(browser, page, region) -> None:
    for address in ("/learn/", "/courses/", "/courses/a3/"):
        browser.get(address)
        with at_most(6):
            assert browser.get(address).status_code == 200


def test_a_visitors_pages_make_no_query_once_warm(visitor, course) -> None:
    """But one on a course page: which posts ask for the course is a hiring decision and always read (performance.md §2)."""
    for address, budget in (("/courses/", 0), ("/courses/a3/", 1), ("/courses/a3/l1/", 0)):
        visitor.get(address)
        with counted() as found:
            answer = visitor.get(address)
        assert answer.status_code == 200
        assert len(found) <= budget, found
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", ""), address


def test_a_foreign_regions_lesson_is_the_same_404_as_an_unknown_one(browser, page) -> None:
    from tests.courses.factories import body_with, make_course, make_lesson, make_site

    other = make_site("yama")
    make_lesson(make_course(other, "X1", slug="x1"), 1, body=body_with("foreign"))
    foreign, unknown = browser.get("/learn/x1/l1/"), browser.get("/learn/nothing/l1/")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.content == unknown.content
    assert browser.get("/courses/x1/l1/").status_code == 404


def test_a_draft_or_unpublished_lesson_is_not_there(browser, page, course) -> None:
    from courses.models import LessonPage

    LessonPage.objects.get(slug="l1").unpublish()
    assert browser.get(LESSON).status_code == 404
    assert browser.get("/courses/a3/l1/").status_code == 404


def test_a_restricted_course_is_left_to_wagtail(visitor, browser, page, course) -> None:
    from wagtail.models import PageViewRestriction

    from courses import outline

    PageViewRestriction.objects.create(page=course, restriction_type="login")
    outline.forget()
    assert browser.get(LESSON).status_code == 404
    assert visitor.get("/courses/a3/").status_code == 302


def test_my_learning_leads_back_to_the_question_answered_last(browser, page, learner, entry) -> None:
    take(learner, entry, entry.open_lessons[0], "one-two", right=False)
    html = browser.get("/learn/").content.decode()
    assert 'href="/learn/a3/l1/#item-one-two"' in html
    assert html.count('class="on') == 1


def test_my_learning_is_kind_when_empty(browser, course) -> None:
    assert 'href="/courses/"' in browser.get("/learn/").content.decode()


def test_the_weekly_goal_is_ones_own_number(browser, page) -> None:
    browser.post("/learn/goal/", {"days": "5"})
    browser.post("/learn/goal/", {"days": "9"})
    assert 'value="5"' in browser.get("/learn/").content.decode()
