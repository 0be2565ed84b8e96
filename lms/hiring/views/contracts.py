"""Start, end and change of a contract: by the person, by the firm, by the office (HIR-2, HIR-4, HIR-5, APP-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
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
from lms.hiring.forms.staff import StaffCancelForm, StaffEndForm, StaffStartForm
from lms.hiring.guards.contract import CONFIRM_DAYS
from lms.hiring.models import Application, Contract, ContractRecord
from lms.hiring.models.contract import ContractClass
from lms.hiring.selectors import shown_to_firm
from lms.hiring.views.mine import answer_again
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.forms import ActForm
from lms.ledger.roles import roles_of as roles_on_row
from lms.partners.views.firm import firm_page
from lms.partners.views.staff import staff_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lms.ledger.actors import Actor

    Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Side:
    """How one side meets a contract: its role, its forms by name and its page."""

    role: str
    forms: dict[str, type[ActForm]]
    page: Page
    url_name: str

    def back(self, row: Contract) -> HttpResponse:
        """To the page on which the act was taken: the person's is that of the application."""
        return redirect(self.url_name, _application(row).pk if self.role == "L" else row.pk)


def _contract(request: HttpRequest, pk: UUID, role: str) -> tuple[Contract, Actor]:
    """The contract for one side; anybody else, and an officer in their own case (ROL-3), meets an unknown address."""
    actor = actor_for(require_roles(request, {role}))
    row = (
        Contract.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("placement__person", "placement__organisation", "application__post", "region")
        .first()
    )
    if row is None or role not in roles_on_row(actor, row):
        raise Http404
    if role != "L" and row.placement.person_id == actor.person_id:
        raise Http404
    return row, actor


def _application(row: Contract) -> Application:
    if row.application is None:
        raise Http404
    return row.application


def _person_page(request: HttpRequest, row: Contract, **forms: ActForm) -> HttpResponse:
    """The person's own page of the application, with the one form that is to be corrected."""
    [(name, form)] = forms.items()
    return answer_again(request, _application(row), name, form)


def _context(row: Contract, side: Side, forms: dict[str, ActForm]) -> dict[str, Any]:
    """What the pages of firm and office have in common."""
    records = {record.act: record for record in ContractRecord.objects.filter(contract=row)}
    record = records.get(ContractRecord.Act.START)
    application = _application(row)
    hidden = ActForm.hidden_initial(row)
    day = {"day": record.day} if record and record.side == ContractRecord.Side.LEARNER else {}
    initial = {"start_form": hidden | day, "cancel_form": ActForm.hidden_initial(application)}
    fresh = {name: form(initial=initial.get(name, hidden)) for name, form in side.forms.items()}
    return {
        "row": row,
        "application": application,
        "record": record,
        "conversion": records.get(ContractRecord.Act.CONVERT),
        "has_errors": bool(forms),
        **fresh,
        **forms,
    }


def _firm_page(request: HttpRequest, row: Contract, **forms: ActForm) -> HttpResponse:
    """The contract as the firm sees it: by code, with the name only while consent for it is live."""
    context = _context(row, FIRM, forms) | {"shown": shown_to_firm([_application(row)])[0]}
    return firm_page(request, "hiring/contract.html", context, 422 if forms else 200)


def _staff_page(request: HttpRequest, row: Contract, **forms: ActForm) -> HttpResponse:
    """The contract as the office sees it: by code, with both sides' words and what is left to decide."""
    context = _context(row, STAFF, forms)
    record: ContractRecord | None = context["record"]
    if record is not None:
        context["decides_from"] = record.recorded_at + timedelta(days=CONFIRM_DAYS)
        context["may_decide"] = clock.now() >= context["decides_from"]
        if "start_form" not in forms:
            context["start_form"].initial["day"] = record.day
    context["needs_notice"] = row.contract_class != ContractClass.OUTSOURCING
    return staff_page(request, "hiring/staff_contract.html", context, 422 if forms else 200)


LEARNER = Side(
    "L",
    {"start_form": StartDayForm, "end_form": EndForm, "convert_form": ActForm, "cancel_form": CancelStartForm},
    _person_page,
    "hiring:mine_detail",
)
FIRM = Side(
    "PA",
    {"start_form": StartForm, "end_form": EndForm, "convert_form": ConvertForm, "cancel_form": CancelStartForm},
    _firm_page,
    "hiring:contract",
)
STAFF = Side(
    "C",
    {"start_form": StaffStartForm, "end_form": StaffEndForm, "cancel_form": StaffCancelForm},
    _staff_page,
    "hiring:staff_contract",
)


def _act(side: Side, form_name: str, act: Callable[..., Any], said: Callable[[Any], str]) -> Page:
    """A view of one act of one side: the form's fields go to `act`; refused fields come back with what was typed."""

    @require_POST
    @answer_refusals
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row, actor = _contract(request, pk, side.role)
        form = side.forms[form_name](request.POST)
        done = form.submit(act, row, actor=actor)
        if done is None:
            return side.page(request, row, **{form_name: form})
        messages.success(request, said(done))
        return side.back(row)

    return view


def _started(done: Any) -> str:
    if isinstance(done, ContractRecord):
        return _("Recorded. The other side was asked to confirm.")
    return _("The start of work is confirmed.")


def _recorded(_done: Any) -> str:
    return _("Recorded.")


def _cancel(row: Contract, **data: Any) -> Any:
    return services.cancel_start(_application(row), **data)


def _propose(row: Contract, *, idempotency_key: str, expected_version: int | None, **data: Any) -> Any:
    """A proposal is no step of the stream: sent twice it is the same proposal."""
    del idempotency_key, expected_version
    return services.propose_conversion(row, **data)


@never_cache
def contract(request: HttpRequest, pk: UUID) -> HttpResponse:
    """/partner/contracts/<uuid>/"""
    row, _actor = _contract(request, pk, FIRM.role)
    return _firm_page(request, row)


@never_cache
def staff_contract(request: HttpRequest, pk: UUID) -> HttpResponse:
    """/staff/contracts/<uuid>/"""
    row, _actor = _contract(request, pk, STAFF.role)
    return _staff_page(request, row)


my_start = _act(LEARNER, "start_form", services.record_start, _started)
my_end = _act(LEARNER, "end_form", services.end_contract, _recorded)
my_conversion = _act(LEARNER, "convert_form", services.confirm_conversion, _recorded)
my_cancel = _act(LEARNER, "cancel_form", _cancel, lambda _done: _("Cancelled. The firm was told."))
start = _act(FIRM, "start_form", services.record_start, _started)
end = _act(FIRM, "end_form", services.end_contract, _recorded)
convert = _act(FIRM, "convert_form", _propose, lambda _done: _("The person was asked to confirm."))
cancel = _act(FIRM, "cancel_form", _cancel, lambda _done: _("Cancelled. The applicant was told."))
staff_start = _act(STAFF, "start_form", services.record_start, _started)
staff_end = _act(STAFF, "end_form", services.end_contract, _recorded)
staff_cancel = _act(STAFF, "cancel_form", _cancel, lambda _done: _("Cancelled. Both sides were told."))
