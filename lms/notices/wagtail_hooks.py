"""The link to the notices, with the number of unread ones, in the account menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks

from lms.accounts.selectors import person_of
from lms.notices.selectors import unread_count

if TYPE_CHECKING:
    from django.http import HttpRequest


@hooks.register("extend_page_context")
def notice_navigation(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """「お知らせ」 in the menu; the number comes with the user's own query. `unread_notices` for other places."""
    if page_or_name != "navigation" or person_of(request) is None:
        return {}
    count = unread_count(request)
    words = ngettext("Notices ({n} new)", "Notices ({n} new)", count).format(n=count) if count else _("Notices")
    item = {"label": words, "url": reverse("notices:list"), "icon": "mail"}
    return {"account_items": [item], "unread_notices": count}
