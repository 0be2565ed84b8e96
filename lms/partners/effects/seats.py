"""The facts of a firm user's seat: taken by one person, and given back by an administrator or with the membership."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.ledger import clock, engine
from lms.partners.models import PartnerUser

if TYPE_CHECKING:
    from lms.ledger.actors import Actor
    from lms.ledger.models import Event
    from lms.partners.models import Organisation


def record_seat(
    kind: str, organisation: Organisation, stream_id: str, *, actor: Actor, role: str, of: str = ""
) -> Event:
    """The fact, in the caller's transaction; `of` is the pseudonym of the person it is about."""
    return engine.record(
        kind,
        region=organisation.region,
        stream_type="partner_user",
        stream_id=stream_id,
        actor=actor,
        subject_ref=of,
        org_id=str(organisation.pk),
        payload={"role": role},
        source="ui",
    )


def close_seat(user: PartnerUser, actor: Actor) -> None:
    """End one seat now, in the caller's transaction; from then on the person counts as registered again (REG-P)."""
    PartnerUser.objects.filter(pk=user.pk).update(active=False, deactivated_at=clock.now())
    of = user.person.pseudonym
    record_seat("partner_user.deactivated", user.organisation, str(user.pk), actor=actor, role=user.role, of=of)
