"""Guards of the job post workflow (workflows.md §5, law.md §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.partners.selectors import (
    ever_worked_for,
    lint_of,
    needs_approver,
    post_errors,
    publication_blockers,
    rights_blocker,
)
from lms.partners.states import CLOSE_REASONS

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

# What the coordinator confirms before a post is approved (JOB-4).
CHECKLIST = ("true", "complete", "fair", "contact")


def member_may_post(ctx: MoveContext) -> None:
    """Membership active and regular (MEM-t3: a supporting member cannot post)."""
    blocker = rights_blocker(ctx.row.organisation_id)
    if blocker:
        raise MoveNotAllowed(blocker)


def may_be_public(ctx: MoveContext) -> None:
    """Operator complete, agreement in force, 相談窓口 present (L05)."""
    blockers = publication_blockers(ctx.row.organisation)
    if blockers:
        raise MoveNotAllowed(blockers[0])


def terms_lawful(ctx: MoveContext) -> None:
    """✎ JOB-2: the validator of the class, with the exact messages of law.md §2."""
    errors = post_errors(ctx.row)
    if errors:
        raise FormInvalid(errors)


def checker_is_outside(ctx: MoveContext) -> None:
    """Nobody of the organisation checks its posts (JOB-t5), and nobody who ever was."""
    if ever_worked_for(ctx.actor, ctx.row.organisation_id):
        raise MoveNotAllowed("own_case")


def four_eyes_for_first_posts(ctx: MoveContext) -> None:
    """C approves; an organisation's first three posts need AP after C's check, by another person. AP alone never."""
    post, first = ctx.row, needs_approver(ctx.row)
    if "AP" in ctx.roles and post.checked_by and post.checked_by != ctx.actor.id:
        return
    if "C" in ctx.roles and not first:
        return
    if "AP" in ctx.roles and post.checked_by == ctx.actor.id:
        raise MoveNotAllowed("four_eyes")
    raise MoveNotAllowed("post.needs_approver" if "C" in ctx.roles else "post.not_checked")


def check_errors(post: object, checklist: list[str], answers: dict[str, str]) -> dict[str, list[str]]:
    """What is missing in a coordinator's check: unticked points, warnings without a reason."""
    errors: dict[str, list[str]] = {}
    if not set(CHECKLIST) <= set(checklist):
        errors["checklist"] = [_("Please check and tick every point.")]
    for warning in lint_of(post):  # type: ignore[arg-type]
        if not str(answers.get(warning.key, "")).strip():
            errors[f"lint_{warning.key}"] = [_("Write why the post may be published with this wording.")]
    return errors


def check_complete(ctx: MoveContext) -> None:
    """✎ JOB-4: checklist stored, lint warnings answered, now or by the check before."""
    errors = check_errors(
        ctx.row,
        ctx.data.get("checklist") or ctx.row.checklist,
        {**ctx.row.lint_answers, **(ctx.data.get("lint_answers") or {})},
    )
    if errors:
        raise FormInvalid(errors)


def pause_explained(ctx: MoveContext) -> None:
    """✎ JOB-10: the coordinator says why; the firm need not."""
    if "C" in ctx.roles and not ctx.texts.get("reason", "").strip():
        raise FormInvalid({"reason": [_("Please write the reason.")]})


def post_still_valid(ctx: MoveContext) -> None:
    """JOB-10: openings left and not past the last day."""
    post = ctx.row
    if post.openings < 1 or post.valid_until is None or post.valid_until < clock.tokyo_date(ctx.now):
        raise MoveNotAllowed("post.expired")


def close_reason_known(ctx: MoveContext) -> None:
    """✎ JOB-12: a reason this role may give."""
    if not CLOSE_REASONS.get(ctx.reason_code, frozenset()) & ctx.roles:
        raise FormInvalid({"reason_code": [_("Choose why the post is closed.")]})
