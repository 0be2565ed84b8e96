"""The disclosure ledger: one row per read of what a person gave, whoever reads (workflows.md §7, P04, P07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext

from lms.accounts.models import PersonPrivate, Role, RoleGrant
from lms.hiring.models import Application, Disclosure
from lms.hiring.models.consent import Item
from lms.ledger import audit, clock
from lms.ledger.refusals import FormInvalid, NotVisible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lms.hiring.selectors import Shown
    from lms.ledger.actors import Actor

# What a board or list shows of an application; contact data only ever on the page, after pressing for it.
SHORT = frozenset({Item.CODE, Item.COURSES, Item.SKILLS, Item.WISHES, Item.NAME})
PAGE = frozenset(Item) - {Item.CONTACT}
ALL = frozenset(Item)


def record_reading(
    rows: Sequence[Shown], *, actor: Actor, channel: str, items: Iterable[str] = PAGE
) -> list[Disclosure]:
    """Write one row per consent that opened something: item names, never values. Nothing open, nothing written."""
    wanted = {str(item) for item in items}
    entries = []
    for shown in rows:
        for consent in shown.consents.values():
            opened = [item for item in consent.items if item in wanted]
            if opened:
                entries.append(
                    Disclosure(
                        region_id=actor.region_id,
                        at=clock.now(),
                        subject_ref=shown.application.person.pseudonym,
                        organisation_id=shown.application.organisation_id,
                        reader_ref=actor.id,
                        application_id=shown.application.pk,
                        consent_id=consent.pk,
                        channel=channel,
                        purpose=consent.purpose,
                        items=opened,
                    )
                )
    _insert_all(entries)
    return entries


def _insert_all(rows: list[Disclosure]) -> None:
    """One prepared INSERT for any number of rows: a board of 200 cards costs no more queries than one of 2."""
    if not rows:
        return
    columns = Disclosure._meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(Disclosure._meta.db_table)
    values = [[column.get_db_prep_save(column.pre_save(row, True), connection) for column in columns] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 -- our own names


def may_open_names(actor: Actor, application: Application) -> bool:
    """Whether the actor is a coordinator with `named_access` in the application's Region today."""
    if actor.person_id is None:
        return False
    return (
        RoleGrant.objects.on(clock.today_in_tokyo())
        .filter(person_id=actor.person_id, region_id=application.region_id, role=Role.COORDINATOR, named_access=True)
        .exists()
    )


def open_named_as_staff(application: Application, *, actor: Actor, reason: str) -> PersonPrivate:
    """A coordinator with `named_access` opens a name, with a typed reason the person can read (ROL-6, P07).

    Raises NotVisible without the grant (and writes an audit row), FormInvalid without a reason.
    """
    text = reason.strip()
    if not may_open_names(actor, application):
        audit.write(
            "access.refused",
            region=application.region,
            actor=actor,
            reason_key="named_access",
            object_type="application",
            object_id=str(application.pk),
        )
        raise NotVisible
    if not text:
        raise FormInvalid({"reason": [gettext("access.reason")]})
    audit.write(
        "access.named",
        region=application.region,
        actor=actor,
        role="C",
        object_type="application",
        object_id=str(application.pk),
        subject_ref=application.person.pseudonym,
        reason_text=text[:400],
    )
    Disclosure.objects.create(
        region=application.region,
        at=clock.now(),
        subject_ref=application.person.pseudonym,
        reader_ref=actor.id,
        application_id=application.pk,
        channel=Disclosure.Channel.STAFF,
        purpose="staff",
        items=[str(Item.NAME)],
    )
    return PersonPrivate.objects.get(person_id=application.person_id)
