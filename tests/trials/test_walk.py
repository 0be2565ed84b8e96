"""Trial work step by step through the engine: papers, signatures, hours, the end (workflows.md §9)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from lms.ledger import clock, clocks
from lms.ledger.actors import Actor
from lms.ledger.events import effective
from lms.ledger.models import AuditEntry, Clock, Event
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible
from lms.ledger.registry import bound_workflow
from lms.notices.models import Notice
from lms.regions.selectors import is_working_day
from lms.trials.models import HourLog, TrialPaper, TrialSignature
from lms.trials.paper import digest_of
from lms.trials.selectors import waiting_for_coordinator
from lms.trials.services import stop_when_membership_ends
from lms.trials.states import TrialKind, TrialState
from tests.accounts.factories import make_person
from tests.partners.factories import at
from tests.trials.factories import Trial, make_row

pytestmark = pytest.mark.django_db


def working_day(region, day):
    """The first working day from `day` on: clocks ring then."""
    while not is_working_day(region, day):
        day += timedelta(days=1)
    return day


def refused(call, *args, **more) -> str:
    with pytest.raises(MoveNotAllowed) as caught:
        call(*args, **more)
    return caught.value.key


@pytest.mark.parametrize("state", TrialState.values)
def test_every_state_is_reached_through_the_engine(town, state):
    assert make_row("trial", state, town).state == state


@pytest.mark.parametrize("kind", [TrialKind.EXPERIENCE, TrialKind.OUTSOURCING])
def test_both_kinds_walk_to_the_end(town, kind):
    assert Trial(town, kind).walk_to(TrialState.CLOSED).outcome == "not_hired"


@pytest.mark.parametrize("kind", sorted(set(TrialKind.values) - {"experience", "outsourcing"}))
def test_kinds_that_are_not_built_say_so(town, kind):
    trial = Trial(town, kind)
    assert refused(trial.propose) == "trial.kind"


def test_a_repeated_proposal_is_one_engagement(trial):
    key = uuid4().hex
    first, second = trial.propose(key), trial.propose(key)
    assert second.repeated
    assert first.row.pk == second.row.pk


def test_nothing_begins_before_every_signature_stands(trial):
    trial.walk_to(TrialState.SIGNING)
    trial.sign(trial.learner)
    assert refused(trial.step, "start", trial.learner) == "engine.illegal"
    assert refused(trial.step, "agree", Actor.system(trial.town.region)) == "trial.unsigned"
    assert trial.fresh().state == TrialState.SIGNING


def test_each_side_signs_once(trial):
    trial.walk_to(TrialState.SIGNING)
    trial.sign(trial.pa)
    assert refused(trial.sign, trial.pa) == "trial.signed"
    assert TrialSignature.objects.count() == 1


def test_a_signature_under_another_paper_is_refused(trial):
    trial.walk_to(TrialState.SIGNING)
    with pytest.raises(FormInvalid) as caught:
        trial.sign(trial.learner, digest="0" * 64)
    assert set(caught.value.errors) == {"agreed_to_paper"}


@pytest.mark.parametrize("state", [TrialState.SIGNING, TrialState.AGREED])
def test_an_amendment_voids_the_signatures_and_the_new_paper_has_another_hash(trial, state):
    trial.walk_to(state)
    old = trial.fresh().paper
    if state == TrialState.SIGNING:
        trial.sign(trial.learner)
    trial.step("amend", trial.learner, reason="報酬を上げてほしい")
    assert trial.fresh().state == TrialState.PROPOSED
    trial.prepare(fee_amount=12000)
    new = trial.fresh().paper
    assert new.digest != old.digest
    assert new.number == 2
    trial.sign(trial.pa)
    assert trial.fresh().state == TrialState.SIGNING
    trial.sign(trial.learner)
    assert trial.fresh().state == TrialState.AGREED


def test_the_paper_is_frozen_with_its_hash_and_says_no_name(trial):
    trial.walk_to(TrialState.SIGNING)
    paper = trial.fresh().paper
    assert paper.digest == digest_of(paper.html)
    assert "K-0001" in paper.html
    assert "田中" not in paper.html
    event = Event.objects.get(stream_type="trial", kind="trial.prepared")
    assert event.payload["digest"] == paper.digest


def test_the_paper_cannot_be_changed_past_the_service(trial):
    trial.walk_to(TrialState.SIGNING)
    with pytest.raises(DatabaseError), transaction.atomic():
        TrialPaper.objects.update(html="")


def test_the_first_day_worked_is_the_start_and_an_earlier_one_takes_its_place(trial):
    today = clock.today_in_tokyo()
    trial.walk_to(TrialState.ACTIVE)
    assert not Event.objects.filter(kind="trial.started").exists()
    with clock.set_to(at(today + timedelta(days=2))):
        trial.log(today + timedelta(days=1))
        trial.log(today)
        trial.log(today + timedelta(days=2))
    stream = Event.objects.filter(stream_type="trial_work", stream_id=str(trial.row.pk))
    facts = effective(stream)
    assert [(fact.kind, fact.occurred_on) for fact in facts] == [("trial.started", today)]
    assert facts[0].payload["kind"] == "outsourcing"
    assert facts[0].payload["engagement"] == str(trial.row.pk)
    assert facts[0].payload["attempt"] == 1
    assert facts[0].subject_ref == trial.person.pseudonym
    assert facts[0].org_id == str(trial.firm.organisation.pk)


def test_a_trial_nobody_came_to_is_no_start(trial):
    trial.walk_to(TrialState.NO_SHOW)
    assert not Event.objects.filter(kind="trial.started").exists()


def test_hours_beyond_what_was_agreed_are_refused(trial):
    trial.walk_to(TrialState.ACTIVE)
    trial.log(minutes=8 * 60)
    trial.log(minutes=7 * 60)
    assert refused(trial.log, minutes=8 * 60 + 1) == "trial.hours_over"
    assert list(HourLog.objects.values_list("minutes", flat=True)) == [7 * 60]


def test_confirmed_hours_are_fixed(trial):
    trial.walk_to(TrialState.ACTIVE)
    trial.log()
    trial.step("confirm_hours", trial.learner)
    with pytest.raises(FormInvalid) as caught:
        trial.log()
    assert set(caught.value.errors) == {"day"}


def test_a_day_outside_the_trial_or_in_the_future_is_refused(trial):
    trial.walk_to(TrialState.ACTIVE)
    today = clock.today_in_tokyo()
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        with pytest.raises(FormInvalid):
            trial.log(day)


def test_the_side_that_proposed_the_end_does_not_confirm_it(trial):
    trial.walk_to(TrialState.ENDING)
    assert refused(trial.step, "confirm_end", trial.pa) == "trial.other_side"
    trial.step("dispute_end", trial.learner)
    assert trial.fresh().state == TrialState.ACTIVE
    trial.step("propose_end", trial.learner)
    assert refused(trial.step, "confirm_end", trial.learner) == "trial.other_side"
    assert trial.step("confirm_end", trial.pa).row.minutes_total == 120


def test_the_coordinator_confirms_an_end_after_five_days(trial):
    trial.walk_to(TrialState.ENDING)
    assert refused(trial.step, "confirm_end", trial.town.c) == "trial.coordinator_waits"
    with clock.set_to(clock.now() + timedelta(days=5, minutes=1)):
        assert trial.step("confirm_end", trial.town.c).state == TrialState.COMPLETED


def test_the_person_stops_without_a_reason_and_the_firm_only_with_one(trial):
    trial.walk_to(TrialState.ACTIVE)
    with pytest.raises(FormInvalid) as caught:
        trial.step("stop", trial.pa)
    assert set(caught.value.errors) == {"reason"}
    assert trial.step("stop", trial.learner).row.stopped_by == "L"


def test_the_end_of_a_membership_stops_what_runs(trial):
    trial.walk_to(TrialState.ACTIVE)
    assert stop_when_membership_ends in bound_workflow("membership").reactions["end"]


def test_no_show_only_from_the_first_day_and_only_without_hours(trial):
    trial.propose()
    tomorrow = clock.today_in_tokyo() + timedelta(days=1)
    trial.prepare(starts_on=tomorrow.isoformat())
    trial.sign_both()
    assert refused(trial.step, "no_show", trial.pa) == "trial.not_on_day"
    assert refused(trial.step, "start", trial.learner) == "trial.not_on_day"
    with clock.set_to(at(tomorrow)):
        trial.step("start", trial.learner)
        trial.log(tomorrow)
        assert refused(trial.step, "no_show", trial.pa) == "trial.worked"


def test_cancelled_papers_stay(trial):
    trial.walk_to(TrialState.SIGNING)
    html = trial.fresh().paper.html
    trial.step("cancel", trial.pa, reason="仕事がなくなりました")
    assert trial.fresh().papers.get().html == html


def test_under_18_and_high_school_students_are_refused_with_the_words_of_the_law(town):
    today = clock.today_in_tokyo()
    minor = make_person(town.region, birth_date=today.replace(year=today.year - 17), school_kind="none")
    student = make_person(town.region, school_kind="high_school")
    minor_trial = Trial(town, person=minor)
    with pytest.raises(MoveNotAllowed) as caught:
        minor_trial.propose()
    assert caught.value.message == "保護者の同意が必要です。"
    with pytest.raises(MoveNotAllowed) as caught:
        Trial(town, person=student, firm=minor_trial.firm).propose()
    assert caught.value.message == "学校の許可が必要です。"


def test_another_firm_gets_the_answer_of_an_unknown_row(trial):
    trial.walk_to(TrialState.PROPOSED)
    other = trial.town.firm("別の会社")
    with pytest.raises(NotVisible):
        trial.step("cancel", other.pa, reason="x")
    assert AuditEntry.objects.filter(kind="access.refused", object_id=str(trial.row.pk)).count() == 1


def test_nobody_is_both_sides(town):
    firm = town.firm()
    trial = Trial(town, firm=firm, person=firm.admin)
    assert refused(trial.propose) == "own_case"


def test_unanswered_papers_lapse_after_fourteen_days(trial):
    trial.walk_to(TrialState.PROPOSED)
    with clock.set_to(at(working_day(trial.town.region, clock.today_in_tokyo() + timedelta(days=21)))):
        clocks.fire_due()
    assert trial.fresh().state == TrialState.LAPSED


def test_the_clock_begins_the_work_on_the_first_day(trial):
    first = clock.today_in_tokyo() + timedelta(days=3)
    trial.propose()
    trial.prepare(starts_on=first.isoformat())
    trial.sign_both()
    with clock.set_to(at(first)):
        clocks.fire_due()
    assert trial.fresh().state == TrialState.ACTIVE


def test_an_end_date_without_a_result_is_remembered_and_then_stands_on_the_staff_list(trial):
    trial.walk_to(TrialState.ACTIVE)
    assert Clock.objects.filter(name="trial.result", fired_at__isnull=True).count() == 3
    before = Notice.objects.filter(person=trial.town.coordinator).count()
    with clock.set_to(at(working_day(trial.town.region, trial.fresh().ends_on + timedelta(days=20)))):
        clocks.fire_due()
        assert [row.pk for row in waiting_for_coordinator(trial.town.region)] == [trial.row.pk]
    assert Notice.objects.filter(person=trial.town.coordinator).count() == before + 1


def test_both_sides_are_told_by_code_and_link_only(trial):
    trial.walk_to(TrialState.AGREED)
    notices = Notice.objects.filter(code="N18")
    assert {notice.person_id for notice in notices} == {trial.person.pk, trial.firm.admin.pk}
    assert {notice.reference for notice in notices} == {"K-0001"}


def test_it_rebuilds_from_its_events(trial):
    trial.walk_to(TrialState.CLOSED)
    call_command("rebuild_projections", "--check", "--workflow", "trial")
