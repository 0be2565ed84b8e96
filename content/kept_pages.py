"""Whole pages that look the same for many readers: rendered once, kept ≤ 30 s, completed for each of them.

What is kept holds nothing of a person. Its places are filled in every response: the CSRF token, the account menu, the
navigation, and what the view names as `live`. Everything else the markup depends on has to be part of the view's key.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.models import Site

from content import kept_fragments
from content.context import has_messages, shell
from content.kept_fragments import KEPT_SECONDS, place_of, split_at_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

MAX_KEPT = 500
_kept: dict[tuple[Any, ...], tuple[float, list[str]]] = {}


def forget() -> None:
    """Drop every kept page (between tests)."""
    _kept.clear()


def live_place(name: str) -> str:
    """What the context of a kept page holds where the live value called `name` will stand."""
    return place_of(name)


def respond(
    request: HttpRequest,
    template: str,
    context: Callable[[], Mapping[str, Any]],
    *,
    key: tuple[Any, ...],
    live: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page `template` of `context()`, kept under `key` (with site, language and template), filled from `live`.

    A page with messages is rendered anew: they are said once.
    """
    site = Site.find_for_request(request)
    whole = (template, get_language(), site.pk if site else None, *key)
    kept = _kept.get(whole)
    said = has_messages(request) and len(get_messages(request)) > 0
    if kept is None or kept[0] <= time.monotonic() or said:
        pieces = split_at_places(render_to_string(template, _with_places(context()), request))
        if not said:
            if len(_kept) >= MAX_KEPT:
                _kept.clear()
            _kept[whole] = (time.monotonic() + KEPT_SECONDS, pieces)
    else:
        pieces = kept[1]
    return HttpResponse(_filled(request, pieces, live or {}))


def _with_places(context: Mapping[str, Any]) -> dict[str, Any]:
    shared = ("csrf_token", "account", "nav_items", "tab_items", "foot_items")
    return {**context, **{name: place_of(name) for name in shared}}


def _filled(request: HttpRequest, pieces: list[str], live: Mapping[str, Any]) -> str:
    """Every second piece is the name of a place."""
    # One token for the whole page: making a second one takes as long as a question.
    token = str(live.get("csrf_token", ""))
    shared: dict[str, str] = {}
    around = shell(request)
    found = list(pieces)
    for at in range(1, len(pieces), 2):
        name = pieces[at]
        if name in live:
            found[at] = kept_fragments.escaped(live[name])
            continue
        if name not in shared:
            shared[name] = _shared(request, name, around, token)
        found[at] = shared[name]
    return "".join(found)


def _shared(request: HttpRequest, name: str, around: Mapping[str, Any], token: str) -> str:
    if name == "csrf_token":
        return get_token(request)
    if name == "account":
        signed_in = around["account"].get("signed_in")
        return str(kept_fragments.account_menu(around["account"], (token or get_token(request)) if signed_in else ""))
    if name == "foot_items":
        return str(kept_fragments.foot_links(around[name]))
    return str(kept_fragments.nav_links(around[name]))
