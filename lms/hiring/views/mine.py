"""/work/mine/ : the applicant's own applications and every answer that is theirs to give."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for
from lms.hiring import consent_texts, services
from lms.hiring.calendar_file import calendar_answer
from lms.hiring.forms.learner import (
    AgainForm,
    AgreeForm,
    CancelStartForm,
    EndForm,
    NamedForm,
    SlotForm,
    StartDayForm,
    WithdrawForm,
    slot_label,
)
from lms.hiring.history import history_of
from lms.hiring.models import Application, ApplicationDraft, ContractRecord
from lms.hiring.models.application import OPEN_STATES
from lms.hiring.models.consent import Level, Purpose
from lms.hiring.selectors import contract_of, current_interview, current_offer, live_consents, required_items
from lms.hiring.states import ContractState, RejectReason
from lms.hiring.states.application import OPEN_TO_FIRM
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.forms import ActForm
from lms.ledger.refusals import MoveNotAllowed
from lms.partners.permissions import may_see_jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from lms.hiring.models import Contract
    from lms.ledger.actors import Actor


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The list, open ones first, and unsent drafts."""
    person = require_roles(request, {"L"})
    rows = list(
        Application.objects.visible_to(actor_for(person))
        .filter(person=person)
        .select_related("post", "organisation")
        .order_by("-submitted_at")
    )
    drafts = ApplicationDraft.objects.filter(person=person).select_related("post__organisation").order_by("-updated_at")
    context = {
        "open_rows": [row for row in rows if row.is_open or row.state == "hired"],
        "ended_rows": [row for row in rows if not row.is_open and row.state != "hired"],
        "drafts": drafts,
        "work_url": reverse("work:list") if may_see_jobs(request) else "",
    }
    return render(request, "hiring/mine.html", context)


def _own(request: HttpRequest, pk: UUID) -> tuple[Application, Actor]:
    person = require_roles(request, {"L"})
    actor = actor_for(person)
    row = (
        Application.objects.visible_to(actor)
        .filter(pk=pk, person=person)
        .select_related(
            "post__organisation", "post__current_terms", "post__rule", "organisation__region__operator", "person",
            "region", "terms", "programme",
        )
        .first()
    )  # fmt: skip
    if row is None:
        raise Http404
    return row, actor


@never_cache
def mine_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One application: where it stands, what happened, and what can be done now."""
    row, _actor = _own(request, pk)
    return render(request, "hiring/mine_detail.html", detail_context(row))


def detail_context(row: Application) -> dict[str, Any]:
    """Everything the page shows."""
    contract = contract_of(row)
    context: dict[str, Any] = {
        "row": row,
        "history": history_of(row),
        "consents": live_consents(row, clock.today_in_tokyo()),
        "interview": current_interview(row),
        "offer": current_offer(row) if row.state in {"offer", "accepted", "hired"} else None,
        "contract": contract,
        "record": _said_by_firm_or_person(contract) if contract else None,
        "can_withdraw": row.state in OPEN_TO_FIRM,
        "others": _others(row),
        "terms_changed": row.is_open and not row.terms_are_confirmed,
        "trial_links": list(row.trial_links.filter(attempt=row.attempt)),
        "reject_label": RejectReason(row.end_reason).label if row.end_reason in RejectReason.values else "",
        "reopen_asked": row.reopen_requests.filter(attempt=row.attempt).exists() and not row.is_open,
    }
    return {**context, **_forms(row, context)}


def _said_by_firm_or_person(contract: Contract) -> ContractRecord | None:
    """What waits for the other side: the start of a planned contract, the change of a running one."""
    act = ContractRecord.Act.START if contract.state == ContractState.PLANNED else ContractRecord.Act.CONVERT
    return ContractRecord.objects.filter(contract=contract, act=act).first()


def _others(row: Application) -> list[Application]:
    """Own other open applications, to be looked at after an acceptance; nothing closes by itself (APP-10)."""
    if row.state != "accepted":
        return []
    others = Application.objects.filter(person_id=row.person_id, state__in=OPEN_STATES).exclude(pk=row.pk)
    return list(others.select_related("post", "organisation"))


def _forms(row: Application, context: dict[str, Any]) -> dict[str, Any]:
    hidden = ActForm.hidden_initial(row)
    found: dict[str, Any] = {"act_form": ActForm(initial=hidden)}
    if row.frozen:
        found["again_form"] = _again_form(row)
        found |= named_context(row, _missing_level(row))
    elif row.state == "interview_asked" and context["interview"]:
        slots = context["interview"].slots
        found["slot_form"] = SlotForm(initial=_named_initial(row), slots=slots)
        found |= named_context(row, Level.V4)
    elif row.state == "offer":
        found["accept_form"] = NamedForm(initial=_named_initial(row))
        found |= named_context(row, Level.V4)
    contract = context["contract"]
    if contract and contract.state == "planned":
        found["start_form"] = StartDayForm(initial=ActForm.hidden_initial(contract))
        found["cancel_form"] = CancelStartForm(initial=hidden)
    if contract and contract.state == "started":
        found["end_form"] = EndForm(initial=ActForm.hidden_initial(contract))
        found["convert_form"] = ActForm(initial=ActForm.hidden_initial(contract))
    return found


def _named_initial(row: Application) -> dict[str, Any]:
    text = consent_texts.current_text(row.region, Level.V4)
    return {**ActForm.hidden_initial(row), "text_id": str(text.pk)}


def named_context(row: Application, level: str) -> dict[str, Any]:
    """The consent text of a level as it stands on the page."""
    text = consent_texts.current_text(row.region, level)
    ends_on = clock.today_in_tokyo() + timedelta(days=row.region.consent_days)
    return {
        "consent_text": text,
        "consent_shown": consent_texts.shown(text, row.organisation, ends_on),
        "consent_ends_on": ends_on,
    }


def _missing_level(row: Application) -> str:
    given = {consent.level for consent in live_consents(row, clock.today_in_tokyo())}
    return str(Level.V4 if str(Level.V3) in given else Level.V3)


def _again_form(row: Application, data: Any = None) -> AgainForm:
    level = _missing_level(row)
    needed = required_items(row.post) if level == Level.V3 else {"name"}
    text = consent_texts.current_text(row.region, level)
    initial = {**ActForm.hidden_initial(), "text_id": str(text.pk)}
    return AgainForm(data, level=level, needed=needed, initial=initial)


def answer_again(request: HttpRequest, row: Application, key: str, form: Any) -> HttpResponse:
    """The page again with what was typed and what to correct.

    Raises MoveNotAllowed (409) when the application has moved on and its page no longer has this form.
    """
    context = detail_context(row)
    if key not in context:
        raise MoveNotAllowed("engine.stale")
    return render(request, "hiring/mine_detail.html", {**context, key: form, "has_errors": True}, status=422)


def _take(
    request: HttpRequest, pk: UUID, name: str, form_class: type[ActForm], act: Callable[..., Any], *, said: str
) -> HttpResponse:
    """One act about the application from one form of its page."""
    row, actor = _own(request, pk)
    form = form_class(request.POST)
    if not form.submit(act, row, actor=actor):
        return answer_again(request, row, name, form)
    messages.success(request, said)
    return redirect("hiring:mine_detail", pk)


@require_POST
@answer_refusals
def answer_interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-5 with V4 in the same act."""
    row, actor = _own(request, pk)
    interview = current_interview(row)
    form = SlotForm(request.POST, slots=interview.slots if interview else [])
    if not form.submit(services.accept_interview, row, actor=actor):
        return answer_again(request, row, "slot_form", form)
    messages.success(request, _("The interview is fixed: {time}").format(time=slot_label(form.cleaned_data["slot"])))
    return redirect("hiring:mine_detail", pk)


