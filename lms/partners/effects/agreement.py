"""Effects of the agreement workflow (workflows.md §4)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lms.ledger import clock
from lms.ledger.engine import follow
from lms.ledger.registry import Described
from lms.notices.services import notify
from lms.partners.models import Agreement, PartnerMembership
from lms.partners.selectors import people_of, staff_of
from lms.partners.states import AgreementState, MembershipState

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext


def describe(row: Agreement) -> Described:
    """Whose stream it is."""
    return Described(org_id=str(row.organisation_id))


def paper_of(row: Agreement, data: dict[str, Any]) -> str:
    """The agreement as HTML, as it will be signed; the same input gives the same bytes."""
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string(
            "partners/agreement_paper.html",
            {
                "agreement": row,
                "organisation": row.organisation,
                "operator": getattr(row.region, "operator", None),
                "region": row.region,
                "scope": str(data.get("scope", "")).strip(),
                "effective_on": data.get("effective_on"),
                "ends_on": data.get("ends_on"),
            },
        )


def digest_of(paper: str) -> str:
    """SHA-256 of the paper's bytes."""
    return hashlib.sha256(paper.encode()).hexdigest()


def payload(ctx: MoveContext) -> dict[str, Any]:
    """Version of the wording, and the hash of the paper from the moment it is frozen."""
    digest = ctx.row.digest
    if ctx.transition.action == "send":
        digest = digest_of(paper_of(ctx.row, ctx.data))
    return {"text_version": ctx.row.text.number, "digest": digest}


def keep_drafter(ctx: MoveContext) -> None:
    """Who drafted does not sign for the Region."""
    if not ctx.actor.is_system:
        ctx.row.drafted_by = ctx.actor.id
        ctx.row.save(update_fields=["drafted_by"])


def freeze_agreement(ctx: MoveContext) -> None:
    """AGR-2: dates, scope, the paper and its hash; any later change needs a new draft (AGR-t1)."""
    row = ctx.row
    row.scope = str(ctx.data["scope"]).strip()
    row.effective_on, row.ends_on = ctx.data["effective_on"], ctx.data.get("ends_on")
    row.frozen_html = paper_of(row, ctx.data)
    row.digest = digest_of(row.frozen_html)
    row.drafted_by = ctx.actor.id
    row.save(update_fields=["scope", "effective_on", "ends_on", "frozen_html", "digest", "drafted_by"])


def keep_partner_signature(ctx: MoveContext) -> None:
    """AGR-3: who signed, when, on what, and for paper where the scan is and who recorded it (AGR-t4)."""
    row, on_screen = ctx.row, "PA" in ctx.roles
    row.partner_signature = Agreement.SignedOn.SCREEN if on_screen else Agreement.SignedOn.PAPER
    row.partner_signed_by = str(ctx.data["partner_signed_by"]).strip()
    row.partner_signed_on = clock.tokyo_date(ctx.occurred_at) if on_screen else ctx.data["partner_signed_on"]
    row.scan_reference = "" if on_screen else str(ctx.data["scan_reference"]).strip()
    row.partner_recorded_by = ctx.actor.id
    row.save(
        update_fields=[
            "partner_signature", "partner_signed_by", "partner_signed_on", "scan_reference", "partner_recorded_by",
        ]
    )  # fmt: skip


def keep_region_signature(ctx: MoveContext) -> None:
    """AGR-4: who signed for the Region, and when."""
    ctx.row.region_signed_on = clock.tokyo_date(ctx.occurred_at)
    ctx.row.region_signed_by = ctx.actor.id
    ctx.row.save(update_fields=["region_signed_on", "region_signed_by"])


def replace_older_agreements(ctx: MoveContext) -> None:
    """AGR-6: what was in force before is superseded."""
    older = Agreement.objects.filter(membership_id=ctx.row.membership_id, state=AgreementState.IN_FORCE)
    for agreement in older.exclude(pk=ctx.row.pk):
        follow(ctx, agreement, "supersede")


def activate_membership(ctx: MoveContext) -> None:
    """AGR-4 turns the rights on (MEM-8, or MEM-10 after a suspension)."""
    membership = PartnerMembership.objects.get(pk=ctx.row.membership_id)
    if membership.state == MembershipState.APPROVED:
        follow(ctx, membership, "activate")
    elif membership.state == MembershipState.SUSPENDED:
        follow(ctx, membership, "resume")


def suspend_membership(ctx: MoveContext) -> None:
    """AGR-7, AGR-8: without an agreement the rights are off (MEM-9 by the product)."""
    membership = PartnerMembership.objects.get(pk=ctx.row.membership_id)
    if membership.state == MembershipState.ACTIVE:
        follow(ctx, membership, "suspend", reason_code="agreement_ended")


def tell_agreement(ctx: MoveContext) -> None:
    """N03 to the firm's administrators and the coordinators."""
    notify(ctx, "N03", people_of(ctx.row.organisation_id, "PA"), link=reverse("partner:membership"))
    staff_link = reverse("partners_staff:membership", args=[ctx.row.membership_id])
    notify(ctx, "N03", staff_of(ctx.region, "C"), link=staff_link)
