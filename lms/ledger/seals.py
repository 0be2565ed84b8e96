"""The nightly seal: one hash over a Region's events recorded on a day (ENG-4)."""

from __future__ import annotations

from datetime import timedelta

from lms.ledger import clock
from lms.ledger.events import digest, event_digest
from lms.ledger.models import Event, Seal
from lms.regions.models import Region


def seal_yesterday() -> None:
    """Seal the last finished day of every Region that has not been sealed yet."""
    day = clock.today_in_tokyo() - timedelta(days=1)
    for region in Region.objects.all():
        if Seal.objects.filter(region=region, day=day).exists():
            continue
        events = Event.objects.filter(
            region=region, recorded_at__gte=clock.start_of_day(day), recorded_at__lt=clock.end_of_day(day)
        ).order_by("event_id")
        hashes = [event_digest(event) for event in events]
        Seal.objects.create(region=region, day=day, events=len(hashes), digest=digest(hashes))
