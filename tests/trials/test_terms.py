"""Every refusal over the terms of the two kinds: kind, days, pay, deliverable and the notice of terms (law.md §2.2, §7; T05)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.trials import terms
from lms.trials.models import TrialPaper
from lms.trials.states import TrialKind
from tests.trials.factories import TASKS, Trial, experience_terms, outsourcing_terms

TODAY = date(2026, 11, 2)
MAKE = {TrialKind.EXPERIENCE: experience_terms, TrialKind.OUTSOURCING: outsourcing_terms}


def problems(kind, seeker_contact="相談窓口", **changed):
    found = terms.read(kind, MAKE[kind](TODAY, **changed))
    return {
        (problem.field, problem.key) for problem in terms.problems(found, today=TODAY, seeker_contact=seeker_contact)
    }


@pytest.mark.parametrize("kind", MAKE)
def test_lawful_terms_pass(kind):
    assert problems(kind) == set()


@pytest.mark.parametrize("pay", [0, 5000])
@pytest.mark.parametrize("deliverable", [None, "動画1本"])
@pytest.mark.parametrize("hours", [20, 21])
def test_experience_is_unpaid_without_a_deliverable_and_at_most_twenty_hours(pay, deliverable, hours):
    expected = set()
    if pay:
        expected.add(("pay", "trial.unpaid_only"))
    if deliverable:
        expected.add(("deliverable", "trial.deliverable"))
    if hours > 20:
        expected.add(("tasks", "trial.hours_cap"))
    tasks = [{"title": "加工", "done_when": "1枚", "hours": hours}]
    assert problems(TrialKind.EXPERIENCE, pay=pay, deliverable=deliverable, tasks=tasks) == expected


@pytest.mark.parametrize(
    ("amount", "formula", "expected"),
    [
        (9000, None, set()),
        (None, "1枚300円×枚数", set()),
        (0, None, {("fee_amount", "trial.pay_needed")}),
        (0, "1枚300円×枚数", {("fee_amount", "trial.pay_needed")}),
        (None, None, {("fee_amount", "trial.blank")}),
        (None, "時給1,200円", {("fee_formula", "out.fee.hourly")}),
    ],
)
def test_outsourcing_is_paid_and_not_by_the_hour(amount, formula, expected):
    assert problems(TrialKind.OUTSOURCING, fee_amount=amount, fee_formula=formula) == expected


@pytest.mark.parametrize(
    "name", [spec.name for spec in terms.fields_of(TrialKind.OUTSOURCING) if spec.required and spec.when is None]
)
def test_a_blank_of_the_notice_of_terms_names_the_item(name):
    assert (name, "trial.blank") in problems(TrialKind.OUTSOURCING, **{name: "　" if name != "reordered" else None})


@pytest.mark.parametrize("name", [spec.name for spec in terms.fields_of(TrialKind.EXPERIENCE) if spec.required])
def test_every_term_of_the_experience_is_needed(name):
    assert (name, "trial.required") in problems(TrialKind.EXPERIENCE, **{name: None})


@pytest.mark.parametrize("receipt", [date(2026, 11, 11), date(2026, 12, 31), date(2028, 2, 29), date(2027, 1, 31)])
def test_pay_on_day_60_passes_and_on_day_61_not(receipt):
    start = {"starts_on": TODAY.isoformat(), "receipt_date": receipt.isoformat()}
    assert problems(TrialKind.OUTSOURCING, **start, pay_date=(receipt + timedelta(days=59)).isoformat()) == set()
    assert problems(TrialKind.OUTSOURCING, **start, pay_date=(receipt + timedelta(days=60)).isoformat()) == {
        ("pay_date", "out.pay_date")
    }


def test_work_ordered_again_is_paid_within_30_days_of_the_first_pay_date():
    first = date(2026, 12, 1)
    facts = {"reordered": "yes", "first_orderer": "元の会社", "first_pay_date": first.isoformat()}
    late, fine = first + timedelta(days=30), first + timedelta(days=29)
    assert problems(TrialKind.OUTSOURCING, **facts, pay_date=fine.isoformat()) == set()
    assert problems(TrialKind.OUTSOURCING, **facts, pay_date=late.isoformat()) == {("pay_date", "out.pay_date.2")}
    assert ("first_orderer", "trial.blank") in problems(TrialKind.OUTSOURCING, **{**facts, "first_orderer": ""})


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("criteria", [["ご家族の理解がある"], ["尊敬する人物を話せる"]])
def test_criteria_pass_the_word_list_of_fair_recruitment(kind, criteria):
    assert {key for _field, key in problems(kind, criteria=criteria)} == {"R02"}


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("criteria", [[], [f"観点{n}" for n in range(11)]])
def test_one_to_ten_criteria(kind, criteria):
    assert problems(kind, criteria=criteria) == {("criteria", "trial.criteria")}


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("missing", ["title", "done_when", "hours"])
def test_a_task_has_a_title_an_end_and_hours(kind, missing):
    tasks = [{**TASKS[0], missing: None}]
    assert problems(kind, tasks=tasks) == {("tasks", "trial.tasks")}


@pytest.mark.parametrize("kind", MAKE)
def test_a_contact_about_harassment_is_always_on_the_paper(kind):
    assert problems(kind, seeker_contact="") == {("contact", "job.contact")}


def test_the_seven_prohibited_acts_are_ticked():
    assert problems(TrialKind.OUTSOURCING, seven_acts=False) == {("seven_acts", "trial.seven_acts")}


@pytest.mark.parametrize(("kind", "cap"), [(TrialKind.EXPERIENCE, 5), (TrialKind.OUTSOURCING, 30)])
def test_the_cap_of_days_is_the_last_day_that_passes(kind, cap):
    def days(count):
        last = (TODAY + timedelta(days=count - 1)).isoformat()
        return terms.read(kind, MAKE[kind](TODAY, ends_on=last))

    assert not terms.over_cap(days(cap))
    assert terms.over_cap(days(cap + 1))


def test_days_of_earlier_trials_count_on_for_outsourcing_only():
    assert terms.over_cap(terms.read(TrialKind.OUTSOURCING, outsourcing_terms(TODAY)), days_before=21)
    assert not terms.over_cap(terms.read(TrialKind.OUTSOURCING, outsourcing_terms(TODAY)), days_before=20)
    assert not terms.over_cap(terms.read(TrialKind.EXPERIENCE, experience_terms(TODAY)), days_before=20)


@pytest.mark.django_db
def test_an_extension_over_the_cap_needs_the_coordinator(town):
    first = Trial(town)
    first.walk_to("completed")
    again = Trial(town, firm=first.firm, person=first.person)
    again.propose()
    last = again.fresh().since.date() + timedelta(days=24)
    with pytest.raises(MoveNotAllowed) as caught:
        again.prepare(ends_on=last.isoformat())
    assert caught.value.message == "期間の上限をこえています。コーディネーターに相談してください。"


@pytest.mark.django_db
def test_unpaid_work_with_a_deliverable_cannot_be_prepared(town):
    trial = Trial(town, TrialKind.EXPERIENCE)
    trial.propose()
    with pytest.raises(FormInvalid) as caught:
        trial.prepare(pay=0, deliverable="動画1本")
    assert caught.value.errors == {"deliverable": ["無給の体験では、成果物を使えません。"]}
    assert trial.fresh().state == "proposed"
    assert not TrialPaper.objects.exists()


@pytest.mark.django_db
def test_the_message_of_a_blank_names_the_item_in_japanese(town):
    trial = Trial(town)
    trial.propose()
    with pytest.raises(FormInvalid) as caught:
        trial.prepare(receipt_place="")
    assert caught.value.errors == {"receipt_place": ["取引条件のうち受領場所が空欄です。すべて入力してください。"]}


def test_an_outsourcing_trial_is_never_called_a_hire():
    for label in (TrialKind.OUTSOURCING.label, TrialKind.EXPERIENCE.label):
        assert "採用" not in str(label)
        assert "雇用" not in str(label)
