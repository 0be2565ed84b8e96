"""Old autosaved revisions are purged (architecture.md, trap 18)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wagtail.models import Page, Revision

from courses.models import AutosavedRevision

if TYPE_CHECKING:
    from datetime import datetime

KEPT_DAYS = 30
"""How long a text is kept that the editor stored by itself: long enough to come back after a holiday."""


def note(page: Page, *, autosaved: bool) -> None:
    """Mark the page's newest revision as made by autosave; a person's save takes the mark off."""
    revision = page.get_latest_revision()
    if revision is None:
        return
    if autosaved:
        AutosavedRevision.objects.get_or_create(revision=revision)
    else:
        AutosavedRevision.objects.filter(revision=revision).delete()


def purge(now: datetime) -> int:
    """Delete autosaved revisions older than KEPT_DAYS; the number of them.

    Kept all the same: the newest of its page, what is live or will be by schedule, and what a review looked at. Comments
    written on one that goes move to the next (Wagtail's Revision.delete).
    """
    old = Revision.objects.filter(autosaved__isnull=False, created_at__lt=now - timedelta(days=KEPT_DAYS))
    old = old.filter(approved_go_live_at__isnull=True, task_states__isnull=True)
    pages = Page.objects.filter(pk__in={int(pk) for pk in old.values_list("object_id", flat=True)})
    kept = {pk for pair in pages.values_list("latest_revision", "live_revision") for pk in pair}
    going = old.exclude(pk__in={pk for pk in kept if pk is not None})
    count = 0
    for revision in going.order_by("pk").iterator():
        revision.delete()
        count += 1
    return count
