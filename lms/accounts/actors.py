"""Persons as actors of the ledger, and the Region roles they hold on a row (ROL-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from lms.accounts.models import Person, RoleGrant
from lms.accounts.selectors import person_of
from lms.ledger import clock
from lms.ledger.actors import Actor

if TYPE_CHECKING:
    from django.http import HttpRequest


def actor_for(person: Person) -> Actor:
    """The person as an actor, outside a request (services, demo, tests)."""
    return Actor(
        type="person",
        region_id=person.region_id,
        id=person.pseudonym,
        user_id=person.user_id,
        person_id=person.pk,
    )


def actor_of(request: HttpRequest) -> Actor:
    """The acting person of the request; Http404 where nobody acts in this Region."""
    person = person_of(request)
    if person is None:
        raise Http404
    return actor_for(person)


def region_roles(actor: Actor, row: Any) -> set[str]:
    """Role source: L on one's own rows (`row.subject_ref`), and the grants of today in the row's Region, read anew."""
    if actor.person_id is None or actor.region_id != row.region_id:
        return set()
    found = set(
        RoleGrant.objects.on(clock.today_in_tokyo())
        .filter(person_id=actor.person_id, region_id=row.region_id, person__status=Person.Status.ACTIVE)
        .values_list("role", flat=True)
    )
    if actor.id and getattr(row, "subject_ref", "") == actor.id:
        found.add("L")
    return found
