"""The conversion of films as background work: `media` says what is to be done, the outbox sees that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid5

from lms.ledger import outbox
from lms.regions.models import Region
from media import transcoding
from media.models import Shelf
from media.services import on_recording_stored

if TYPE_CHECKING:
    from lms.ledger.models import OutboxRow
    from media.models import Recording

EFFECT = "media.prepare"


def ask(recording: Recording) -> None:
    """One row for each version of a file, in the transaction that stores it."""
    shelves = Shelf.objects.select_related("collection")
    site_id = next(
        (shelf.site_id for shelf in shelves if recording.collection.path.startswith(shelf.collection.path)), None
    )
    outbox.enqueue(
        uuid5(recording.uuid, recording.source_hash),
        EFFECT,
        str(recording.pk),
        region=Region.objects.filter(site_id=site_id).first() if site_id else None,
        queue=outbox.SLOW_QUEUE,
    )


def deliver(row: OutboxRow) -> None:
    """Make what is missing; the lease is prolonged while a step runs."""
    transcoding.prepare(int(row.recipient), beat=lambda: outbox.keep(row))


def register() -> None:
    """Called once at start-up."""
    on_recording_stored(ask)
    outbox.register_handler(EFFECT, deliver, external=True)
