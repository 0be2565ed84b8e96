"""Membership and agreement: MEM-1 to MEM-8, AGR-1 to AGR-6 (workflows.md §3, §4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.ledger import clock
from lms.ledger.models import Event
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible
from lms.partners.forms.membership import CHECK_POINTS
from lms.partners.models import Agreement, Organisation
from lms.partners.selectors import membership_is_active
from lms.partners.services.membership import draft_agreement
from tests.accounts.factories import make_region
from tests.partners.factories import Town, take


def test_a_firm_walks_from_prospect_to_active(town):
    prospect = town.firm(state="prospect")
    take(prospect.membership, "name_candidate", town.c)
    prospect.walk_to("active")
    assert prospect.fresh().state == "active"
    assert membership_is_active(prospect.organisation, town.region)


def test_every_move_says_kind_and_status(town):
    firm = town.firm(kind="supporting")
    facts = Event.objects.filter(stream_type="membership", stream_id=str(firm.membership.pk)).order_by("version")
    assert {event.kind for event in facts} == {"membership.changed"}
    assert [event.payload["status"] for event in facts] == [
        "candidate", "applied", "under_review", "approved", "active",
    ]  # fmt: skip
    assert {event.payload["kind"] for event in facts} == {"supporting"}
    assert {event.org_id for event in facts} == {str(firm.organisation.pk)}


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"corporate_number": "8000012050002"}, "corporate_number", "法人番号を確認してください（13桁）。"),
        ({"corporate_number": "", "no_number_reason": ""}, "corporate_number", "法人番号を確認してください（13桁）。"),
        ({"mail_domain": "elsewhere.example"}, "mail_domain", None),
        ({"seeker_contact": ""}, "seeker_contact", None),
        ({"responsible_person": " "}, "responsible_person", None),
        ({"declared_no_antisocial": False}, "declared_no_antisocial", None),
        ({"phone": "110"}, "phone", "電話番号は0から始まる10〜11桁で入力してください。"),
    ],
)
def test_an_incomplete_application_is_refused_at_the_field(town, changed, field, message):
    firm = town.firm(state="candidate")
    with pytest.raises(FormInvalid) as refused:
        firm.apply(**changed)
    assert list(refused.value.errors) == [field]
    if message:
        assert refused.value.errors[field] == [message]
    assert firm.fresh().state == "candidate"


def test_a_sole_trader_needs_no_number(town):
    firm = town.firm(state="candidate")
    firm.apply(corporate_number="", no_number_reason="sole_trader")
    assert Organisation.objects.get(pk=firm.organisation.pk).no_number_reason == "sole_trader"


def test_a_number_that_is_taken_is_refused(town):
    town.firm(state="applied")
    second = town.firm(state="candidate")
    with pytest.raises(FormInvalid) as refused:
        second.apply(corporate_number=Organisation.objects.exclude(corporate_number="").get().corporate_number)
    assert "corporate_number" in refused.value.errors


def test_returned_applications_carry_a_reason_per_field(town):
    firm = town.firm(state="under_review")
    with pytest.raises(FormInvalid):
        take(firm.fresh(), "return", town.c, data={"reasons": {}})
    take(firm.fresh(), "return", town.c, data={"reasons": {"address": "番地まで書いてください"}})
    row = firm.fresh()
    assert (row.state, row.return_reasons) == ("candidate", {"address": "番地まで書いてください"})
    firm.apply()
    assert firm.fresh().return_reasons == {}


def test_the_reviewer_cannot_approve_even_holding_both_roles(town):
    from lms.accounts.services import grant_role

    grant_role(person=town.coordinator, role="AP", granted_by=town.system)
    firm = town.firm(state="under_review")
    with pytest.raises(MoveNotAllowed) as refused:
        take(firm.fresh(), "approve", town.c, data={"checklist": list(CHECK_POINTS)})
    assert refused.value.key == "four_eyes"
    assert refused.value.message == "準備した人とは別の人が承認してください。"


def test_an_approval_needs_the_whole_checklist(town):
    firm = town.firm(state="under_review")
    with pytest.raises(FormInvalid):
        take(firm.fresh(), "approve", town.ap, data={"checklist": ["number"]})


def test_a_refusal_needs_a_reason_and_is_final(town):
    firm = town.firm(state="under_review")
    with pytest.raises(FormInvalid):
        take(firm.fresh(), "refuse", town.ap)
    take(firm.fresh(), "refuse", town.ap, texts={"reason": "登記がありません"})
    with pytest.raises(MoveNotAllowed):
        take(firm.fresh(), "start_review", town.c)


def test_an_approval_leaves_a_draft_of_the_agreement(town):
    firm = town.firm(state="approved")
    agreement = firm.agreement()
    assert agreement.state == "draft"
    assert agreement.drafted_by == town.coordinator.pseudonym


def test_in_partly_signed_no_right_exists(town):
    firm = town.firm(state="approved")
    firm.send_agreement()
    firm.sign()
    assert firm.agreement().state == "partly_signed"
    assert not membership_is_active(firm.organisation, town.region)
    with pytest.raises(MoveNotAllowed):
        firm.draft()


def test_the_drafter_cannot_sign_for_the_region(town):
    from lms.accounts.services import grant_role

    grant_role(person=town.coordinator, role="AP", granted_by=town.system)
    firm = town.firm(state="approved")
    firm.send_agreement()
    firm.sign()
    with pytest.raises(MoveNotAllowed) as refused:
        take(firm.agreement(), "sign_region", town.c)
    assert refused.value.key == "four_eyes"


def test_an_agreement_that_begins_later_is_not_signed_today(town):
    firm = town.firm(state="approved")
    later = clock.today_in_tokyo() + timedelta(days=3)
    firm.send_agreement(effective_on=later)
    firm.sign()
    with pytest.raises(MoveNotAllowed):
        take(firm.agreement(), "sign_region", town.ap)
    with clock.set_to(clock.start_of_day(later) + timedelta(hours=1)):
        take(firm.agreement(), "sign_region", town.ap)
    assert firm.fresh().state == "active"


def test_a_sent_agreement_is_frozen_with_its_hash(town):
    firm = town.firm(state="approved")
    sent = firm.send_agreement()
    event = Event.objects.get(stream_type="agreement", stream_id=str(sent.pk), transition="AGR-2")
    assert event.payload["digest"] == firm.agreement().digest
    with pytest.raises(MoveNotAllowed):
        firm.send_agreement()


def test_signing_another_paper_than_the_one_shown_is_refused(town):
    firm = town.firm(state="approved")
    firm.send_agreement()
    with pytest.raises(FormInvalid) as refused:
        take(
            firm.agreement(), "sign_partner", firm.pa,
            data={"partner_signed_by": "代表", "agreed": True, "digest": "0" * 64},
        )  # fmt: skip
    assert "agreed" in refused.value.errors


def test_a_paper_signature_keeps_scan_date_and_who_recorded_it(town):
    firm = town.firm(state="approved")
    firm.send_agreement()
    day = clock.today_in_tokyo() - timedelta(days=1)
    with pytest.raises(FormInvalid):
        take(firm.agreement(), "sign_partner", town.c, data={"partner_signed_by": "代表", "partner_signed_on": day})
    data = {"partner_signed_by": "代表", "partner_signed_on": day, "scan_reference": "文書2026-12"}
    take(firm.agreement(), "sign_partner", town.c, data=data)
    row = firm.agreement()
    assert (row.partner_signature, row.partner_signed_on, row.scan_reference) == ("paper", day, "文書2026-12")
    assert row.partner_recorded_by == town.coordinator.pseudonym


def test_a_newer_agreement_supersedes_the_older_one(town, firm):
    first = firm.agreement()
    draft_agreement(membership=firm.fresh(), actor=town.c, idempotency_key="second")
    second = Agreement.objects.get(state="draft")
    data = {"scope": "新しい範囲", "effective_on": clock.today_in_tokyo(), "ends_on": None}
    row = take(second, "send", town.c, data=data).row
    take(row, "sign_partner", firm.pa, data={"partner_signed_by": "代表", "agreed": True, "digest": row.digest})
    take(row, "sign_region", town.ap)
    first.refresh_from_db()
    assert first.state == "superseded"
    assert firm.fresh().state == "active"


def test_a_firm_is_unknown_to_the_staff_of_another_region(town, firm):
    other = Town(make_region("kita", host="kita.example.jp", name="きた市"))
    with pytest.raises(NotVisible):
        take(firm.fresh(), "suspend", other.c)
