"""Effects written in the transaction and delivered after commit by whoever holds the lease (ENG-8, performance.md §4)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from lms.ledger import clock
from lms.ledger.models import OutboxRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lms.regions.models import Region

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8
# Work of minutes: the worker without a broker does it beside the rest, so that no mail waits for a film.
SLOW_QUEUE = "media"
DELIVER_TASK = "lms.ledger.deliver_row"


@dataclass(frozen=True, slots=True)
class Handler:
    """`external` handlers act outside the database (mail): they run before, not inside, the closing transaction."""

    function: Callable[[OutboxRow], None]
    external: bool = False


_handlers: dict[str, Handler] = {}


def register_handler(effect: str, function: Callable[[OutboxRow], None], *, external: bool = False) -> None:
    """Deliver rows of `effect` with `function(row)`, which must be idempotent."""
    _handlers[effect] = Handler(function, external)


def enqueue(
    event_id: UUID,
    effect: str,
    recipient: str,
    *,
    region: Region | None,
    payload: dict[str, Any] | None = None,
    queue: str = "rules",
    available_at: datetime | None = None,
) -> None:
    """Write the effect in the caller's transaction; the same (event, effect, recipient) is written once."""
    OutboxRow.objects.bulk_create(
        [
            OutboxRow(
                event_id=event_id,
                effect=effect,
                recipient=recipient,
                region=region,
                queue=queue,
                payload=payload or {},
                available_at=available_at or clock.now(),
            )
        ],
        ignore_conflicts=True,
    )


def claim(limit: int = 20, *, slow: bool | None = None) -> list[OutboxRow]:
    """Lease the next due rows; rows whose lease ran out are taken up again. `slow`: only, or none, of SLOW_QUEUE."""
    now, token = clock.now(), uuid4()
    due = Q(state=OutboxRow.State.PENDING, available_at__lte=now) | Q(
        state=OutboxRow.State.LEASED, leased_until__lt=now
    )
    if slow is not None:
        due &= Q(queue=SLOW_QUEUE) if slow else ~Q(queue=SLOW_QUEUE)
    with transaction.atomic():
        ids = list(
            OutboxRow.objects.select_for_update(skip_locked=True)
            .filter(due)
            .order_by("available_at", "id")
            .values_list("id", flat=True)[:limit]
        )
        OutboxRow.objects.filter(id__in=ids).update(
            state=OutboxRow.State.LEASED, leased_until=now + LEASE, lease_token=token, attempts=F("attempts") + 1
        )
    return list(OutboxRow.objects.filter(lease_token=token, id__in=ids).order_by("available_at", "id"))


def deliver(row_id: UUID, lease_token: UUID) -> bool:
    """Deliver one leased row and close it. False when the lease was lost or the handler failed."""
    row = OutboxRow.objects.filter(id=row_id, lease_token=lease_token, state=OutboxRow.State.LEASED).first()
    if row is None:
        return False
    handler = _handlers.get(row.effect)
    try:
        if handler is None:
            raise LookupError(f"no handler for {row.effect}")
        if handler.external:
            handler.function(row)
            return _close(row)
        with transaction.atomic():
            if not _close(row):
                return False
            handler.function(row)
            return True
    except Exception as error:
        log.exception("outbox row %s (%s) failed", row.id, row.effect)
        _give_back(row, error)
        return False


def _close(row: OutboxRow) -> bool:
    closed = OutboxRow.objects.filter(id=row.id, lease_token=row.lease_token, state=OutboxRow.State.LEASED).update(
        state=OutboxRow.State.DONE, done_at=clock.now(), leased_until=None
    )
    return closed == 1


def _give_back(row: OutboxRow, error: Exception) -> None:
    """Try again later and later; after the last try the row is dead and staff sees it. No text of the error is kept."""
    dead = row.attempts >= MOST_ATTEMPTS
    OutboxRow.objects.filter(id=row.id, lease_token=row.lease_token).update(
        state=OutboxRow.State.DEAD if dead else OutboxRow.State.PENDING,
        available_at=clock.now() + timedelta(seconds=2 ** min(row.attempts, 10)),
        leased_until=None,
        last_error=type(error).__name__,
    )


def drain(limit: int = 200, *, slow: bool | None = None) -> int:
    """Hand out everything due: here, or to Celery where a broker is configured. Returns how many rows were taken."""
    taken = 0
    while taken < limit:
        # One film at a time: the others of its batch would lose their lease while it is converted.
        rows = claim(1 if slow else 20, slow=slow)
        if not rows:
            break
        for row in rows:
            _hand_over(row)
        taken += len(rows)
    return taken


def keep(row: OutboxRow) -> None:
    """Prolong the lease of a row whose handler is still at work."""
    OutboxRow.objects.filter(id=row.id, lease_token=row.lease_token, state=OutboxRow.State.LEASED).update(
        leased_until=clock.now() + LEASE
    )


def _hand_over(row: OutboxRow) -> None:
    if not settings.CELERY_BROKER_URL:
        deliver(row.id, row.lease_token or uuid4())
        return
    current_app.send_task(DELIVER_TASK, (str(row.id), str(row.lease_token)), queue=row.queue)
