"""What only the composition root can know: the CMS has a looser content policy than every other page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

CMS_PREFIX = "/cms/"


class CmsPolicyMiddleware:
    """Stands behind django-csp, which reads what is left on the response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(CMS_PREFIX):
            response._csp_update = settings.CMS_SECURITY_POLICY  # type: ignore[attr-defined]  # noqa: SLF001
        return response
