"""The link to the programmes in the office's row of links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from lms.accounts.selectors import roles_of

if TYPE_CHECKING:
    from django.http import HttpRequest


@hooks.register("extend_page_context", order=10)
def programme_links(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """「事業」 for the coordinator."""
    if page_or_name != "staff.nav" or "C" not in roles_of(request):
        return {}
    url = reverse("programmes:list")
    current = request.path.startswith(url)
    return {"staff_nav": [{"label": _("Programmes"), "url": url, "icon": "calendar", "current": current}]}
