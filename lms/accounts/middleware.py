"""What a session may do: both factors where a role needs them, sign-out when idle, and the CMS for its roles only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lms.accounts.selectors import needs_second_factor, person_of, roles_of
from lms.ledger import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from lms.accounts.models import User

IDLE_SECONDS = 30 * 60
# How exactly the last act of a session is known: one write to the session per minute.
SEEN_EVERY = 60
SEEN_KEY = "seen_at"
CMS_PREFIX = "/cms/"
CMS_ROLES = frozenset({"I", "AD"})


class SessionRulesMiddleware:
    """Answers before the view: ROL-5, TH-15 (30 minutes idle for firms and staff), CMS roles, people of other Regions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The first rule that has something to say answers; a visitor without a session costs nothing."""
        user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if user is None or not user.is_authenticated:
            return None
        if needs_second_factor(user):
            answer = _idle(request) or _second_factor(request, user)
            if answer is not None:
                return answer
        if request.path.startswith(CMS_PREFIX):
            _check_cms_role(request)
            return None
        return _join(request, view)


def _to(url: str, request: HttpRequest) -> HttpResponseRedirect:
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def _idle(request: HttpRequest) -> HttpResponse | None:
    now = clock.now().timestamp()
    seen = request.session.get(SEEN_KEY)
    if seen is not None and now - seen > IDLE_SECONDS:
        logout(request)
        messages.info(request, _("You were signed out because nothing happened for 30 minutes."))
        return _to(reverse("account_login"), request)
    if seen is None or now - seen > SEEN_EVERY:
        request.session[SEEN_KEY] = now
    return None


def _second_factor(request: HttpRequest, user: User) -> HttpResponse | None:
    """Password and code in this very session, before any page but signing out and giving what is missing."""
    methods = {record["method"] for record in get_authentication_records(request, user)}
    if {"password", "code"} <= methods or request.path == reverse("account_logout"):
        return None
    if "code" not in methods:
        logout(request)
        return _to(reverse("account_login"), request)
    name = "account_reauthenticate" if user.has_usable_password() else "account_set_password"
    return None if request.path == reverse(name) else _to(reverse(name), request)


def _check_cms_role(request: HttpRequest) -> None:
    if not request.user.is_superuser and not roles_of(request) & CMS_ROLES:
        raise Http404


def _join(request: HttpRequest, view: Any) -> HttpResponse | None:
    """Who is signed in but nobody in this Region is offered its registration; public pages stay open."""
    if getattr(request, "region", None) is None or person_of(request) is not None:
        return None
    if not getattr(view, "login_required", True) or request.path.startswith("/accounts/"):
        return None
    return None if request.path == reverse("accounts:join") else _to(reverse("accounts:join"), request)
