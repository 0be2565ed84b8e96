"""What closes for a firm is asked back; the firm reports within seven days (DIS-2, DIS-3, SLA-5, CON-t8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.accounts.actors import actor_for
from lms.accounts.personal_data import rules
from lms.hiring import services
from lms.hiring.effects.recalls import times_late
from lms.hiring.models import Consent, Recall
from lms.ledger import clock, clocks
from lms.ledger.models import Event
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.notices.models import Notice
from tests.accounts.factories import make_person, sign_in
from tests.architecture.rows import take
from tests.hiring import factories
from tests.hiring.factories import apply, key, make_learner, step

HOW = "企業から書面が届いた。"


def revoke(consent):
    actor = actor_for(consent.person)
    services.revoke_consent(consent, actor=actor, expected_version=None, idempotency_key=key())


@pytest.fixture
def asked(sent):
    revoke(sent.consents.get())
    return Recall.objects.get()


def attest(row, actor, *deleted, **more):
    row.refresh_from_db()
    return services.attest_deletion(
        row, actor=actor, expected_version=row.version, idempotency_key=key(), deleted=deleted, **more
    )


def test_taking_back_asks_for_deletion_within_seven_days(asked, sent, firm):
    today = clock.today_in_tokyo()
    assert (asked.application_id, asked.state, asked.due_on) == (sent.pk, "asked", today + timedelta(days=7))
    assert asked.items == sent.consents.get().items
    told = Notice.objects.filter(code="N11.recall", person=firm.admin).get()
    assert (told.reference, told.link) == (sent.code, "/partner/recalls/")
    payload = Event.objects.get(kind="recall.asked").payload
    assert payload == {"application": str(sent.pk), "items": asked.items}


def test_one_request_per_application_even_when_the_name_goes_with_it(sent, firm):
    factories.interviewed(sent, firm)
    revoke(Consent.objects.get(application=sent, level="V3"))
    row = Recall.objects.get()
    assert {"code", "name"} <= set(row.items)
    assert [event.kind for event in Event.objects.filter(stream_type="recall").order_by("version")] == [
        "recall.asked",
        "recall.widened",
    ]


def test_narrowing_asks_back_what_is_no_longer_ticked(sent):
    consent = sent.consents.get()
    services.narrow_consent(
        consent, actor=actor_for(consent.person), expected_version=None, idempotency_key=key(), items=["code"]
    )
    assert Recall.objects.get().items == sorted(set(consent.items) - {"code"})


def test_withdrawing_asks_back_unless_the_consents_are_kept(sent, firm, region):
    other = apply(make_learner(region), firm.post())
    services.withdraw_application(sent, actor=actor_for(sent.person), **step(sent))
    services.withdraw_application(other, actor=actor_for(other.person), **step(other), keep_consents=True)
    assert [row.application_id for row in Recall.objects.all()] == [sent.pk]


def test_a_new_text_and_the_end_of_a_membership_ask_back_too(sent, firm, region):
    services.publish_consent_text(region, "V3", "新しい文です。", material=True)
    assert Recall.objects.get().application_id == sent.pk
    later = apply(make_learner(region), firm.post())
    factories.interviewed(later, firm)
    ap = actor_for(make_person(region, "AP"))
    take(firm.membership, "end", ap, reason_code="terminated", texts={"reason": "退会"})
    assert {"code", "name"} <= set(Recall.objects.get(application=later).items)


def test_an_expired_consent_asks_nothing_back_while_nothing_can_be_exported(sent):
    consent = sent.consents.get()
    with clock.set_to(clock.now() + timedelta(days=181)):
        clocks.fire_due()
    consent.refresh_from_db()
    assert (consent.state, Recall.objects.count()) == ("expired", 0)


@pytest.mark.parametrize(
    ("deleted", "message"),
    [
        ([], "削除したものを選んでください。"),
        (["everything"], "削除したものを選んでください。"),
        (["nothing", "files"], "「保存したものはなかった」は、ほかの項目と同時に選べません。"),
    ],
)
def test_a_report_says_what_was_deleted(asked, firm, deleted, message):
    with pytest.raises(FormInvalid) as refused:
        attest(asked, firm.pa, *deleted)
    assert refused.value.errors == {"deleted": [message]}


def test_a_report_is_made_once_by_the_administrator(asked, firm, learner):
    with pytest.raises(MoveNotAllowed):
        attest(asked, firm.pr, "files")
    row = attest(asked, firm.pa, "files", "mail").row
    assert (row.state, row.deleted, row.attested_by, row.attested_at) == (
        "attested", ["files", "mail"], firm.pa.id, clock.now(),
    )  # fmt: skip
    assert Notice.objects.filter(person=learner, code="N11.done").count() == 1
    with pytest.raises(MoveNotAllowed):
        attest(asked, firm.pa, "files")
    with clock.set_to(clock.now() + timedelta(days=9)):
        clocks.fire_due()
    assert not Notice.objects.filter(code="N12").exists()


def test_con_t8_a_late_report_is_on_the_coordinators_list_on_day_eight(asked, firm, coordinator, client):
    with clock.set_to(clock.now() + timedelta(days=7)):
        clocks.fire_due()
        sign_in(client, coordinator)
        assert "おくれています" not in client.get("/staff/recalls/").content.decode()
    assert not Notice.objects.filter(code="N12").exists()
    with clock.set_to(clock.now() + timedelta(days=10)):  # the eighth day is a Saturday
        clocks.fire_due()
        clocks.fire_due()
        client.logout()
        sign_in(client, coordinator)
        page = client.get("/staff/recalls/").content.decode()
        assert "おくれています" in page
        assert asked.application.code in page
        assert "12か月に2回" not in page.split("<table>")[1]
    assert sorted(Notice.objects.filter(code="N12").values_list("person_id", flat=True)) == sorted(
        [firm.admin.pk, coordinator.pk]
    )


def test_the_second_late_report_in_twelve_months_is_proposed_to_the_approver(asked, firm, region, coordinator, client):
    approver = make_person(region, "AP")
    other = apply(make_learner(region), firm.post())
    revoke(other.consents.get())
    with clock.set_to(clock.now() + timedelta(days=8)):
        assert times_late(firm.organisation.pk) == 2
    with clock.set_to(clock.now() + timedelta(days=10)):
        clocks.fire_due()
        sign_in(client, coordinator)
        assert "12か月に2回おくれています" in client.get("/staff/recalls/").content.decode()
    told = Notice.objects.filter(code="N12.again")
    assert {notice.person_id for notice in told} == {approver.pk}
    assert told[0].link == f"/staff/partners/{firm.membership.pk}/"
    with clock.set_to(clock.now() + timedelta(days=8 + 366)):
        assert times_late(firm.organisation.pk) == 0


def test_the_firm_reports_on_its_page(client, asked, firm, learner):
    sign_in(client, firm.admin)
    assert "削除の依頼" in client.get("/partner/").content.decode()
    listed = client.get("/partner/recalls/").content.decode()
    assert asked.application.code in listed
    assert "田中" not in listed
    address = f"/partner/recalls/{asked.pk}/"
    form = {"idempotency_key": key(), "expected_version": asked.version}
    empty = client.post(address, form)
    assert (empty.status_code, "削除したものを選んでください。" in empty.content.decode()) == (422, True)
    both = client.post(address, form | {"deleted": ["nothing", "mail"]})
    page = both.content.decode()
    assert (both.status_code, page.count(" checked")) == (422, 2)
    assert client.post(address, form | {"deleted": ["paper"]}).status_code == 302
    sign_in(client, learner)
    mine = client.get("/me/consents/").content.decode()
    assert "企業が削除を報告しました（印刷したものやメモ）" in mine


def test_a_firm_that_left_reports_on_paper_to_the_office(client, asked, firm, coordinator, region):
    ap = actor_for(make_person(region, "AP"))
    take(firm.membership, "end", ap, reason_code="terminated", texts={"reason": "退会"})
    sign_in(client, firm.admin)
    assert client.get(f"/partner/recalls/{asked.pk}/").status_code in {302, 404}
    sign_in(client, coordinator)
    address = f"/staff/recalls/{asked.pk}/"
    form = {"idempotency_key": key(), "expected_version": asked.version, "deleted": ["lists"]}
    missing = client.post(address, form)
    assert (missing.status_code, missing.content.decode().count(" checked")) == (422, 1)
    assert client.post(address, form | {"reason": HOW}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.attested_by) == ("attested", actor_for(coordinator).id)
    assert Event.objects.get(kind="recall.attested").texts.get().text == HOW


def test_the_own_data_names_the_requests(asked, learner):
    [rule] = [rule for rule in rules() if rule.model is Recall]
    assert len(list(rule.export(learner))) == 1
