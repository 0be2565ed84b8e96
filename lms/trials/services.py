"""The acts of trial work; each is one move of the engine. Consent and applications stand above (`lms.hiring.trial_links`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.ledger import engine
from lms.ledger.actors import Actor
from lms.ledger.clocks import firing_key
from lms.trials.models import TrialEngagement
from lms.trials.states import AT_WORK, BEFORE_WORK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from lms.accounts.models import Person
    from lms.ledger.engine import MoveContext, Result
    from lms.ledger.models import Clock
    from lms.partners.models import Organisation
    from lms.programmes.models import Programme


def propose_trial(
    *,
    person: Person,
    organisation: Organisation,
    programme: Programme,
    kind: str,
    opening_title: str,
    actor: Actor,
    idempotency_key: str,
    subject_label: str = "",
    attempt: int | None = None,
    data: Mapping[str, Any] | None = None,
    occurred_at: datetime | None = None,
) -> Result:
    """TRI-1 by the firm. `subject_label` is how it knows the person (K-0001), `attempt` that of the application.

    A higher app puts its own ids into `data` and reads them in a reaction on "propose" (`ctx.data`), where it saves its
    link in the same transaction. Raises as `engine.move` does; kinds that wait: MoveNotAllowed("engine.not_yet").
    """
    row = TrialEngagement(
        region=person.region,
        person=person,
        organisation=organisation,
        programme=programme,
        kind=kind,
        opening_title=opening_title[:120],
        subject_label=subject_label,
        origin_attempt=attempt,
    )
    return engine.move(
        row,
        "propose",
        actor=actor,
        expected_version=None,
        idempotency_key=idempotency_key,
        data={"kind": str(kind), "person": person.pseudonym, "organisation": str(organisation.pk), **(data or {})},
        occurred_at=occurred_at,
    )


def take(
    row: TrialEngagement,
    action: str,
    *,
    actor: Actor,
    idempotency_key: str,
    expected_version: int | None = None,
    data: Mapping[str, Any] | None = None,
    reason: str = "",
    occurred_at: datetime | None = None,
) -> Result:
    """Any other step by a person. `reason` is free text and goes beside the event, where it can be erased."""
    return engine.move(
        row,
        action,
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data=data,
        texts={"reason": reason.strip()} if reason.strip() else {},
        occurred_at=occurred_at,
    )


def take_by_clock(row: TrialEngagement, action: str, ring: Clock) -> Result:
    """A step of the product when a clock rings; the same ring twice is one step."""
    return engine.move(
        row,
        action,
        actor=Actor.system(ring.region),
        expected_version=None,
        idempotency_key=firing_key(ring),
        source="system",
    )


def end_for(ctx: MoveContext, engagement_ids: Iterable[UUID]) -> None:
    """Inside another act (an application ends): what has not begun is declined or falls away, what runs is stopped.

    The person's own act stays the person's; any other becomes the product's.
    """
    for row in TrialEngagement.objects.filter(pk__in=list(engagement_ids)).order_by("pk"):
        own = ctx.actor.id == row.subject_ref
        actor = ctx.actor if own else None
        if row.state in BEFORE_WORK:
            engine.follow(ctx, row, "decline" if own else "fall_away", actor=actor)
        elif row.state in AT_WORK:
            engine.follow(ctx, row, "stop", actor=actor)


def stop_when_membership_ends(ctx: MoveContext) -> None:
    """MEM-11, in its transaction: running trials are stopped, amounts due stay on record; what has not begun lapses."""
    rows = TrialEngagement.objects.filter(organisation_id=ctx.row.organisation_id, state__in=[*AT_WORK, *BEFORE_WORK])
    for row in rows.order_by("pk"):
        engine.follow(ctx, row, "stop" if row.state in AT_WORK else "fall_away")
