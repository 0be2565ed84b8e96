"""The instructor's side of course tests: who is trying, more time, closing a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Site

from courses.outline import outline
from lms.accounts.access import require_roles, roles_required
from lms.accounts.models import Person
from lms.learning.course_tests import allowances, attempts
from lms.learning.models import TestAllowance, TestAttempt
from lms.learning.teaching.pages import ROLES, page
from lms.ledger import clock
from lms.ledger.answers import answer_refusals

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from courses.outline import CourseEntry

PER_PAGE = 50


def _courses(request: HttpRequest) -> tuple[CourseEntry, ...]:
    entry = outline(Site.find_for_request(request))
    return tuple(course for course in entry.open_courses if course.test is not None) if entry else ()


def _course(request: HttpRequest, slug: str) -> CourseEntry:
    found = next((course for course in _courses(request) if course.slug == slug), None)
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
@roles_required(*ROLES)
def tests(request: HttpRequest) -> HttpResponse:
    """The courses with a test."""
    require_roles(request, ROLES)
    return page(request, "learning/teach_tests.html", {"courses": _courses(request)})


@require_safe
@never_cache
@roles_required(*ROLES)
def course_test(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Tries of one course, the open ones first; more time per learner; closing."""
    person, course = require_roles(request, ROLES), _course(request, course_slug)
    factor = TestAllowance.objects.filter(person=OuterRef("enrolment__person")).values("factor")
    rows = (
        TestAttempt.objects.filter(region_id=person.region_id, enrolment__course_id=course.id)
        .select_related("enrolment__person")
        .annotate(factor=Subquery(factor[:1]))
        .order_by("submitted_at", "-started_at")
    )
    context = {
        "course": course,
        "test": course.test,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "factors": TestAllowance.Factor.choices,
        "closed": course.test is not None and attempts.is_closed(person.region_id, course, course.test),
        "now": clock.now(),
    }
    return page(request, "learning/teach_test.html", context)


@require_POST
@roles_required(*ROLES)
@answer_refusals
def close(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Close the test, or open it again."""
    person, course = require_roles(request, ROLES), _course(request, course_slug)
    closed = request.POST.get("closed") == "1"
    allowances.close_test(course=course, by=person, closed=closed)
    messages.success(request, _("The test is closed.") if closed else _("The test is open again."))
    return redirect("learning:teach_test", course_slug=course.slug)


@require_POST
@roles_required(*ROLES)
@answer_refusals
def extend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ten more minutes, or as many as were written."""
    person = require_roles(request, ROLES)
    written: Any = request.POST.get("minutes", "10")
    minutes = int(written) if written.isdecimal() and len(written) < 4 and int(written) else 10
    attempt = allowances.extend(attempt_id=pk, minutes=minutes, by=person)
    messages.success(request, _("%(count)d minutes were added.") % {"count": min(minutes, allowances.MOST_MINUTES)})
    return redirect("learning:teach_test", course_slug=_slug(request, attempt))


def _slug(request: HttpRequest, attempt: TestAttempt) -> str:
    found = next((course for course in _courses(request) if course.id == attempt.enrolment.course_id), None)
    if found is None:
        raise Http404
    return found.slug


@require_POST
@roles_required(*ROLES)
@answer_refusals
def allow_time(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """More time for one learner of this Region."""
    by = require_roles(request, ROLES)
    learner = Person.objects.filter(pk=person_id, region_id=by.region_id).first()
    if learner is None:
        raise Http404
    allowances.allow_time(person=learner, factor=request.POST.get("factor", ""), by=by)
    messages.success(request, _("Saved."))
    back = request.POST.get("course", "")
    known = {course.slug for course in _courses(request)}
    return redirect("learning:teach_test", course_slug=back) if back in known else redirect("learning:teach_tests")
