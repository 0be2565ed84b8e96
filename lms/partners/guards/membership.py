"""Guards of the membership workflow (workflows.md §3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.partners import numbers
from lms.partners.models import Agreement, Organisation, PartnerMembership
from lms.partners.selectors import safety_suspension_of
from lms.partners.states import END_REASONS, SUSPEND_REASONS, AgreementState

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

SAFETY_TIME = timedelta(hours=72)

# What the reviewer confirms before the approver decides (MEM-6).
CHECKLIST = ("number", "office", "declarations", "contact")

# What the firm has to give when it applies (MEM-3).
REQUIRED = ("address", "phone", "mail_domain", "responsible_person", "seeker_contact")
DECLARATIONS = ("declared_no_sanction", "declared_no_antisocial")


def organisation_named(ctx: MoveContext) -> None:
    """✎ MEM-1, MEM-2: a name and a known kind of organisation."""
    organisation = ctx.row.organisation
    errors = {}
    if not organisation.legal_name.strip():
        errors["legal_name"] = [_("This field is required.")]
    if organisation.kind not in Organisation.Kind.values:
        errors["kind"] = [_("This field is required.")]
    if errors:
        raise FormInvalid(errors)


def application_errors(data: dict[str, Any], *, mail_address: str) -> dict[str, list[str]]:
    """What is wrong with a membership application; `mail_address` is the applicant's confirmed address."""
    errors: dict[str, list[str]] = {}
    number = numbers.halfwidth(str(data.get("corporate_number") or ""))
    if number and not numbers.is_corporate_number(number):
        errors["corporate_number"] = [_("D11")]
    if not number and not data.get("no_number_reason"):
        errors["corporate_number"] = [_("D11")]
    for name in REQUIRED:
        if not str(data.get(name) or "").strip():
            errors[name] = [_("This field is required.")]
    if "phone" not in errors and numbers.phone_e164(str(data["phone"])) is None:
        errors["phone"] = [_("D07")]
    # The invitation came by mail to this address, and its owner accepted: the domain is proven that far.
    if "mail_domain" not in errors and str(data["mail_domain"]).lower() != numbers.domain_of(mail_address):
        errors["mail_domain"] = [_("membership.mail_domain")]
    for name in DECLARATIONS:
        if not data.get(name):
            errors[name] = [_("membership.declaration")]
    return errors


def application_complete(ctx: MoveContext) -> None:
    """✎ MEM-3: number or reason, mail domain, contact for job seekers, declarations."""
    user = User.objects.get(pk=ctx.actor.user_id) if ctx.actor.user_id else None
    errors = application_errors(ctx.data, mail_address=user.email if user else "")
    number = numbers.halfwidth(str(ctx.data.get("corporate_number") or ""))
    taken = Organisation.objects.filter(region=ctx.region, corporate_number=number).exclude(pk=ctx.row.organisation_id)
    if number and "corporate_number" not in errors and taken.exists():
        errors["corporate_number"] = [_("An organisation with this corporate number is already registered.")]
    if errors:
        raise FormInvalid(errors)


def reviewer_did_not_apply(ctx: MoveContext) -> None:
    """Who applied does not review (MEM-t4)."""
    if ctx.actor.id == ctx.row.applied_by:
        raise MoveNotAllowed("four_eyes")


def approver_did_not_prepare(ctx: MoveContext) -> None:
    """AP ≠ reviewing C, and neither is the applicant (MEM-t4)."""
    if ctx.actor.id in {ctx.row.applied_by, ctx.row.reviewed_by}:
        raise MoveNotAllowed("four_eyes")


def return_reasons(ctx: MoveContext) -> None:
    """✎ MEM-5, JOB-3: at least one field with a reason."""
    reasons = ctx.data.get("reasons") or {}
    if not any(str(text).strip() for text in reasons.values()):
        raise FormInvalid({"reasons": [_("Say for at least one field what has to be corrected.")]})


def checklist_complete(ctx: MoveContext) -> None:
    """✎ MEM-6: every point of the checklist is ticked."""
    if not set(CHECKLIST) <= set(ctx.data.get("checklist") or []):
        raise FormInvalid({"checklist": [_("Please check and tick every point.")]})


def refusal_explained(ctx: MoveContext) -> None:
    """✎ MEM-7: the firm is told why."""
    if not ctx.texts.get("reason", "").strip():
        raise FormInvalid({"reason": [_("Please write the reason.")]})


def agreement_signed(ctx: MoveContext) -> None:
    """MEM-8: an agreement is in force (AGR-4); in `partly_signed` no right exists (AGR-t3)."""
    signed = Agreement.objects.filter(membership=ctx.row, state=AgreementState.IN_FORCE)
    if not signed.exists():
        raise MoveNotAllowed("post.no_agreement")


def suspension_explained(ctx: MoveContext) -> None:
    """✎ MEM-9: a reason this role may give, in words as well where a person acts."""
    if ctx.reason_code and not SUSPEND_REASONS.get(ctx.reason_code, frozenset()) & ctx.roles:
        raise FormInvalid({"reason_code": [_("Choose a reason.")]})
    if not ctx.actor.is_system:
        refusal_explained(ctx)


def suspended_for_safety(ctx: MoveContext) -> None:
    """MEM-9b: only a safety suspension is confirmed, within its 72 hours and by somebody else."""
    suspended = safety_suspension_of(ctx.row)
    if suspended is None or suspended.occurred_at is None or ctx.now - suspended.occurred_at > SAFETY_TIME:
        raise MoveNotAllowed("member.no_safety_suspension")
    if suspended.actor_id == ctx.actor.id:
        raise MoveNotAllowed("four_eyes")


def end_reason_known(ctx: MoveContext) -> None:
    """✎ MEM-11: a reason this role may give."""
    if ctx.reason_code and not END_REASONS.get(ctx.reason_code, frozenset()) & ctx.roles:
        raise FormInvalid({"reason_code": [_("Choose a reason.")]})


def kind_changes(ctx: MoveContext) -> None:
    """✎ MEM-12: another kind than now."""
    kind = ctx.data.get("membership_kind")
    if kind not in PartnerMembership.Kind.values or kind == ctx.row.kind:
        raise FormInvalid({"membership_kind": [_("Choose the other kind.")]})
