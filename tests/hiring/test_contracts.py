"""Starts that both sides confirm, ends, conversions, retention checks (workflows.md §10, §11)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.effects.contracts import months_after
from lms.hiring.models import Contract, ContractRecord, RetentionCheck
from lms.hiring.selectors import unconfirmed_starts
from lms.ledger import clock, clocks
from lms.ledger.models import Event
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible
from tests.hiring import factories
from tests.hiring.factories import Firm, apply, key, make_learner


def record(contract, actor, day, **more):
    contract.refresh_from_db()
    return services.record_start(
        contract, actor=actor, expected_version=contract.version, idempotency_key=key(), day=day, **more
    )


@pytest.fixture
def planned(sent, firm):
    factories.accepted(sent, firm)
    return Contract.objects.get(application=sent)


def test_hir_t1_accepted_is_not_yet_hired(planned, sent):
    sent.refresh_from_db()
    assert (sent.state, planned.state) == ("accepted", "planned")
    assert not Event.objects.filter(kind="contract.started").exists()


def test_hir_t7_one_side_alone_starts_nothing(planned, firm, region, learner):
    today = clock.today_in_tokyo()
    assert isinstance(record(planned, firm.pa, today, notice_given_on=today), ContractRecord)
    with pytest.raises(MoveNotAllowed) as refused:
        _start(planned, firm.pa, today)
    assert refused.value.message == "もう一方の確認を待っています。"
    planned.refresh_from_db()
    assert planned.state == "planned"
    with clock.set_to(clock.now() + timedelta(days=6)):
        assert list(unconfirmed_starts(region)) == []
    with clock.set_to(clock.now() + timedelta(days=8)):
        assert [row.contract_id for row in unconfirmed_starts(region)] == [planned.pk]


def test_a_start_that_is_confirmed_or_cancelled_is_not_recorded_again(sent, firm, learner):
    contract = factories.started(sent, firm)
    ContractRecord.objects.all().delete()
    with pytest.raises(MoveNotAllowed) as refused:
        record(contract, actor_for(learner), clock.today_in_tokyo())
    assert refused.value.message.startswith("就業の開始は、すでに確認されたか取り消されたため")
    assert not ContractRecord.objects.exists()


def _start(contract, actor, day):
    from lms.ledger.engine import move

    return move(
        contract, "start", actor=actor, expected_version=None, idempotency_key=key(),
        occurred_at=clock.start_of_day(day), data={"notice_given_on": day.isoformat()},
    )  # fmt: skip


def test_a_coordinator_decides_after_seven_days(planned, firm, coordinator):
    today = clock.today_in_tokyo()
    record(planned, firm.pa, today, notice_given_on=today)
    with pytest.raises(MoveNotAllowed) as refused:
        record(planned, actor_for(coordinator), today, reason_code="no_answer")
    assert refused.value.key == "start.wait"
    with clock.set_to(clock.now() + timedelta(days=8)):
        result = record(planned, actor_for(coordinator), today, reason_code="no_answer")
    assert result.state == "started"
    assert result.event.occurred_on == today


def test_both_sides_must_name_the_same_day(planned, firm, learner):
    today = clock.today_in_tokyo()
    with clock.set_to(clock.now() + timedelta(days=3)):
        record(planned, firm.pa, today, notice_given_on=today)
        with pytest.raises(FormInvalid) as refused:
            record(planned, actor_for(learner), today + timedelta(days=1))
    assert "day" in refused.value.errors


def test_an_employment_contract_needs_the_day_of_the_notice(planned, firm, learner):
    today = clock.today_in_tokyo()
    with pytest.raises(FormInvalid) as refused:
        record(planned, firm.pa, today)
    assert refused.value.errors == {"notice_given_on": ["通知した日を入力してください。"]}
    record(planned, actor_for(learner), today)
    with pytest.raises(FormInvalid) as refused:
        record(planned, firm.pa, today)
    assert refused.value.errors == {"notice_given_on": ["通知した日を入力してください。"]}
    assert record(planned, firm.pa, today, notice_given_on=today).state == "started"


def test_a_start_in_the_future_is_refused(planned, learner):
    with pytest.raises(FormInvalid):
        record(planned, actor_for(learner), clock.today_in_tokyo() + timedelta(days=1))


def test_a_start_counts_on_the_first_day_not_on_the_day_of_the_record(planned, firm, learner, sent):
    first = clock.today_in_tokyo()
    with clock.set_to(clock.now() + timedelta(days=5)):
        record(planned, firm.pa, first, notice_given_on=first)
        record(planned, actor_for(learner), first)
    began = Event.objects.get(kind="contract.started")
    assert (began.occurred_on, clock.tokyo_date(began.recorded_at)) == (first, first + timedelta(days=5))
    hired = Event.objects.get(kind="application.entered", payload__phase="hired")
    assert hired.occurred_on == first


def test_hir_t2_outsourcing_with_a_trial_says_so(region):
    firm = Firm(region)
    contract = factories.started(apply(make_learner(region), firm.post("outsourcing")), firm)
    payload = Event.objects.get(kind="contract.started").payload
    assert (payload["contract_class"], payload["includes_trial"]) == ("outsourcing", True)
    assert contract.notice_given_on == clock.today_in_tokyo()


def test_ending_a_contract(sent, firm, learner):
    contract = factories.started(sent, firm)
    with pytest.raises(FormInvalid):
        services.end_contract(
            contract, actor=firm.pa, expected_version=None, idempotency_key=key(), day=clock.today_in_tokyo(),
            reason_code="converted",
        )  # fmt: skip
    row = services.end_contract(
        contract, actor=actor_for(learner), expected_version=None, idempotency_key=key(), day=clock.today_in_tokyo(),
        reason_code="learner_left",
    ).row  # fmt: skip
    assert (row.state, row.end_reason, row.ended_on) == ("ended", "learner_left", clock.today_in_tokyo())
    assert Event.objects.get(kind="contract.ended").payload["placement"] == str(contract.placement_id)


def test_a_conversion_stays_on_the_placement(sent, firm, learner):
    contract = factories.started(sent, firm)
    day = clock.today_in_tokyo()
    with pytest.raises(NotVisible):
        services.propose_conversion(
            contract, actor=actor_for(learner), day=day, contract_class="emp_indefinite", terms_text="条件"
        )
    services.propose_conversion(
        contract, actor=firm.pa, day=day, contract_class="emp_indefinite", terms_text="月給20万円"
    )
    services.confirm_conversion(contract, actor=actor_for(learner), expected_version=None, idempotency_key=key())
    contract.refresh_from_db()
    following = Contract.objects.get(follows=contract)
    assert (contract.state, contract.end_reason) == ("ended", "converted")
    assert (following.state, following.placement_id) == ("planned", contract.placement_id)
    record(following, firm.pa, day, notice_given_on=day)
    assert record(following, actor_for(learner), day).state == "started"
    facts = Event.objects.filter(kind="contract.started").order_by("recorded_at")
    assert [fact.payload["attempt"] for fact in facts] == [1, ""]
    assert RetentionCheck.objects.count() == 4


def test_ret_t1_due_dates_are_clamped_to_the_end_of_the_month():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_a_start_plans_four_checks(sent, firm):
    contract = factories.started(sent, firm)
    checks = RetentionCheck.objects.filter(placement=contract.placement).order_by("month")
    assert [(row.month, row.state) for row in checks] == [(m, "scheduled") for m in (1, 3, 6, 12)]
    assert checks[0].due_on == months_after(clock.today_in_tokyo(), 1)


def test_ret_t2_who_has_left_before_the_due_date_is_not_asked(sent, firm, learner):
    contract = factories.started(sent, firm)
    services.end_contract(
        contract, actor=actor_for(learner), expected_version=None, idempotency_key=key(), day=clock.today_in_tokyo(),
        reason_code="learner_left",
    )  # fmt: skip
    check = RetentionCheck.objects.get(month=1)
    with clock.set_to(clocks.nine_o_clock(check.due_on) + timedelta(minutes=1)):
        clocks.fire_due()
    check.refresh_from_db()
    assert (check.state, check.status) == ("answered", "left")
    fact = Event.objects.get(kind="retention.answered")
    assert (fact.occurred_on, fact.payload["month"], fact.payload["status"]) == (check.due_on, 1, "left")


def test_who_still_works_is_not_marked(sent, firm):
    factories.started(sent, firm)
    check = RetentionCheck.objects.get(month=1)
    with clock.set_to(clocks.nine_o_clock(check.due_on) + timedelta(minutes=1)):
        clocks.fire_due()
    check.refresh_from_db()
    assert check.state == "scheduled"


def test_another_firm_and_another_person_see_no_contract(planned, region):
    stranger = make_learner(region)
    for actor in (Firm(region).pa, actor_for(stranger)):
        with pytest.raises(NotVisible):
            record(planned, actor, clock.today_in_tokyo())
