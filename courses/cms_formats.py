"""CMS screens of other formats: questions and documents in (always a dry run first), questions and courses out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Page

from content.formats.gift_writing import write_gift
from content.formats.report import ZipRefusedError
from content.formats.spreadsheets import write_csv, write_xlsx
from courses import import_texts
from courses.exporting import PERMISSION, export_course, export_for_learners, log_export
from courses.forms import DocumentForm, QuestionsForm
from courses.models import BankPage, CoursePage, LessonPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from content.formats.questions import QuestionSet
    from content.formats.report import ReportLine

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS: dict[str, tuple[str, Callable[[str], tuple[str | bytes, QuestionSet]]]] = {
    "gift": ("text/plain; charset=utf-8", write_gift),
    "xlsx": (_XLSX, write_xlsx),
    "csv": ("text/csv; charset=utf-8", write_csv),
}


def _page_with_questions(request: HttpRequest, page_id: int) -> LessonPage | BankPage:
    """The lesson or bank, if the person may edit it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, (LessonPage, BankPage)):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _course(request: HttpRequest, page_id: int) -> CoursePage:
    """The course, if the person may add lessons to it."""
    course = get_object_or_404(CoursePage, pk=page_id)
    if not course.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return course


@never_cache
def questions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Questions into a draft. POST `act=check`: report and the text; `act=take`: that text at the end of the draft."""
    page = _page_with_questions(request, page_id)
    if request.method == "POST" and request.POST.get("act") == "take" and request.POST.get("text", "").strip():
        import_texts.add_text(page, request.POST["text"].replace("\r\n", "\n"), request.user)
        messages.success(request, _("The questions stand at the end of the draft. Nothing was published."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    form = QuestionsForm(request.POST or None, request.FILES or None)
    drafted: import_texts.Drafted | None = None
    refused: tuple[ReportLine, ...] = ()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            drafted, refused = _checked_questions(page, form)
            status = 200 if drafted is not None else 422
    may_export = request.user.has_perm(PERMISSION)
    context = {"form": form, "page": page, "drafted": drafted, "refused": refused, "may_export": may_export}
    return render(request, "courses/cms/questions.html", context, status=status)


def _checked_questions(
    page: LessonPage | BankPage, form: QuestionsForm
) -> tuple[import_texts.Drafted | None, tuple[ReportLine, ...]]:
    file = form.cleaned_data["file"]
    try:
        if file is not None:
            found = import_texts.read_questions(file.read(), file.name)
        else:
            found = import_texts.read_text(form.cleaned_data["pasted"])
    except ZipRefusedError as error:
        return None, error.report
    return import_texts.questions_for(page, found), ()


@require_POST
def export_questions(request: HttpRequest, page_id: int, kind: str) -> HttpResponse:
    """Questions with their answers as GIFT, XLSX or CSV; logged. What the format cannot say stands in the history."""
    page = _page_with_questions(request, page_id)
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if kind not in WRITERS:
        raise Http404
    content_type, write = WRITERS[kind]
    data, told = write(page.get_latest_revision_as_object().body)
    if told.left_out and request.POST.get("anyway") != "1":
        context = {"page": page, "kind": kind, "lines": [str(line) for line in told.report]}
        return render(request, "courses/cms/export_left.html", context, status=409)
    log_export(page, request.user, kind)
    return _file(data if isinstance(data, bytes) else data.encode(), f"{page.slug}.{kind}", content_type)


@never_cache
def document(request: HttpRequest, page_id: int) -> HttpResponse:
    """A Word or Markdown file as draft lessons. The same file is taken only after its check was shown."""
    course = _course(request, page_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "page": course, "drafted": None, "refused": (), "checked": ""}
    if request.method != "POST" or not form.is_valid():
        return render(request, "courses/cms/document.html", context, status=422 if request.method == "POST" else 200)
    file = form.cleaned_data["file"]
    data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    try:
        drafted = import_texts.read_document(course, data, file.name, split=form.cleaned_data["split"])
        take = request.POST.get("act") == "take" and request.POST.get("checked") == digest
        made = import_texts.make_lessons(course, drafted, request.user) if take else []
    except ZipRefusedError as error:
        return render(request, "courses/cms/document.html", {**context, "refused": error.report}, status=422)
    if take:
        said = ngettext("%(count)d draft was made.", "%(count)d drafts were made.", len(made)) % {"count": len(made)}
        messages.success(request, f"{said} {drafted.summary} {drafted.parts}".rstrip())
        for line in drafted.lines:
            messages.warning(request, line)
        return redirect("wagtailadmin_explore", course.pk)
    return render(request, "courses/cms/document.html", {**context, "drafted": drafted, "checked": digest})


@never_cache
def export(request: HttpRequest, page_id: int) -> HttpResponse:
    """A course as a zip. POST `kind=learner`: what learners see; `kind=staff`: everything, by permission and logged."""
    course = get_object_or_404(CoursePage, pk=page_id)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    may_export = request.user.has_perm(PERMISSION)
    if request.method != "POST":
        return render(request, "courses/cms/export.html", {"page": course, "may_export": may_export})
    if request.POST.get("kind") == "learner":
        return _file(export_for_learners(course), f"{course.slug}-learner.zip", "application/zip")
    if not may_export:
        raise PermissionDenied
    return _file(export_course(course, user=request.user), f"{course.slug}.zip", "application/zip")


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