@require_POST
@answer_refusals
def no_slot(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-6."""
    said = _("The firm was told that none of the times suits you.")
    return _take(request, pk, "act_form", ActForm, services.decline_interview, said=said)


@require_POST
@answer_refusals
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-10."""
    return _take(request, pk, "accept_form", NamedForm, services.accept_offer, said=_("You accepted the terms."))


@require_POST
@answer_refusals
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-11."""
    said = _("You declined the terms. The firm was told.")
    return _take(request, pk, "act_form", ActForm, services.decline_offer, said=said)


@never_cache
@answer_refusals
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-17: a page that says what happens, then the act."""
    row, actor = _own(request, pk)
    form = WithdrawForm(request.POST or None, initial=ActForm.hidden_initial(row))
    if request.method == "POST" and form.submit(services.withdraw_application, row, actor=actor):
        messages.success(request, _("You withdrew the application."))
        return redirect("hiring:mine_detail", pk)
    return render(request, "hiring/withdraw.html", {"row": row, "form": form}, status=422 if form.errors else 200)


@require_POST
@answer_refusals
def give_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """CON-2 for a frozen application."""
    row, actor = _own(request, pk)
    form = _again_form(row, request.POST)
    level = _missing_level(row)

    def give(
        row: Application, *, actor: Actor, idempotency_key: str, items: list[str], text_id: str, **_rest: Any
    ) -> Any:
        purpose = Purpose.APPLICATION if level == Level.V3 else Purpose.INTERVIEW
        return services.give_again(
            row,
            actor=actor,
            idempotency_key=idempotency_key,
            level=level,
            purpose=purpose,
            items=items,
            text_id=text_id,
        )

    if not form.submit(give, row, actor=actor):
        return answer_again(request, row, "again_form", form)
    messages.success(request, _("The firm can go on with your application."))
    return redirect("hiring:mine_detail", pk)


@require_POST
@answer_refusals
def acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """「確認しました」 for changed terms."""
    row, actor = _own(request, pk)
    services.acknowledge_terms(row, actor=actor, version_id=request.POST.get("version", ""))
    messages.success(request, _("Thank you. The firm can go on."))
    return redirect("hiring:mine_detail", pk)


@never_cache
@answer_refusals
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-21: consent again, the same courses and wishes."""
    row, actor = _own(request, pk)
    text = consent_texts.current_text(row.region, Level.V3)
    initial = {**ActForm.hidden_initial(row), "text_id": str(text.pk)}
    form = AgreeForm(request.POST or None, initial=initial)
    old = row.evidence.order_by("-attempt").first()
    items = sorted(required_items(row.post) | ({"wishes"} if row.wishes else set()))
    act = partial(
        services.reopen_application,
        items=items,
        courses=[course["key"] for course in old.courses] if old else [],
        wishes=row.wishes,
        note=row.note,
    )
    if request.method == "POST" and form.submit(act, row, actor=actor):
        messages.success(request, _("The application is open again."))
        return redirect("hiring:mine_detail", pk)
    context = {"row": row, "form": form, **named_context(row, Level.V3)}
    return render(request, "hiring/reopen.html", context, status=422 if form.errors else 200)


@never_cache
def interview_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The interview for the applicant's calendar."""
    row, _actor = _own(request, pk)
    interview = current_interview(row)
    if interview is None or interview.chosen_at is None:
        raise Http404
    return calendar_answer(row, interview)


@never_cache
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The frozen terms of the offer, to read and print."""
    row, _actor = _own(request, pk)
    offer = current_offer(row)
    if offer is None:
        raise Http404
    return render(request, "hiring/paper.html", {"row": row, "offer": offer})
