"""Error pages and the words of the CMS's scripts. The 404 page is the same, byte for byte, for what does not exist and for what one may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404 without form, token or echo of the address."""
    region = getattr(request, "region", None)
    return HttpResponse(render_to_string("404.html", {"region": region}), status=404)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403, in practice only after a failed CSRF check."""
    return render(request, "403.html", status=403)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was open too long or cookies are off; nothing was saved."""
    return render(request, "403_csrf.html", status=403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500 without a query: the database may be what failed."""
    return HttpResponse(render_to_string("500.html", {"region": getattr(request, "region", None)}), status=500)


class ScriptCatalogue(JavaScriptCatalog):
    """Words of the CMS's scripts: Wagtail's own Japanese, and ours for what it leaves in English (law.md W01)."""

    packages = ["wagtail.admin", "config.wagtail_ja"]


@login_not_required
def script_catalogue(request: HttpRequest) -> HttpResponse:
    """In the language the person chose in the CMS, as Wagtail's own view gives it."""
    return get_localized_response(ScriptCatalogue.as_view(), request)
