"""The CMS screen 「コースの取り込み」: upload a zip, read the dry run, then make drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from wagtail.models import Site

from content.formats.course_zip import read_course_zip
from content.formats.report import ZipRefusedError
from courses.forms import CourseUploadForm
from courses.importing import import_course as run_import
from courses.models import CataloguePage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from content.formats.report import ReportLine


def _catalogue(request: HttpRequest) -> CataloguePage | None:
    site = Site.find_for_request(request)
    return CataloguePage.objects.child_of(site.root_page).first() if site is not None else None


def may_import(request: HttpRequest) -> bool:
    """Whether the person may add pages below the catalogue of this site."""
    catalogue = _catalogue(request)
    return catalogue is not None and catalogue.permissions_for_user(request.user).can_add_subpage()


def import_course(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST `act=check`: a dry run with its report. POST `act=take`: drafts. Nothing is ever published here."""
    catalogue = _catalogue(request)
    if catalogue is None or not may_import(request):
        raise PermissionDenied
    form = CourseUploadForm(request.POST or None, request.FILES or None)
    report, status = None, 200
    refused: tuple[ReportLine, ...] = ()
    dry_run = request.POST.get("act") != "take"
    if request.method == "POST" and form.is_valid():
        try:
            bundle = read_course_zip(form.cleaned_data["file"].read())
            report = run_import(bundle, catalogue, user=request.user, dry_run=dry_run)
        except ZipRefusedError as error:
            refused, status = error.report, 422
    elif request.method == "POST":
        status = 422
    context = {"form": form, "report": report, "refused": refused, "dry_run": dry_run}
    return render(request, "courses/cms/import.html", context, status=status)
