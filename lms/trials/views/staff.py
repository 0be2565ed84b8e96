"""/staff/trials/: how many trials stand where, and which wait for the coordinator. Codes only, no person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from content.hooks import page_context
from lms.accounts.access import require_roles, roles_required
from lms.accounts.actors import actor_for
from lms.ledger.answers import answer_refusals
from lms.partners.views.steps import take_step
from lms.trials.forms.steps import STAFF_STEPS
from lms.trials.models import TrialEngagement
from lms.trials.selectors import counts_by_state, waiting_for_coordinator
from lms.trials.states import TrialState
from lms.trials.views.pages import open_steps, step_form

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lms.partners.forms.steps import StepForm

PER_PAGE = 20


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["staff_nav"] = page_context("staff.nav", request).get("staff_nav", [])
    return render(request, template, context, status=status)


@never_cache
@roles_required("C")
def trial_list(request: HttpRequest) -> HttpResponse:
    """Numbers by state, and what waits."""
    region = require_roles(request, {"C"}).region
    counts = counts_by_state(region)
    page = Paginator(waiting_for_coordinator(region), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(label, counts.get(value, 0)) for value, label in TrialState.choices]
    return _page(request, "trials/staff_list.html", {"counts": rows, "page_obj": page})


def _row(request: HttpRequest, pk: UUID) -> TrialEngagement:
    """A trial of the Region that is not the coordinator's own case (ROL-3)."""
    actor = actor_for(require_roles(request, {"C"}))
    rows = TrialEngagement.objects.visible_to(actor).exclude(person_id=actor.person_id)
    row = rows.select_related("organisation", "region", "person", "programme").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _detail(request: HttpRequest, row: TrialEngagement, refused: StepForm | None = None) -> HttpResponse:
    context = {"row": row, "steps": open_steps(request, row, STAFF_STEPS, None, refused)}
    return _page(request, "trials/staff.html", context, 422 if refused else 200)


@never_cache
@roles_required("C")
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One trial by its code, with what the coordinator may do."""
    return _detail(request, _row(request, pk))


@require_POST
@roles_required("C")
@answer_refusals
def step(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """A step of the coordinator."""
    row = _row(request, pk)
    form = step_form(request, row, STAFF_STEPS, action, frozenset({"C"}))
    if form is None:
        raise Http404
    if take_step(request, row, action, form):
        return redirect("trials:staff_one", pk)
    return _detail(request, row, form)
