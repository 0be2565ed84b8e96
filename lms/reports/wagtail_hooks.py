"""Puts the reports into the navigation of those who may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from lms.accounts.selectors import roles_of
from lms.reports.permissions import READERS

if TYPE_CHECKING:
    from django.http import HttpRequest


@hooks.register("extend_page_context")
def reports_in_navigation(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """One entry for who may read reports; no query, the roles came with the user."""
    if page_or_name != "navigation" or not roles_of(request) & READERS:
        return {}
    url = reverse("reports:programme_list")
    entry = {"label": _("Reports"), "url": url, "icon": "chart", "current": request.path.startswith(url)}
    return {"nav_items": [entry]}
