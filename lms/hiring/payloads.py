"""What the hiring workflows say in their events: exactly the keys metrics.md §2 asks for, ids and codes only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.accounts.coarse import coarse_attributes
from lms.ledger import clock
from lms.ledger.registry import Described

if TYPE_CHECKING:
    from lms.hiring.models import Application, Consent, Contract, Exclusion, Offer, Recall, RetentionCheck
    from lms.ledger.engine import MoveContext

OUTCOMES = {
    "APP-11": "offer_declined",
    "APP-12": "offer_expired",
    "APP-13": "rejected",
    "APP-16": "rejected",
    "APP-17": "withdrawn",
    "APP-18": "withdrawn",
    "APP-19": "lapsed",
    "APP-23": "org_ended",
}


def of_application(ctx: MoveContext) -> dict[str, Any]:
    """post, firm, attempt, and phase or outcome; the first fact of an attempt carries the coarse attributes."""
    row: Application = ctx.row
    attempt = row.attempt + 1 if ctx.transition.next_attempt else row.attempt
    said: dict[str, Any] = {"post": str(row.post_id), "firm": str(row.organisation_id), "attempt": attempt}
    if ctx.transition.id in OUTCOMES:
        said["outcome"] = OUTCOMES[ctx.transition.id]
    elif ctx.transition.event_kind == "application.entered":
        said["phase"] = str(ctx.transition.to_state)
    if ctx.transition.event_kind in {"application.submitted", "offer.accepted"}:
        said |= coarse_attributes(row.person, clock.tokyo_date(ctx.occurred_at))
    if ctx.transition.event_kind == "application.submitted":
        said["work_style"] = row.post.work_style
    if ctx.transition.id == "APP-21":
        said["phase"] = "in_review"
    return said


def of_contract(ctx: MoveContext) -> dict[str, Any]:
    """Class and splits of a contract; `attempt` is empty when it follows another one."""
    row: Contract = ctx.row
    follows = row.follows_id is not None
    application = row.application
    return {
        "contract": str(row.pk),
        "placement": str(row.placement_id),
        "firm": str(row.placement.organisation_id),
        "post": str(application.post_id) if application else "",
        "attempt": "" if follows or application is None else application.attempt,
        "contract_class": row.contract_class,
        "includes_trial": row.includes_trial,
        "hire_category": row.hire_category,
        "work_style": row.work_style,
        "remote_level": row.remote_level,
        **coarse_attributes(row.placement.person, clock.tokyo_date(ctx.occurred_at)),
    }


def of_consent(ctx: MoveContext) -> dict[str, Any]:
    """Level, purpose and item names; never a value."""
    row: Consent = ctx.row
    items = (
        [item for item in row.items if item in set(ctx.data["items"])] if ctx.transition.id == "CON-4" else row.items
    )
    return {
        "level": row.level,
        "purpose": row.purpose,
        "items": list(items),
        "text": str(row.text_id or ""),
        "application": str(row.application_id or ""),
        "ends_on": row.ends_on.isoformat() if row.ends_on else "",
    }


def of_offer(ctx: MoveContext) -> dict[str, Any]:
    """The paper by its hash."""
    row: Offer = ctx.row
    return {
        "application": str(row.application_id),
        "attempt": row.of_attempt,
        "digest": row.digest,
        "contract_class": row.contract_class,
        "expires_on": row.expires_on.isoformat(),
    }


def of_retention(ctx: MoveContext) -> dict[str, Any]:
    """month, status (when known), firm and placement."""
    row: RetentionCheck = ctx.row
    said: dict[str, Any] = {
        "month": row.month,
        "placement": str(row.placement_id),
        "firm": str(row.placement.organisation_id),
        "due_on": row.due_on.isoformat(),
    }
    if ctx.transition.id == "RET-8":
        said["status"] = "left"
    return said


def of_recall(ctx: MoveContext) -> dict[str, Any]:
    """The application, item names, and what the report says."""
    row: Recall = ctx.row
    said: dict[str, Any] = {"application": str(row.application_id)}
    if ctx.transition.action == "attest":
        return said | {"deleted": sorted(ctx.data["deleted"])}
    return said | {"items": sorted({*row.items, *ctx.data.get("items", ())})}


def describe_application(row: Application) -> Described:
    """Whose, which firm's, which programme's."""
    return Described(row.person.pseudonym, str(row.organisation_id), row.programme.code)


def describe_consent(row: Consent | Exclusion) -> Described:
    """Whose and which firm's."""
    return Described(row.person.pseudonym, str(row.organisation_id))


def describe_offer(row: Offer) -> Described:
    """As the application."""
    return describe_application(row.application)


def describe_recall(row: Recall) -> Described:
    """As the application."""
    return describe_application(row.application)


def describe_placed(row: Contract | RetentionCheck) -> Described:
    """As the placement says."""
    placement = row.placement
    return Described(placement.person.pseudonym, str(placement.organisation_id), placement.programme.code)
