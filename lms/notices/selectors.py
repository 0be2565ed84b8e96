"""Notices of a person, and how many of them are unread without asking twice in a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from lms.accounts.selectors import person_of
from lms.accounts.session_roles import JSONRows
from lms.notices.models import Notice

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lms.accounts.models import Person


def unread_annotation() -> Subquery:
    """The Regions of the user's unread notices as JSON rows, for the user's one query."""
    rows = Notice.objects.filter(person__user=OuterRef("pk"), read_at__isnull=True).order_by()
    grouped = rows.values("person__user").annotate(found=JSONRows(JSONObject(region=F("region_id"))))
    return Subquery(grouped.values("found"))


def no_roles(value: Any, region_id: int | None, day: date) -> set[str]:
    """The annotation brings a count, not roles."""
    del value, region_id, day
    return set()


def unread_count(request: HttpRequest) -> int:
    """How many notices of this Region the acting person has not read; no query where the user came with the session."""
    person = person_of(request)
    if person is None:
        return 0
    rows = getattr(request.user, "session_unread", None)
    if rows is None and not hasattr(request.user, "session_unread"):
        return Notice.objects.filter(person=person, read_at__isnull=True).count()
    return sum(1 for row in rows or [] if row["region"] == person.region_id)


def notices_of(person: Person) -> QuerySet[Notice]:
    """The person's notices, newest first."""
    return Notice.objects.filter(person=person).order_by("-created_at", "-id")
