"""Telling people: a notice in the product, and a mail through the outbox where an address is confirmed (workflows.md §14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.accounts.mails import confirmed_address, send_service_mail
from lms.accounts.models import Person
from lms.accounts.selectors import roles_on
from lms.ledger import clock
from lms.ledger.engine import MoveContext
from lms.ledger.outbox import enqueue
from lms.notices.models import Notice
from lms.notices.quiet_hours import earliest_delivery
from lms.notices.texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lms.ledger.models import Event, OutboxRow


def mail_effect(code: str) -> str:
    """The outbox effect of a notice's mail; one per code, since an event may bring one person two notices."""
    return f"mail.{code}"


def notify(
    source: Event | MoveContext,
    code: str,
    recipients: Iterable[Person],
    *,
    link: str,
    params: dict[str, Any] | None = None,
) -> None:
    """Tell each recipient once about the event, in the caller's transaction; nothing while history is played (ENG-13).

    `code` is a key of TEXTS (e.g. "N13", "N04.L"), `link` a path on the Region's site that only shows, and
    `params["reference"]` a code such as K-0001 or a public title: never a name, and toward a firm never anything else.
    Raises KeyError for an unknown code.
    """
    if isinstance(source, MoveContext) and source.quiet:
        return
    event = source.event if isinstance(source, MoveContext) else source
    if event is None:
        raise ValueError("notify from an effect or a reaction, after the event was appended")
    told = {"code": code, "link": link, "reference": str((params or {}).get("reference", ""))[:120]}
    by_night = TEXTS[code].by_night
    for person in {person.pk: person for person in recipients}.values():
        _tell(person, event, told, by_night=by_night)


def _tell(person: Person, event: Event, told: dict[str, str], *, by_night: bool) -> None:
    notice = Notice(region_id=event.region_id, person=person, event_id=event.event_id, **told)
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    if person.user_id is not None:
        enqueue(
            event.event_id,
            mail_effect(told["code"]),
            str(person.pk),
            region=person.region,
            payload=told,
            queue="mail",
            available_at=None if by_night else _after_quiet_hours(person),
        )


def _after_quiet_hours(person: Person) -> datetime | None:
    """The time for a learner's mail at night, None for now; who works for a firm or the office has no quiet hours."""
    now = clock.now()
    later = earliest_delivery(now)
    if later == now or roles_on(person, clock.today_in_tokyo()) - {"L"}:
        return None
    return later


def deliver_mail(row: OutboxRow) -> None:
    """Outbox handler: the mail of one notice to one person, if they still have a confirmed address."""
    person = Person.objects.select_related("user", "region__site", "region__operator").get(pk=row.recipient)
    to = confirmed_address(person)
    if not to:
        return
    text = TEXTS[row.payload["code"]]
    send_service_mail(
        region=person.region,
        to=to,
        subject=text.subject,
        sentence=text.sentence,
        path=row.payload["link"],
        row_id=row.id,
        reference=row.payload["reference"],
    )


def read_notice(notice: Notice) -> None:
    """Mark one notice as read."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())


def read_all(person: Person) -> int:
    """Mark every notice of a person as read; the number of those that were not."""
    return Notice.objects.filter(person=person, read_at__isnull=True).update(read_at=clock.now())
