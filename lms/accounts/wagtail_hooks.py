"""What the accounts app adds to the navigation of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from lms.accounts.selectors import session_person

if TYPE_CHECKING:
    from django.http import HttpRequest


@hooks.register("extend_page_context", order=-10)
def account_navigation(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """Name and links of the account menu; nothing that the role may not open."""
    if page_or_name != "navigation":
        return {}
    found = session_person(request)
    if found is None:
        return {}
    items = []
    if found.roles & {"I", "AD"}:
        items.append({"label": _("Write lessons"), "url": "/cms/", "icon": "edit"})
    if "AD" in found.roles:
        items.append({"label": _("Roles"), "url": reverse("accounts:roles"), "icon": "person"})
    return {"account_name": found.person.display_name, "account_items": items}
