"""/staff/programmes/: a coordinator creates programmes, gives them courses, and sees their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.hooks import page_context
from lms.accounts.access import roles_required
from lms.accounts.actors import actor_of
from lms.programmes.forms import CoursesForm, ProgrammeForm
from lms.programmes.selectors import course_choices, programmes_of, standing_programme
from lms.programmes.services import give_courses, save_programme

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lms.programmes.models import Programme

ROWS_PER_PAGE = 50


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["staff_nav"] = page_context("staff.nav", request).get("staff_nav", [])
    return render(request, template, context, status=status)


@roles_required("C")
def programme_list(request: HttpRequest) -> HttpResponse:
    """Every programme of the Region; the standing one is made on first sight."""
    region = request.region  # type: ignore[attr-defined]
    standing_programme(region)
    rows = Paginator(programmes_of(region).prefetch_related("courses"), ROWS_PER_PAGE)
    return _page(request, "programmes/list.html", {"page_obj": rows.get_page(request.GET.get("page"))})


def _found(request: HttpRequest, code: str) -> Programme:
    return get_object_or_404(programmes_of(request.region), code=code)  # type: ignore[attr-defined]


@roles_required("C")
def programme_new(request: HttpRequest) -> HttpResponse:
    """Add a programme."""
    form = ProgrammeForm(request.POST or None, region=request.region)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        programme = save_programme(programme=form.instance, actor=actor_of(request))
        messages.success(request, _("The programme was saved."))
        return redirect("programmes:detail", programme.code)
    return _page(request, "programmes/new.html", {"form": form}, 422 if form.errors else 200)


def _detail(request: HttpRequest, programme: Programme, form: ProgrammeForm, courses: CoursesForm) -> HttpResponse:
    request.programme = programme  # type: ignore[attr-defined]
    context = {
        "programme": programme,
        "form": form,
        "courses_form": courses,
        **page_context("programme.detail", request),
    }
    return _page(request, "programmes/detail.html", context, 422 if form.errors or courses.errors else 200)


def _forms(request: HttpRequest, programme: Programme, *, which: str = "") -> tuple[ProgrammeForm, CoursesForm]:
    """Both forms of the page; the one named `which` is bound to what was sent."""
    region = programme.region
    given = {"courses": [row.course_key for row in programme.courses.all()]}
    choices = course_choices(region, keep=given["courses"])
    form = ProgrammeForm(request.POST if which == "programme" else None, instance=programme, region=region)
    return form, CoursesForm(request.POST if which == "courses" else None, choices=choices, initial=given)


@roles_required("C")
def programme_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: its dates and words, its courses, its posts."""
    programme = _found(request, code)
    which = "programme" if request.method == "POST" and not programme.is_standing else ""
    form, courses = _forms(request, programme, which=which)
    if which and form.is_valid():
        save_programme(programme=form.instance, actor=actor_of(request))
        messages.success(request, _("The programme was saved."))
        return redirect("programmes:detail", code)
    return _detail(request, programme, form, courses)


@roles_required("C")
@require_POST
def programme_courses(request: HttpRequest, code: str) -> HttpResponse:
    """Give the programme its courses."""
    programme = _found(request, code)
    form, courses = _forms(request, programme, which="courses")
    if not courses.is_valid() or programme.is_standing:
        return _detail(request, programme, form, courses)
    give_courses(programme=programme, course_keys=courses.cleaned_data["courses"], actor=actor_of(request))
    messages.success(request, _("The courses were saved."))
    return redirect("programmes:detail", code)
