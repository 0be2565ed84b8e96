"""Parts of a page that look the same for many readers: rendered once, kept ≤ 30 s, completed for each of them.

What is kept holds nothing of a person: the CSRF token, names, typed answers and option tokens are `live`, their places
are marked while rendering and filled in every response. Everything else the markup depends on is part of the key.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_SECONDS = 30.0
MAX_KEPT = 1000
# Random for each process, so that no text can hold the mark of a place.
_SIGN = secrets.token_hex(12)
_PLACE = re.compile(f"{_SIGN}([a-z_0-9]+)x")
_kept: dict[tuple[str, str | None, str], tuple[float, str]] = {}


def forget() -> None:
    """Drop everything kept (between tests)."""
    _kept.clear()


def place_of(name: str) -> str:
    """What to render where the value called `name` (small letters, digits, _) will stand."""
    return f"{_SIGN}{name}x"


def fragment(template: str, values: Mapping[str, Any], live: Mapping[str, Any]) -> SafeString:
    """The template with plain `values` (no objects: their repr is the key), each place filled from `live`, escaped."""
    key = (template, get_language(), repr(values))
    kept = _kept.get(key)
    if kept is None or kept[0] <= time.monotonic():
        if len(_kept) >= MAX_KEPT:
            _kept.clear()
        kept = (time.monotonic() + KEPT_SECONDS, str(get_template(template).render(dict(values))))
        _kept[key] = kept
    filled = {name: str(conditional_escape(value)) for name, value in live.items()}
    return mark_safe(_PLACE.sub(lambda place: filled[place[1]], kept[1]))  # noqa: S308  # escaped by template and above


def question(item: Mapping[str, Any], csrf_token: Any) -> SafeString:
    """A question's block (see blocks/item_form.html) with what is this learner's filled in."""
    live: dict[str, Any] = {"csrf_token": csrf_token, "session": item["session"], "key": item["idempotency_key"]}
    shown = dict(item) | {"session": place_of("session"), "idempotency_key": place_of("key")}
    for name in ("value", "read_as", "error"):
        if item.get(name):
            live[name], shown[name] = item[name], place_of(name)
    shown["options"] = []
    for number, option in enumerate(item["options"]):
        live[f"option_{number}"] = option["token"]
        shown["options"].append({**option, "token": place_of(f"option_{number}")})
    return fragment(f"blocks/{item['type']}.html", {"item": shown, "csrf_token": place_of("csrf_token")}, live)


def account_menu(account: Mapping[str, Any], csrf_token: Any) -> SafeString:
    """The account menu (see components/account.html); the name is filled in."""
    live: dict[str, Any] = {"csrf_token": csrf_token}
    shown = dict(account)
    for name in ("name", "initial"):
        if shown.get(name):
            live[name], shown[name] = shown[name], place_of(name)
    return fragment("components/account.html", {"account": shown, "csrf_token": place_of("csrf_token")}, live)
