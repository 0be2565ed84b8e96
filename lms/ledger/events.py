"""Appending to the event table: envelope, hash chain, and the facts told to projectors. Everybody else reads."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from lms.ledger import clock
from lms.ledger.facts import Fact
from lms.ledger.models import Event, new_id
from lms.ledger.projectors import project

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from lms.ledger.actors import Actor
    from lms.regions.models import Region

LONGEST_PAYLOAD_TEXT = 120
REVERSED = "event.reversed"


def canonical(value: Any) -> str:
    """JSON with sorted keys, so that equal content has equal bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def event_digest(event: Event) -> str:
    """The link of the chain: a hash over everything an event says, its own link included."""
    return digest(
        [
            str(event.event_id), event.region_id, event.stream_type, event.stream_id, event.version, event.kind,
            event.transition, event.state_after, event.subject_ref, event.org_id, event.programme, event.actor_type,
            event.actor_id, event.on_behalf_of, _instant(event.occurred_at), _instant(event.recorded_at), event.source,
            event.reason_code, event.payload, str(event.corrects_event_id or ""), event.prev_hash,
        ]
    )  # fmt: skip


def _instant(value: datetime | None) -> str:
    return value.astimezone(clock.TOKYO).isoformat() if value else ""


def refuse_free_text(payload: Mapping[str, Any]) -> None:
    """Payloads carry codes and numbers. Raises ValueError for a long string: that is text and belongs in EventText."""
    for key, value in payload.items():
        if isinstance(value, str) and len(value) > LONGEST_PAYLOAD_TEXT:
            raise ValueError(f"payload {key!r} holds free text")


def append(
    event: Event,
    *,
    occurred_at: datetime | None = None,
    dated: bool = True,
    recorded_at: datetime | None = None,
    told: bool = True,
) -> Event:
    """Save `event` as the next of its stream and tell the projectors. Raises IntegrityError when a rival was faster.

    `dated=False` records a fact whose time nobody knows (時点不明): it is in no number. With `told=False` the caller
    tells the projectors of many events at once (`tell`), in the same transaction.
    """
    refuse_free_text(event.payload)
    event.recorded_at = recorded_at or clock.now()
    if dated:
        event.occurred_at = occurred_at or event.recorded_at
        event.occurred_on = clock.tokyo_date(event.occurred_at)
    if event.version > 1:
        previous = Event.objects.filter(
            stream_type=event.stream_type, stream_id=event.stream_id, version=event.version - 1
        ).first()
        event.prev_hash = event_digest(previous) if previous else ""
    event.save(force_insert=True)
    if told:
        tell([event])
    return event


def tell(written: Sequence[Event]) -> None:
    """Tell the projectors of events that were just saved."""
    project([fact_of(event) for event in written])


def fact_of(event: Event) -> Fact:
    """The event in the shape definitions read."""
    return Fact(
        id=str(event.event_id),
        kind=event.kind,
        region_id=event.region_id,
        subject=event.subject_ref or None,
        occurred_on=event.occurred_on,
        recorded_at=event.recorded_at,
        stream=f"{event.stream_type}:{event.stream_id}",
        version=event.version,
        payload={**event.payload, **({"org": event.org_id} if event.org_id else {})},
        corrects=str(event.corrects_event_id) if event.corrects_event_id else None,
        programme=event.programme or None,
    )


def ledger_facts(region_id: int, kinds: frozenset[str] | None) -> Iterable[Fact]:
    """The ledger as a fact source."""
    events = Event.objects.filter(region_id=region_id)
    if kinds is not None:
        events = events.filter(kind__in=kinds)
    return [fact_of(event) for event in events.order_by("recorded_at", "event_id")]


def next_version(stream_type: str, stream_id: str) -> int:
    """The version the next event of the stream will carry."""
    last = Event.objects.filter(stream_type=stream_type, stream_id=stream_id).order_by("-version").first()
    return last.version + 1 if last else 1


def record(
    kind: str,
    *,
    region: Region,
    stream_type: str,
    stream_id: str,
    actor: Actor,
    subject_ref: str = "",
    org_id: str = "",
    programme: str = "",
    payload: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    source: str = "system",
    idempotency_key: str | None = None,
    corrects: UUID | None = None,
) -> Event:
    """Append a fact that no workflow moves (`account.opened`, `qualification.met` …), in the caller's transaction.

    With an `idempotency_key` the same key in the same Region gives the first event back.
    """
    event_id = new_id() if idempotency_key is None else uuid5(UUID(int=region.pk), idempotency_key)
    if idempotency_key is not None:
        known = Event.objects.filter(event_id=event_id).first()
        if known:
            return known
    event = Event(
        event_id=event_id, region=region, stream_type=stream_type, stream_id=stream_id,
        version=next_version(stream_type, stream_id), kind=kind, subject_ref=subject_ref, org_id=org_id,
        programme=programme, actor_type=actor.type, actor_id=actor.id, source=source, payload=payload or {},
        correlation_id=event_id, corrects_event_id=corrects,
    )  # fmt: skip
    return append(event, occurred_at=occurred_at)


def effective(events: Iterable[Event]) -> list[Event]:
    """The events that still count, in order: reversals are followed to the end of the chain and left out themselves."""
    ordered = sorted(events, key=lambda event: event.version)
    void: set[UUID] = set()
    for event in reversed(ordered):
        if event.kind == REVERSED and event.event_id not in void and event.corrects_event_id:
            void.add(event.corrects_event_id)
    return [event for event in ordered if event.kind != REVERSED and event.event_id not in void]


def effective_by_stream(found: Iterable[Event]) -> list[Event]:
    """`effective` over several streams at once."""
    streams: dict[tuple[str, str], list[Event]] = {}
    for event in found:
        streams.setdefault((event.stream_type, event.stream_id), []).append(event)
    return [event for stream in streams.values() for event in effective(stream)]
