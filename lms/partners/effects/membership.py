"""Effects of the membership workflow (workflows.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from lms.ledger import clock, clocks
from lms.ledger.engine import follow
from lms.ledger.models import Event
from lms.ledger.registry import Described
from lms.notices.services import notify
from lms.partners import numbers
from lms.partners.models import Organisation, PartnerMembership
from lms.partners.selectors import agreement_draft_of, people_of, staff_of
from lms.regions.selectors import add_working_days

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext
    from lms.ledger.models import Clock

REVIEW_CLOCK = "SLA-1"
REVIEW_WORKING_DAYS = 10
APPLIED_FIELDS = (
    "legal_name", "kind", "corporate_number", "no_number_reason", "address", "phone", "website", "mail_domain",
    "responsible_person", "seeker_contact", "interview_rules_url", "profile", "declared_no_sanction",
    "declared_no_antisocial",
)  # fmt: skip


def describe(row: PartnerMembership) -> Described:
    """Whose stream it is."""
    return Described(org_id=str(row.organisation_id))


def payload(ctx: MoveContext) -> dict[str, Any]:
    """Every move says the kind and the status the membership has now: `membership.changed` (metrics.md §2)."""
    kind = ctx.data.get("membership_kind") if ctx.transition.action == "apply" else None
    return {"kind": kind or ctx.row.kind, "status": ctx.transition.lands_in(ctx.state_before)}


def save_organisation(ctx: MoveContext) -> None:
    """A new stream brings its organisation along; it is saved in the same transaction."""
    if ctx.row.organisation._state.adding:
        ctx.row.organisation.save(force_insert=True)


def save_application(ctx: MoveContext) -> None:
    """What the firm says of itself, with numbers in their stored form."""
    data = {name: ctx.data[name] for name in APPLIED_FIELDS if name in ctx.data}
    data["corporate_number"] = numbers.halfwidth(str(data.get("corporate_number") or ""))
    if data["corporate_number"]:
        data["no_number_reason"] = ""
    data["phone"] = numbers.phone_e164(str(data["phone"])) or ""
    data["mail_domain"] = str(data["mail_domain"]).lower()
    Organisation.objects.filter(pk=ctx.row.organisation_id).update(**data)
    ctx.row.applied_by = ctx.actor.id
    ctx.row.reviewed_by = ""
    ctx.row.return_reasons = {}
    ctx.row.kind = ctx.data.get("membership_kind") or ctx.row.kind
    ctx.row.save(update_fields=["applied_by", "reviewed_by", "return_reasons", "kind"])


def start_review_clock(ctx: MoveContext) -> None:
    """SLA-1: after ten working days the review stands on the approvers' list."""
    if not ctx.quiet:
        due = add_working_days(ctx.region, clock.tokyo_date(ctx.occurred_at), REVIEW_WORKING_DAYS)
        clocks.start(ctx.row, REVIEW_CLOCK, due)


def stop_review_clock(ctx: MoveContext) -> None:
    """The review is decided."""
    clocks.cancel(ctx.row, REVIEW_CLOCK)


def keep_reviewer(ctx: MoveContext) -> None:
    """The approver has to be somebody else."""
    ctx.row.reviewed_by = ctx.actor.id
    ctx.row.save(update_fields=["reviewed_by"])


def keep_return_reasons(ctx: MoveContext) -> None:
    """Shown to the firm at the fields until it sends the form again."""
    reasons = ctx.data.get("reasons") or {}
    ctx.row.return_reasons = {name: str(text).strip() for name, text in reasons.items() if str(text).strip()}
    ctx.row.save(update_fields=["return_reasons"])


def keep_checklist(ctx: MoveContext) -> None:
    """What was confirmed before the approval."""
    ctx.row.checklist = sorted(ctx.data.get("checklist") or [])
    ctx.row.save(update_fields=["checklist"])


def draft_agreement(ctx: MoveContext) -> None:
    """MEM-6: the draft of the agreement lies ready, prepared by whoever reviewed."""
    agreement = agreement_draft_of(ctx.row)
    agreement.drafted_by = ctx.row.reviewed_by
    follow(ctx, agreement, "draft")


def tell_applied(ctx: MoveContext) -> None:
    """N01 to the coordinators and to the firm's administrators."""
    staff_link = reverse("partners_staff:membership", args=[ctx.row.pk])
    notify(ctx, "N01", staff_of(ctx.region, "C"), link=staff_link)
    notify(ctx, "N01", people_of(ctx.row.organisation_id, "PA"), link=reverse("partner:membership"))


def tell_review_result(ctx: MoveContext) -> None:
    """N02 to the firm's administrators."""
    notify(ctx, "N02", people_of(ctx.row.organisation_id, "PA"), link=reverse("partner:membership"))


def remind_of_review(row: Clock) -> None:
    """SLA-1 fired: the approvers hear of the application that still waits."""
    event = Event.objects.filter(stream_type=row.stream_type, stream_id=row.stream_id).order_by("-version").first()
    if event is not None:
        link = reverse("partners_staff:membership", args=[row.stream_id])
        notify(event, "N01", staff_of(row.region, "AP"), link=link)
