"""Requests to delete: the firm reports what it deleted, the office sees who is late (DIS-2, DIS-3, SLA-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.effects.recalls import LATE_BEFORE_SUSPENSION, times_late
from lms.hiring.forms.recall import AttestForm, PaperAttestForm
from lms.hiring.models import Recall
from lms.hiring.states.recall import RecallState
from lms.ledger.answers import answer_refusals
from lms.ledger.forms import ActForm
from lms.ledger.roles import roles_of
from lms.partners.views.firm import firm_page
from lms.partners.views.staff import staff_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from lms.ledger.actors import Actor

PER_PAGE = 20
SHOWN_REPORTS = 20


def _rows(actor: Actor) -> QuerySet[Recall]:
    """What the actor may see; never one's own case (ROL-3)."""
    rows = Recall.objects.visible_to(actor).exclude(application__person_id=actor.person_id)
    return rows.select_related("application", "organisation")


def _row(request: HttpRequest, pk: UUID, role: str) -> tuple[Recall, Actor]:
    actor = actor_for(require_roles(request, {role}))
    row = _rows(actor).filter(pk=pk).select_related("region", "application__person").first()
    if row is None or role not in roles_of(actor, row):
        raise Http404
    return row, actor


@never_cache
def recalls(request: HttpRequest) -> HttpResponse:
    """/partner/recalls/: what the firm is asked to delete, and what it has reported."""
    rows = _rows(actor_for(require_roles(request, {"PA"})))
    context = {
        "asked": rows.filter(state=RecallState.ASKED),
        "reported": rows.filter(state=RecallState.ATTESTED).order_by("-attested_at")[:SHOWN_REPORTS],
    }
    return firm_page(request, "hiring/recalls.html", context)


@never_cache
@answer_refusals
def recall(request: HttpRequest, pk: UUID) -> HttpResponse:
    """/partner/recalls/<uuid>/: the request and its report, by code."""
    row, actor = _row(request, pk, "PA")
    form = AttestForm(request.POST or None, initial=ActForm.hidden_initial(row))
    if request.method == "POST" and form.submit(services.attest_deletion, row, actor=actor):
        messages.success(request, _("Thank you. The person was told."))
        return redirect("hiring:recalls")
    return firm_page(request, "hiring/recall.html", {"row": row, "form": form}, 422 if form.errors else 200)


@never_cache
def staff_recalls(request: HttpRequest) -> HttpResponse:
    """/staff/recalls/: open requests, the late ones first; a firm that was late twice in twelve months is marked."""
    rows = _rows(actor_for(require_roles(request, {"C"})))
    page = Paginator(rows.filter(state=RecallState.ASKED), PER_PAGE).get_page(request.GET.get("page"))
    firms = {row.organisation_id for row in page}
    late: dict[Any, int] = {firm: times_late(firm) for firm in firms}
    often = {firm for firm, times in late.items() if times >= LATE_BEFORE_SUSPENSION}
    context = {"page_obj": page, "lines": [(row, row.organisation_id in often) for row in page]}
    return staff_page(request, "hiring/staff_recalls.html", context)


@never_cache
@answer_refusals
def staff_recall(request: HttpRequest, pk: UUID) -> HttpResponse:
    """/staff/recalls/<uuid>/: a report that came on paper."""
    row, actor = _row(request, pk, "C")
    form = PaperAttestForm(request.POST or None, initial=ActForm.hidden_initial(row))
    if request.method == "POST" and form.submit(services.attest_deletion, row, actor=actor):
        messages.success(request, _("Recorded. The person was told."))
        return redirect("hiring:staff_recalls")
    return staff_page(request, "hiring/staff_recall.html", {"row": row, "form": form}, 422 if form.errors else 200)
