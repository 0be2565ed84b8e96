"""/work/trials/: the person reads the paper, signs, declines, stops, writes down hours and looks back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from content.hooks import page_context
from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid
from lms.ledger.roles import roles_of
from lms.partners.views.steps import take_step
from lms.trials import services
from lms.trials.forms.steps import LEARNER_STEPS, SignForm
from lms.trials.models import TrialEngagement
from lms.trials.selectors import signatures_of, with_hours
from lms.trials.states import Side, TrialState
from lms.trials.views.pages import engagement_context, open_steps, step_form

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lms.ledger.actors import Actor
    from lms.partners.forms.steps import StepForm

PER_PAGE = 20


def _own(request: HttpRequest, pk: UUID) -> tuple[TrialEngagement, Actor]:
    """One's own engagement; anything else is an unknown address."""
    actor = actor_for(require_roles(request, {"L"}))
    rows = TrialEngagement.objects.visible_to(actor).filter(person_id=actor.person_id)
    row = rows.select_related("organisation", "paper", "region", "person", "programme").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row, actor


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Every trial of one's own, newest first."""
    person = require_roles(request, {"L"})
    rows = with_hours(TrialEngagement.objects.visible_to(actor_for(person)).filter(person=person))
    page = Paginator(rows.select_related("organisation").order_by("-since", "code"), PER_PAGE)
    return render(request, "trials/mine_list.html", {"page_obj": page.get_page(request.GET.get("page"))})


def _page(request: HttpRequest, row: TrialEngagement, refused: StepForm | None = None) -> HttpResponse:
    context = engagement_context(row, Side.LEARNER)
    context["steps"] = open_steps(request, row, LEARNER_STEPS, Side.LEARNER, refused)
    return render(request, "trials/mine.html", context, status=422 if refused else 200)


@never_cache
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where it stands and what can be done now."""
    return _page(request, _own(request, pk)[0])


@never_cache
def paper(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One version of the paper; it stays readable whatever becomes of the trial (TRI-t6)."""
    row, _actor = _own(request, pk)
    found = row.papers.filter(number=number).prefetch_related("signatures").first()
    if found is None:
        raise Http404
    return render(request, "trials/mine_paper.html", {"row": row, "paper": found})


def _sign_parts(request: HttpRequest) -> list[dict[str, Any]]:
    """What belongs to the same act and is asked by higher apps: consent to pass on the name ("form" and "template")."""
    parts: list[dict[str, Any]] = page_context("trials.sign", request).get("trial_sign_parts", [])
    return parts


@never_cache
@answer_refusals
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET shows the paper and changes nothing, however often a mail scanner opens it; POST signs (TRI-t4)."""
    row, actor = _own(request, pk)
    if row.state != TrialState.SIGNING or Side.LEARNER in signatures_of(row):
        return redirect("trials:mine", pk)
    form, parts = SignForm(row, request.POST or None), _sign_parts(request)
    if request.method == "POST" and _signs(row, actor, form, parts):
        messages.success(request, str(form.done))
        return redirect("trials:mine", pk)
    context = {"row": row, "paper": row.paper, "form": form, "parts": parts}
    return render(request, "trials/mine_sign.html", context, status=422 if request.method == "POST" else 200)


def _signs(row: TrialEngagement, actor: Actor, form: SignForm, parts: list[dict[str, Any]]) -> bool:
    """Sign with everything the parts say; a refusal goes to the form whose field it names."""
    if not all([form.is_valid(), *(part["form"].is_valid() for part in parts)]):
        return False
    data = form.move_data()
    for part in parts:
        data |= part["form"].payload_data() if hasattr(part["form"], "payload_data") else part["form"].cleaned_data
    try:
        services.take(row, "sign", actor=actor, data=data, **form.act())
    except FormInvalid as refusal:
        left = dict(refusal.errors)
        for part in parts:
            for name in [name for name in left if name in part["form"].fields]:
                for text in left.pop(name):
                    part["form"].add_error(name, text)
        form.take_errors(left)
        return False
    return True


@require_POST
@answer_refusals
def step(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Any other step."""
    row, actor = _own(request, pk)
    form = step_form(request, row, LEARNER_STEPS, action, roles_of(actor, row) & {"L"})
    if form is None:
        raise Http404
    if take_step(request, row, action, form):
        return redirect("trials:mine", pk)
    return _page(request, row, form)
