"""Audit rows: refusals, and who read a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.ledger import clock
from lms.ledger.models import AuditEntry

if TYPE_CHECKING:
    from lms.ledger.actors import Actor
    from lms.regions.models import Region


def write(
    kind: str,
    *,
    region: Region | None,
    actor: Actor | None,
    role: str = "",
    workflow: str = "",
    action: str = "",
    state: str = "",
    reason_key: str = "",
    object_type: str = "",
    object_id: str = "",
    subject_ref: str = "",
    reason_text: str = "",
) -> AuditEntry:
    """One audit row. `reason_text` is only for the typed reason of a named access (ROL-6)."""
    return AuditEntry.objects.create(
        region=region,
        at=clock.now(),
        kind=kind,
        actor_id=actor.id if actor else "",
        role=role,
        workflow=workflow,
        action=action,
        state=state,
        reason_key=reason_key,
        object_type=object_type,
        object_id=object_id,
        subject_ref=subject_ref,
        reason_text=reason_text,
    )
