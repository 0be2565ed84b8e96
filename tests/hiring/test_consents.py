"""Consent, exclusion and the ledger of readings (workflows.md §7; law.md P01 to P04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, transaction

from lms.accounts.actors import actor_for
from lms.hiring import consent_texts, services
from lms.hiring.models import Application, Consent, ConsentText, Disclosure, Evidence, Exclusion
from lms.hiring.selectors import shown_to_firm
from lms.ledger import clock, clocks
from lms.ledger.engine import move
from lms.ledger.models import Event
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible
from lms.notices.models import Notice
from tests.accounts.factories import make_person, make_region, sign_in
from tests.hiring import factories
from tests.hiring.factories import Firm, apply, key, make_learner, step

NAME, PHONE = "田中", "+818012345678"


def act(row):
    row.refresh_from_db()
    return {"expected_version": row.version, "idempotency_key": key()}


def revoke_v3(row):
    consent = Consent.objects.get(application=row, level="V3", state="granted")
    return services.revoke_consent(consent, actor=actor_for(row.person), **act(consent)).row


def test_the_text_follows_who_runs_the_region(region):
    town = consent_texts.current_text(region, "V3")
    assert (town.wording_set, town.number) == ("A", 1)
    assert "69条2項1号" in town.body
    region.operator.operator_kind = "council"
    region.operator.save()
    council = consent_texts.current_text(region, "V3")
    assert council.wording_set == "B"
    assert "27条1項" in council.body
    assert council.digest == consent_texts.digest_of(council.body)


def test_texts_readings_and_evidence_cannot_be_changed(sent):
    for model, field in ((ConsentText, "body"), (Evidence, "digest")):
        for change in (lambda m=model, f=field: m.objects.update(**{f: "x"}), lambda m=model: m.objects.all().delete()):
            with pytest.raises(Error), transaction.atomic():
                change()


def test_p02_a_material_text_closes_access_and_old_records_keep_their_text(sent, region, firm):
    old = Consent.objects.get(application=sent)
    new = services.publish_consent_text(region, "V3", "新しい文です。", material=True)
    old.refresh_from_db()
    sent.refresh_from_db()
    assert (old.state, old.text.number, new.number) == ("superseded", 1, 2)
    assert old.items == ["code", "courses", "skills", "wishes"]
    assert sent.frozen
    assert shown_to_firm([sent])[0].consents == {}
    again = services.give_again(
        sent, actor=actor_for(sent.person), idempotency_key=key(), level="V3", purpose="application",
        items=["code"], text_id=str(new.pk),
    ).row  # fmt: skip
    sent.refresh_from_db()
    assert (again.items, again.text_id, sent.frozen) == (["code"], new.pk, False)


def test_a_change_of_wording_only_closes_nothing(sent, region):
    services.publish_consent_text(region, "V3", "言いかえた文です。", material=False)
    assert Consent.objects.get(application=sent).state == "granted"


def test_p03_taking_back_closes_at_once_and_freezes(sent, firm):
    factories.opened(sent, firm)
    assert Application.objects.of_firm(firm.pr).filter(pk=sent.pk).exists()
    revoke_v3(sent)
    sent.refresh_from_db()
    assert (sent.state, sent.frozen) == ("in_review", True)
    assert shown_to_firm([sent])[0].items == set()
    with pytest.raises(MoveNotAllowed) as refused:
        factories.asked(sent, firm)
    assert refused.value.message == "本人が同意を取り消したため、「見送り」だけ選べます。"
    assert services.reject_application(sent, actor=firm.pr, **step(sent), reason_code="filled").state == "rejected"
    assert not Application.objects.of_firm(firm.pr).filter(pk=sent.pk).exists()


def test_app_t7_revoking_in_the_interview_leaves_only_the_code(sent, firm, client):
    factories.interviewed(sent, firm)
    sign_in(client, firm.recruiter)
    page = client.get(f"/partner/candidates/{sent.pk}/").content.decode()
    assert NAME in page
    revoke_v3(sent)
    assert set(Consent.objects.filter(application=sent).values_list("state", flat=True)) == {"revoked"}
    for address in (
        f"/partner/candidates/{sent.pk}/",
        f"/partner/jobs/{sent.post_id}/board/",
        f"/partner/jobs/{sent.post_id}/list/",
    ):
        answer = client.get(address)
        body = answer.content.decode()
        assert answer.status_code == 200
        assert "K-0001" in body
        assert NAME not in body
        assert "午前" not in body
    assert client.get(f"/partner/candidates/{sent.pk}/interview.ics").status_code == 404
    assert client.post(f"/partner/candidates/{sent.pk}/contact/").status_code == 404


def test_taking_the_name_back_freezes_until_it_is_given_again(sent, firm, learner):
    factories.interviewed(sent, firm)
    named = Consent.objects.get(application=sent, level="V4")
    services.revoke_consent(named, actor=actor_for(learner), **act(named))
    sent.refresh_from_db()
    assert sent.frozen
    services.give_again(
        sent, actor=actor_for(learner), idempotency_key=key(), level="V4", purpose="interview", items=["name"],
        text_id=factories.text_id(sent.region, "V4"),
    )  # fmt: skip
    sent.refresh_from_db()
    assert not sent.frozen
    assert shown_to_firm([sent])[0].name == "田中 さくら"


def test_narrowing_closes_the_items_that_go(sent, learner):
    consent = Consent.objects.get(application=sent)
    row = services.narrow_consent(consent, actor=actor_for(learner), **act(consent), items=["code", "skills"]).row
    assert row.items == ["code", "skills"]
    assert shown_to_firm([sent])[0].wishes == {}
    with pytest.raises(FormInvalid):
        services.narrow_consent(row, actor=actor_for(learner), **act(row), items=["code", "skills", "wishes"])


def test_a_consent_is_the_persons_own(sent, region, firm):
    consent = Consent.objects.get(application=sent)
    for actor in (actor_for(make_learner(region)), firm.pa):
        with pytest.raises(NotVisible):
            services.revoke_consent(consent, actor=actor, **act(consent))


def test_con_t3_an_exclusion_closes_everything_at_once(sent, firm, learner):
    factories.opened(sent, firm)
    row = services.exclude_organisation(
        person=learner, organisation=firm.organisation, actor=actor_for(learner), idempotency_key=key()
    ).row
    sent.refresh_from_db()
    assert sent.frozen
    assert Consent.objects.get(application=sent).state == "revoked"
    with pytest.raises(MoveNotAllowed) as refused:
        apply(learner, firm.post())
    assert refused.value.key == "consent.excluded"
    services.lift_exclusion(row, actor=actor_for(learner), **act(row))
    assert Exclusion.objects.get().state == "lifted"
    assert apply(learner, firm.post()).state == "submitted"


def test_a_consent_ends_on_its_day_without_any_clock(sent, firm):
    last = Consent.objects.get(application=sent).ends_on
    with clock.set_to(clock.start_of_day(last) + timedelta(hours=23)):
        assert Application.objects.of_firm(firm.pr).filter(pk=sent.pk).exists()
    with clock.set_to(clock.end_of_day(last)):
        assert not Application.objects.of_firm(firm.pr).filter(pk=sent.pk).exists()


def test_the_clock_expires_a_consent(sent):
    consent = Consent.objects.get(application=sent)
    with clock.set_to(clock.end_of_day(consent.ends_on) + timedelta(minutes=1)):
        clocks.fire_due()
    consent.refresh_from_db()
    assert consent.state == "expired"


def test_p04_one_reading_is_one_row_with_item_names(sent, firm, client, learner):
    sign_in(client, firm.recruiter)
    client.get(f"/partner/candidates/{sent.pk}/")
    row = Disclosure.objects.get()
    assert row.items == ["code", "courses", "skills", "wishes"]
    assert (row.subject_ref, row.reader_ref) == (learner.pseudonym, firm.pr.id)
    assert (row.organisation_id, row.channel, row.purpose) == (firm.organisation.pk, "page", "application")
    with pytest.raises(Error), transaction.atomic():
        Disclosure.objects.update(items=[])
    sign_in(client, learner)
    page = client.get("/me/consents/").content.decode()
    assert firm.organisation.legal_name in page
    assert "希望" in page


def test_contact_data_opens_only_after_pressing_and_is_recorded(sent, firm, client):
    factories.opened(sent, firm)
    factories.asked(sent, firm)
    factories.accept_interview(sent, items=["name", "contact"])
    sign_in(client, firm.recruiter)
    page = client.get(f"/partner/candidates/{sent.pk}/").content.decode()
    assert PHONE not in page
    assert "contact" not in {item for row in Disclosure.objects.all() for item in row.items}
    page = client.post(f"/partner/candidates/{sent.pk}/contact/").content.decode()
    assert PHONE in page
    assert "contact" in {item for row in Disclosure.objects.all() for item in row.items}


def test_p01_without_live_consent_the_answer_is_that_of_an_unknown_id(sent, firm, client, region):
    services.withdraw_application(sent, actor=actor_for(sent.person), **step(sent))
    sign_in(client, firm.recruiter)
    unknown = client.get("/partner/candidates/01930000-0000-7000-8000-000000000000/")
    closed = client.get(f"/partner/candidates/{sent.pk}/")
    stranger = apply(make_learner(region), Firm(region).post())
    foreign = client.get(f"/partner/candidates/{stranger.pk}/")
    assert unknown.status_code == closed.status_code == foreign.status_code == 404
    assert unknown.content == closed.content == foreign.content
    assert b"csrf" not in unknown.content.lower()


def test_revoking_in_one_step_on_the_page(sent, client, learner):
    sign_in(client, learner)
    consent = Consent.objects.get(application=sent)
    answer = client.post(
        f"/me/consents/{consent.pk}/revoke/", {"idempotency_key": key(), "expected_version": consent.version}
    )
    assert answer.status_code == 302
    consent.refresh_from_db()
    assert consent.state == "revoked"
    told = Notice.objects.filter(code__startswith="N11")
    assert {notice.code for notice in told} == {"N11", "N11.recall"}
    assert all("田中" not in notice.reference for notice in told)


def test_a_coordinator_needs_the_right_and_a_reason_for_a_name(sent, region, client, coordinator):
    sign_in(client, coordinator)
    assert client.get(f"/staff/applications/{sent.pk}/name/").status_code == 404
    named = make_person(region, "C", named_access=True)
    sign_in(client, named)
    address = f"/staff/applications/{sent.pk}/name/"
    assert client.get(address).status_code == 200
    empty = client.post(address, {"reason": " "})
    assert empty.status_code == 422
    assert NAME not in empty.content.decode()
    assert not Disclosure.objects.exists()
    assert NAME in client.post(address, {"reason": "本人からの電話に答えるため"}).content.decode()
    assert Disclosure.objects.get().channel == "staff"


def test_app_t9_without_membership_every_firm_page_is_an_unknown_address(sent, firm, client, learner):
    sign_in(client, firm.recruiter)
    for state in ("suspended", "ended"):
        type(firm.membership).objects.filter(pk=firm.membership.pk).update(state=state)
        assert client.get(f"/partner/candidates/{sent.pk}/").status_code == 404
        for action in ("open", "reject", "ask_interview"):
            with pytest.raises(NotVisible):
                move(sent, action, actor=firm.pr, expected_version=None, idempotency_key=key())
    row = move(sent, "org_ended", actor=actor_for(learner), expected_version=None, idempotency_key=key()).row
    assert row.state == "org_ended"
    assert Event.objects.filter(kind="application.closed").latest("recorded_at").payload["outcome"] == "org_ended"


def test_another_region_sees_nothing(sent, client):
    elsewhere = make_region("kita", host="kita.example.jp", name="きた市")
    stranger = Firm(elsewhere)
    sign_in(client, stranger.recruiter)
    answer = client.get(f"/partner/candidates/{sent.pk}/", headers={"host": "kita.example.jp"})
    assert answer.status_code == 404
