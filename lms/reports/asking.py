"""What needs two persons here: who asks, who decides, and the trace of both (ROL-4, metrics section 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop as _

from lms.ledger import audit, clock, engine
from lms.ledger.refusals import MoveNotAllowed
from lms.reports.models import AskedOfTwo, ExactExport, YearClosing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from lms.accounts.models import Person
    from lms.ledger.actors import Actor
    from lms.ledger.models import Event
    from lms.programmes.models import Programme

MESSAGES = (
    _("reports.decided"), _("reports.export_over"), _("reports.export_waits"), _("reports.year_not_over"),
    _("reports.year_closed"), _("reports.no_change"),
)  # fmt: skip

# A decision nobody took in a week is asked for anew.
DAYS_TO_DECIDE = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for an approver: the address name of its page, its programme, since when."""

    page: str
    programme: Programme
    since: datetime


def decide(row: AskedOfTwo, person: Person, actor: Actor, *, agree: bool, kind: str, **more: Any) -> None:
    """Agree or refuse, once; `more` sets further columns. Raises MoveNotAllowed for the asking person or a decided row."""
    with transaction.atomic():
        locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if locked.state != AskedOfTwo.State.WAITING:
            raise MoveNotAllowed("reports.decided")
        if is_same(locked.asked_by, person):
            raise MoveNotAllowed("four_eyes")
        row.state = AskedOfTwo.State.AGREED if agree else AskedOfTwo.State.REFUSED
        row.decided_by, row.decided_at = person, clock.now()
        for name, value in more.items():
            setattr(row, name, value)
        row.save(update_fields=["state", "decided_by", "decided_at", *more])
        trace(row, f"{kind}_{row.state}", actor)


def waiting(programmes: Iterable[Programme], person: Person) -> list[Waiting]:
    """What somebody else asked for in these programmes and nobody has decided, the oldest first."""
    found: list[Waiting] = []
    since = clock.now() - timedelta(days=DAYS_TO_DECIDE)
    for page, rows in (
        ("reports:exact_files", ExactExport.objects.filter(asked_at__gt=since)),
        ("reports:years", YearClosing.objects.all()),
    ):
        open_rows = rows.filter(programme__in=[one.pk for one in programmes], state=AskedOfTwo.State.WAITING)
        found += [
            Waiting(page, row.programme, row.asked_at)
            for row in open_rows.select_related("asked_by", "programme")
            if not is_same(row.asked_by, person)
        ]
    return sorted(found, key=lambda one: one.since)


def is_same(one: Person, other: Person) -> bool:
    """One human being, also under two Regions' pseudonyms."""
    return one.pk == other.pk or (one.user_id is not None and one.user_id == other.user_id)


def trace(row: AskedOfTwo, kind: str, actor: Actor, *, reason: str = "", **payload: Any) -> Event:
    """The act in the ledger and in the audit: what, by whom, about which programme; a typed reason only in the audit."""
    programme = row.programme
    audit.write(
        kind,
        region=programme.region,
        actor=actor,
        object_type=type(row)._meta.model_name or "",
        object_id=str(row.pk),
        reason_key=programme.code,
        reason_text=reason,
    )
    return engine.record(
        kind,
        region=programme.region,
        stream_type=type(row)._meta.model_name or "",
        stream_id=str(row.pk),
        actor=actor,
        programme=programme.code,
        payload=payload,
        source="ui",
    )
