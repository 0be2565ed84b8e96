"""CU-01, CU-04: what a learner can show, what was and was not verified; re-checks in a room and watched sessions."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lms.hiring.evidence import held_skills
from lms.learning import services
from lms.learning.models import LearningEvent, SkillEvidence
from lms.learning.skills import provenance, supervised
from lms.ledger import clock
from lms.ledger.models import AuditEntry
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_site
from tests.learning import keys, works

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _set_clock():
    with clock.set_to(clock.start_of_day(TODAY) + timedelta(hours=11)):
        yield


@pytest.fixture
def teacher(region):
    return make_person(region, "I", name="みどり")


@pytest.fixture
def enrolment(region, learner):
    return services.enrol(person=learner, course=keys.make(region))


def proof(person, skill="SEC-01", level=2, mode="test", on=TODAY, until=None, key="k"):
    return SkillEvidence.objects.create(
        region=person.region, person=person, skill_id=skill, level=level, mode=mode, source_key=key, earned_on=on,
        valid_until=until,
    )  # fmt: skip


def session(teacher, learner, skill="SEC-01", **more):
    values = {
        "label": supervised.number_of(learner),
        "skill": skill,
        "day": TODAY,
        "place": "公民館",
        "grader": teacher,
    }
    return supervised.Session(**{**values, **more})


def test_the_words_are_those_of_the_curriculum():
    assert [provenance.words_of(mode) for mode in ("test", "person", "supervised")] == [
        "確認テストで判定", "講師が判定", "本人確認のある会場で判定",
    ]  # fmt: skip
    assert provenance.not_verified("test") == "自宅で受けたテストです。本人が受けたことの確認はしていません。"
    assert provenance.not_verified("supervised") == ""
    assert all(provenance.not_verified(mode) for mode in ("practice", "test", "person"))
    assert all(provenance.verified(mode) for mode in SkillEvidence.Mode.values)


def test_the_highest_unexpired_level_stands_and_the_closer_judgement_of_two(learner):
    proof(learner, level=3, mode="person", until=TODAY - timedelta(days=1), key="old")
    proof(learner, level=2, mode="supervised", on=TODAY - timedelta(days=9), until=TODAY, key="room")
    proof(learner, level=2, mode="test", key="test")
    proof(learner, level=1, mode="practice", key="p")
    (found,) = provenance.held(learner, TODAY)
    assert (found.level, found.mode, found.earned_on) == (2, "supervised", TODAY - timedelta(days=9))
    assert provenance.held(learner, TODAY + timedelta(days=1))[0].mode == "test"


def test_a_firm_reads_level_date_and_mode_and_nothing_else(learner):
    proof(learner)
    (row,) = held_skills(learner, TODAY)
    assert set(row) == {"code", "name", "level", "earned_on", "mode"}
    assert row["earned_on"] == "2026-11-20"


def test_the_page_says_what_was_and_was_not_verified(browser, learner):
    proof(learner, mode="test")
    proof(learner, skill="SEC-02", mode="supervised", level=1)
    html = browser.get(reverse("learning:evidence")).content.decode()
    assert "確認テストで判定" in html
    assert html.count("自宅で受けたテストです。本人が受けたことの確認はしていません。") == 1
    assert "本人確認のある会場で判定" in html
    assert "係員のいる会場で、本人であることを確認しました。" in html
    assert supervised.number_of(learner) in html
    assert not re.search(r"\d\d:\d\d", html)


def test_a_page_without_skills_says_how_one_comes(browser, learner):
    assert "まだありません。" in browser.get(reverse("learning:evidence")).content.decode()


def test_a_recheck_gives_the_level_held_with_mode_grader_and_audit(learner, teacher, enrolment):
    proof(learner, level=2, mode="test", on=TODAY - timedelta(days=30))
    row = supervised.enter_recheck(session(teacher, learner))
    assert (row.level, row.mode, row.grader, row.earned_on) == (2, "supervised", teacher.pseudonym, TODAY)
    assert row.valid_until == date(2028, 11, 19)
    assert row.source["place"] == "公民館"
    entry = AuditEntry.objects.get(kind="evidence.entered")
    assert (entry.actor_id, entry.subject_ref, entry.action) == (teacher.pseudonym, learner.pseudonym, "recheck")
    assert LearningEvent.objects.get(kind="skill.reached").payload["level"] == 2
    again = supervised.enter_recheck(session(teacher, learner))
    assert again.pk == row.pk
    assert AuditEntry.objects.filter(kind="evidence.entered").count() == 1


def test_a_recheck_never_gives_more_than_level_2(learner, teacher, enrolment):
    proof(learner, level=3, mode="person")
    assert supervised.enter_recheck(session(teacher, learner)).level == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"label": "L-000000"}, "label"),
        ({"label": "L-"}, "label"),
        ({"label": ""}, "label"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"day": TODAY - timedelta(days=32)}, "day"),
        ({"skill": "SEC-02"}, "skill"),
    ],
)
def test_a_wrong_number_day_or_skill_is_refused_at_its_field(learner, teacher, enrolment, more, field):
    proof(learner)
    with pytest.raises(FormInvalid) as refused:
        supervised.enter_recheck(session(teacher, learner, **more))
    assert list(refused.value.errors) == [field]
    assert SkillEvidence.objects.count() == 1


def test_an_instructor_enters_nothing_about_oneself_or_another_region(teacher, learner, enrolment, region):
    proof(learner)
    with pytest.raises(MoveNotAllowed):
        supervised.enter_recheck(session(teacher, teacher))
    stranger = make_person(make_site("yama"), "I")
    with pytest.raises(FormInvalid):
        supervised.enter_recheck(session(stranger, learner))


def test_a_watched_session_gives_level_3_of_meetings_and_interviews_alone(learner, teacher, enrolment):
    row = supervised.enter_observed(session(teacher, learner, "COM-02", levels=(3, 2, 2, 1)))
    assert (row.level, row.mode, row.source["levels"]) == (3, "person", [3, 2, 2, 1])
    with pytest.raises(FormInvalid):
        supervised.enter_observed(session(teacher, learner, "SEC-01", levels=(3, 3, 3, 3)))


@pytest.mark.parametrize("levels", [(3, 3, 3, 0), (2, 2, 2, 1), (3, 3, 3), (3, 3, 3, 4), ()])
def test_a_session_below_sixty_per_cent_or_with_a_zero_gives_nothing(learner, teacher, enrolment, levels):
    with pytest.raises(FormInvalid):
        supervised.enter_observed(session(teacher, learner, "CAR-02", levels=levels))
    assert not SkillEvidence.objects.exists()


def test_the_form_of_an_instructor(learner, teacher, enrolment):
    proof(learner)
    desk = sign_in(Client(SERVER_NAME="hama.example.jp"), teacher)
    url = reverse("learning:enter_evidence")
    assert "本人であることを確認しました" in desk.get(url).content.decode()
    form = {
        "kind": "recheck", "recheck-label": supervised.number_of(learner), "recheck-skill": "SEC-01",
        "recheck-day": "2026-11-20", "recheck-place": "公民館",
    }  # fmt: skip
    refused = desk.post(url, form)
    assert refused.status_code == 422  # nobody said that the identity was checked
    assert 'value="公民館"' in refused.content.decode()
    assert desk.post(url, {**form, "recheck-identity": "on"}).status_code == 302
    watched = {f"observed-level_{number}": "2" for number in range(4)}
    watched |= {"kind": "observed", "observed-label": supervised.number_of(learner), "observed-skill": "COM-02",
                "observed-day": "2026-11-20", "observed-place": "オンライン"}  # fmt: skip
    assert desk.post(url, watched).status_code == 302
    assert set(SkillEvidence.objects.values_list("mode", "level")) == {("test", 2), ("supervised", 2), ("person", 3)}
    assert desk.post(url, {**watched, "observed-level_0": "0"}).status_code == 422
    assert desk.post(url, {"kind": "other"}).status_code == 404


def test_accepted_work_shows_as_judged_by_an_instructor(region, learner, teacher, browser):
    works.judge(works.give(learner, works.make_assignment(region)), teacher, "accepted", [5, 5])
    html = browser.get(reverse("learning:evidence")).content.decode()
    assert "講師が判定" in html
    assert "レベル3" in html


THOUGHTS = """::: reflect {#t-mentor min=1 share=mentor}
講師に読んでもらう問い。
:::
::: reflect {#t-own min=1}
自分だけの問い。
:::
"""


def test_a_reflection_is_read_by_instructors_only_where_its_writer_was_told_so(region, learner, teacher):
    course = keys.make(region, THOUGHTS)
    keys.give(learner, course, "t-mentor", "読んでほしいことです。")
    keys.give(learner, course, "t-own", "わたしだけのことです。")
    html = sign_in(Client(SERVER_NAME="hama.example.jp"), teacher).get(reverse("learning:thoughts")).content.decode()
    assert "読んでほしいことです。" in html
    assert "講師に読んでもらう問い。" in html
    assert "わたしだけ" not in html
    stranger = sign_in(Client(SERVER_NAME="yama.example.jp"), make_person(make_site("yama"), "I"))
    assert "読んでほしい" not in stranger.get(reverse("learning:thoughts")).content.decode()
    # A later change of the lesson opens nothing.
    keys.republish(region, THOUGHTS.replace("{#t-own min=1}", "{#t-own min=1 share=mentor}"))
    html = sign_in(Client(SERVER_NAME="hama.example.jp"), teacher).get(reverse("learning:thoughts")).content.decode()
    assert "わたしだけ" not in html
