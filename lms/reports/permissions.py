"""Whose reports somebody may open, and for which audience: the Region's, and those of Regions without a site of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404

from lms.accounts.selectors import annotated_user, person_of
from lms.accounts.session_roles import is_annotated, roles_from
from lms.ledger import clock
from lms.programmes.models import Programme
from lms.regions.models import Region
from lms.reports.report import Audience

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lms.accounts.models import Person

STAFF = frozenset({"C", "AP"})
# A related institution reads what a handout would print, and never a row about a person (workflows.md §1).
READERS = STAFF | {"RO"}


def readable_programmes(request: HttpRequest) -> QuerySet[Programme]:
    """The programmes whose numbers this request may show. Http404 for who reads no report here.

    A Region with a site of its own is read on that site; one without (history from elsewhere, reference programmes) on
    the site of the Region in which its coordinator works.
    """
    region: Region | None = getattr(request, "region", None)
    day = clock.today_in_tokyo()
    if region is None or person_of(request) is None:
        raise Http404
    user = _annotated(request)
    without_site = Region.objects.filter(site__isnull=True).values_list("pk", flat=True)
    regions = [pk for pk in [region.pk, *without_site] if roles_from(user, pk, day) & READERS]
    if not regions:
        raise Http404
    return Programme.objects.filter(region__in=regions).select_related("region").order_by("region__name", "name")


def audiences_for(request: HttpRequest, programme: Programme) -> tuple[Audience, ...]:
    """For whom this request may read a programme it may open; the first one is what it reads unless it chooses."""
    return tuple(Audience) if roles_in(request, programme) & STAFF else (Audience.HANDOUT,)


def staff_programme(request: HttpRequest, code: str, *roles: str) -> Programme:
    """A programme whose exact numbers this request handles in one of these roles (default: any staff). Http404 otherwise."""
    programme = readable_programmes(request).filter(code=code).first()
    if programme is None or not roles_in(request, programme) & (frozenset(roles) or STAFF):
        raise Http404
    return programme


def actor_person(request: HttpRequest) -> Person:
    """Who acts; Http404 where nobody does."""
    person = person_of(request)
    if person is None:
        raise Http404
    return person


def decides_for(request: HttpRequest) -> list[Programme]:
    """The readable programmes in whose Region this request may agree to things."""
    user, day = _annotated(request), clock.today_in_tokyo()
    regions: dict[int, bool] = {}
    found = []
    for programme in readable_programmes(request):
        pk = programme.region_id
        regions.setdefault(pk, "AP" in roles_from(user, pk, day))
        found += [programme] if regions[pk] else []
    return found


def roles_in(request: HttpRequest, programme: Programme) -> set[str]:
    """The roles of today in the programme's Region."""
    return roles_from(_annotated(request), programme.region_id, clock.today_in_tokyo())


def _annotated(request: HttpRequest) -> Any:
    return request.user if is_annotated(request.user) else annotated_user(request.user.pk)
