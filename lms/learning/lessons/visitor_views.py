"""The address to which the public page of a lesson sends the answers of visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import Site

from content.items import AnswerRefusedError
from courses.models import ItemVersion
from courses.shell import segments
from courses.versions import version_of
from courses.views import show_lesson
from lms.learning import widgets
from lms.learning.lessons import player, visitors
from lms.ledger.answers import wants_json

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from courses.outline import CourseEntry, LessonEntry


# Nothing is written and nothing of the session is read, so there is nothing a foreign page could do in somebody's name.
@csrf_exempt
@login_not_required
@require_POST
@never_cache
def item(request: HttpRequest, course_slug: str, lesson_slug: str, item: str) -> HttpResponse:
    """An answer, a hint or 「はじめから」 of a visitor: the lesson again with the result at the question, or JSON."""
    found = player.find(Site.find_for_request(request), course_slug, lesson_slug)
    if found is None or not found[1].preview_allowed or ("item", item) not in segments(found[1]):
        raise Http404
    sent = _sent(request)
    if not visitors.may_answer(get_adapter(request).get_client_ip(request)):
        error = _("That were very many answers in one minute. Please wait a moment and send it again.")
        told = visitors.Told({"error": error, "sent": sent.values}, 429)
    else:
        variant = version_of(request, found[1], remembered=False).name
        told = _told(found[0], found[1], item, sent, variant)
    if wants_json(request):
        shown = {key: value for key, value in told.shown.items() if key not in {"sent", "seen", "trail"}}
        return JsonResponse(shown, status=told.status)
    request.visitor_told = {item: told.shown}  # type: ignore[attr-defined]
    return show_lesson(request, course_slug, lesson_slug, status=told.status)


def _sent(request: HttpRequest) -> visitors.Sent:
    hints = request.POST.get("hints_opened", "")
    return visitors.Sent(
        act=request.POST.get("act", "answer"),
        session=request.POST.get("session", ""),
        values=request.POST.getlist(widgets.FIELD),
        trail=request.POST.getlist("trail"),
        hints=int(hints) if hints.isdecimal() and len(hints) < 3 else 0,
    )


def _told(course: CourseEntry, lesson: LessonEntry, item: str, sent: visitors.Sent, variant: str) -> visitors.Told:
    try:
        return visitors.answer(course, lesson, item, sent, variant)
    except ItemVersion.DoesNotExist as error:
        raise Http404 from error
    except AnswerRefusedError as refused:
        message = getattr(refused, "message", "")
        message = message or _("This answer could not be read. Please choose or write it once more.")
        return visitors.Told({"error": message, "sent": sent.values}, 422)
