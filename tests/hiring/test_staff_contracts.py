"""The office's pages of contracts: it decides on a start seven days after one side's word, ends, cancels; by code (HIR-2, HIR-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.accounts.actors import actor_for
from lms.accounts.services import grant_role
from lms.hiring import services
from lms.hiring.models import Contract, ContractRecord
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.models import Event
from lms.notices.models import Notice
from tests.accounts.factories import sign_in
from tests.hiring import factories
from tests.hiring.factories import key, step

NAME = "田中"
HOW = "本人から電話。勤務表の写しも届いている。"


@pytest.fixture
def planned(sent, firm):
    factories.accepted(sent, firm)
    return Contract.objects.get(application=sent)


@pytest.fixture
def said(planned, learner):
    """The person recorded today as the first day; the firm says nothing."""
    services.record_start(planned, actor=actor_for(learner), **step(planned), day=clock.today_in_tokyo())
    return planned


def at(row, act: str = "") -> str:
    return f"/staff/contracts/{row.pk}/{act and act + '/'}"


def fields(row, **more):
    day = ContractRecord.objects.get(contract=row).day.isoformat()
    typed = {"day": day, "notice_given_on": day, "reason_code": "no_answer", "reason": HOW}
    return {"idempotency_key": key(), "expected_version": row.version} | typed | more


def test_the_office_confirms_on_the_eighth_day(client, said, coordinator, learner, firm):
    first = clock.today_in_tokyo()
    sign_in(client, coordinator)
    page = client.get(at(said)).content.decode()
    assert "もう一方の確認がない場合、" in page
    assert "staff/contracts/" in page
    assert 'name="reason_code"' not in page.split("<details")[0]
    refused = client.post(at(said, "start"), fields(said))
    assert (refused.status_code, "片方の記録から7日たつまで" in refused.content.decode()) == (409, True)
    with clock.set_to(clock.now() + timedelta(days=8)):
        client.logout()
        sign_in(client, coordinator)
        assert said.application.code in client.get("/staff/applications/").content.decode()
        page = client.get(at(said)).content.decode()
        assert f'value="{first.isoformat()}"' in page
        assert NAME not in page
        Notice.objects.all().delete()
        assert client.post(at(said, "start"), fields(said)).status_code == 302
    said.refresh_from_db()
    assert (said.state, said.started_on) == ("started", first)
    event = Event.objects.get(kind="contract.started")
    assert (event.occurred_on, event.reason_code, event.texts.get().text) == (first, "no_answer", HOW)
    assert set(Notice.objects.values_list("person_id", flat=True)) == {learner.pk, firm.admin.pk}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"reason": ""}, "入力してください。"),
        ({"day": "きのう"}, "日付を正しく入力してください。"),
        ({"notice_given_on": ""}, "通知した日を入力してください。"),
    ],
)
def test_what_is_missing_is_said_at_the_field_and_the_rest_is_kept(client, said, coordinator, typed, error):
    with clock.set_to(clock.now() + timedelta(days=8)):
        sign_in(client, coordinator)
        answer = client.post(at(said, "start"), fields(said, **typed))
    page = answer.content.decode()
    assert (answer.status_code, error in page) == (422, True)
    assert HOW in page or "reason" in typed
    said.refresh_from_db()
    assert said.state == "planned"


def test_another_day_than_the_recorded_one_is_refused(client, said, coordinator):
    with clock.set_to(clock.now() + timedelta(days=8)):
        sign_in(client, coordinator)
        other = (clock.today_in_tokyo() - timedelta(days=1)).isoformat()
        answer = client.post(at(said, "start"), fields(said, day=other))
    assert (answer.status_code, "相手が記録した日とちがいます" in answer.content.decode()) == (422, True)


def test_nothing_is_confirmed_that_nobody_recorded(client, planned, coordinator):
    sign_in(client, coordinator)
    assert "どちらもまだ就業の開始を記録していません" in client.get(at(planned)).content.decode()
    form = {
        "idempotency_key": key(),
        "day": clock.today_in_tokyo().isoformat(),
        "reason_code": "no_answer",
        "reason": HOW,
    }
    assert client.post(at(planned, "start"), form).status_code == 409
    planned.refresh_from_db()
    assert planned.state == "planned"


def test_the_office_ends_a_contract_and_says_how_it_knows(client, sent, firm, coordinator):
    contract = factories.started(sent, firm)
    sign_in(client, coordinator)
    day = clock.today_in_tokyo().isoformat()
    form = {"idempotency_key": key(), "expected_version": contract.version, "day": day, "reason_code": "firm_ended"}
    assert client.post(at(contract, "end"), form).status_code == 422
    assert client.post(at(contract, "end"), form | {"reason": HOW}).status_code == 302
    contract.refresh_from_db()
    assert (contract.state, contract.end_reason) == ("ended", "firm_ended")
    assert Event.objects.get(kind="contract.ended").texts.get().text == HOW


def test_the_office_cancels_before_the_first_day(client, planned, coordinator):
    Contract.objects.filter(pk=planned.pk).update(starts_on=clock.today_in_tokyo() + timedelta(days=9))
    sign_in(client, coordinator)
    form = {
        "idempotency_key": key(),
        "expected_version": planned.application.version,
        "reason_code": "plans",
        "reason": HOW,
    }
    assert client.post(at(planned, "cancel"), form).status_code == 302
    planned.refresh_from_db()
    assert (planned.state, planned.application.state) == ("void", "start_cancelled")


def test_the_list_shows_one_state_by_code_and_never_the_own_contract(client, said, coordinator, learner):
    sign_in(client, coordinator)
    page = client.get("/staff/contracts/").content.decode()
    assert said.application.code in page
    assert "本人" in page
    assert NAME not in page
    assert said.application.code not in client.get("/staff/contracts/?state=ended").content.decode()
    assert said.application.code in client.get("/staff/contracts/?state=nonsense").content.decode()
    grant_role(person=learner, role="C", granted_by=Actor.system(said.region))
    sign_in(client, learner)
    assert said.application.code not in client.get("/staff/contracts/").content.decode()
    assert client.get(at(said)).status_code == 404
