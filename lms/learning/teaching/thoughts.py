"""What learners wrote for their instructors to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.learning.models import ItemState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lms.ledger.actors import Actor


def shared_thoughts(actor: Actor) -> QuerySet[ItemState]:
    """Reflections whose writers were told that their instructors read them, the newest first (share=mentor)."""
    rows = ItemState.objects.filter(enrolment__region_id=actor.region_id, feedback__share_with="mentor")
    rows = rows.exclude(enrolment__person__pseudonym=actor.id).exclude(answer__isnull=True)
    return rows.select_related("enrolment__person", "enrolment__course", "item_version").order_by("-updated_at", "id")
