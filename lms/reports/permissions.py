"""Whose reports somebody may open: coordinators and approvers of the Region, and of Regions that have no site of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from lms.accounts.selectors import annotated_user, person_of
from lms.accounts.session_roles import is_annotated, roles_from
from lms.ledger import clock
from lms.programmes.models import Programme
from lms.regions.models import Region

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

READERS = frozenset({"C", "AP"})


def readable_programmes(request: HttpRequest) -> QuerySet[Programme]:
    """The programmes whose numbers this request may show. Http404 for who reads no report here.

    A Region with a site of its own is read on that site; one without (history from elsewhere, reference programmes) on
    the site of the Region in which its coordinator works.
    """
    region: Region | None = getattr(request, "region", None)
    day = clock.today_in_tokyo()
    if region is None or person_of(request) is None:
        raise Http404
    user = request.user if is_annotated(request.user) else annotated_user(request.user.pk)
    without_site = Region.objects.filter(site__isnull=True).values_list("pk", flat=True)
    regions = [pk for pk in [region.pk, *without_site] if roles_from(user, pk, day) & READERS]
    if not regions:
        raise Http404
    return Programme.objects.filter(region__in=regions).select_related("region").order_by("region__name", "name")
