"""Requirements: written, tried and dated by a coordinator, evaluated for the learner whose fact changed, explained in words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from courses import outline
from lms.accounts.actors import actor_for
from lms.learning import services, tasks
from lms.learning.lessons.batch import take_all
from lms.learning.models import ItemState, LearningEvent, QualificationResult, QualificationRule, SkillEvidence
from lms.learning.requirements.explanation import explain
from lms.learning.requirements.qualification import is_met, result_for
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.engine import move
from lms.ledger.facts import facts_of
from lms.ledger.models import AuditEntry
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.notices.models import Notice
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_course
from tests.learning import keys
from tests.learning.steps import act, finish, solve, take

pytestmark = pytest.mark.django_db
BOTH = {"all": [{"course_completed": ["A3"]}, {"skill_level": ["SEC-01", 1]}]}


def write(region, coordinator, tree, *, slug="web", label="Web運営補助"):
    rule = QualificationRule(region=region, slug=slug, label=label, tree=tree, owner="post:1")
    return move(
        rule, "write_rule", actor=actor_for(coordinator), expected_version=None, idempotency_key=str(uuid4())
    ).row


def step(rule, action, actor, **data):
    return move(rule, action, actor=actor, expected_version=rule.version, idempotency_key=str(uuid4()), data=data).row


@pytest.fixture
def coordinator(region):
    return make_person(region, "C", name="担当")


@pytest.fixture
def rule(region, coordinator):
    return in_force(write(region, coordinator, BOTH), coordinator)


def in_force(rule, coordinator):
    rule = step(rule, "dry_run", actor_for(coordinator))
    rule = step(rule, "approve_rule", actor_for(coordinator), valid_from=clock.today_in_tokyo())
    return step(rule, "take_effect", Actor.system(rule.region))


def test_solving_every_question_of_the_lessons_gives_level_one(learner, entry) -> None:
    services.enrol(person=learner, course=entry)
    first, second = entry.open_lessons
    for lesson, item in ((first, "one-one"), (first, "one-two"), (second, "two-one")):
        solve(learner, entry, lesson, item)
    assert not SkillEvidence.objects.exists()
    solve(learner, entry, second, "two-two")
    assert set(SkillEvidence.objects.values_list("skill_id", "level", "mode")) == {
        ("SEC-01", 1, "practice"),
        ("SEC-02", 1, "practice"),
    }
    evidence = SkillEvidence.objects.get(skill_id="SEC-01")
    assert evidence.valid_until > evidence.earned_on + timedelta(days=720)
    reached = LearningEvent.objects.filter(kind="skill.reached").values_list("payload__skill", flat=True)
    assert set(reached) == {"SEC-01", "SEC-02"}


def test_a_revealed_answer_gives_no_level(learner, entry) -> None:
    services.enrol(person=learner, course=entry)
    first, second = entry.open_lessons
    for _try in range(3):
        take(learner, entry, first, "one-one", right=False)
    take(learner, entry, first, "one-one", right=True, kind="reveal")
    take(learner, entry, first, "one-one", right=True)
    for lesson, item in ((first, "one-two"), (second, "two-one"), (second, "two-two")):
        solve(learner, entry, lesson, item)
    assert list(SkillEvidence.objects.values_list("skill_id", flat=True)) == ["SEC-02"]
    services.complete_lesson(person=learner, course=entry, lesson=first)


def test_solving_again_gives_no_second_evidence(learner, entry) -> None:
    finish(learner, entry)
    solve(learner, entry, entry.open_lessons[0], "one-one")
    assert SkillEvidence.objects.count() == 2
    assert LearningEvent.objects.filter(kind="skill.reached").count() == 2


def test_the_fact_that_completes_a_rule_writes_met_in_the_same_act_and_tells_the_learner(learner, entry, rule) -> None:
    finish(learner, entry)
    event = LearningEvent.objects.get(kind="qualification.met")
    result = QualificationResult.objects.get(person=learner)
    evidence = SkillEvidence.objects.get(skill_id="SEC-01")
    assert (event.payload["rule"], event.payload["rule_version"], event.payload["owner"]) == ("web", 1, "post:1")
    assert event.payload["valid_until"] == evidence.valid_until.isoformat()
    assert (result.state, result.valid_until) == ("met", evidence.valid_until)
    assert Notice.objects.filter(person=learner, code="N07").count() == 1
    assert "qualification.met" in {fact.kind for fact in facts_of(learner.region_id)}


def test_reevaluation_touches_only_the_learner_whose_fact_changed(learner, entry, rule, region) -> None:
    other = make_person(region)
    services.enrol(person=other, course=entry)
    SkillEvidence.objects.create(
        region=region,
        person=other,
        skill_id="SEC-01",
        level=1,
        mode="practice",
        source_key="x",
        earned_on=date(2020, 1, 1),
    )
    finish(learner, entry)
    assert not QualificationResult.objects.filter(person=other).exists()
    assert not LearningEvent.objects.filter(subject_ref=other.pseudonym).exists()


def test_expired_evidence_ends_the_result_on_the_day_after(learner, entry, rule) -> None:
    finish(learner, entry)
    until = QualificationResult.objects.get().valid_until
    with clock.set_to(clock.start_of_day(until + timedelta(days=3))):
        tasks.watch_expiry()
        tasks.watch_expiry()
    lost = LearningEvent.objects.get(kind="qualification.lost")
    assert lost.occurred_on == until + timedelta(days=1)
    assert lost.payload["reason"] == "evidence_expired"
    assert not is_met(learner, rule, until + timedelta(days=1))
    assert is_met(learner, rule, until)


def test_warnings_come_once_thirty_and_seven_days_before(learner, entry, rule) -> None:
    finish(learner, entry)
    until = QualificationResult.objects.get().valid_until
    for days in (31, 30, 30, 8, 7, 7):
        with clock.set_to(clock.start_of_day(until - timedelta(days=days))):
            tasks.watch_expiry()
    assert Notice.objects.filter(person=learner, code="N07.ends").count() == 2


def test_a_new_version_retires_the_old_one_and_evaluates_from_its_day_on(
    learner, entry, rule, coordinator, region
) -> None:
    finish(learner, entry)
    raised = in_force(write(region, coordinator, {"all": [BOTH, {"skill_level": ["COM-01", 1]}]}), coordinator)
    old = QualificationRule.objects.get(pk=rule.pk)
    assert (raised.rule_version, old.state, old.retired_on) == (2, "retired", clock.today_in_tokyo())
    lost = LearningEvent.objects.get(kind="qualification.lost")
    assert (lost.payload["reason"], lost.payload["rule_version"]) == ("rule_changed", 2)
    assert is_met(learner, rule, clock.today_in_tokyo())


def test_a_dated_rule_takes_effect_on_its_day(region, coordinator, learner, entry) -> None:
    finish(learner, entry)
    start = clock.today_in_tokyo() + timedelta(days=5)
    rule = step(write(region, coordinator, BOTH), "dry_run", actor_for(coordinator))
    step(rule, "approve_rule", actor_for(coordinator), valid_from=start)
    tasks.take_rules_into_effect()
    assert not QualificationResult.objects.exists()
    with clock.set_to(clock.start_of_day(start)):
        tasks.take_rules_into_effect()
    assert QualificationResult.objects.get().since == start


@pytest.mark.parametrize("tree", [{"age_at_least": [20]}, {"skill_level": ["XYZ-01", 1]}, {"all": []}])
def test_unknown_predicates_and_skills_are_refused(region, coordinator, tree) -> None:
    with pytest.raises(FormInvalid) as caught:
        write(region, coordinator, tree)
    assert caught.value.errors["tree"]
    assert not QualificationRule.objects.exists()
    assert AuditEntry.objects.filter(kind="transition.refused").count() == 1


def test_a_past_day_and_a_missing_day_are_refused(region, coordinator) -> None:
    rule = step(write(region, coordinator, BOTH), "dry_run", actor_for(coordinator))
    for day in (None, clock.today_in_tokyo() - timedelta(days=1)):
        with pytest.raises(FormInvalid):
            step(QualificationRule.objects.get(pk=rule.pk), "approve_rule", actor_for(coordinator), valid_from=day)


def test_nobody_sets_a_result_by_hand_and_no_person_puts_a_rule_in_force(region, coordinator) -> None:
    rule = step(write(region, coordinator, BOTH), "dry_run", actor_for(coordinator))
    rule = step(rule, "approve_rule", actor_for(coordinator), valid_from=clock.today_in_tokyo())
    with pytest.raises(MoveNotAllowed):
        step(rule, "take_effect", actor_for(coordinator))


def test_the_dry_run_hides_small_counts(region, coordinator, learner, entry) -> None:
    finish(learner, entry)
    rule = step(write(region, coordinator, BOTH), "dry_run", actor_for(coordinator))
    assert rule.trial["gain"] == "under_10"
    assert rule.trial["lose"] == 0


def test_the_explanation_names_what_is_missing_with_the_way_and_the_minutes(learner, entry, rule, course) -> None:
    today = clock.today_in_tokyo()
    services.enrol(person=learner, course=entry)
    found = explain(rule, learner, today)
    assert (found.text, found.missing_count, found.met) == ("あと2つで応募できます", 2, False)
    assert [part.done for part in found.items] == [False, False]
    assert found.items[0].url == "/learn/a3/l1/"
    assert "のこり2レッスン・約20分" in found.items[0].note
    finish(learner, entry)
    done = explain(rule, learner, today)
    assert (done.text, done.missing_count, done.done_count) == ("要件を満たしました", 0, 2)


def test_the_explanation_of_a_course_in_preparation_has_no_dead_link(learner, region, coordinator, entry) -> None:
    make_course(region, "B9", title="まだのコース", live=False, announced=True, skills="COM-01:2")
    outline.forget()
    rule = write(region, coordinator, {"skill_level": ["COM-01", 2]})
    part = explain(rule, learner, clock.today_in_tokyo()).items[0]
    assert (part.url, part.done) == ("", False)
    assert "準備中" in part.note


def test_results_depend_on_evidence_alone(region, entry, rule) -> None:
    """QUA-t1: people who differ in everything but their evidence get the same result."""
    people = [make_person(region, birth_date=date(1950 + n * 10, 1, 1 + n), school_kind=kind, municipality=town, family_name=f"姓{n}")
              for n, (kind, town) in enumerate([("none", "みなみ浜市"), ("university", "東京都"), ("other", ""), ("none", "札幌市"), ("high_school", "みなみ浜市")])]  # fmt: skip
    for person in people:
        finish(person, entry)
    results = set(QualificationResult.objects.values_list("state", "since", "valid_until"))
    assert QualificationResult.objects.count() == len(people)
    assert len(results) == 1


def test_single_questions_can_be_asked_for(learner, entry, region, coordinator) -> None:
    in_force(write(region, coordinator, {"score_at_least": ["A3:one-one", 100, "best"]}, slug="item"), coordinator)
    services.enrol(person=learner, course=entry)
    take(learner, entry, entry.open_lessons[0], "one-one", right=False)
    assert not QualificationResult.objects.exists()
    solve(learner, entry, entry.open_lessons[0], "one-one")
    assert QualificationResult.objects.get().state == "met"


def test_single_questions_count_as_well_when_they_waited_in_a_browser(learner, entry, region, coordinator) -> None:
    in_force(write(region, coordinator, {"score_at_least": ["A3:one-one", 100, "best"]}, slug="item"), coordinator)
    services.enrol(person=learner, course=entry)
    lesson = entry.open_lessons[0]
    outcomes = take_all(learner, [act(learner, entry, lesson, "one-one", right=right) for right in (False, True)])
    assert [outcome.status for outcome in outcomes] == [200, 200]
    assert QualificationResult.objects.get().state == "met"
    assert LearningEvent.objects.filter(kind="qualification.met").count() == 1


def test_a_share_of_a_question_is_enough_where_the_rule_says_so(learner, region, coordinator) -> None:
    course = keys.make(region)
    in_force(write(region, coordinator, {"score_at_least": ["K1:k-two", 50, "best"]}, slug="item"), coordinator)
    keys.give(learner, course, "k-two", [0])
    assert ItemState.objects.get().state != "solved"
    assert QualificationResult.objects.get().state == "met"


def test_the_staff_page_writes_tries_and_dates_a_rule(client, region, coordinator) -> None:
    client.defaults["SERVER_NAME"] = region.site.hostname
    staff = sign_in(client, coordinator)
    form = {
        "idempotency_key": str(uuid4()),
        "slug": "web",
        "label": "Web運営補助",
        "owner": "",
        "tree": '{"course_completed": ["A3"]}',
    }
    assert staff.post("/staff/rules/new/", form | {"tree": "{"}).status_code == 422
    assert (
        staff.post(
            "/staff/rules/new/", form | {"tree": '{"skill_level": ["NO-99", 1]}', "idempotency_key": str(uuid4())}
        ).status_code
        == 422
    )
    page = staff.post("/staff/rules/new/", form).url
    for action in ("dry-run", "approve"):
        html = staff.get(page).content.decode()
        version = re.search(r'name="expected_version" value="(\d+)"', html)[1]
        data = {
            "idempotency_key": str(uuid4()),
            "expected_version": version,
            "valid_from": clock.today_in_tokyo().isoformat(),
        }
        assert staff.post(f"{page}{action}/", data).status_code == 302
    assert QualificationRule.objects.get().state == "dated"
    assert staff.get("/staff/rules/").status_code == 200


def test_the_staff_page_is_404_for_everybody_else(client, region, coordinator, learner) -> None:
    rule = write(region, coordinator, BOTH)
    client.defaults["SERVER_NAME"] = region.site.hostname
    browser = sign_in(client, learner)
    for address in ("/staff/rules/", "/staff/rules/new/", f"/staff/rules/{rule.pk}/"):
        assert browser.get(address).status_code == 404


def test_learning_played_under_a_set_clock_has_its_dates(learner, entry) -> None:
    with clock.set_to(datetime(2026, 3, 31, 15, 30, tzinfo=clock.TOKYO)):
        finish(learner, entry)
    assert set(LearningEvent.objects.values_list("occurred_on", flat=True)) == {date(2026, 3, 31)}


def test_ct_03_whoever_holds_the_same_evidence_gets_the_same_answer(region, rule) -> None:
    """Name, age, school and town are permuted over the same evidence; no answer moves (law.md: 公正な採用選考)."""
    people = [
        make_person(region, name=name, birth_date=born, school_kind=school)
        for name, born, school in [
            ("さくら", date(1950, 1, 2), "none"),
            ("Nguyen", date(2009, 5, 1), "high_school"),
            ("太郎", date(1990, 4, 2), "university"),
        ]
    ]
    asked = {"all": [{"skill_level": ["SEC-01", 1]}, {"skill_level": ["COM-01", 2]}]}
    for held in ([], ["SEC-01"], ["SEC-01", "COM-01"]):
        for person in people:
            SkillEvidence.objects.filter(person=person).delete()
            for skill in held:
                SkillEvidence.objects.create(
                    region=region, person=person, skill_id=skill, level=2, mode="test", source_key="x",
                    earned_on=date(2026, 4, 1),
                )  # fmt: skip
        rule.tree = asked
        answers = {result_for(rule, person, date(2026, 6, 1)) for person in people}
        assert len(answers) == 1
        (answer,) = answers
        assert answer.met == (len(held) == 2)
