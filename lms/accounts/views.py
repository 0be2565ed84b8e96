"""One's own profile and data, joining a Region, and the roles of a Region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.accounts.access import require_roles, roles_required
from lms.accounts.actors import actor_of
from lms.accounts.forms import AboutYouForm, EndGrantForm, GrantForm, ProfileForm
from lms.accounts.models import Person, PersonPrivate, RoleGrant
from lms.accounts.names import phone_as_dialled, private_words_in
from lms.accounts.personal_data import rules
from lms.accounts.selectors import grants_of_region, person_of
from lms.accounts.services import clear_password, end_role, export_of, grant_role, register_person, update_profile
from lms.ledger import clock
from lms.ledger.answers import answer_refusals
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from django import forms


def _take_errors(form: forms.Form, refusal: FormInvalid) -> None:
    for field, texts in refusal.errors.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, _(text))


@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """/me/ : what a person says of themselves; nothing is needed until an act needs it."""
    person = require_roles(request, {"L"})
    private = get_object_or_404(PersonPrivate, person=person)
    names = [name for name in ProfileForm.base_fields if name != "display_name"]
    initial = {name: getattr(private, name) for name in names} | {"display_name": person.display_name}
    initial["phone"] = phone_as_dialled(private.phone)
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        update_profile(person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        if private_words_in(form.cleaned_data["self_introduction"]):
            messages.info(request, _("R03"))
        return redirect("accounts:profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form, "person": person}, status=status)


@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """/me/join/ : somebody with a login of another Region registers here, with the short form."""
    region = getattr(request, "region", None)
    if region is None:
        raise Http404
    onward = get_next_redirect_url(request) or "/"
    if person_of(request) is not None:
        return redirect(onward)
    form = AboutYouForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            register_person(user=request.user, region=region, **form.cleaned_data)  # type: ignore[arg-type]
        except FormInvalid as refusal:
            _take_errors(form, refusal)
        else:
            messages.success(request, _("You are registered here now."))
            return HttpResponseRedirect(onward)
    status = 422 if form.errors else 200
    return render(request, "accounts/join.html", {"form": form, "next": onward}, status=status)


@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """/me/export/ : what is held about oneself, and the file with all of it (P05)."""
    require_roles(request, {"L"})
    return render(request, "accounts/export.html", {"titles": [rule.title for rule in rules()]})


@never_cache
def export_file(request: HttpRequest) -> HttpResponse:
    """The JSON file of `export`."""
    person = require_roles(request, {"L"})
    answer = JsonResponse(export_of(person), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="my-data-{clock.today_in_tokyo():%Y%m%d}.json"'
    return answer


@never_cache
@roles_required("AD")
@answer_refusals
def roles(request: HttpRequest) -> HttpResponse:
    """/staff/roles/ : who holds which role in this Region, and granting one."""
    actor = actor_of(request)
    region = request.region  # type: ignore[attr-defined]
    form = GrantForm(request.POST or None, region=region, initial={"starts_on": clock.today_in_tokyo()})
    if request.method == "POST" and form.is_valid() and form.person is not None:
        fields = {name: value for name, value in form.cleaned_data.items() if name != "email"}
        try:
            grant_role(person=form.person, granted_by=actor, **fields)
        except FormInvalid as refusal:
            _take_errors(form, refusal)
        else:
            messages.success(request, _("The role was granted."))
            return redirect("accounts:roles")
    context = {
        "form": form,
        "grants": grants_of_region(region, clock.today_in_tokyo()),
        "end_form": EndGrantForm(),
        "own_id": actor.person_id,
    }
    return render(request, "accounts/roles.html", context, status=422 if form.errors else 200)


@require_POST
@roles_required("AD")
@answer_refusals
def end_grant(request: HttpRequest, grant_id: int) -> HttpResponse:
    """/staff/roles/<id>/end/ : end a role now or on a later day."""
    grant = get_object_or_404(RoleGrant.objects.select_related("person__user"), pk=grant_id, region=request.region)  # type: ignore[attr-defined]
    form = EndGrantForm(request.POST)
    if form.is_valid():
        end_role(grant, ended_by=actor_of(request), ends_on=form.cleaned_data["ends_on"])
        messages.success(request, _("The role was ended."))
    else:
        messages.error(request, _("Please give the date like 1990-05-05."))
    return redirect("accounts:roles")


@require_POST
@roles_required("AD")
@answer_refusals
def clear_person_password(request: HttpRequest, person_id: str) -> HttpResponse:
    """/staff/roles/<person>/clear-password/ : a forgotten password of somebody with a role here."""
    holders = Person.objects.select_related("user", "region").filter(region=request.region, grants__isnull=False)  # type: ignore[attr-defined]
    person = get_object_or_404(holders.distinct(), pk=person_id)
    with transaction.atomic():
        clear_password(person, by=actor_of(request))
    messages.success(request, _("A new password can be chosen at the next sign-in."))
    return redirect("accounts:roles")


@csrf_exempt
@login_not_required
def sign_in_here(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """Stands where Wagtail has sign-in and password pages of its own, which would pass by the second factor (trap 15)."""
    onward = request.GET.get("next", "/cms/")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': onward})}")


def people_elsewhere(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """Stands where Wagtail lists every user of the installation: roles are granted in one place, by AD only."""
    require_roles(request, {"AD"})
    return redirect("accounts:roles")
