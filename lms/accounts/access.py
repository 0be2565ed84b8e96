"""Role checks for views: who lacks the role gets the same 404 as for an address that does not exist."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404

from lms.accounts.selectors import session_person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest, HttpResponse

    from lms.accounts.models import Person


def require_roles(request: HttpRequest, roles: Iterable[str]) -> Person:
    """The acting Person if they hold one of `roles` today in this Region; else Http404."""
    found = session_person(request)
    if found is None or not found.roles & frozenset(roles):
        raise Http404
    return found.person


def roles_required(*roles: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorator of a view that only these roles may open, e.g. `@roles_required("C", "AP")`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require_roles(request, roles)
            return view(request, *args, **kwargs)

        return checked

    return decorate
