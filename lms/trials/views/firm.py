"""/partner/trials/: the firm prepares the papers, signs, ends and evaluates. The person stands there by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from content.hooks import page_context
from lms.accounts.actors import actor_of
from lms.ledger import audit
from lms.ledger.answers import answer_refusals
from lms.partners.models import PartnerRole
from lms.partners.views.firm import firm_page, firm_required
from lms.partners.views.steps import take_step
from lms.trials.forms.prepare import PrepareForm
from lms.trials.forms.steps import FIRM_STEPS, SignForm
from lms.trials.models import TrialEngagement
from lms.trials.selectors import signatures_of, with_hours
from lms.trials.states import WORKING_KINDS, Side, TrialState
from lms.trials.views.pages import engagement_context, open_steps, step_form

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lms.partners.forms.steps import StepForm
    from lms.partners.models import PartnerUser

STAFF = ("PA", "PR")
PER_PAGE = 20


def _row(request: HttpRequest, pk: UUID) -> TrialEngagement:
    """An engagement of the actor's own firm while its rights are on; else an unknown address and an audit row (P01)."""
    actor = actor_of(request)
    rows = TrialEngagement.objects.of_firm(actor)
    row = rows.select_related("organisation", "paper", "region", "person", "programme").filter(pk=pk).first()
    if row is None:
        region = getattr(request, "region", None)
        audit.write("access.refused", region=region, actor=actor, object_type="trial", object_id=str(pk))
        raise Http404
    return row


@never_cache
@firm_required(*STAFF)
def trial_list(request: HttpRequest, user: PartnerUser) -> HttpResponse:
    """Every trial of the firm, newest first."""
    rows = with_hours(TrialEngagement.objects.of_firm(actor_of(request)))
    page = Paginator(rows.order_by("-since", "code"), PER_PAGE).get_page(request.GET.get("page"))
    return firm_page(request, "trials/firm_list.html", {"partner": user, "page_obj": page})


def _page(
    request: HttpRequest, user: PartnerUser, row: TrialEngagement, refused: StepForm | None = None
) -> HttpResponse:
    context = engagement_context(row, Side.FIRM)
    administers = user.role == PartnerRole.ADMINISTRATOR
    more = page_context("trials.firm", request)
    context |= {
        "partner": user,
        "person_name": more.get("trial_person_name", ""),
        "links": more.get("trial_links", []),
        "steps": open_steps(request, row, FIRM_STEPS, Side.FIRM, refused),
        "may_prepare": administers and row.state == TrialState.PROPOSED and row.kind in WORKING_KINDS,
        "may_sign": administers and context["may_sign"],
    }
    return firm_page(request, "trials/firm.html", context, 422 if refused else 200)


@never_cache
@firm_required(*STAFF)
def detail(request: HttpRequest, user: PartnerUser, pk: UUID) -> HttpResponse:
    """Where it stands and what can be done now."""
    return _page(request, user, _row(request, pk))


@never_cache
@firm_required(*STAFF)
def paper(request: HttpRequest, user: PartnerUser, pk: UUID, number: int) -> HttpResponse:
    """One version of the paper."""
    row = _row(request, pk)
    found = row.papers.filter(number=number).prefetch_related("signatures").first()
    if found is None:
        raise Http404
    return firm_page(request, "trials/firm_paper.html", {"partner": user, "row": row, "paper": found})


@never_cache
@firm_required("PA")
@answer_refusals
def prepare(request: HttpRequest, user: PartnerUser, pk: UUID) -> HttpResponse:
    """TRI-2."""
    row = _row(request, pk)
    if row.kind not in WORKING_KINDS:
        raise Http404
    form = PrepareForm(row, request.POST or None)
    if request.method == "POST" and take_step(request, row, "prepare", form):
        return redirect("trials:firm", pk)
    context = {"partner": user, "row": row, "form": form}
    return firm_page(request, "trials/firm_prepare.html", context, 422 if form.errors else 200)


@never_cache
@firm_required("PA")
@answer_refusals
def sign(request: HttpRequest, user: PartnerUser, pk: UUID) -> HttpResponse:
    """GET shows, POST signs (TRI-3)."""
    row = _row(request, pk)
    if row.state != TrialState.SIGNING or Side.FIRM in signatures_of(row):
        return redirect("trials:firm", pk)
    form = SignForm(row, request.POST or None)
    if request.method == "POST" and take_step(request, row, "sign", form):
        return redirect("trials:firm", pk)
    context = {"partner": user, "row": row, "paper": row.paper, "form": form}
    return firm_page(request, "trials/firm_sign.html", context, 422 if form.errors else 200)


@firm_required(*STAFF)
@require_POST
@answer_refusals
def step(request: HttpRequest, user: PartnerUser, pk: UUID, action: str) -> HttpResponse:
    """Any other step."""
    row = _row(request, pk)
    form = step_form(request, row, FIRM_STEPS, action, frozenset({user.role}))
    if form is None:
        raise Http404
    if take_step(request, row, action, form):
        return redirect("trials:firm", pk)
    return _page(request, user, row, form)
