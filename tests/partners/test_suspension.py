"""Suspension, resumption, end and change of kind of a membership: MEM-9 to MEM-12, SLA-9 (workflows.md §3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lms.ledger import clock, clocks
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.partners.models import Agreement, JobPost, PartnerInvitation, PartnerUser
from lms.partners.selectors import membership_is_active, posts_public
from lms.partners.services.membership import draft_agreement, expire_agreements
from lms.partners.services.users import invite_user, is_open
from tests.accounts.factories import sign_in
from tests.partners.factories import reload, take

WHY = {"texts": {"reason": "通報の確認"}}


def test_a_suspended_firm_has_no_public_post_and_no_right(town, firm):
    post = firm.post("published")
    take(firm.fresh(), "suspend", town.ap, reason_code="decision", **WHY)
    assert reload(post).state == "paused"
    assert not posts_public(town.region).exists()
    assert not membership_is_active(firm.organisation, town.region)
    assert Client().get(reverse("work:post", args=[post.slug])).status_code == 410
    with pytest.raises(MoveNotAllowed) as refused:
        take(reload(post), "resume", firm.pa)
    assert refused.value.key == "member.inactive"


def test_a_resumed_firm_resumes_its_posts_itself(town, firm):
    post = firm.post("published")
    take(firm.fresh(), "suspend", town.ap, reason_code="decision", **WHY)
    take(firm.fresh(), "resume", town.ap)
    assert (firm.fresh().state, reload(post).state) == ("active", "paused")
    take(reload(post), "resume", firm.pa)
    assert reload(post).state == "published"


@pytest.mark.parametrize(
    ("code", "texts"), [("decision", {}), ("agreement_ended", {"reason": "x"}), ("", {"reason": "x"})]
)
def test_a_suspension_is_explained(town, firm, code, texts):
    with pytest.raises(FormInvalid):
        take(firm.fresh(), "suspend", town.ap, reason_code=code, texts=texts)


def test_a_safety_suspension_ends_after_72_hours_unless_confirmed(town, firm):
    take(firm.fresh(), "suspend", town.c, reason_code="safety", **WHY)
    with clock.set_to(clock.now() + timedelta(hours=71)):
        clocks.fire_due()
    assert firm.fresh().state == "suspended"
    with clock.set_to(clock.now() + timedelta(hours=73)):
        clocks.fire_due()
    assert firm.fresh().state == "active"


def test_a_confirmed_suspension_stays(town, firm):
    take(firm.fresh(), "suspend", town.c, reason_code="safety", **WHY)
    take(firm.fresh(), "confirm_suspension", town.ap)
    with clock.set_to(clock.now() + timedelta(hours=100)):
        clocks.fire_due()
    assert firm.fresh().state == "suspended"
    with pytest.raises(MoveNotAllowed) as refused:
        take(firm.fresh(), "confirm_suspension", town.ap)
    assert refused.value.key == "member.no_safety_suspension"


def test_the_end_closes_posts_and_access_in_one_act(town, firm):
    client = sign_in(Client(), firm.admin)
    post, draft = firm.post("published"), firm.draft()
    invitation = invite_user(organisation=firm.organisation, email="x@example.jp", role="PR", actor=firm.pa)
    take(firm.fresh(), "end", town.ap, reason_code="terminated")
    assert (firm.fresh().state, reload(post).state, reload(draft).state) == ("ended", "closed", "draft")
    assert not PartnerUser.objects.filter(organisation=firm.organisation, active=True).exists()
    assert not is_open(PartnerInvitation.objects.get(pk=invitation.pk))
    for name in ("home", "posts", "membership", "users"):
        assert client.get(reverse(f"partner:{name}")).status_code == 404


def test_the_firm_ends_its_own_membership(town, firm):
    client = sign_in(Client(), firm.admin)
    url = reverse("partner:membership_end")
    hidden = {"end-idempotency_key": "one", "end-expected_version": firm.fresh().version}
    assert client.get(url).status_code == 200
    assert client.post(url, hidden).status_code == 422
    assert firm.fresh().state == "active"
    assert client.post(url, {**hidden, "end-sure": "on"}).status_code == 302
    assert firm.fresh().state == "ended"


def test_the_firm_cannot_end_for_the_councils_reasons(firm):
    with pytest.raises(FormInvalid):
        take(firm.fresh(), "end", firm.pa, reason_code="terminated")


def test_becoming_a_supporting_member_closes_posts(town, firm):
    post = firm.post("published")
    with pytest.raises(FormInvalid):
        take(firm.fresh(), "change_kind", town.ap, data={"membership_kind": "regular"})
    result = take(firm.fresh(), "change_kind", town.ap, data={"membership_kind": "supporting"})
    assert result.event.payload == {"kind": "supporting", "status": "active"}
    assert (firm.fresh().kind, JobPost.objects.get(pk=post.pk).state) == ("supporting", "closed")


def test_staff_suspend_on_the_page(town, firm):
    client = sign_in(Client(), town.approver)
    row = firm.fresh()
    data = {"suspend-idempotency_key": "k", "suspend-expected_version": row.version, "suspend-reason": "通報の確認"}
    page = client.post(reverse("partners_staff:membership_step", args=[row.pk, "suspend"]), data)
    assert page.status_code == 302
    assert firm.fresh().state == "suspended"


def test_an_agreement_over_on_31_march_ends_the_rights_at_midnight(town, firm):
    row = firm.agreement()
    last = clock.today_in_tokyo() + timedelta(days=30)
    Agreement.objects.filter(pk=row.pk).update(ends_on=last)
    with clock.set_to(clock.start_of_day(last) + timedelta(hours=23)):
        expire_agreements()
    assert firm.fresh().state == "active"
    with clock.set_to(clock.start_of_day(last + timedelta(days=1))):
        expire_agreements()
        expire_agreements()
    assert (firm.agreement().state, firm.fresh().state) == ("expired", "suspended")


def test_a_terminated_agreement_suspends_until_a_new_one_is_signed(town, firm):
    with pytest.raises(FormInvalid):
        take(firm.agreement(), "terminate", town.ap, reason_code="notice")
    take(firm.agreement(), "terminate", town.ap, reason_code="notice", **WHY)
    assert firm.fresh().state == "suspended"
    with pytest.raises(MoveNotAllowed):
        take(firm.fresh(), "resume", town.ap)
    draft_agreement(membership=firm.fresh(), actor=town.c, idempotency_key="again")
    firm.agree()
    assert firm.fresh().state == "active"
