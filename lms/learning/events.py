"""Appending learning facts, idempotently and in the caller's transaction, and reading them as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.learning.models import LearningEvent
from lms.ledger import clock
from lms.ledger.facts import Fact
from lms.ledger.models import new_id
from lms.ledger.prepared import insert_row
from lms.ledger.projectors import project

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lms.accounts.models import Person


def new_event(
    kind: str,
    *,
    region_id: int,
    subject_ref: str,
    stream_id: str,
    idempotency_key: str,
    payload: dict[str, Any],
    programme: str = "",
    version: int = 1,
    occurred_at: datetime | None = None,
    source: str = "ui",
    actor_id: str = "",
) -> LearningEvent:
    """An unsaved fact with both dates; `actor_id` defaults to the learner."""
    now = clock.now()
    happened = occurred_at or now
    return LearningEvent(
        event_id=new_id(),
        region_id=region_id,
        kind=kind,
        subject_ref=subject_ref,
        stream_id=stream_id,
        version=version,
        programme=programme,
        occurred_at=happened,
        occurred_on=clock.tokyo_date(happened),
        recorded_at=now,
        source=source,
        actor_id=actor_id or subject_ref,
        idempotency_key=idempotency_key,
        payload=payload,
    )


def once(
    kind: str, *, person: Person, stream_id: str, idempotency_key: str, payload: dict[str, Any]
) -> LearningEvent | None:
    """Record a fact of the system about a person unless its key is known; None when it is."""
    if LearningEvent.objects.filter(region_id=person.region_id, idempotency_key=idempotency_key).exists():
        return None
    event = new_event(
        kind,
        region_id=person.region_id,
        subject_ref=person.pseudonym,
        stream_id=stream_id,
        idempotency_key=idempotency_key,
        payload=payload,
        source="system",
        actor_id="system",
    )
    append([event])
    return event


def append(events: list[LearningEvent]) -> None:
    """Write the facts in one statement and tell the projectors. Raises IntegrityError when a key was used before."""
    if not events:
        return
    if len(events) == 1:
        insert_row(events[0])
    else:
        LearningEvent.objects.bulk_create(events)
    project([fact_of(event) for event in events])


def fact_of(event: LearningEvent) -> Fact:
    """The event in the shape definitions read."""
    return Fact(
        id=str(event.event_id),
        kind=event.kind,
        region_id=event.region_id,
        subject=event.subject_ref,
        occurred_on=event.occurred_on,
        recorded_at=event.recorded_at,
        stream=f"learning:{event.stream_id}",
        version=event.version,
        payload=event.payload,
        corrects=str(event.corrects_event_id) if event.corrects_event_id else None,
        programme=event.programme or None,
    )


def learning_facts(region_id: int, kinds: frozenset[str] | None) -> Iterable[Fact]:
    """The learning event table as a fact source. Answers stay out unless asked for: no number is made of them."""
    events = LearningEvent.objects.filter(region_id=region_id)
    events = events.exclude(kind="item.answered") if kinds is None else events.filter(kind__in=kinds)
    return [fact_of(event) for event in events.order_by("recorded_at", "version", "event_id")]
