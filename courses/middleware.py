"""A publish refused at the last door, by whatever way of the CMS it came, becomes messages instead of an error page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models.publishing import LessonRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class PublishRefusalMiddleware:
    """Workflow approval, bulk action, copy: the acts run in transactions, so nothing of a refused one remains."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal's messages, on the page of the lesson."""
        if not isinstance(exception, LessonRefused):
            return None
        lesson = exception.lesson
        messages.error(request, _("“%(title)s” was not published.") % {"title": lesson.title})
        for text in exception.messages[:10]:
            messages.error(request, text)
        if lesson.pk is None:
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
