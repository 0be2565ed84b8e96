"""An organisation enters the Region's list, and its agreement is drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.ledger import clock, engine
from lms.ledger.actors import Actor
from lms.partners.models import Agreement, Organisation, PartnerMembership
from lms.partners.selectors import agreement_draft_of
from lms.partners.states import AgreementState

if TYPE_CHECKING:
    from datetime import datetime

    from lms.ledger.engine import Result
    from lms.regions.models import Region


def list_organisation(
    *,
    region: Region,
    legal_name: str,
    kind: str,
    actor: Actor,
    idempotency_key: str,
    as_candidate: bool = False,
    membership_kind: str = PartnerMembership.Kind.REGULAR,
    occurred_at: datetime | None = None,
    reason_code: str = "",
) -> Result:
    """MEM-1, or MEM-2 at once: a prospect (or candidate) with its organisation. `result.row.organisation` is new."""
    organisation = Organisation(region=region, legal_name=legal_name.strip(), kind=kind)
    row = PartnerMembership(region=region, organisation=organisation, kind=membership_kind)
    return engine.move(
        row,
        "name_candidate" if as_candidate else "list",
        actor=actor,
        expected_version=None,
        idempotency_key=idempotency_key,
        data={"legal_name": organisation.legal_name, "kind": kind, "membership": membership_kind},
        occurred_at=occurred_at,
        reason_code=reason_code,
    )


def draft_agreement(*, membership: PartnerMembership, actor: Actor, idempotency_key: str) -> Result:
    """AGR-1 by hand: a new agreement of an approved, active or suspended member."""
    return engine.move(
        agreement_draft_of(membership),
        "draft",
        actor=actor,
        expected_version=None,
        idempotency_key=idempotency_key,
        data={"membership": str(membership.pk)},
    )


def expire_agreements() -> None:
    """AGR-7 for agreements whose last day has passed (worker, at midnight)."""
    over = Agreement.objects.filter(state=AgreementState.IN_FORCE, ends_on__lt=clock.today_in_tokyo())
    for agreement in over.select_related("region"):
        engine.move(
            agreement,
            "expire",
            actor=Actor.system(agreement.region),
            expected_version=None,
            idempotency_key=f"agreement.expire:{agreement.pk}",
            source="system",
        )
