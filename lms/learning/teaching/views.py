"""Instructor pages: how the questions of a course fare, thoughts that learners share, lessons to review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Site

from courses.outline import outline
from lms.accounts.access import require_roles, roles_required
from lms.accounts.actors import actor_for
from lms.learning.teaching.pages import ROLES, page
from lms.learning.teaching.reviews import to_review
from lms.learning.teaching.statistics import course_figures
from lms.learning.teaching.thoughts import shared_thoughts
from lms.ledger import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 25


@require_safe
@never_cache
@roles_required(*ROLES)
def home(_request: HttpRequest) -> HttpResponse:
    """The address one remembers leads to what waits for a judgement."""
    return redirect("learning:work_queue")


@require_safe
@never_cache
@roles_required(*ROLES)
def courses(request: HttpRequest) -> HttpResponse:
    """The courses of the Region with how many of their questions ask for a look."""
    entry = outline(Site.find_for_request(request))
    rows = []
    for course in entry.open_courses if entry else ():
        found = course_figures(course).values()
        rows.append({"course": course, "questions": len(found), "flagged": sum(row.flagged for row in found)})
    return page(request, "learning/statistics.html", {"rows": rows})


@require_safe
@never_cache
@roles_required(*ROLES)
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    """Every question of one course; those that ask for a look stand first."""
    entry = outline(Site.find_for_request(request))
    found = entry.course(course_slug) if entry else None
    if found is None:
        raise Http404
    figures = course_figures(found)
    titles = {row["item"]: lesson.title for lesson in found.open_lessons for row in lesson.items}
    rows = [{"figures": figures[name], "lesson": titles.get(name, _("Course test"))} for name in figures]
    rows.sort(key=lambda row: not row["figures"].flagged)  # type: ignore[attr-defined]
    return page(request, "learning/course_statistics.html", {"course": found, "rows": rows})


@require_safe
@never_cache
@roles_required(*ROLES)
def thoughts(request: HttpRequest) -> HttpResponse:
    """What learners wrote for their instructors to read, the newest first."""
    actor = actor_for(require_roles(request, ROLES))
    found = Paginator(shared_thoughts(actor), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "learning/thoughts.html", {"page_obj": found})


@require_safe
@never_cache
@roles_required(*ROLES)
def reviews(request: HttpRequest) -> HttpResponse:
    """Published lessons whose review is due or near, and those without a day for it."""
    region = require_roles(request, ROLES).region
    today = clock.today_in_tokyo()
    found = Paginator(to_review(region, today), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "lesson": lesson,
            "course": lesson.get_parent().title,
            "overdue": lesson.is_review_due(today),
            "may_edit": lesson.permissions_for_user(request.user).can_edit(),
        }
        for lesson in found
    ]
    return page(request, "learning/reviews.html", {"page_obj": found, "rows": rows})
