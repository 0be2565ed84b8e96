"""The course test: before, start, questions, save, check, hand in, result (authoring.md §8.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Site

from content.hooks import page_context
from content.items import AnswerRefusedError
from courses.outline import outline
from lms.accounts.selectors import person_of
from lms.learning import widgets
from lms.learning.course_tests import attempts, pages
from lms.learning.course_tests.pages import address
from lms.learning.models import Enrolment
from lms.ledger.answers import answer_refusals, refused, wants_json
from lms.ledger.refusals import MoveNotAllowed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest

    from courses.outline import CourseEntry
    from lms.accounts.models import Person
    from lms.learning.models import TestAttempt

LONGEST_KEY = 40
SHORTEST_KEY = 8


def _learner(request: HttpRequest) -> Person:
    person = person_of(request)
    if person is None:
        raise Http404
    return person


def _course(request: HttpRequest, slug: str) -> CourseEntry:
    entry = outline(Site.find_for_request(request))
    found = entry.course(slug) if entry else None
    if found is None or found.test is None:
        raise Http404
    return found


def _attempt(request: HttpRequest, slug: str, pk: UUID) -> tuple[Person, CourseEntry, TestAttempt]:
    person, course = _learner(request), _course(request, slug)
    attempt = pages.attempt_of(person, course, pk)
    if attempt is None:
        raise Http404
    if attempts.is_overdue(attempt):
        attempt = attempts.submit(person=person, attempt_id=pk, course=course)
    return person, course, attempt


@require_safe
@never_cache
def test(request: HttpRequest, course_slug: str) -> HttpResponse:
    """The page in front of a test."""
    person, course = _learner(request), _course(request, course_slug)
    enrolment = Enrolment.objects.filter(person=person, course_id=course.id).first()
    if enrolment is None or course.test is None:
        return redirect(course.url)
    return render(request, "learning/test.html", pages.intro(course, course.test, enrolment, person.region_id))


@require_POST
@answer_refusals
def start(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Begin a try or go on with the open one: 303 to its questions, one by one or all on one page."""
    person, course = _learner(request), _course(request, course_slug)
    attempt = attempts.start(person=person, course=course)
    query = "?q=1" if request.POST.get("layout") == "one" else ""
    return HttpResponse(status=303, headers={"Location": address("test_attempt", course, attempt) + query})


@require_safe
@never_cache
def attempt(request: HttpRequest, course_slug: str, pk: UUID) -> HttpResponse:
    """The questions of the open try; `?q=3`: the third one alone."""
    _person, course, found = _attempt(request, course_slug, pk)
    if not found.is_open:
        return redirect(address("test_result", course, found))
    wanted = request.GET.get("q", "")
    place = int(wanted) if wanted.isdecimal() and len(wanted) < 4 else 0
    context = pages.sheet(course, found, place)
    if not context["items"]:
        raise Http404
    return render(request, "learning/test_sheet.html", context)


@require_POST
@never_cache
@answer_refusals
def save(request: HttpRequest, course_slug: str, pk: UUID) -> HttpResponse:
    """One answer (`item`, `answer`, `idempotency_key`), or every question of a page that holds several."""
    person, course = _learner(request), _course(request, course_slug)
    item, saved, sheet = request.POST.get("item", ""), "", attempts.Sheet()
    try:
        if item:
            saved = _save_one(person, pk, request, item)
        else:
            sheet = _save_form(person, pk, request)
    except AnswerRefusedError as error:
        message = _("This answer could not be read. Please choose or write it once more.")
        message = getattr(error, "message", message)
        if wants_json(request):
            return JsonResponse({"key": "learning.answer", "message": message}, status=422)
        return refused_sheet(request, course, person, pk, message)
    if wants_json(request):
        return JsonResponse({"saved_at": saved, "message": _("We have received it.")})
    if sheet.refused:
        return _refused_steps(request, course, person, pk, sheet)
    messages.success(request, _("We have received it."))
    return redirect(_next_page(request, course, pk, sheet.advanced))


def _save_one(person: Person, pk: UUID, request: HttpRequest, item: str) -> str:
    """One answer, as the page's module sends it: always written down."""
    key = _key(request, "idempotency_key")
    values = request.POST.getlist(widgets.FIELD)
    return attempts.save(person=person, attempt_id=pk, item=item, values=values, key=key).saved_at.isoformat()


