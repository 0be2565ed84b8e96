"""Which Region a request belongs to, and which days are working days there."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

from wagtail.models import Site

from lms.regions.models import NonWorkingDay, Region

if TYPE_CHECKING:
    from django.http import HttpRequest

# Host -> (site, region); performance.md §2 allows a process to remember it for 30 seconds.
KEPT_SECONDS = 30.0
_by_host: dict[tuple[str, str], tuple[float, Site | None, Region | None]] = {}


def forget_hosts() -> None:
    """Empty the process cache (tests, and after a site or region was changed)."""
    _by_host.clear()


def site_and_region(request: HttpRequest) -> tuple[Site | None, Region | None]:
    """The Wagtail site of the request's host and its Region with operator, or (site, None) where no Region has it."""
    key = (request.get_host().split(":")[0], request.get_port())
    kept = _by_host.get(key)
    if kept and kept[0] > time.monotonic():
        return kept[1], kept[2]
    site = Site.find_for_request(request)
    region = Region.objects.select_related("operator", "site").filter(site=site).first() if site else None
    _by_host[key] = (time.monotonic() + KEPT_SECONDS, site, region)
    return site, region


def is_working_day(region: Region, day: date) -> bool:
    """Not Saturday, Sunday, a holiday of the Region's table, or 29 December to 3 January."""
    if day.weekday() >= 5 or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        return False
    return not NonWorkingDay.objects.filter(region=region, day=day).exists()


def next_working_day(region: Region, day: date) -> date:
    """`day` itself if it is a working day, else the first one after it."""
    while not is_working_day(region, day):
        day += timedelta(days=1)
    return day


def add_working_days(region: Region, day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    for _step in range(count):
        day = next_working_day(region, day + timedelta(days=1))
    return day
