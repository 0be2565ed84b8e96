"""The CMS screen 「コースの取り込み」: upload a zip, read the dry run, then make drafts."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from wagtail.models import Site

from content.formats.course_zip import read_course_zip
from content.formats.report import ZipRefusedError
from courses.forms import CourseUploadForm
from courses.importing import import_course as run_import
from courses.models import CataloguePage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _catalogue(request: HttpRequest) -> CataloguePage | None:
    site = Site.find_for_request(request)
    return CataloguePage.objects.child_of(site.root_page).first() if site is not None else None


def may_import(request: HttpRequest) -> bool:
    """Whether the person may add pages below the catalogue of this site."""
    catalogue = _catalogue(request)
    return catalogue is not None and catalogue.permissions_for_user(request.user).can_add_subpage()


@never_cache
def import_course(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST `act=check`: a dry run with its report. POST `act=take` with `checked`: drafts, never published.

    A file is taken only after the dry run of the same file (its SHA-256 is `checked`) was shown; else it is checked first.
    """
    catalogue = _catalogue(request)
    if catalogue is None or not may_import(request):
        raise PermissionDenied
    form = CourseUploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "report": None, "refused": (), "dry_run": True, "checked": ""}
    if request.method != "POST" or not form.is_valid():
        return render(request, "courses/cms/import.html", context, status=422 if request.method == "POST" else 200)
    data = form.cleaned_data["file"].read()
    digest = hashlib.sha256(data).hexdigest()
    take = request.POST.get("act") == "take" and request.POST.get("checked") == digest
    reorder = form.cleaned_data["reorder"]
    try:
        bundle = read_course_zip(data)
        report = run_import(bundle, catalogue, user=request.user, reorder_published=reorder, dry_run=not take)
    except ZipRefusedError as error:
        return render(request, "courses/cms/import.html", {**context, "refused": error.report}, status=422)
    context |= {"report": report, "dry_run": not take, "checked": "" if take else digest}
    context["other_file"] = request.POST.get("act") == "take" and not take
    return render(request, "courses/cms/import.html", context)
