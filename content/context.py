"""What every page of the shell needs: site words, navigation, account menu; all lazy, so a page that shows none pays nothing."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import Site

from content.hooks import page_context
from content.places import PLACES
from content.site_shell import site_shell

if TYPE_CHECKING:
    from django.http import HttpRequest

Item = dict[str, Any]
MESSAGES_COOKIE = "messages"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html: region, site_info, nav_items, tab_items, foot_items, account, content_language, has_messages. A view's own values win."""
    return {
        "region": getattr(request, "region", None),
        "site_info": SimpleLazyObject(lambda: site_shell(Site.find_for_request(request))),
        "nav_items": SimpleLazyObject(partial(_nav_items, request)),
        "tab_items": SimpleLazyObject(partial(_tab_items, request)),
        "foot_items": SimpleLazyObject(partial(_foot_items, request)),
        "account": SimpleLazyObject(partial(_account, request)),
        "content_language": settings.WAGTAIL_CONTENT_LANGUAGES[0][0],
        "has_messages": SimpleLazyObject(partial(has_messages, request)),
    }


def viewer(request: HttpRequest) -> Any:
    """The user, without touching the session of somebody who has none: an anonymous page stays free of `Vary: Cookie`."""
    user = getattr(request, "user", None)
    if user is None:
        return AnonymousUser()
    if isinstance(user, SimpleLazyObject) and settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return AnonymousUser()
    return user


def has_messages(request: HttpRequest) -> bool:
    """Whether there may be any; looking does not touch the session of a visitor."""
    storage = getattr(request, "_messages", None)
    if storage is None:
        return False
    return storage.added_new or settings.SESSION_COOKIE_NAME in request.COOKIES or MESSAGES_COOKIE in request.COOKIES


def _extensions(request: HttpRequest) -> dict[str, Any]:
    """What the higher apps say about the navigation, asked once per request."""
    kept = getattr(request, "_navigation_context", None)
    if kept is None:
        kept = page_context("navigation", request)
        request._navigation_context = kept  # type: ignore[attr-defined]  # noqa: SLF001 -- our own attribute
    return kept


def _item(request: HttpRequest, label: str, url: str, icon: str) -> Item:
    current = request.path == url if url == PLACES["home"] else request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "current": current}


def _added(request: HttpRequest, item: Item) -> Item:
    """An item of a higher app: label and url are needed, icon and current may be left out."""
    return _item(request, item["label"], item["url"], item.get("icon", "")) | item


def _places(request: HttpRequest, *names: str) -> list[Item]:
    """The items of these places, without those a higher app says this reader finds nothing at (`hidden_places`)."""
    known = {
        "home": (_("Home"), "home"),
        "courses": (_("Search courses"), "search"),
        "learn": (_("My learning"), "book"),
        "work": (_("Find work"), "work"),
    }
    hidden = _extensions(request).get("hidden_places", []) if viewer(request).is_authenticated else []
    shown = [name for name in names if name not in hidden]
    return [_item(request, known[name][0], PLACES[name], known[name][1]) for name in shown]


def _nav_items(request: HttpRequest) -> list[Item]:
    """The upper navigation; my learning only for who is signed in, then what the roles add through the hook."""
    if not viewer(request).is_authenticated:
        return _places(request, "courses", "work")
    added = [_added(request, item) for item in _extensions(request).get("nav_items", [])]
    return [*_places(request, "courses", "learn", "work"), *added]


def _tab_items(request: HttpRequest) -> list[Item]:
    """The four places of the bottom bar on a phone."""
    return _places(request, "home", "courses", "learn", "work")


def _foot_items(request: HttpRequest) -> list[Item]:
    """The places that stand in the foot beside the site's own pages."""
    return _places(request, "courses", "work")


def _account(request: HttpRequest) -> Item:
    """The account menu: signed_in; login_url and signup_url, or name and initial (both may be empty), items, login_url, logout_url."""
    if not viewer(request).is_authenticated:
        return {
            "signed_in": False,
            "login_url": _address(settings.LOGIN_URL),
            "signup_url": _address("account_signup"),
        }
    more = _extensions(request)
    name = str(more.get("account_name", ""))
    items = [
        _item(request, _("My learning"), PLACES["learn"], "book"),
        _item(request, _("My profile"), PLACES["me"], "person"),
        _item(request, _("Record of my data"), PLACES["record"], "lock"),
    ]
    items.extend(_added(request, item) for item in more.get("account_items", []))
    logout = _address("account_logout")
    return {"signed_in": True, "name": name, "initial": name[:1], "items": items, "logout_url": logout}


@lru_cache(maxsize=32)
def _address(name: str) -> str:
    """The address of a named view; the name itself where no such view is installed."""
    try:
        return resolve_url(name)
    except NoReverseMatch:
        return f"/{name}/"
