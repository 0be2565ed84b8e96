"""Lessons whose review is due (curriculum.md section 3): the instructors' list and a reminder, once a week while there are any."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from courses.models import LessonPage
from lms.accounts.models import Person, Role, RoleGrant
from lms.learning import events
from lms.ledger import clock
from lms.notices.services import notify
from lms.regions.models import Region

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lms.ledger.models import Event

AHEAD = timedelta(days=30)
"""How long before its day a review stands on the list and is reminded of."""


def published_lessons(region: Region) -> QuerySet[LessonPage]:
    """The live lessons of a Region's site."""
    site = region.site
    if site is None:
        return LessonPage.objects.none()
    return LessonPage.objects.descendant_of(site.root_page).live()


def to_review(region: Region, today: date) -> QuerySet[LessonPage]:
    """Live lessons whose day has come or comes within AHEAD, then those without a day; the longest overdue first."""
    found = published_lessons(region).filter(Q(next_review__lte=today + AHEAD) | Q(next_review__isnull=True))
    return found.order_by(F("next_review").asc(nulls_last=True), "path")


def remind() -> None:
    """Tell every instructor of a Region with lessons to review: once a week, whenever the worker runs first in it."""
    today = clock.today_in_tokyo()
    year, week, _day = today.isocalendar()
    for region in Region.objects.select_related("site__root_page"):
        lesson = (
            published_lessons(region).filter(next_review__lte=today + AHEAD).order_by("next_review", "path").first()
        )
        if lesson is None:
            continue
        for person in _instructors(region, today):
            with transaction.atomic():
                event = events.once(
                    "lesson.review_due",
                    person=person,
                    stream_id=f"reviews:{person.pseudonym}",
                    idempotency_key=f"reviews:{person.pk}:{year}-{week}",
                    payload={"lesson": lesson.key, "next_review": str(lesson.next_review)},
                )
                if event is not None:
                    link = reverse("learning:reviews")
                    notify(cast("Event", event), "N26", [person], link=link, params={"reference": lesson.title})


def _instructors(region: Region, today: date) -> QuerySet[Person]:
    grants = RoleGrant.objects.on(today).filter(region=region, role=Role.INSTRUCTOR)
    return Person.objects.filter(pk__in=grants.values("person"), status=Person.Status.ACTIVE).select_related("region")
