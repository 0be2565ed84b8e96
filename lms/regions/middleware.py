"""Puts the Region of the request's host on the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.regions.selectors import site_and_region

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class RegionMiddleware:
    """Sets `request.region` (Region or None) and Wagtail's own per-request site, so that neither is asked twice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        site, region = site_and_region(request)
        request._wagtail_site = site  # type: ignore[attr-defined]  # noqa: SLF001  # the name Wagtail looks under
        request.region = region  # type: ignore[attr-defined]
        return self.get_response(request)
