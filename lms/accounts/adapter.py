"""How sign-in and registration differ from allauth's defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.contrib.auth import update_session_auth_hash
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts import registration
from lms.accounts.models import Person, User
from lms.accounts.selectors import needs_second_factor

if TYPE_CHECKING:
    from allauth.account.models import Login
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse

RESET_CODE = "account/email/password_reset_code"


class AccountAdapter(DefaultAccountAdapter):
    """Mail and sign-in rules of this product."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "rate_limited": _("This was tried very often in a short time. Please try again in a few minutes."),
        "too_many_login_attempts": _("This was tried very often in a short time. Please try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People register on the site of a Region, nowhere else."""
        return getattr(request, "region", None) is not None

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """A login without a password: the typed one is set once this session has confirmed the address."""
        user.email = form.cleaned_data["email"]
        user.set_unusable_password()
        if commit:
            user.save()
            registration.keep(
                request,
                user,
                password=form.cleaned_data.get("password1") or "",
                birth_date=form.cleaned_data["birth_date"],
                display_name=form.cleaned_data["display_name"],
                school_kind=form.cleaned_data["school_kind"],
            )
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Make the person that this session registered; then go where the reader wanted to go."""
        if registration.finish(request, user) is not None:
            update_session_auth_hash(request, user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The usual page, or the short registration where the user is nobody in this Region yet."""
        region = getattr(request, "region", None)
        if region is not None and not Person.objects.filter(user_id=request.user.pk or 0, region=region).exists():
            return reverse("accounts:join")
        return str(super().get_login_redirect_url(request))

    def is_login_by_code_required(self, login: Login) -> bool:
        """After the password the code too, for whoever can open names (ROL-5)."""
        if login.user is None or not needs_second_factor(login.user):
            return False
        records = get_authentication_records(self.request, login.user)
        return not any(record["method"] == "code" for record in records)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mailbox alone must not open what needs password and code: those passwords are reset by the office only."""
        if template_prefix == RESET_CODE:
            user = User.objects.filter(email=email.lower()).first()
            if user is not None and user.has_usable_password() and needs_second_factor(user):
                template_prefix = "account/email/password_reset_office"
                context = {"request": context["request"]}
        super().send_mail(template_prefix, email, context)