def _save_form(person: Person, pk: UUID, request: HttpRequest) -> attempts.Sheet:
    """Every question the form holds; only what changed is written down."""
    sent = {
        name.removeprefix("key-"): (
            request.POST.getlist(pages.field_of(name.removeprefix("key-"))),
            _key(request, name),
        )
        for name in request.POST
        if name.startswith("key-")
    }
    found = attempts.save_changed(person=person, attempt_id=pk, sent=sent)
    pressed = request.POST.get("step", "")
    if pressed in sent and pressed not in {*found.advanced, *found.refused}:
        return attempts.Sheet(found.advanced, {**found.refused, pressed: _("Please type a command.")})
    return found


def _key(request: HttpRequest, name: str) -> str:
    key = request.POST.get(name, "")
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise AnswerRefusedError("no key")
    return key


def refused_sheet(request: HttpRequest, course: CourseEntry, person: Person, pk: UUID, message: str) -> HttpResponse:
    """422: nothing of this answer was saved; the sheet as it was saved before."""
    found = pages.attempt_of(person, course, pk)
    if found is None:
        raise Http404
    messages.error(request, message)
    return render(request, "learning/test_sheet.html", pages.sheet(course, found, 0), status=422)


def _refused_steps(
    request: HttpRequest, course: CourseEntry, person: Person, pk: UUID, sheet: attempts.Sheet
) -> HttpResponse:
    """422: every other answer of the form is saved; at the refused command stand its message and what was typed."""
    found = pages.attempt_of(person, course, pk)
    if found is None:
        raise Http404
    typed = {item: (request.POST.getlist(pages.field_of(item)) or [""])[-1] for item in sheet.refused}
    context = pages.sheet(course, found, _place(request, "place"), typed=pages.Typed(typed, sheet.refused))
    return render(request, "learning/test_sheet.html", context, status=422)


def _place(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 4 else 0


def _next_page(request: HttpRequest, course: CourseEntry, pk: UUID, advanced: Sequence[str] = ()) -> str:
    """Where the button leads; after a step that no such button sent, back to its question."""
    page = f"/learn/{course.slug}/test/{pk}/"
    if request.POST.get("go", "") == "check":
        return f"{page}check/"
    place = _place(request, "go" if "go" in request.POST else "place")
    page = f"{page}?q={place}" if place else page
    stays = place == _place(request, "place")
    return f"{page}#item-{advanced[0]}" if advanced and stays else page


@require_safe
@never_cache
def check(request: HttpRequest, course_slug: str, pk: UUID) -> HttpResponse:
    """What is still unanswered, and the button that hands in."""
    _person, course, found = _attempt(request, course_slug, pk)
    if not found.is_open:
        return redirect(address("test_result", course, found))
    return render(request, "learning/test_check.html", pages.check(course, found))


@require_POST
@never_cache
@answer_refusals
def submit(request: HttpRequest, course_slug: str, pk: UUID) -> HttpResponse:
    """Hand in; 409 while the page says that answers have not been sent. A second time gives the first result."""
    person, course = _learner(request), _course(request, course_slug)
    unsent = request.POST.get("unsent", "0")
    if unsent.isdecimal() and len(unsent) < 4 and int(unsent):
        return refused(request, _Unsent(int(unsent)))
    found = attempts.submit(person=person, attempt_id=pk, course=course)
    if wants_json(request):
        return JsonResponse(_result_json(found))
    return redirect(address("test_result", course, found))


class _Unsent(MoveNotAllowed):
    """「まだ送られていない答えが2件あります」."""

    def __init__(self, count: int) -> None:
        super().__init__("learning.test_unsent")
        self.count = count

    @property
    def message(self) -> str:
        return ngettext(
            "%(count)d answer has not been sent yet", "%(count)d answers have not been sent yet", self.count
        ) % {"count": self.count}


def _result_json(found: TestAttempt) -> dict[str, Any]:
    return {"earned": str(found.earned), "possible": str(found.possible), "passed": found.passed}


@require_safe
@never_cache
def result(request: HttpRequest, course_slug: str, pk: UUID) -> HttpResponse:
    """The result of a try that is over."""
    person, course, found = _attempt(request, course_slug, pk)
    if found.is_open or course.test is None:
        return redirect(address("test_attempt", course, found))
    closed = attempts.is_closed(person.region_id, course, course.test)
    context = page_context("learn.test_result", request) | pages.result(course, found, closed=closed)
    left = attempts.tries_left(found.enrolment, course.test)
    context["again"] = pages.again(left) if not found.passed and not closed else ""
    return render(request, "learning/test_result.html", context)
