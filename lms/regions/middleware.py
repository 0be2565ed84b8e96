"""Puts the Region of the request's host on the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.regions.cms import refuse_other_regions, sees_everything
from lms.regions.selectors import site_and_region

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

CMS_PREFIX = "/cms/"


class RegionMiddleware:
    """Sets `request.region` (Region or None) and Wagtail's own per-request site, so that neither is asked twice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        site, region = site_and_region(request)
        request._wagtail_site = site  # type: ignore[attr-defined]  # noqa: SLF001  # the name Wagtail looks under
        request.region = region  # type: ignore[attr-defined]
        return self.get_response(request)


class CmsRegionMiddleware:
    """A page, picture or document of another Region is a 404 in the CMS, exactly like an unknown one (trap 16).

    Wagtail's own permissions refuse most of it, with a redirect that tells the id exists; and an editor of two Regions
    has rights in both, but works on one host at a time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: list[Any], kwargs: dict[str, Any]) -> None:
        """Looks at the ids in the address, before the view."""
        if request.path.startswith(CMS_PREFIX) and request.user.is_authenticated and not sees_everything(request):
            refuse_other_regions(request, request.path.removeprefix(CMS_PREFIX), kwargs)
