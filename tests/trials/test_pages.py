"""The pages of trial work: who may open what, links that change nothing, hidden evaluations, query counts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from lms.ledger import clock
from lms.ledger.models import Event
from lms.trials.models import HourLog, TrialEngagement, TrialEvaluation, TrialSignature
from lms.trials.own_data import export_trials
from lms.trials.states import TrialState
from tests.accounts.factories import make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client, trial):
    return sign_in(client, trial.person)


@pytest.fixture
def admin(client, trial):
    return sign_in(client, trial.firm.admin)


def hidden(response, name):
    """A hidden field of a page as it was sent."""
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode()).group(1)


def sent(form):
    """What a browser sends of an untouched form."""
    values = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def step_data(response, action, **changed):
    """What a browser sends of one of the steps on a page."""
    form = dict(response.context["steps"])[action]
    return {**sent(form), **{form.add_prefix(name): value for name, value in changed.items()}}


def test_a_mail_scanner_may_open_the_link_five_times_and_nothing_is_signed(learner, trial):
    trial.walk_to(TrialState.SIGNING)
    url = reverse("trials:mine_sign", args=[trial.row.pk])
    answers = [learner.get(url) for _time in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert not TrialSignature.objects.exists()
    data = {**sent(answers[-1].context["form"]), "signed_name": "田中 花", "agreed_to_paper": "on"}
    assert learner.post(url, data).status_code == 302
    assert TrialSignature.objects.get().signed_name == "田中 花"


def test_the_same_signature_sent_twice_is_one(learner, trial):
    trial.walk_to(TrialState.SIGNING)
    url = reverse("trials:mine_sign", args=[trial.row.pk])
    data = {**sent(learner.get(url).context["form"]), "signed_name": "田中 花", "agreed_to_paper": "on"}
    assert [learner.post(url, data).status_code for _time in range(2)] == [302, 302]
    assert TrialSignature.objects.count() == 1
    assert Event.objects.filter(stream_type="trial", kind="trial.signed").count() == 1


def test_an_unread_paper_comes_back_with_what_was_typed(learner, trial):
    trial.walk_to(TrialState.SIGNING)
    url = reverse("trials:mine_sign", args=[trial.row.pk])
    answer = learner.post(url, {**sent(learner.get(url).context["form"]), "signed_name": "田中 花"})
    assert answer.status_code == 422
    assert "田中 花" in answer.content.decode()
    assert "agreed_to_paper" in answer.context["form"].errors


def test_a_stale_page_is_refused_and_changes_nothing(learner, trial):
    trial.walk_to(TrialState.SIGNING)
    page = learner.get(reverse("trials:mine", args=[trial.row.pk]))
    data = step_data(page, "decline")
    trial.step("amend", trial.pa, reason="条件を直します")
    answer = learner.post(reverse("trials:mine_step", args=[trial.row.pk, "decline"]), data)
    assert answer.status_code == 409
    assert trial.fresh().state == TrialState.PROPOSED


def test_the_firm_prepares_and_signs_on_its_pages(admin, trial):
    trial.propose()
    url = reverse("trials:firm_prepare", args=[trial.row.pk])
    form = admin.get(url).context["form"]
    data = sent(form)
    data.pop("seven_acts")
    answer = admin.post(url, data)
    assert answer.status_code == 422
    assert "取引条件のうち受領場所が空欄です。すべて入力してください。" in answer.content.decode()
    terms = trial.terms()
    task = {f"task_1_{part}": value for part, value in terms.pop("tasks")[0].items()}
    filled = {name: value for name, value in terms.items() if value is not None}
    filled |= {**task, "criteria": "\n".join(terms["criteria"]), "seven_acts": "on"}
    assert admin.post(url, {**data, **filled}).status_code == 302
    assert trial.fresh().state == TrialState.SIGNING
    sign = reverse("trials:firm_sign", args=[trial.row.pk])
    signature = {**sent(admin.get(sign).context["form"]), "signed_name": "浜 一郎", "agreed_to_paper": "on"}
    assert admin.post(sign, signature).status_code == 302
    assert TrialSignature.objects.get().side == "firm"


def test_hours_are_written_and_the_work_is_stopped_on_ones_own_page(learner, trial):
    trial.walk_to(TrialState.ACTIVE)
    page = reverse("trials:mine", args=[trial.row.pk])
    hours = step_data(learner.get(page), "log_hours", hours=1, rest=30)
    assert learner.post(reverse("trials:mine_step", args=[trial.row.pk, "log_hours"]), hours).status_code == 302
    assert HourLog.objects.get().minutes == 90
    assert Event.objects.filter(kind="trial.started").count() == 1
    stop = step_data(learner.get(page), "stop")
    assert learner.post(reverse("trials:mine_step", args=[trial.row.pk, "stop"]), stop).status_code == 302
    assert trial.fresh().state == TrialState.STOPPED


def test_too_many_minutes_come_back_at_the_field(learner, trial):
    trial.walk_to(TrialState.ACTIVE)
    page = learner.get(reverse("trials:mine", args=[trial.row.pk]))
    url = reverse("trials:mine_step", args=[trial.row.pk, "log_hours"])
    answer = learner.post(url, step_data(page, "log_hours", hours=0, rest=0))
    assert answer.status_code == 422
    assert "時間を入力してください" in answer.content.decode()


def test_the_evaluation_of_one_side_is_nowhere_before_the_other_has_filed(client, trial):
    trial.walk_to(TrialState.COMPLETED)
    trial.evaluate(trial.pa)
    words = "ひとこと firm"
    learner_page, firm_page = (reverse(f"trials:{name}", args=[trial.row.pk]) for name in ("mine", "firm"))
    staff_page = reverse("trials:staff_one", args=[trial.row.pk])
    assert words not in sign_in(client, trial.person).get(learner_page).content.decode()
    assert words not in str(export_trials(trial.person))
    assert words not in sign_in(client, trial.town.coordinator).get(staff_page).content.decode()
    assert words in sign_in(client, trial.firm.admin).get(firm_page).content.decode()
    trial.evaluate(trial.learner)
    assert trial.fresh().state == TrialState.EVALUATED
    assert words in sign_in(client, trial.person).get(learner_page).content.decode()
    assert words in str(export_trials(trial.person))
    assert "ひとこと learner" in sign_in(client, trial.firm.admin).get(firm_page).content.decode()
    assert words not in sign_in(client, trial.town.coordinator).get(staff_page).content.decode()


def test_after_fourteen_days_what_there_is_becomes_readable(trial):
    from lms.ledger.actors import Actor
    from lms.ledger.refusals import MoveNotAllowed

    trial.walk_to(TrialState.COMPLETED)
    trial.evaluate(trial.learner)
    system = Actor.system(trial.town.region)
    with pytest.raises(MoveNotAllowed) as caught:
        trial.step("evaluate", system)
    assert caught.value.key == "trial.evaluations_open"
    with clock.set_to(clock.now() + timedelta(days=14, minutes=1)):
        assert trial.step("evaluate", system).state == TrialState.EVALUATED
    assert TrialEvaluation.objects.count() == 1


def test_marks_beyond_the_criteria_of_the_paper_are_refused(trial):
    from lms.ledger.refusals import FormInvalid

    trial.walk_to(TrialState.COMPLETED)
    with pytest.raises(FormInvalid):
        trial.step("file_evaluation", trial.pa, data={"marks": {"c1": 3, "c2": 3, "looks": 4}})


def test_old_papers_stay_readable_after_a_cancellation(client, trial):
    trial.walk_to(TrialState.SIGNING)
    trial.step("cancel", trial.pa, reason="仕事がなくなりました")
    for person, name in ((trial.person, "mine_paper"), (trial.firm.admin, "firm_paper")):
        answer = sign_in(client, person).get(reverse(f"trials:{name}", args=[trial.row.pk, 1]))
        assert answer.status_code == 200
        assert "商品写真の切り抜き" in answer.content.decode()


def test_the_firm_never_reads_the_name_that_was_signed_here(client, trial):
    trial.walk_to(TrialState.SIGNING)
    trial.sign(trial.learner, signed_name="田中 花")
    firm = sign_in(client, trial.firm.admin)
    for name, args in (("firm", []), ("firm_paper", [1]), ("firm_sign", [])):
        assert "田中" not in firm.get(reverse(f"trials:{name}", args=[trial.row.pk, *args])).content.decode()
    assert "田中" not in firm.get(reverse("trials:firm_list")).content.decode()


UNKNOWN = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("name", ["mine", "mine_sign", "firm", "firm_sign", "firm_prepare", "staff_one"])
@pytest.mark.parametrize("who", ["stranger", "other_firm", "instructor"])
def test_a_foreign_trial_is_an_unknown_address(client, trial, name, who):
    trial.walk_to(TrialState.SIGNING)
    region = trial.town.region
    person = {
        "stranger": lambda: make_person(region),
        "other_firm": lambda: trial.town.firm("別の会社").admin,
        "instructor": lambda: make_person(region, "I"),
    }[who]()
    signed_in = sign_in(client, person)
    found, unknown = (signed_in.get(reverse(f"trials:{name}", args=[pk])) for pk in (trial.row.pk, UNKNOWN))
    assert found.status_code == unknown.status_code == 404
    assert found.content.replace(str(trial.row.pk).encode(), UNKNOWN.encode()) == unknown.content


def test_a_suspended_firm_reads_nothing(client, trial):
    trial.walk_to(TrialState.SIGNING)
    from lms.partners.models import PartnerMembership

    PartnerMembership.objects.filter(organisation=trial.firm.organisation).update(state="suspended")
    firm = sign_in(client, trial.firm.admin)
    assert firm.get(reverse("trials:firm", args=[trial.row.pk])).status_code == 404


def test_the_staff_list_shows_numbers_and_codes_only(client, trial):
    trial.walk_to(TrialState.ENDING)
    staff = sign_in(client, trial.town.coordinator)
    with clock.set_to(clock.now() + timedelta(days=6)):
        page = sign_in(client, trial.town.coordinator).get(reverse("trials:staff")).content.decode()
    row = trial.fresh()
    assert row.code in page
    assert "田中" not in page
    assert "K-0001" not in page
    assert staff.get(reverse("trials:staff_one", args=[row.pk])).status_code == 200


def fill(trial, count):
    """More engagements of the same firm and person, as rows."""
    row = trial.fresh()
    for _time in range(count):
        TrialEngagement(
            region=row.region, person=row.person, organisation=row.organisation, programme=row.programme,
            kind=row.kind, opening_title="仕事", state="ending", version=1, since=clock.now() - timedelta(days=9),
            starts_on=row.starts_on, ends_on=row.ends_on,
        ).save()  # fmt: skip


@pytest.mark.parametrize(("who", "name"), [("person", "mine_list"), ("admin", "firm_list"), ("coordinator", "staff")])
def test_lists_cost_the_same_number_of_queries_at_any_length(
    client, trial, who, name, django_assert_max_num_queries, django_assert_num_queries
):
    trial.walk_to(TrialState.SIGNING)
    person = {"person": trial.person, "admin": trial.firm.admin, "coordinator": trial.town.coordinator}[who]
    signed_in, url = sign_in(client, person), reverse(f"trials:{name}")
    fill(trial, 2)
    signed_in.get(url)
    with django_assert_max_num_queries(20) as few:
        assert signed_in.get(url).status_code == 200
    fill(trial, 16)
    with django_assert_num_queries(len(few)):
        assert signed_in.get(url).status_code == 200
