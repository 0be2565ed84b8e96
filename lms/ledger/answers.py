"""Refusals as answers: 404 like an unknown id, 409 with the message, what to do next and whom to ask."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, JsonResponse
from django.shortcuts import render

from lms.ledger.refusals import NotVisible, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's module asked, not the browser's form."""
    return request.headers.get("Accept", "").startswith("application/json")


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refusal: 409 (or 422) as a page, as JSON when asked for."""
    if wants_json(request):
        return JsonResponse({"key": refusal.key, "message": refusal.message}, status=refusal.status)
    back = request.headers.get("Referer", "")
    own = back.startswith(f"{request.scheme}://{request.get_host()}/")
    context = {"refusal": refusal, "back_url": back if own else "/"}
    return render(request, "ledger/refused.html", context, status=refusal.status)


def answer_refusals(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around a view that acts: NotVisible becomes 404, every other refusal a page of its own."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotVisible:
            raise Http404 from None
        except Refusal as refusal:
            return refused(request, refusal)

    return answering
