"""Which programme something belongs to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.models import CoursePage
from lms.programmes.models import Programme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.programmes.models import ProgrammeQuerySet
    from lms.regions.models import Region

# The standing programme has always run: an enrolment of any date outside a programme belongs to it.
STANDING_SINCE = date(2000, 1, 1)


def standing_programme(region: Region) -> Programme:
    """The Region's 常設講座: whatever is learned outside any programme belongs to it. Made on first use."""
    programme, _made = Programme.objects.get_or_create(
        region=region,
        is_standing=True,
        defaults={"code": f"{region.code}-standing", "name": _("Standing courses"), "starts_on": STANDING_SINCE},
    )
    return programme


def programme_for_course(region: Region, course_page_id: int, on: date) -> Programme:
    """The programme running on `on` that offers the course (the latest begun, if several), else the standing one."""
    offered = (
        Programme.objects.of_region(region)
        .running_on(on)
        .filter(
            is_standing=False,
            courses__course_key__in=CoursePage.objects.filter(pk=course_page_id).values("key"),
        )
    )
    return offered.order_by("-starts_on", "code").first() or standing_programme(region)


def programmes_of(region: Region) -> ProgrammeQuerySet:
    """Every programme of a Region in the order staff see them: the newest first, the standing one last."""
    return Programme.objects.of_region(region)


def course_choices(region: Region, *, keep: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(key, title) of the Region's open courses, and of keys in `keep` whose course is not open any more."""
    if region.site is None:
        return [(key, key) for key in keep]
    pages = CoursePage.objects.live().descendant_of(region.site.root_page).order_by("key")
    found = {page.key: f"{page.key} {page.title}" for page in pages if page.key}
    return list({**found, **{key: key for key in keep if key not in found}}.items())
