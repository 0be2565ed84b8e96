"""Facts that come from documents or another system (ENG-10): dry run, one batch, reversible as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from lms.ledger import clock, events
from lms.ledger.models import Batch, Event, new_id
from lms.ledger.refusals import MoveNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from lms.regions.models import Region

IMPORTED = "imported"
MIGRATION = Event.Source.MIGRATION.value
EARLIEST_SANE = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One fact to import. `occurred_at` None is 時点不明; `recorded_at` only with source `migration`.

    `stream` groups facts in one imported stream; `ref` names the row so that an `event.reversed` can point at it.
    """

    kind: str
    stream: str
    occurred_at: datetime | None
    payload: dict[str, Any] = field(default_factory=dict)
    subject: str = ""
    org: str = ""
    programme: str = ""
    recorded_at: datetime | None = None
    ref: str = ""
    corrects: str = ""
    reason_code: str = ""


_checks: dict[str, Callable[[dict[str, Any]], list[str]]] = {}


def register_fact_kind(kind: str, check: Callable[[dict[str, Any]], list[str]]) -> None:
    """Allow a kind in imports; `check(payload)` returns what is wrong with the payload, in the reader's language."""
    _checks[kind] = check


def problems(rows: Sequence[ImportRow]) -> list[str]:
    """The dry run: everything that would be refused, with the number of its row (from 1)."""
    found = []
    refs = {row.ref for row in rows if row.ref}
    for number, row in enumerate(rows, start=1):
        found += [f"{number}: {text}" for text in _row_problems(row, refs)]
    return found


def _row_problems(row: ImportRow, refs: set[str]) -> list[str]:
    if row.kind == events.REVERSED:
        return [] if row.corrects in refs else [gettext("import.unknown_reference")]
    check = _checks.get(row.kind)
    if check is None:
        return [gettext("import.unknown_kind").format(kind=row.kind)]
    found = check(row.payload)
    if row.occurred_at is not None:
        day = clock.tokyo_date(row.occurred_at)
        if day > clock.today_in_tokyo():
            found = [*found, gettext("engine.future")]
        if day < EARLIEST_SANE:
            found = [*found, gettext("import.too_early")]
    return found


def load(
    rows: Sequence[ImportRow], *, region: Region, title: str, prepared_by: str, released_by: str, source: str
) -> Batch:
    """Append every row in one transaction and return the batch; the same content is loaded once.

    Raises MoveNotAllowed: four eyes (`import` needs another person to release it), a Region that was open to the
    public (`migration`), or rows that the dry run refuses.
    """
    if source == MIGRATION and region.opened_on is not None:
        raise MoveNotAllowed("import.region_was_open")
    if source != MIGRATION and prepared_by == released_by:
        raise MoveNotAllowed("four_eyes")
    wrong = problems(rows)
    if wrong:
        raise MoveNotAllowed("import.refused", problems="\n".join(wrong))
    content = events.digest([[row.kind, row.stream, row.occurred_at, row.payload, row.subject, row.org, row.programme,
                              row.recorded_at, row.ref, row.corrects] for row in rows])  # fmt: skip
    with transaction.atomic(durable=True):
        known = Batch.objects.filter(region=region, digest=content).first()
        if known:
            return known
        batch = Batch.objects.create(
            region=region, source=source, title=title, digest=content, prepared_by=prepared_by,
            released_by=released_by, loaded_at=clock.now(),
        )  # fmt: skip
        _append_rows(rows, batch)
        return batch


def _append_rows(rows: Sequence[ImportRow], batch: Batch) -> None:
    ids: dict[str, UUID] = {}
    streams: dict[str, str] = {}
    versions: Counter[str] = Counter()
    written = []
    for row in sorted(rows, key=lambda row: row.recorded_at or row.occurred_at or batch.loaded_at):
        stream = streams.get(row.corrects, row.stream)
        versions[stream] += 1
        event = Event(
            event_id=new_id(), region=batch.region, stream_type=IMPORTED, stream_id=f"{batch.pk.hex[:12]}:{stream}"[:64],
            version=versions[stream], kind=row.kind, subject_ref=row.subject, org_id=row.org, programme=row.programme,
            actor_type="import", actor_id=batch.prepared_by[:64], source=batch.source, reason_code=row.reason_code,
            payload=row.payload, correlation_id=batch.pk, batch=batch, corrects_event_id=ids.get(row.corrects),
        )  # fmt: skip
        recorded = row.recorded_at if batch.source == MIGRATION else None
        dated = row.occurred_at is not None
        written.append(events.append(event, occurred_at=row.occurred_at, dated=dated, recorded_at=recorded, told=False))
        if row.ref:
            ids[row.ref], streams[row.ref] = event.event_id, stream
    events.tell(written)


def reverse_batch(batch: Batch, *, actor_id: str) -> int:
    """Void every effective event of a batch in one act. Returns how many. Raises MoveNotAllowed the second time."""
    with transaction.atomic(durable=True):
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        if locked.reversed_at is not None:
            raise MoveNotAllowed("import.reversed_already")
        # Streams of a batch are its own, so that its events count their versions.
        versions = Counter(locked.events.values_list("stream_id", flat=True))
        written = []
        standing = [event for event in events.effective_by_stream(locked.events.all()) if event.kind != events.REVERSED]
        for event in standing:
            versions[event.stream_id] += 1
            reversal = Event(
                event_id=new_id(),
                region_id=event.region_id,
                stream_type=event.stream_type,
                stream_id=event.stream_id,
                version=versions[event.stream_id],
                kind=events.REVERSED,
                subject_ref=event.subject_ref,
                org_id=event.org_id,
                programme=event.programme,
                actor_type="person",
                actor_id=actor_id,
                source=locked.source,
                correlation_id=locked.pk,
                corrects_event_id=event.event_id,
                batch=locked,
            )
            written.append(events.append(reversal, told=False))
        events.tell(written)
        locked.reversed_at = clock.now()
        locked.save(update_fields=["reversed_at"])
        return len(standing)
