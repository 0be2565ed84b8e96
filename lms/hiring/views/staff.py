"""/staff/applications/ : how many wait and for how long, by code. A name opens only with the right and a typed reason (ROL-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.views.decorators.cache import never_cache

from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.forms.staff import ReasonForm
from lms.hiring.models import Application
from lms.hiring.selectors import contracts_of_region, days_in_stage, unconfirmed_starts, waiting_for_firm
from lms.hiring.states import ApplicationState, ContractState
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid
from lms.partners.views.staff import staff_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

PER_PAGE = 20
STATES = (ContractState.PLANNED, ContractState.STARTED, ContractState.ENDED, ContractState.VOID)


@never_cache
def applications(request: HttpRequest) -> HttpResponse:
    """Counts per state, applications without an answer for 14 days, starts without the other side's word."""
    person = require_roles(request, {"C"})
    counted = dict(
        Application.objects.filter(region_id=person.region_id).values_list("state").annotate(Count("pk")).order_by()
    )
    context = {
        "counts": [(state.label, counted.get(state.value, 0)) for state in ApplicationState],
        "waiting": [(row, days_in_stage(row)) for row in waiting_for_firm(person.region)],
        "starts": unconfirmed_starts(person.region),
    }
    return staff_page(request, "hiring/staff_applications.html", context)


@never_cache
def contracts(request: HttpRequest) -> HttpResponse:
    """Contracts of the Region in one state, by code; those that wait for their first day unless another is asked for."""
    actor = actor_for(require_roles(request, {"C"}))
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else STATES[0]
    rows = Paginator(contracts_of_region(actor, state), PER_PAGE)
    context = {
        "page_obj": rows.get_page(request.GET.get("page")),
        "states": [(value, ContractState(value).label) for value in STATES],
        "state": state,
    }
    return staff_page(request, "hiring/staff_contracts.html", context)


@never_cache
@answer_refusals
def named(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The name behind a code. Without `named_access`, or for an application of another Region: an unknown address."""
    person = require_roles(request, {"C"})
    actor = actor_for(person)
    row = Application.objects.visible_to(actor).filter(pk=pk).select_related("person", "region").first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    private = None
    if request.method == "POST" and form.is_valid():
        try:
            private = services.open_named_as_staff(row, actor=actor, reason=form.cleaned_data["reason"])
        except FormInvalid as refusal:
            for text in refusal.errors["reason"]:
                form.add_error("reason", text)
    elif not services.reading.may_open_names(actor, row):
        raise Http404
    context = {"row": row, "form": form, "private": private}
    return staff_page(request, "hiring/staff_named.html", context, 422 if form.errors else 200)
