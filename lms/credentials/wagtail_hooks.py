"""What certificates add to pages of lower apps: the way to them in the account menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from content.context import viewer
from lms.accounts.selectors import person_of

if TYPE_CHECKING:
    from django.http import HttpRequest

PLACES = frozenset({"navigation", "learn.home", "learn.test_result", "courses.course"})


@hooks.register("extend_page_context", order=30)
def certificate_links(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """「修了証」 for who learns here."""
    if page_or_name not in PLACES or not viewer(request).is_authenticated:
        return {}
    if person_of(request) is None:
        return {}
    url = reverse("credentials:certificates")
    if page_or_name != "navigation":
        return {"certificates_url": url}
    current = request.path.startswith(url)
    return {"account_items": [{"label": _("Certificates"), "url": url, "icon": "certificate", "current": current}]}
