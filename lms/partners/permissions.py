"""Roles PA, PR and PV: on a row for the engine and for a request; and who may see the jobs section at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from content.context import viewer
from lms.accounts.models import Person
from lms.accounts.selectors import session_person
from lms.accounts.session_roles import JSONRows
from lms.ledger import clock
from lms.partners.models import PartnerUser

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from lms.ledger.actors import Actor


def firm_roles(actor: Actor, row: Any) -> set[str]:
    """Role source: the actor's role in the organisation the row belongs to (`row.organisation_id`), read anew."""
    organisation_id = getattr(row, "organisation_id", None)
    if actor.person_id is None or not organisation_id or actor.region_id != row.region_id:
        return set()
    users = PartnerUser.objects.filter(
        person_id=actor.person_id,
        person__status=Person.Status.ACTIVE,
        organisation_id=organisation_id,
        active=True,
    )
    return set(users.values_list("role", flat=True))


def firms_annotation() -> Subquery:
    """The user's active seats in organisations as JSON rows."""
    rows = PartnerUser.objects.filter(
        person__user=OuterRef("pk"), person__status=Person.Status.ACTIVE, active=True
    ).order_by()
    row = JSONObject(region=F("person__region_id"), role=F("role"))
    return Subquery(rows.values("person__user").annotate(found=JSONRows(row)).values("found"))


def roles_from_firms(value: list[dict[str, Any]] | None, region_id: int | None, day: date) -> set[str]:
    """Firm roles in the rows of `firms_annotation`; a seat holds until it is switched off."""
    del day
    return {row["role"] for row in value or [] if region_id is None or row["region"] == region_id}


def may_see_jobs(request: HttpRequest) -> bool:
    """Not before 31 March after the 15th birthday (M04), without a query. A visitor's page stays free of the session."""
    if getattr(request, "region", None) is None:
        return False
    found = session_person(request) if viewer(request).is_authenticated else None
    return found is None or bool(found.roles - {"L"}) or found.sees_jobs(clock.today_in_tokyo())
