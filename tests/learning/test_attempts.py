"""A course test from start to result (authoring.md §8, §7; curriculum.md §2, §8: CT-07…CT-10)."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from content.items.draw import Drawable, draw, shares
from courses import outline
from courses.models import Skill
from lms.learning import completion, services, tasks
from lms.learning.course_tests import allowances, attempts
from lms.learning.models import Enrolment, LearningEvent, SkillEvidence, TestAttempt, TestQuestion, TestSave
from lms.ledger import clock
from lms.ledger.projections import rebuild_all
from lms.ledger.refusals import MoveNotAllowed, NotVisible
from lms.notices.models import Notice
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import bank_body, body_with, make_bank, make_course, make_lesson, make_site
from tests.learning.conftest import forget_everything
from tests.learning.steps import finish, solve, take
from tests.learning.tests_taken import answer, answer_all, pass_test, right_values
from tests.queries import at_most

TEST = "::: test 確認テスト {#sec-test draw=10 pool=security}\n:::\n"


@pytest.fixture
def course(region):
    found = make_course(region)
    make_bank(found, body=bank_body("SEC-01", 10) + bank_body("SEC-02", 10))
    make_lesson(found, 1, body=body_with("one") + TEST, skills="SEC-01, SEC-02")
    return found


@pytest.fixture
def enrolled(learner, entry):
    return services.enrol(person=learner, course=entry)


def begin(learner, entry) -> TestAttempt:
    return attempts.start(person=learner, course=entry)


# --- the draw ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "n", "expected"),
    [
        ({"A": 10, "B": 10}, 10, {"A": 5, "B": 5}),
        ({"A": 10, "B": 12, "C": 10}, 10, {"A": 3, "B": 4, "C": 3}),
        ({"A": 4, "B": 4}, 3, {"A": 2, "B": 1}),
        ({"A": 1, "B": 9}, 6, {"A": 1, "B": 5}),
        ({"A": 1, "B": 1}, 9, {"A": 1, "B": 1}),
    ],
)
def test_the_draw_is_even_and_the_remainder_goes_to_the_skills_with_most_questions(counts, n, expected) -> None:
    assert shares(counts, n) == expected


def test_ct_07_every_attempt_has_the_planned_number_per_skill_and_two_share_at_most_half(
    learner, entry, enrolled
) -> None:
    seen = []
    for _n in range(3):
        attempt = begin(learner, entry)
        rows = list(TestQuestion.objects.filter(attempt=attempt))
        assert Counter(row.skills[0] for row in rows) == {"SEC-01": 5, "SEC-02": 5}
        seen.append({row.item for row in rows})
        attempts.submit(person=learner, attempt_id=attempt.pk, course=entry)
    assert all(len(one & two) <= 5 for one, two in itertools.pairwise(seen))
    assert seen[0] & seen[1] == set()


def test_the_same_seed_draws_the_same_and_the_order_is_mixed() -> None:
    pool = [Drawable(f"q{n:02d}", "A" if n % 2 else "B") for n in range(20)]
    assert draw(pool, 10, "seed") == draw(pool, 10, "seed")
    assert draw(pool, 10, "seed") != sorted(draw(pool, 10, "seed"))
    assert draw(pool, 10, "one") != draw(pool, 10, "two")


# --- tries ------------------------------------------------------------------------------------------------------------


def test_a_second_start_goes_on_with_the_open_try(learner, entry, enrolled) -> None:
    assert begin(learner, entry).pk == begin(learner, entry).pk
    assert TestAttempt.objects.count() == 1


def test_three_tries_a_day_then_409_and_again_tomorrow(learner, entry, enrolled, browser) -> None:
    with clock.set_to(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        for left in (2, 1, 0):
            attempt = begin(learner, entry)
            attempts.submit(person=learner, attempt_id=attempt.pk, course=entry)
            page = browser.get("/learn/a3/test/").content.decode()
            assert (f"もう一度できます（きょうはあと{left}回）" in page) is bool(left)
        refused = browser.post("/learn/a3/test/start/", headers={"accept": "application/json"})
        assert (refused.status_code, refused.json()["message"]) == (409, "きょうの回数を使いきりました")
        assert "きょうの回数を使いきりました" in browser.get("/learn/a3/test/").content.decode()
    with clock.set_to(datetime(2026, 12, 1, 15, tzinfo=UTC)):
        assert begin(learner, entry).n == 4


def test_who_does_not_take_the_course_and_others_get_nothing(learner, entry, enrolled, browser, region) -> None:
    attempt = begin(learner, entry)
    other = make_person(region, name="ほか")
    with pytest.raises(NotVisible):
        attempts.start(person=other, course=entry)
    services.enrol(person=other, course=entry)
    row = attempt.questions.first()
    with pytest.raises(NotVisible):
        attempts.save(person=other, attempt_id=attempt.pk, item=row.item, values=[], key=str(uuid4()))
    with pytest.raises(NotVisible):
        attempts.submit(person=other, attempt_id=attempt.pk, course=entry)
    sign_in(browser, other)
    for tail in ("", "check/", "result/"):
        assert browser.get(f"/learn/a3/test/{attempt.pk}/{tail}").status_code == 404


# --- saving -----------------------------------------------------------------------------------------------------------


def test_a_save_says_received_and_nothing_about_right_or_wrong(learner, entry, enrolled, browser) -> None:
    attempt = begin(learner, entry)
    bodies = set()
    for right in (True, False):
        row = attempt.questions.order_by("position")[int(right)]
        data = {"item": row.item, "answer": right_values(attempt, row, right=right), "idempotency_key": str(uuid4())}
        found = browser.post(f"/learn/a3/test/{attempt.pk}/save/", data, headers={"accept": "application/json"})
        assert found.status_code == 200
        assert set(found.json()) == {"saved_at", "message"}
        bodies.add(re.sub(r'"saved_at": "[^"]*"', "", found.content.decode()))
    assert len(bodies) == 1
    assert json.loads("{" + bodies.pop().strip("{}").lstrip(", ") + "}") == {"message": "受け付けました"}


def test_the_latest_save_counts_and_the_history_stays(learner, entry, enrolled) -> None:
    attempt = begin(learner, entry)
    row = attempt.questions.first()
    for right in (False, True):
        answer(learner, attempt, row, right=right)
    assert [save.answer for save in TestSave.objects.order_by("saved_at", "id")] == ["false", "true"]
    attempts.submit(person=learner, attempt_id=attempt.pk, course=entry)
    assert TestQuestion.objects.get(pk=row.pk).earned == 1


def test_a_save_makes_five_statements_at_most(learner, entry, enrolled, browser) -> None:
    attempt = begin(learner, entry)
    row = attempt.questions.first()
    url = f"/learn/a3/test/{attempt.pk}/save/"
    browser.get("/learn/a3/test/")
    for _n in range(2):
        data = {"item": row.item, "answer": right_values(attempt, row), "idempotency_key": str(uuid4())}
        with at_most(5):
            assert browser.post(url, data, headers={"accept": "application/json"}).status_code == 200


def test_the_sheet_and_the_result_cost_the_same_for_ten_and_for_twenty_questions(
    learner, entry, enrolled, browser
) -> None:
    attempt = begin(learner, entry)
    answer_all(learner, attempt)
    url = f"/learn/a3/test/{attempt.pk}/"
    browser.get(url)
    with at_most(6):
        browser.get(url)
    attempts.submit(person=learner, attempt_id=attempt.pk, course=entry)
    with at_most(7):
        browser.get(url + "result/")


def test_lt_08_tokens_are_of_one_attempt_and_foreign_ones_are_refused(
    learner, entry, enrolled, browser, region
) -> None:
    other = make_person(region, name="ほか")
    services.enrol(person=other, course=entry)
    mine, theirs = begin(learner, entry), begin(other, entry)
    names = []
    for attempt in (mine, theirs):
        rows = TestQuestion.objects.filter(attempt=attempt).select_related("item_version")
        names.append({name for row in rows for name in attempts.face_of(attempt, row).names})
    attempts.submit(person=learner, attempt_id=mine.pk, course=entry)
    again = begin(learner, entry)
    rows = TestQuestion.objects.filter(attempt=again).select_related("item_version")
    names.append({name for row in rows for name in attempts.face_of(again, row).names})
    assert not names[0] & names[1]
    assert not names[0] & names[2]
    row = rows[0]
    data = {"item": row.item, "answer": min(names[1]), "idempotency_key": str(uuid4())}
    found = browser.post(f"/learn/a3/test/{again.pk}/save/", data, headers={"accept": "application/json"})
    assert found.status_code == 422
    assert not TestSave.objects.filter(attempt=again).exists()
    assert not LearningEvent.objects.filter(kind="test.answer_saved").exists()


def test_lt_07_a_test_reveals_nothing_before_it_is_handed_in(learner, entry, enrolled, browser) -> None:
    attempt = begin(learner, entry)
    answer_all(learner, attempt)
    url = f"/learn/a3/test/{attempt.pk}/"
    pages = [
        browser.get(path) for path in (url, f"{url}?q=1", f"{url}check/", "/learn/a3/test/", "/learn/a3/l1/", "/learn/")
    ]
    text = "".join(page.content.decode() for page in pages)
    assert all(page.status_code == 200 for page in pages)
    assert not re.findall(r"説明\d", text)
    assert "正解" not in text
    assert browser.get(f"{url}result/").headers["Location"] == url


# --- handing in -------------------------------------------------------------------------------------------------------


def test_409_while_the_page_says_that_answers_are_not_sent(learner, entry, enrolled, browser) -> None:
    attempt = begin(learner, entry)
    url = f"/learn/a3/test/{attempt.pk}/submit/"
    refused = browser.post(url, {"unsent": "2"}, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["message"]) == (409, "まだ送られていない答えが2件あります")
    assert TestAttempt.objects.get().is_open


def test_a_second_submit_gives_the_first_result_and_nothing_more_is_saved(learner, entry, enrolled, browser) -> None:
    attempt = begin(learner, entry)
    answer_all(learner, attempt)
    url = f"/learn/a3/test/{attempt.pk}/submit/"
    first = browser.post(url, headers={"accept": "application/json"})
    second = browser.post(url, headers={"accept": "application/json"})
    assert first.json() == second.json() == {"earned": "10.00", "possible": "10.00", "passed": True}
    assert LearningEvent.objects.filter(kind="test.submitted").count() == 1
    row = attempt.questions.first()
    with pytest.raises(MoveNotAllowed) as refusal:
        answer(learner, attempt, row, right=False)
    assert refusal.value.key == "learning.test_over"


def test_failing_shows_which_questions_with_the_lesson_and_no_answer(learner, entry, enrolled, browser) -> None:
    attempt = begin(learner, entry)
    answer_all(learner, attempt, wrong=3)
    attempts.submit(person=learner, attempt_id=attempt.pk, course=entry)
    page = browser.get(f"/learn/a3/test/{attempt.pk}/result/").content.decode()
    assert "10点中7点" in page
    assert len(re.findall(r"もう一度読む", page)) == 3
    assert "もう一度できます（きょうはあと2回）" in page
    assert not re.findall(r"説明\d", page)
    assert "これが答えです" not in page


def test_passing_or_closing_opens_the_answers(learner, entry, enrolled, browser, region) -> None:
    failed = begin(learner, entry)
    attempts.submit(person=learner, attempt_id=failed.pk, course=entry)
    url = f"/learn/a3/test/{failed.pk}/result/"
    assert "説明" not in browser.get(url).content.decode()
    teacher = make_person(region, "I")
    allowances.close_test(course=entry, by=teacher, closed=True)
    assert len(re.findall(r"説明\d", browser.get(url).content.decode())) == 10
    with pytest.raises(MoveNotAllowed) as refusal:
        begin(learner, entry)
    assert refusal.value.key == "learning.test_closed"
    allowances.close_test(course=entry, by=teacher, closed=False)
    passed = begin(learner, entry)
    answer_all(learner, passed, wrong=2)
    assert attempts.submit(person=learner, attempt_id=passed.pk, course=entry).passed
    assert len(re.findall(r"説明\d", browser.get(f"/learn/a3/test/{passed.pk}/result/").content.decode())) == 2


def test_without_javascript_one_form_carries_every_question(learner, entry, enrolled, browser) -> None:
    attempt = begin(learner, entry)
    url = f"/learn/a3/test/{attempt.pk}/"
    page = browser.get(url).content.decode()
    data = dict(re.findall(r'name="(key-[^"]+)" value="([^"]+)"', page)) | {"go": "check"}
    for row in attempt.questions.order_by("position")[:8]:
        data[f"q-{row.item}"] = right_values(attempt, row)[0]
    found = browser.post(f"{url}save/", data, follow=True)
    assert found.redirect_chain[0][0] == f"{url}check/"
    assert "まだ答えていない問題が2問あります。" in found.content.decode()
    assert "受け付けました" in found.content.decode()
    assert TestSave.objects.count() == 8
    browser.post(f"{url}save/", data)
    assert TestSave.objects.count() == 8
    done = browser.post(f"{url}submit/", follow=True)
    assert "合格です" in done.content.decode()


# --- time -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def timed(region):
    found = make_course(region, "B2", skills="SEC-01:2")
    make_lesson(found, 1, body=f"::: test {{#b2-test minutes=20}}\n{bank_body('SEC-01', 4, 'timed')}:::\n")
    forget_everything()
    return outline.outline(region.site).course("b2")


def test_a_time_limit_is_longer_by_an_allowance_and_can_be_extended(learner, region, timed) -> None:
    services.enrol(person=learner, course=timed)
    teacher = make_person(region, "I")
    with clock.set_to(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        allowances.allow_time(person=learner, factor="1.5", by=teacher)
        attempt = begin(learner, timed)
        assert attempt.deadline == datetime(2026, 12, 1, 3, 30, tzinfo=UTC)
        allowances.extend(attempt_id=attempt.pk, minutes=10, by=teacher)
        attempt.refresh_from_db()
        assert attempt.deadline == datetime(2026, 12, 1, 3, 40, tzinfo=UTC)
        row = attempt.questions.first()
        answer(learner, attempt, row)
    with clock.set_to(datetime(2026, 12, 1, 3, 41, tzinfo=UTC)):
        with pytest.raises(MoveNotAllowed):
            answer(learner, attempt, row, right=False)
        with pytest.raises(MoveNotAllowed):
            allowances.extend(attempt_id=attempts.submit(person=learner, attempt_id=attempt.pk, course=timed).pk,
                              minutes=10, by=teacher)  # fmt: skip
    attempt.refresh_from_db()
    assert (attempt.ended_by, attempt.earned, attempt.passed) == ("clock", 1, False)


def test_the_clock_ends_a_try_with_what_was_saved(learner, timed) -> None:
    services.enrol(person=learner, course=timed)
    with clock.set_to(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        attempt = begin(learner, timed)
        answer_all(learner, attempt)
    with clock.set_to(datetime(2026, 12, 1, 3, 20, 10, tzinfo=UTC)):
        assert attempts.end_overdue() == 0
    with clock.set_to(datetime(2026, 12, 1, 3, 21, tzinfo=UTC)):
        assert attempts.end_overdue() == 1
        assert attempts.end_overdue() == 0
    attempt.refresh_from_db()
    assert (attempt.ended_by, attempt.passed) == ("clock", True)


def test_nobody_allows_themselves_more_time(region) -> None:
    teacher = make_person(region, "I")
    with pytest.raises(MoveNotAllowed):
        allowances.allow_time(person=teacher, factor="2", by=teacher)
    with pytest.raises(NotVisible):
        allowances.allow_time(person=make_person(make_site("yama")), factor="2", by=teacher)


# --- evidence ---------------------------------------------------------------------------------------------------------


def test_ct_08_passing_with_every_question_of_one_skill_wrong_gives_only_the_other(region) -> None:
    found = make_course(region, "C1", skills="SEC-01:2, SEC-02:2")
    inside = bank_body("SEC-01", 8, "eight") + bank_body("SEC-02", 2, "two")
    make_lesson(found, 1, body=f"::: test {{#c1-test}}\n{inside}:::\n")
    forget_everything()
    entry = outline.outline(region.site).course("c1")
    learner = make_person(region)
    services.enrol(person=learner, course=entry)
    attempt = begin(learner, entry)
    for row in attempt.questions.all():
        answer(learner, attempt, row, right=row.skills == ["SEC-01"])
    assert attempts.submit(person=learner, attempt_id=attempt.pk, course=entry).passed
    given = SkillEvidence.objects.get(person=learner, level=2)
    assert (given.skill_id, given.mode) == ("SEC-01", "test")
    assert given.source["attempt"] == str(attempt.pk)
    assert len(given.source["items"]) == 8


def test_failing_gives_no_level(learner, entry, enrolled) -> None:
    attempt = begin(learner, entry)
    answer_all(learner, attempt, wrong=3)
    assert not attempts.submit(person=learner, attempt_id=attempt.pk, course=entry).passed
    assert not SkillEvidence.objects.exists()


def test_ct_09_revealed_answers_give_no_level(learner, entry, enrolled) -> None:
    lesson = entry.open_lessons[0]
    for _n in range(3):
        take(learner, entry, lesson, "one-one", right=False)
    take(learner, entry, lesson, "one-one", right=False, kind="reveal")
    solve(learner, entry, lesson, "one-two")
    assert not SkillEvidence.objects.exists()


def test_ct_10_evidence_of_a_test_ends_after_24_months_and_a_new_pass_renews_it(learner, entry, enrolled) -> None:
    with clock.set_to(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        pass_test(learner, entry)
        pass_test(learner, entry)
    rows = SkillEvidence.objects.filter(person=learner, level=2, skill_id="SEC-01")
    assert [row.valid_until for row in rows] == [date(2028, 11, 30)]
    with clock.set_to(datetime(2028, 10, 1, 3, tzinfo=UTC)):
        pass_test(learner, entry)
    assert sorted(row.valid_until for row in rows.all()) == [date(2028, 11, 30), date(2030, 9, 30)]
    assert LearningEvent.objects.filter(kind="skill.reached", payload__skill="SEC-01", payload__level=2).count() == 2


def warnings_of(learner, end: date, *days: int) -> list[tuple[str, int]]:
    """(skill, days) of the warnings the worker gave when it ran twice on each of these days before `end`."""
    for number in days:
        with clock.set_to(clock.start_of_day(end - timedelta(days=number))):
            tasks.watch_expiry()
            tasks.watch_expiry()
    told = LearningEvent.objects.filter(kind="skill.ends_soon", subject_ref=learner.pseudonym)
    return sorted((event.payload["skill"], event.payload["days"]) for event in told)


def test_ct_10_a_level_is_warned_of_thirty_and_seven_days_before_its_end_and_on_no_other(
    learner, entry, enrolled
) -> None:
    with clock.set_to(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        pass_test(learner, entry)
    end = date(2028, 11, 30)
    assert warnings_of(learner, end, 31, 29, 8, 6, 1, 0, -1) == []
    assert warnings_of(learner, end, 30) == [("SEC-01", 30), ("SEC-02", 30)]
    assert warnings_of(learner, end, 30, 7) == [("SEC-01", 7), ("SEC-01", 30), ("SEC-02", 7), ("SEC-02", 30)]
    notices = Notice.objects.filter(person=learner, code="N07.skill")
    assert notices.count() == 4
    assert {notice.reference for notice in notices} == {str(Skill.objects.get(code=f"SEC-0{n}")) for n in (1, 2)}


def test_ct_10_a_new_pass_renews_and_ends_the_warnings(learner, entry, enrolled) -> None:
    with clock.set_to(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        pass_test(learner, entry)
    end = date(2028, 11, 30)
    assert len(warnings_of(learner, end, 30)) == 2
    with clock.set_to(datetime(2028, 11, 10, 3, tzinfo=UTC)):
        pass_test(learner, entry)
    assert len(warnings_of(learner, end, 7)) == 2
    assert len(warnings_of(learner, date(2030, 11, 9), 30)) == 4


def test_ct_10_what_does_not_expire_and_a_lower_level_below_a_lasting_one_are_not_warned_of(learner, region) -> None:
    end = date(2028, 11, 30)
    give = {"region": region, "person": learner, "mode": "person", "earned_on": date(2026, 12, 1)}
    SkillEvidence.objects.create(skill_id="DOC-01", level=3, source_key="a", **give)
    SkillEvidence.objects.create(skill_id="SEC-03", level=2, source_key="b", valid_until=end, **give)
    SkillEvidence.objects.create(
        skill_id="SEC-03", level=3, source_key="c", valid_until=end + timedelta(days=50), **give
    )
    assert warnings_of(learner, end, 30, 7) == []
    assert warnings_of(learner, end + timedelta(days=50), 30) == [("SEC-03", 30)]


# --- completion -------------------------------------------------------------------------------------------------------


def test_a_course_with_a_test_is_completed_by_lessons_and_test_in_either_order(learner, entry, region) -> None:
    finish(learner, entry)
    assert Enrolment.objects.get(person=learner).completed_on is None
    pass_test(learner, entry)
    assert Enrolment.objects.get(person=learner).completed_on is not None
    other = make_person(region, name="ほか")
    services.enrol(person=other, course=entry)
    pass_test(other, entry)
    assert Enrolment.objects.get(person=other).completed_on is None
    finish(other, entry)
    assert Enrolment.objects.get(person=other).completed_on is not None
    assert LearningEvent.objects.filter(kind="course.completed").count() == 2


def test_lt_12_who_completed_under_the_old_rule_keeps_it_and_the_page_says_so(region, browser, learner) -> None:
    found = make_course(region, "D1")
    make_lesson(found, 1, body=body_with("dee"))
    forget_everything()
    finish(learner, outline.outline(region.site).course("d1"))
    before = Enrolment.objects.get(person=learner)
    assert before.completed_on is not None
    second = make_lesson(found, 2, body=f"::: test {{#d1-test}}\n{bank_body('SEC-01', 2, 'late')}:::\n")
    forget_everything()
    entry = outline.outline(region.site).course("d1")
    after = Enrolment.objects.get(person=learner)
    assert (after.completed_on, after.lessons_done) == (before.completed_on, before.lessons_done)
    parts = {part["kind"]: part for part in completion.parts_of(entry, after)}
    assert parts["test"] == {"kind": "test", "done": False, "count": 0, "of": 1, "excused": True}
    assert "あとから加わりました" in browser.get("/courses/d1/").content.decode()
    second.unpublish()
    assert Enrolment.objects.get(person=learner).completed_on == before.completed_on


def test_lt_12_the_recompute_gives_the_stored_result_whatever_happened_to_the_lessons(learner, entry, region) -> None:
    finish(learner, entry)
    pass_test(learner, entry)
    services.enrol(person=make_person(region, name="ほか"), course=entry)
    assert rebuild_all(check=True, only="learning") == {"learning": []}
    stored = Enrolment.objects.get(person=learner)
    course = stored.course
    make_lesson(course, 2, body=body_with("two"))
    course.get_children().first().unpublish()
    assert rebuild_all(check=True, only="learning") == {"learning": []}
    Enrolment.objects.filter(pk=stored.pk).update(lessons_done={}, completed_on=None, test_passed_on=None)
    assert len(rebuild_all(check=True, only="learning")["learning"]) == 1
    rebuild_all(check=False, only="learning")
    after = Enrolment.objects.get(pk=stored.pk)
    assert (after.lessons_done, after.completed_on, after.test_passed_on, after.certificate_no) == (
        stored.lessons_done, stored.completed_on, stored.test_passed_on, stored.certificate_no,
    )  # fmt: skip


def test_the_course_page_names_what_completes_the_course(learner, entry, enrolled, browser) -> None:
    page = browser.get("/courses/a3/").content.decode()
    assert "このコースの修了に必要なこと" in page
    assert "10問・80点で合格" in page
    assert "/learn/a3/test/" in page
    with at_most(6):
        browser.get("/courses/a3/")


def test_deadlines_leave_a_last_second_for_the_way(learner, timed) -> None:
    services.enrol(person=learner, course=timed)
    with clock.set_to(datetime(2026, 12, 1, 3, tzinfo=UTC)):
        attempt = begin(learner, timed)
    with clock.set_to(attempt.deadline + timedelta(seconds=20)):
        answer(learner, attempt, attempt.questions.first())
    assert TestSave.objects.count() == 1
