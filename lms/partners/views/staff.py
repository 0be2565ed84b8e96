"""/staff/partners/: the council's members and candidates, one page per membership with its next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content.hooks import page_context
from lms.accounts.access import roles_required
from lms.accounts.actors import actor_of
from lms.accounts.selectors import roles_of as held_here
from lms.ledger.answers import answer_refusals
from lms.ledger.forms import ActForm
from lms.ledger.refusals import FormInvalid
from lms.ledger.roles import roles_of
from lms.partners.forms import membership as forms
from lms.partners.guards.agreement import MAY_SIGN
from lms.partners.models import Agreement, PartnerInvitation, PartnerMembership
from lms.partners.selectors import open_agreement, publication_blockers
from lms.partners.services.membership import draft_agreement, list_organisation
from lms.partners.services.users import invite_user
from lms.partners.states import AgreementState, MembershipState
from lms.partners.views.steps import form_class, history, next_steps, take_step

if TYPE_CHECKING:
    from uuid import UUID

    from lms.partners.forms.steps import StepForm

ROWS_PER_PAGE = 50
MEMBERSHIP_STEPS: dict[str | tuple[str, str], type[StepForm]] = {
    "name_candidate": forms.NameCandidateForm,
    "start_review": forms.StartReviewForm,
    "return": forms.ReturnForm,
    "approve": forms.ApproveMembershipForm,
    "refuse": forms.RefuseForm,
    ("suspend", "AP"): forms.SuspendForm,
    "suspend": forms.SafetySuspendForm,
    "confirm_suspension": forms.ConfirmSuspensionForm,
    "resume": forms.ResumeMembershipForm,
    "end": forms.EndForm,
    "change_kind": forms.ChangeKindForm,
}
AGREEMENT_STEPS: dict[str | tuple[str, str], type[StepForm]] = {
    "send": forms.SendAgreementForm,
    "sign_partner": forms.PaperSignatureForm,
    "sign_region": forms.SignForRegionForm,
    "withdraw": forms.WithdrawAgreementForm,
    "terminate": forms.TerminateAgreementForm,
}
INVITABLE = (
    MembershipState.CANDIDATE,
    MembershipState.APPLIED,
    MembershipState.UNDER_REVIEW,
    MembershipState.APPROVED,
    MembershipState.ACTIVE,
)


def staff_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the workspace with its row of links."""
    context["staff_nav"] = page_context("staff.nav", request).get("staff_nav", [])
    return render(request, template, context, status=status)


@require_safe
@roles_required("C", "AP")
def home(request: HttpRequest) -> HttpResponse:
    """The address one remembers leads to the first of the office's lists."""
    return redirect(page_context("staff.nav", request)["staff_nav"][0]["url"])


