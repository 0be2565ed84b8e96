"""/partner/: what waits for the firm, its membership and agreement, its people."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.hooks import page_context
from lms.accounts.actors import actor_of
from lms.accounts.mails import confirmed_address
from lms.accounts.selectors import person_of
from lms.ledger.answers import answer_refusals
from lms.partners.forms import membership as forms
from lms.partners.models import Agreement, PartnerMembership, PartnerRole, PartnerUser
from lms.partners.selectors import open_agreement, partner_user, publication_blockers, waiting_for_firm
from lms.partners.services.users import accept_invitation, deactivate_user, invitation_by_token, invite_user, is_open
from lms.partners.states import AgreementState, MembershipState
from lms.partners.views.steps import history, take_step

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from lms.partners.forms.steps import StepForm


def firm_page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of the firm's workspace with its row of links."""
    context["partner_nav"] = page_context("partner.nav", request).get("partner_nav", [])
    return render(request, template, context, status=status)


def firm_required(*roles: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The acting firm user (in one of `roles`, or any) as second argument of the view; 404 for everybody else."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = partner_user(request)
            if user is None or (roles and user.role not in roles):
                raise Http404
            return view(request, user, *args, **kwargs)

        return checked

    return decorate


@firm_required()
def home(request: HttpRequest, user: PartnerUser) -> HttpResponse:
    """きょうの仕事: what waits for this firm; higher apps add theirs under `partner_tasks`."""
    more = page_context("partner.home", request)
    tasks = [*waiting_for_firm(user), *more.get("partner_tasks", [])]
    return firm_page(request, "partners/firm_home.html", {"partner": user, "tasks": tasks})


def _own_membership(request: HttpRequest, user: PartnerUser) -> PartnerMembership:
    rows = PartnerMembership.objects.visible_to(actor_of(request)).select_related("organisation", "region__operator")
    return get_object_or_404(rows, organisation=user.organisation_id)


def _membership_page(
    request: HttpRequest, user: PartnerUser, row: PartnerMembership, refused: StepForm | None = None
) -> HttpResponse:
    agreements = list(Agreement.objects.filter(membership=row).exclude(state=AgreementState.DRAFT))
    may_apply = user.role == PartnerRole.ADMINISTRATOR and row.state == MembershipState.CANDIDATE
    context = {
        "partner": user,
        "membership": row,
        "organisation": row.organisation,
        "form": (refused or forms.ApplyForm(row, prefix="apply")) if may_apply else None,
        "returned": [(forms.RETURN_FIELDS.get(name, name), text) for name, text in row.return_reasons.items()],
        "agreements": agreements,
        "agreement": open_agreement(agreements),
        "may_end": user.role == PartnerRole.ADMINISTRATOR
        and row.state in {MembershipState.ACTIVE, MembershipState.SUSPENDED},
        "history": history(row, *agreements),
        "blockers": [_(key) for key in publication_blockers(row.organisation)],
    }
    return firm_page(request, "partners/firm_membership.html", context, 422 if refused else 200)


@firm_required()
@answer_refusals
def membership(request: HttpRequest, user: PartnerUser) -> HttpResponse:
    """Where the membership stands; its administrator applies here (MEM-3)."""
    row = _own_membership(request, user)
    if request.method != "POST":
        return _membership_page(request, user, row)
    if user.role != PartnerRole.ADMINISTRATOR:
        raise Http404
    form = forms.ApplyForm(row, request.POST, prefix="apply")
    if take_step(request, row, "apply", form):
        return redirect("partner:membership")
    return _membership_page(request, user, row, form)


@firm_required("PA")
@answer_refusals
def membership_end(request: HttpRequest, user: PartnerUser) -> HttpResponse:
    """MEM-11 by the firm: GET explains, POST ends."""
    row = _own_membership(request, user)
    if row.state not in {MembershipState.ACTIVE, MembershipState.SUSPENDED}:
        raise Http404
    form = forms.EndByFirmForm(row, request.POST or None, prefix="end")
    if request.method == "POST" and take_step(request, row, "end", form):
        return redirect("/")
    context = {"partner": user, "form": form, "organisation": row.organisation}
    return firm_page(request, "partners/firm_membership_end.html", context, 422 if form.errors else 200)


@firm_required()
@answer_refusals
def agreement(request: HttpRequest, user: PartnerUser, pk: UUID) -> HttpResponse:
    """The agreement to read; GET shows, POST signs (AGR-3)."""
    rows = Agreement.objects.visible_to(actor_of(request)).exclude(state=AgreementState.DRAFT)
    row = get_object_or_404(rows.select_related("text", "region", "organisation"), pk=pk)
    may_sign = user.role == PartnerRole.ADMINISTRATOR and row.state == AgreementState.SENT
    form = forms.SignAgreementForm(row, request.POST or None, prefix="sign_partner")
    if request.method == "POST":
        if user.role != PartnerRole.ADMINISTRATOR:
            raise Http404
        if take_step(request, row, "sign_partner", form):
            return redirect("partner:agreement", pk)
    context = {"partner": user, "agreement": row, "form": form if may_sign else None}
    return firm_page(request, "partners/firm_agreement.html", context, 422 if form.errors else 200)


def _users_page(request: HttpRequest, user: PartnerUser, form: forms.InviteUserForm) -> HttpResponse:
    organisation = user.organisation
    context = {
        "partner": user,
        "form": form,
        "users": organisation.users.select_related("person").order_by("-active", "since"),
        "invitations": [i for i in organisation.invitations.order_by("-created_at") if is_open(i)],
    }
    return firm_page(request, "partners/firm_users.html", context, 422 if form.errors else 200)


@firm_required("PA")
def users(request: HttpRequest, user: PartnerUser) -> HttpResponse:
    """The firm's people; the administrator invites and deactivates."""
    form = forms.InviteUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invite_user(organisation=user.organisation, actor=actor_of(request), **form.cleaned_data)
        messages.success(request, _("The invitation was sent. The link works for seven days."))
        return redirect("partner:users")
    return _users_page(request, user, form)


@firm_required("PA")
@require_POST
@answer_refusals
def user_deactivate(request: HttpRequest, user: PartnerUser, pk: UUID) -> HttpResponse:
    """USR-2: at once."""
    other = get_object_or_404(user.organisation.users, pk=pk)
    deactivate_user(user=other, actor=actor_of(request))
    messages.success(request, _("This person has no access any more."))
    return redirect("partner:users" if other.pk != user.pk else "/")


@login_not_required
@answer_refusals
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a mail link: GET shows and changes nothing, POST accepts (USR-1)."""
    found = invitation_by_token(token)
    if found is None or found.organisation.region != request.region:  # type: ignore[attr-defined]
        raise Http404
    person = person_of(request)
    address = confirmed_address(person) if person else ""
    if request.method == "POST":
        if person is None:
            raise Http404
        accept_invitation(invitation=found, person=person, email=address)
        messages.success(request, _("Welcome. You now work for this organisation here."))
        return redirect("partner:home")
    context = {
        "invitation": found,
        "is_open": is_open(found),
        "fits": bool(person) and address.lower() == found.email,
        "person": person,
    }
    return render(request, "partners/invitation.html", context, status=200 if context["is_open"] else 410)
