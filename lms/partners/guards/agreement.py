"""Guards of the agreement workflow (workflows.md §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.partners.states import MembershipState

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

MAY_SIGN = (MembershipState.APPROVED, MembershipState.ACTIVE, MembershipState.SUSPENDED)


def membership_may_sign(ctx: MoveContext) -> None:
    """AGR-1: the membership was approved, or is active or suspended."""
    if ctx.row.membership.state not in MAY_SIGN:
        raise MoveNotAllowed("agreement.membership")


def agreement_filled(ctx: MoveContext) -> None:
    """✎ AGR-2: scope and dates."""
    errors: dict[str, list[str]] = {}
    starts, ends = ctx.data.get("effective_on"), ctx.data.get("ends_on")
    if not str(ctx.data.get("scope") or "").strip():
        errors["scope"] = [_("This field is required.")]
    if starts is None:
        errors["effective_on"] = [_("This field is required.")]
    if starts is not None and ends is not None and ends < starts:
        errors["ends_on"] = [_("The last day must not be before the first day.")]
    if errors:
        raise FormInvalid(errors)


def partner_signature_given(ctx: MoveContext) -> None:
    """✎ AGR-3: on the screen the firm agrees to exactly this paper; for paper the coordinator gives name, day and scan."""
    errors: dict[str, list[str]] = {}
    if not str(ctx.data.get("partner_signed_by") or "").strip():
        errors["partner_signed_by"] = [_("This field is required.")]
    if "PA" in ctx.roles:
        if not ctx.data.get("agreed") or ctx.data.get("digest") != ctx.row.digest:
            errors["agreed"] = [_("Please read the agreement and tick that you agree to it.")]
    else:
        signed_on = ctx.data.get("partner_signed_on")
        if signed_on is None or signed_on > clock.tokyo_date(ctx.now):
            errors["partner_signed_on"] = [_("Give the day on the paper, not later than today.")]
        if not str(ctx.data.get("scan_reference") or "").strip():
            errors["scan_reference"] = [_("Say where the scan of the paper is kept.")]
    if errors:
        raise FormInvalid(errors)


def signer_did_not_draft(ctx: MoveContext) -> None:
    """AP ≠ drafting C."""
    if ctx.actor.id == ctx.row.drafted_by:
        raise MoveNotAllowed("four_eyes")


def agreement_begins_now(ctx: MoveContext) -> None:
    """AGR-4: an agreement that begins later is signed on that day."""
    if ctx.row.effective_on is None or ctx.row.effective_on > clock.tokyo_date(ctx.occurred_at):
        raise MoveNotAllowed("agreement.begins_later")


def agreement_is_over(ctx: MoveContext) -> None:
    """AGR-7: the last day has passed; the rights end at 00:00 JST of the day after (AGR-t2)."""
    if ctx.row.ends_on is None or ctx.row.ends_on >= clock.tokyo_date(ctx.now):
        raise MoveNotAllowed("agreement.still_running")


def termination_explained(ctx: MoveContext) -> None:
    """✎ AGR-8: why, in words."""
    if not ctx.texts.get("reason", "").strip():
        raise FormInvalid({"reason": [_("Please write the reason.")]})