@roles_required("C", "AP")
def membership_list(request: HttpRequest) -> HttpResponse:
    """Every organisation of the Region by state, kind and name."""
    rows = PartnerMembership.objects.visible_to(actor_of(request)).select_related("organisation")
    state, kind, words = (request.GET.get(name, "").strip() for name in ("state", "kind", "q"))
    if state in MembershipState.values:
        rows = rows.filter(state=state)
    if kind in PartnerMembership.Kind.values:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(organisation__legal_name__icontains=words)
    context = {
        "page_obj": Paginator(rows.order_by("organisation__legal_name", "pk"), ROWS_PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "states": MembershipState.choices,
        "kinds": PartnerMembership.Kind.choices,
        "chosen": {"state": state, "kind": kind, "q": words},
        "may_add": "C" in held_here(request),
    }
    return staff_page(request, "partners/staff_membership_list.html", context)


@roles_required("C")
@answer_refusals
def membership_new(request: HttpRequest) -> HttpResponse:
    """MEM-1, MEM-2: put an organisation on the list."""
    form = forms.ListOrganisationForm(request.POST or None, initial=ActForm.hidden_initial())
    if request.method == "POST" and form.is_valid():
        typed = form.payload_data()
        try:
            result = list_organisation(
                region=request.region,  # type: ignore[attr-defined]
                actor=actor_of(request),
                idempotency_key=form.cleaned_data["idempotency_key"],
                **typed,
            )
            return redirect("partners_staff:membership", result.row.pk)
        except FormInvalid as refusal:
            form.take_errors(refusal.errors)
    status = 422 if form.errors else 200
    return staff_page(request, "partners/staff_membership_new.html", {"form": form}, status)


def _membership(request: HttpRequest, pk: UUID) -> PartnerMembership:
    rows = PartnerMembership.objects.visible_to(actor_of(request))
    return get_object_or_404(rows.select_related("organisation", "region__operator"), pk=pk)


def _membership_page(
    request: HttpRequest, row: PartnerMembership, *, refused: StepForm | None = None, invite: Any = None
) -> HttpResponse:
    agreements = list(Agreement.objects.visible_to(actor_of(request)).filter(membership=row).select_related("text"))
    agreement = open_agreement(agreements)
    in_force = next((found for found in agreements if found.state == AgreementState.IN_FORCE), None)
    context = {
        "membership": row,
        "organisation": row.organisation,
        "agreement": agreement,
        "agreements": agreements,
        "steps": next_steps(request, row, MEMBERSHIP_STEPS, refused),
        "agreement_steps": next_steps(request, agreement, AGREEMENT_STEPS, refused) if agreement else [],
        "in_force": in_force,
        "in_force_steps": next_steps(request, in_force, AGREEMENT_STEPS, refused) if in_force else [],
        "may_draft": agreement is None and row.state in MAY_SIGN,
        "draft_form": ActForm(initial=ActForm.hidden_initial()),
        "history": history(row, *agreements),
        "blockers": [_(key) for key in publication_blockers(row.organisation)],
        "users": row.organisation.users.filter(active=True).select_related("person"),
        "invitations": PartnerInvitation.objects.filter(
            organisation=row.organisation, accepted_at__isnull=True, revoked_at__isnull=True
        ),
        "invite_form": (invite or forms.InviteForm(prefix="invite")) if row.state in INVITABLE else None,
        "has_errors": bool((refused and refused.errors) or (invite and invite.errors)),
    }
    return staff_page(request, "partners/staff_membership.html", context, 422 if context["has_errors"] else 200)


@roles_required("C", "AP")
def membership_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One membership: what it says of itself, its history, and what may come next."""
    return _membership_page(request, _membership(request, pk))


@roles_required("C", "AP")
@require_POST
@answer_refusals
def membership_step(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Take one step of the membership."""
    row = _membership(request, pk)
    cls = form_class(MEMBERSHIP_STEPS, action, roles_of(actor_of(request), row))
    if cls is None:
        raise Http404
    form = cls(row, request.POST, prefix=action)
    if take_step(request, row, action, form):
        return redirect("partners_staff:membership", pk)
    return _membership_page(request, row, refused=form)


@roles_required("C", "AP")
@require_POST
@answer_refusals
def agreement_step(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Take one step of an agreement."""
    rows = Agreement.objects.visible_to(actor_of(request)).select_related("text", "region", "organisation")
    agreement = get_object_or_404(rows, pk=pk)
    cls = form_class(AGREEMENT_STEPS, action, frozenset())
    if cls is None:
        raise Http404
    form = cls(agreement, request.POST, prefix=action)
    if take_step(request, agreement, action, form):
        return redirect("partners_staff:membership", agreement.membership_id)
    return _membership_page(request, _membership(request, agreement.membership_id), refused=form)


@roles_required("C")
@require_POST
@answer_refusals
def agreement_draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """AGR-1: a new draft over the current wording."""
    row = _membership(request, pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        raise Http404
    draft_agreement(membership=row, actor=actor_of(request), idempotency_key=form.cleaned_data["idempotency_key"])
    return redirect("partners_staff:membership", pk)


@roles_required("C", "AP")
def agreement_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The frozen paper, to read or print."""
    agreement = get_object_or_404(Agreement.objects.visible_to(actor_of(request)), pk=pk)
    return staff_page(request, "partners/agreement.html", {"agreement": agreement})


@roles_required("C")
@require_POST
def membership_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite the firm's administrator by mail link (USR-1)."""
    row = _membership(request, pk)
    if row.state not in INVITABLE:
        raise Http404
    form = forms.InviteForm(request.POST, prefix="invite")
    if not form.is_valid():
        return _membership_page(request, row, invite=form)
    invite_user(organisation=row.organisation, email=form.cleaned_data["email"], role="PA", actor=actor_of(request))
    messages.success(request, _("The invitation was sent. The link works for seven days."))
    return redirect("partners_staff:membership", pk)
