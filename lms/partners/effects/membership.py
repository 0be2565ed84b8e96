"""Effects of the membership workflow (workflows.md §3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from lms.ledger import clock, clocks
from lms.ledger.actors import Actor
from lms.ledger.engine import follow, move
from lms.ledger.models import Event
from lms.ledger.registry import Described
from lms.notices.services import notify
from lms.partners import numbers
from lms.partners.effects.seats import close_seat
from lms.partners.models import JobPost, Organisation, PartnerInvitation, PartnerMembership, PartnerUser
from lms.partners.selectors import agreement_draft_of, people_of, safety_suspension_of, staff_of
from lms.partners.states import PostState
from lms.regions.selectors import add_working_days

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext
    from lms.ledger.models import Clock

REVIEW_CLOCK = "SLA-1"
REVIEW_WORKING_DAYS = 10
SAFETY_CLOCK = "SLA-9"
LAST_SAFETY_STEP = 2
SENT_IN = (PostState.SUBMITTED, PostState.APPROVED, PostState.PUBLISHED, PostState.CHANGING, PostState.PAUSED)
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
    kind = ctx.data.get("membership_kind") if ctx.transition.action in {"apply", "change_kind"} else None
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


# --- suspended, resumed, ended ----------------------------------------------------------------------------------------


def _posts_in(ctx: MoveContext, *states: str) -> list[JobPost]:
    return list(JobPost.objects.filter(organisation_id=ctx.row.organisation_id, state__in=states).order_by("pk"))


def pause_posts(ctx: MoveContext) -> None:
    """MEM-9: open posts are paused; the firm resumes them itself once it is active again."""
    for post in _posts_in(ctx, PostState.PUBLISHED):
        follow(ctx, post, "pause")


def close_posts(ctx: MoveContext) -> None:
    """MEM-11: every post that was sent in is closed; drafts stay drafts."""
    for post in _posts_in(ctx, *SENT_IN):
        follow(ctx, post, "close", reason_code="membership")


def start_safety_clock(ctx: MoveContext) -> None:
    """SLA-9: a coordinator's safety suspension is confirmed by an approver within 72 hours, or it ends."""
    if ctx.quiet or ctx.reason_code != "safety":
        return
    for step, hours in enumerate((24, 48, 72)):
        clocks.start(ctx.row, SAFETY_CLOCK, ctx.now + timedelta(hours=hours), step=step)


def stop_safety_clock(ctx: MoveContext) -> None:
    """Confirmed, or active again."""
    clocks.cancel(ctx.row, SAFETY_CLOCK)


def stop_all_clocks(ctx: MoveContext) -> None:
    """Nothing of an ended membership is late."""
    clocks.cancel(ctx.row)


def safety_clock_rang(row: Clock) -> None:
    """Remind the approvers at 24 and 48 hours; at 72 an unconfirmed suspension ends (MEM-10 by the product)."""
    membership = PartnerMembership.objects.select_related("region").get(pk=row.stream_id)
    suspended = safety_suspension_of(membership)
    if suspended is None:
        return
    if row.step < LAST_SAFETY_STEP:
        link = reverse("partners_staff:membership", args=[membership.pk])
        notify(suspended, "N24", staff_of(row.region, "AP"), link=link)
        return
    move(
        membership,
        "resume",
        actor=Actor.system(row.region),
        expected_version=None,
        idempotency_key=clocks.firing_key(row),
        source="system",
    )


def end_access(ctx: MoveContext) -> None:
    """MEM-11: users are deactivated (rows kept) and invitations end, at commit."""
    users = PartnerUser.objects.filter(organisation_id=ctx.row.organisation_id, active=True)
    for user in users.select_related("person", "organisation__region"):
        close_seat(user, ctx.actor)
    invitations = PartnerInvitation.objects.filter(organisation_id=ctx.row.organisation_id, accepted_at__isnull=True)
    invitations.filter(revoked_at__isnull=True).update(revoked_at=ctx.now)


def keep_kind(ctx: MoveContext) -> None:
    """MEM-12."""
    ctx.row.kind = ctx.data["membership_kind"]
    ctx.row.save(update_fields=["kind"])


def close_posts_of_supporting(ctx: MoveContext) -> None:
    """MEM-12: a supporting member has no posts."""
    if ctx.row.kind == PartnerMembership.Kind.SUPPORTING:
        close_posts(ctx)


def tell_change(ctx: MoveContext) -> None:
    """N04 to the firm's administrators; applicants hear from the hiring side."""
    notify(ctx, "N04", people_of(ctx.row.organisation_id, "PA"), link=reverse("partner:membership"))
