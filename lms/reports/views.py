"""The reports for staff: which programmes there are, one programme's report, and the same as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.accounts.actors import actor_of
from lms.ledger.answers import answer_refusals
from lms.ledger.clock import now
from lms.ledger.refusals import MoveNotAllowed
from lms.reports.asking import waiting
from lms.reports.closing import closing_of
from lms.reports.dashboard import dashboard
from lms.reports.exports import csv_file
from lms.reports.forms import ReadingForm
from lms.reports.permissions import actor_person, audiences_for, decides_for, readable_programmes
from lms.reports.readers import read_report
from lms.reports.report import Audience
from lms.reports.services import log_reading

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lms.reports.exports import CsvFile

ENCODINGS = ("utf-8", "cp932")
EXACT_EXPORT = gettext_noop("reports.exact_export")


@never_cache
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """/staff/reports/ : every programme whose report may be read here."""
    context = {
        "programmes": list(readable_programmes(request)),
        "waiting": waiting(decides_for(request), actor_person(request)),
    }
    return render(request, "reports/programme_list.html", context)


@never_cache
@require_safe
def programme_report(request: HttpRequest, code: str) -> HttpResponse:
    """/staff/reports/<code>/ : the report on one page, to read and to print."""
    programme = get_object_or_404(readable_programmes(request), code=code)
    form = ReadingForm(request.GET, programme=programme, audiences=audiences_for(request, programme))
    context: dict[str, Any] = {"form": form, "programme": programme}
    if not form.is_valid():
        return render(request, "reports/programme_report.html", context, status=422)
    report = read_report(programme, form.span, form.known_day, form.reader)
    if form.reader is Audience.EXACT:
        log_reading(programme, actor_of(request), kind="report.opened", audience=form.reader.value)
    chosen = {
        name: str(value) for name, value in request.GET.items() if value and name in form.fields and name != "audience"
    }
    context |= {
        "report": report,
        "exact_query": urlencode(chosen) if Audience.EXACT in audiences_for(request, programme) else None,
        "closing": closing_of(programme, form.span.start.year) if form.span.start else None,
        "printed_at": now(),
        "dashboard": dashboard(report),
        "csv_query": urlencode({**chosen, "audience": _for_export(form.reader).value}),
        "csv_audience": _for_export(form.reader).label,
    }
    return render(request, "reports/programme_report.html", context)


def _for_export(audience: Audience) -> Audience:
    """Exact numbers leave the product only with a reason and a second person (exact_files); at once the handout does."""
    return Audience.HANDOUT if audience is Audience.EXACT else audience


@never_cache
@require_safe
@answer_refusals
def programme_csv(request: HttpRequest, code: str) -> HttpResponse:
    """/staff/reports/<code>.csv : the same tables to save; characters that CP932 lacks are listed before the saving."""
    programme = get_object_or_404(readable_programmes(request), code=code)
    audiences = audiences_for(request, programme)
    form = ReadingForm(request.GET, programme=programme, audiences=audiences, audience=Audience.HANDOUT)
    encoding = request.GET.get("encoding", ENCODINGS[0])
    if not form.is_valid() or encoding not in ENCODINGS:
        return render(request, "reports/programme_report.html", {"form": form, "programme": programme}, status=422)
    if form.reader is Audience.EXACT:
        raise MoveNotAllowed(EXACT_EXPORT)
    file = csv_file(read_report(programme, form.span, form.known_day, form.reader), encoding)
    if file.replaced and request.GET.get("replaced") != "seen":
        return list_replaced(request, file)
    log_reading(programme, actor_of(request), kind="report.exported", audience=form.reader.value)
    return as_download(file, code)


def as_download(file: CsvFile, name: str) -> HttpResponse:
    """The file to save as `name`.csv."""
    response = HttpResponse(file.content, content_type=f"text/csv; charset={file.charset}")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def list_replaced(request: HttpRequest, file: CsvFile) -> HttpResponse:
    """The cells that CP932 cannot hold, before the same address is asked again."""
    kept = [(name, str(value)) for name, value in request.GET.items() if name != "replaced"]
    context = {
        "path": request.path,
        "replaced": [{"line": line, "column": column, "text": text} for line, column, text in file.replaced],
        "save_query": urlencode([*kept, ("replaced", "seen")]),
        "utf8_query": urlencode(
            [*((name, value) for name, value in kept if name != "encoding"), ("encoding", "utf-8")]
        ),
        "title": _("Characters that this file cannot hold"),
    }
    return render(request, "reports/replaced.html", context)
