"""The one way a lower page receives something from a higher app: the Wagtail hook `extend_page_context`.

A higher app registers in its wagtail_hooks.py, never the other way round (architecture.md §2):

    @hooks.register("extend_page_context")
    def published_courses(page_or_name, request):
        if isinstance(page_or_name, HomePage):
            return {"courses": [...]}
        return {}

Names in use: a Page instance (home, catalogue, course), "navigation" (keys nav_items, account_items, account_name,
hidden_places: names of content/places.py where this reader finds nothing).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail import hooks

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Page

HOOK = "extend_page_context"


def page_context(page_or_name: Page | str, request: HttpRequest) -> dict[str, Any]:
    """All registered results merged: lists under the same key are joined in hook order, any other value: the last wins."""
    merged: dict[str, Any] = {}
    for extend in hooks.get_hooks(HOOK):
        for key, value in (extend(page_or_name, request) or {}).items():
            if isinstance(value, list) and isinstance(merged.get(key), list):
                merged[key] = [*merged[key], *value]
            else:
                merged[key] = value
    return merged
