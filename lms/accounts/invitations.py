"""The mail that tells somebody that a login waits for them; the way in is the mail code, the link carries no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from lms.accounts.mails import confirmed_address, send_service_mail
from lms.accounts.models import Person
from lms.ledger.models import new_id
from lms.ledger.outbox import enqueue

if TYPE_CHECKING:
    from lms.ledger.models import OutboxRow

EFFECT = "account.invitation"


def send_invitation(person: Person) -> None:
    """Queue the invitation in the caller's transaction."""
    enqueue(new_id(), EFFECT, str(person.pk), region=person.region, queue="mail")


def deliver_invitation(row: OutboxRow) -> None:
    """Outbox handler: send the mail if the person still has an address."""
    person = Person.objects.select_related("user", "region__site", "region__operator").get(pk=row.recipient)
    to = confirmed_address(person)
    if to:
        send_service_mail(
            region=person.region,
            to=to,
            subject="account.invitation.subject",
            sentence="account.invitation.sentence",
            path=reverse("account_login"),
            row_id=row.id,
        )
