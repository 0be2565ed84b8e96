"""Start, end and change of a contract, from both sides (HIR-2, HIR-4, HIR-5, APP-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.accounts.access import require_roles
from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.hiring.forms.firm import StartForm
from lms.hiring.forms.learner import CancelStartForm, ConvertForm, EndForm, StartDayForm
from lms.hiring.models import Application, Contract, ContractRecord
from lms.hiring.models.contract import ContractClass
from lms.hiring.selectors import shown_to_firm
from lms.hiring.views.mine import answer_again
from lms.ledger.answers import answer_refusals
from lms.ledger.forms import ActForm
from lms.ledger.refusals import FormInvalid
from lms.ledger.roles import roles_of as roles_on_row
from lms.partners.views.firm import firm_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lms.ledger.actors import Actor


def _contract(request: HttpRequest, pk: UUID, role: str) -> tuple[Contract, Actor]:
    """The contract for one side ("L" or "PA"); anybody else meets an unknown address."""
    person = require_roles(request, {role})
    actor = actor_for(person)
    row = (
        Contract.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("placement__person", "placement__organisation", "application__post", "region")
        .first()
    )
    if row is None or role not in roles_on_row(actor, row):
        raise Http404
    return row, actor


def _application(row: Contract) -> Application:
    if row.application is None:
        raise Http404
    return row.application


@require_POST
@answer_refusals
def my_start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """HIR-2 by the person: the first record, or the confirmation."""
    row, actor = _contract(request, pk, "L")
    form = StartDayForm(request.POST)
    if form.is_valid():
        try:
            done = services.record_start(row, actor=actor, **form.act(), day=form.cleaned_data["day"])
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
        else:
            messages.success(request, _started_text(done))
            return redirect("hiring:mine_detail", _application(row).pk)
    return answer_again(request, _application(row), "start_form", form)


def _started_text(done: Any) -> str:
    if isinstance(done, ContractRecord):
        return _("Recorded. The other side was asked to confirm.")
    return _("The start of work is confirmed.")


@require_POST
@answer_refusals
def my_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """HIR-4 by the person."""
    row, actor = _contract(request, pk, "L")
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_contract(row, actor=actor, **form.act(), **form.payload_data())
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
        else:
            messages.success(request, _("Recorded."))
            return redirect("hiring:mine_detail", _application(row).pk)
    return answer_again(request, _application(row), "end_form", form)


@require_POST
@answer_refusals
def my_conversion(request: HttpRequest, pk: UUID) -> HttpResponse:
    """HIR-5: the person says yes to the new terms."""
    row, actor = _contract(request, pk, "L")
    form = ActForm(request.POST)
    if not form.is_valid():
        raise Http404
    services.confirm_conversion(row, actor=actor, **form.act())
    messages.success(request, _("Recorded."))
    return redirect("hiring:mine_detail", _application(row).pk)


@require_POST
@answer_refusals
def my_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-15 by the person."""
    row, actor = _contract(request, pk, "L")
    form = CancelStartForm(request.POST)
    if not form.is_valid():
        return answer_again(request, _application(row), "cancel_form", form)
    services.cancel_start(_application(row), actor=actor, **form.act(), **form.payload_data())
    messages.success(request, _("Cancelled. The firm was told."))
    return redirect("hiring:mine_detail", _application(row).pk)


def _page(request: HttpRequest, row: Contract, **forms: Any) -> HttpResponse:
    """The contract as the firm sees it: by code, with the name only while consent for it is live."""
    application = _application(row)
    hidden = ActForm.hidden_initial(row)
    record = ContractRecord.objects.filter(contract=row, act=ContractRecord.Act.START).first()
    day = {"day": record.day} if record and record.side == ContractRecord.Side.LEARNER else {}
    context: dict[str, Any] = {
        "row": row,
        "application": application,
        "shown": shown_to_firm([application])[0],
        "record": record,
        "conversion": ContractRecord.objects.filter(contract=row, act=ContractRecord.Act.CONVERT).first(),
        "needs_notice": row.contract_class != ContractClass.OUTSOURCING,
        "start_form": StartForm(initial=hidden | day),
        "end_form": EndForm(initial=hidden, prefix=None),
        "convert_form": ConvertForm(initial=hidden),
        "cancel_form": CancelStartForm(initial=ActForm.hidden_initial(application)),
    } | forms
    failed = any(form.errors for form in forms.values())
    return firm_page(request, "hiring/contract.html", context | {"has_errors": failed}, 422 if failed else 200)


@never_cache
def contract(request: HttpRequest, pk: UUID) -> HttpResponse:
    """/partner/contracts/<uuid>/"""
    row, _actor = _contract(request, pk, "PA")
    return _page(request, row)


@require_POST
@answer_refusals
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """HIR-2 by the firm."""
    row, actor = _contract(request, pk, "PA")
    form = StartForm(request.POST)
    if form.is_valid():
        try:
            done = services.record_start(row, actor=actor, **form.act(), **form.payload_data())
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
        else:
            messages.success(request, _started_text(done))
            return redirect("hiring:contract", pk)
    return _page(request, row, start_form=form)


@require_POST
@answer_refusals
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """HIR-4 by the firm."""
    row, actor = _contract(request, pk, "PA")
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_contract(row, actor=actor, **form.act(), **form.payload_data())
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
        else:
            messages.success(request, _("Recorded."))
            return redirect("hiring:contract", pk)
    return _page(request, row, end_form=form)


@require_POST
@answer_refusals
def convert(request: HttpRequest, pk: UUID) -> HttpResponse:
    """HIR-5: the firm's proposal."""
    row, actor = _contract(request, pk, "PA")
    form = ConvertForm(request.POST)
    if form.is_valid():
        try:
            services.propose_conversion(row, actor=actor, **form.payload_data())
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
        else:
            messages.success(request, _("The person was asked to confirm."))
            return redirect("hiring:contract", pk)
    return _page(request, row, convert_form=form)


@require_POST
@answer_refusals
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """APP-15 by the firm."""
    row, actor = _contract(request, pk, "PA")
    form = CancelStartForm(request.POST)
    if not form.is_valid():
        return _page(request, row, cancel_form=form)
    services.cancel_start(_application(row), actor=actor, **form.act(), **form.payload_data())
    messages.success(request, _("Cancelled. The applicant was told."))
    return redirect("hiring:contract", pk)
