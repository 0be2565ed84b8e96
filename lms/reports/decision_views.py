"""What needs two persons: files with exact numbers, and closing a fiscal year with the reasons of later changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.actors import actor_of
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid
from lms.reports import closing, exact_files
from lms.reports.asking import is_same
from lms.reports.exports import csv_file
from lms.reports.forms import ClosingForm, ExactFileForm, ReasonForm
from lms.reports.models import ExactExport, YearClosing
from lms.reports.permissions import actor_person, roles_in, staff_programme
from lms.reports.readers import read_report
from lms.reports.report import Audience, period_text
from lms.reports.services import log_reading
from lms.reports.views import ENCODINGS, as_download, list_replaced

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lms.accounts.models import Person
    from lms.programmes.models import Programme

APPROVER = "AP"
ROWS = 50
YEARS_BACK = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def exact_list(request: HttpRequest, code: str) -> HttpResponse:
    """/staff/reports/<code>/exact/ : ask for a file with exact numbers, and what became of those asked for."""
    programme = staff_programme(request, code)
    posted = request.method == "POST"
    form = ExactFileForm(request.POST if posted else None, programme=programme)
    if posted and form.is_valid():
        exact_files.ask(
            programme,
            actor_person(request),
            actor_of(request),
            span=form.span,
            known_at=form.known_day,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Asked for. A second person, an approver, now decides."))
        return redirect("reports:exact_files", code)
    if not posted:
        form.initial = {name: request.GET.get(name, "") for name in ("period", "as_of", "known_at")}
    rows = ExactExport.objects.filter(programme=programme).select_related("asked_by", "decided_by")[:ROWS]
    context = {"form": form, "programme": programme, "rows": [_file_row(request, programme, row) for row in rows]}
    return render(request, "reports/exact_files.html", context, status=422 if form.errors else 200)


def _file_row(request: HttpRequest, programme: Programme, row: ExactExport) -> dict[str, Any]:
    """One file asked for, and what the reader may do with it."""
    mine, over = is_same(row.asked_by, actor_person(request)), exact_files.is_over(row)
    waits = row.state == ExactExport.State.WAITING
    return {
        "row": row,
        "period": period_text(exact_files.span_of(row)),
        "ends_at": exact_files.ends_at(row),
        "over": over and row.state != ExactExport.State.REFUSED,
        "may_decide": waits and not over and not mine and APPROVER in roles_in(request, programme),
        "may_save": row.state == ExactExport.State.AGREED and mine and not over,
    }


@require_POST
@answer_refusals
def exact_decide(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    """An approver agrees to a file, or refuses it."""
    programme = staff_programme(request, code, APPROVER)
    row = get_object_or_404(
        ExactExport.objects.select_related("asked_by", "programme__region"), programme=programme, pk=pk
    )
    exact_files.answer(row, actor_person(request), actor_of(request), agree=request.POST.get("decision") == "agree")
    messages.success(request, _("Your decision was recorded."))
    return redirect("reports:exact_files", code)


@never_cache
@require_safe
@answer_refusals
def exact_csv(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    """The agreed file, for who asked for it and a few days only; every saving is recorded."""
    programme = staff_programme(request, code)
    row = get_object_or_404(ExactExport.objects.select_related("asked_by"), programme=programme, pk=pk)
    if not is_same(row.asked_by, actor_person(request)):
        raise Http404
    exact_files.refuse_saving(row, actor_person(request))
    encoding = request.GET.get("encoding", ENCODINGS[0])
    if encoding not in ENCODINGS:
        raise Http404
    file = csv_file(read_report(programme, exact_files.span_of(row), row.known_at, Audience.EXACT), encoding)
    if file.replaced and request.GET.get("replaced") != "seen":
        return list_replaced(request, file)
    log_reading(programme, actor_of(request), kind="report.exported", audience=Audience.EXACT.value)
    return as_download(file, f"{code}-exact")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def years(request: HttpRequest, code: str) -> HttpResponse:
    """/staff/reports/<code>/years/ : which fiscal years are closed, and proposing to close one."""
    programme = staff_programme(request, code)
    asked = list(closing.not_refused(programme).select_related("asked_by", "decided_by"))
    open_years = _open_years(programme, {row.fiscal_year for row in asked})
    posted = request.method == "POST"
    form = ClosingForm(request.POST if posted else None, years=open_years)
    if posted and form.is_valid() and _propose(request, programme, form):
        messages.success(request, _("Proposed. An approver now decides."))
        return redirect("reports:years", code)
    approver = APPROVER in roles_in(request, programme)
    rows = [{"row": row, "may_decide": _may_decide(row, approver=approver, me=actor_person(request))} for row in asked]
    context = {"form": form, "programme": programme, "rows": rows, "open_years": open_years}
    return render(request, "reports/years.html", context, status=422 if form.errors else 200)


def _may_decide(row: YearClosing, *, approver: bool, me: Person) -> bool:
    return approver and row.state == YearClosing.State.WAITING and not is_same(row.asked_by, me)


def _propose(request: HttpRequest, programme: Programme, form: ClosingForm) -> bool:
    year, known_at = form.cleaned_data["year"], form.cleaned_data["known_at"]
    try:
        closing.ask_to_close(programme, year, actor_person(request), actor_of(request), known_at=known_at)
    except FormInvalid as refusal:
        form.take_errors(refusal.errors)
        return False
    return True


def _open_years(programme: Programme, closed: set[int]) -> list[int]:
    """Fiscal years that are over and not closed, the latest first."""
    last = clock.fiscal_year(clock.today_in_tokyo()) - 1
    first = last - YEARS_BACK if programme.is_standing else clock.fiscal_year(programme.starts_on)
    return [year for year in range(last, first - 1, -1) if year not in closed]


@require_POST
@answer_refusals
def year_decide(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    """An approver closes the proposed year, or refuses."""
    programme = staff_programme(request, code, APPROVER)
    row = get_object_or_404(
        YearClosing.objects.select_related("asked_by", "programme__region"), programme=programme, pk=pk
    )
    closing.answer(row, actor_person(request), actor_of(request), agree=request.POST.get("decision") == "agree")
    messages.success(request, _("Your decision was recorded."))
    return redirect("reports:years", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answer_refusals
def year_changes(request: HttpRequest, code: str, pk: Any) -> HttpResponse:
    """What later records changed in a closed year; an approver gives each day its reason."""
    programme = staff_programme(request, code)
    row = get_object_or_404(
        YearClosing.objects.select_related("programme__region", "decided_by"),
        programme=programme,
        pk=pk,
        state=YearClosing.State.AGREED,
    )
    approver = APPROVER in roles_in(request, programme)
    day, form = _posted_day(request), ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not approver:
            raise Http404
        if form.is_valid() and _explain(request, row, day, form):
            messages.success(request, _("The reason was recorded."))
            return redirect("reports:year_changes", code, pk)
    log_reading(programme, actor_of(request), kind="report.opened", audience=Audience.EXACT.value)
    context = {
        "programme": programme,
        "closing": row,
        "days": _days(closing.changes(row), approver=approver, posted=day, form=form),
        "errors": form if form.errors else None,
    }
    return render(request, "reports/year_changes.html", context, status=422 if form.errors else 200)


def _posted_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return None


def _explain(request: HttpRequest, row: YearClosing, day: date | None, form: ReasonForm) -> bool:
    try:
        if day is None:
            raise FormInvalid({"reason": ["reports.no_change"]})
        closing.explain(row, day, actor_person(request), actor_of(request), reason=form.cleaned_data["reason"])
    except FormInvalid as refusal:
        form.take_errors(refusal.errors)
        return False
    return True


def _days(
    found: list[closing.Change], *, approver: bool, posted: date | None, form: ReasonForm
) -> list[dict[str, Any]]:
    """The changes day by day, each day with a form while it waits for its reason."""
    days: dict[date, dict[str, Any]] = {}
    today = clock.today_in_tokyo()
    for change in found:
        day = days.setdefault(change.known_day, {"day": change.known_day, "why": change.why, "rows": []})
        day["rows"].append(change)
    for day in days.values():
        waits = day["why"] is None
        day["today"] = waits and day["day"] >= today
        if waits and approver and day["day"] < today:
            prefix_id = f"id_%s_{day['day']:%Y%m%d}"
            day["form"] = form if day["day"] == posted else ReasonForm(None, auto_id=prefix_id)
    return list(days.values())
