"""Parts of a page that look the same for many readers: rendered once, kept ≤ 30 s, completed for each of them.

What is kept holds nothing of a person: the CSRF token, names, typed answers and option tokens are `live`, their places
are marked while rendering and filled in every response. Everything else the markup depends on is part of the key.
"""

from __future__ import annotations

import html
import re
import secrets
import time
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KEPT_SECONDS = 30.0
MAX_KEPT = 2000
# Random for each process, so that no text can hold the mark of a place.
_SIGN = secrets.token_hex(12)
_PLACE = re.compile(rf"{_SIGN}\.([a-z_0-9]+)\.")
_kept: dict[tuple[str, str | None, Any], tuple[float, SafeString]] = {}


def forget() -> None:
    """Drop everything kept (between tests)."""
    _kept.clear()


def place_of(name: str) -> str:
    """What to render where the value called `name` (small letters, digits, _) will stand."""
    return f"{_SIGN}.{name}."


def split_at_places(markup: str) -> list[str]:
    """The markup cut at its places: text, name of a place, text, ... (an odd number of pieces)."""
    return _PLACE.split(markup)


def escaped(value: Any) -> str:
    """As `conditional_escape` does for a plain text, several times faster: a page fills a hundred places."""
    return html.escape(value) if type(value) is str else str(conditional_escape(value))


def keyed(template: str, key: Any, values: Mapping[str, Any]) -> SafeString:
    """The template with `values`, rendered once for a `key` (with template and language) that they follow from."""
    whole = (template, get_language(), key)
    kept = _kept.get(whole)
    if kept is None or kept[0] <= time.monotonic():
        if len(_kept) >= MAX_KEPT:
            _kept.clear()
        kept = (time.monotonic() + KEPT_SECONDS, mark_safe(get_template(template).render(dict(values))))  # noqa: S308  # as above
        _kept[whole] = kept
    return kept[1]


def fragment(template: str, values: Mapping[str, Any], live: Mapping[str, Any]) -> SafeString:
    """The template with plain `values` (no objects: their repr is the key), each place filled from `live`, escaped."""
    kept = keyed(template, repr(values), values)
    if not live:
        return kept
    filled = {name: escaped(value) for name, value in live.items()}
    return mark_safe(_PLACE.sub(lambda place: filled[place[1]], kept))  # noqa: S308  # escaped by template and above


# Under these names, at any depth, a question holds what differs from learner to learner.
LIVE = frozenset({"token", "value", "read_as", "error", "session", "idempotency_key", "saved_at"})
# And under these, whether an attribute of that name stands there (see the filter `mark`): so many choices are possible.
MARKS = frozenset({"checked", "selected"})


def question(item: Mapping[str, Any], csrf_token: Any) -> SafeString:
    """A question's block (see blocks/item_form.html) with what is this learner's filled in."""
    # Even to look at the token sets a cookie: who is nobody gets none.
    live: dict[str, Any] = {"csrf_token": "" if item.get("anonymous") else csrf_token}
    shown = _without_live(item, live)
    context = {"item": shown, "csrf_token": place_of("csrf_token")}
    template = f"blocks/{item['type']}.html"
    if item.get("unkept"):
        return mark_safe(get_template(template).render({"item": item, **live}))  # noqa: S308  # our template
    return fragment(template, context, live)


def _without_live(part: Any, live: dict[str, Any]) -> Any:
    """The same with a place for every live text; the texts are put into `live`."""
    if isinstance(part, dict):
        found = {}
        for name, value in part.items():
            if name in LIVE and isinstance(value, str) and value:
                place = f"v{len(live)}"
                live[place], found[name] = value, place_of(place)
            elif name in MARKS:
                place = f"v{len(live)}"
                live[place], found[name] = f" {name}" if value else "", place_of(place)
            else:
                found[name] = _without_live(value, live)
        return found
    return [_without_live(entry, live) for entry in part] if isinstance(part, list) else part


def nav_links(items: Iterable[Mapping[str, Any]]) -> SafeString:
    """components/nav_link.html for each of the items."""
    links = [fragment("components/nav_link.html", {"item": item}, {}) for item in items]
    return mark_safe("".join(links))  # noqa: S308 -- rendered by a template


def foot_links(items: Iterable[Mapping[str, Any]]) -> SafeString:
    """components/foot_link.html for each of the items."""
    links = [fragment("components/foot_link.html", {"item": item}, {}) for item in items]
    return mark_safe("".join(links))  # noqa: S308 -- rendered by a template


def account_menu(account: Mapping[str, Any], csrf_token: Any) -> SafeString:
    """The account menu (see components/account.html); the name is filled in."""
    live: dict[str, Any] = {"csrf_token": csrf_token}
    shown = dict(account)
    for name in ("name", "initial"):
        if shown.get(name):
            live[name], shown[name] = shown[name], place_of(name)
    return fragment("components/account.html", {"account": shown, "csrf_token": place_of("csrf_token")}, live)
