"""Forms of registration, profile and roles."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    ConfirmPasswordResetCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    SetPasswordForm,
    SignupForm,
)
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person, Role, SchoolKind
from lms.accounts.names import compose_voiced_marks, phone_e164, to_katakana
from lms.accounts.services import check_birth_date
from lms.ledger import clock
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from lms.accounts.models import User
    from lms.regions.models import Region


class PlainWords:
    """allauth's forms in our words: labels instead of placeholders, and no link inside a help text."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in {"login", "email"}:
                field.label = _("Mail address")
            elif name in {"password", "oldpassword"}:
                field.help_text = ""
            elif name == "code":
                field.label = _("Code")
                field.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})


class SignInForm(PlainWords, LoginForm):
    """Mail address and password."""


class AskCodeForm(PlainWords, RequestLoginCodeForm):
    """The address a code is sent to."""


class SignInCodeForm(PlainWords, ConfirmLoginCodeForm):
    """The code for signing in."""


class AddressCodeForm(PlainWords, ConfirmEmailVerificationCodeForm):
    """The code that confirms an address."""


class ResetCodeForm(PlainWords, ConfirmPasswordResetCodeForm):
    """The code for a new password."""


class AskResetForm(PlainWords, ResetPasswordForm):
    """The address of a forgotten password."""


class PasswordAgainForm(PlainWords, ReauthenticateForm):
    """The password of who is signed in by code."""


class NewPasswordForm(PlainWords, ChangePasswordForm):
    """The password of now and the new one."""


class FirstPasswordForm(PlainWords, SetPasswordForm):
    """A password for an account that signs in with codes."""


class NewAddressForm(PlainWords, AddEmailForm):
    """Another mail address."""


class BirthDateField(forms.DateField):
    """A birth date, also as 1990年5月5日, 1990/5/5 or 19900505, with full-width digits."""

    widget = forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Birth date"))
        kwargs.setdefault("error_messages", {"invalid": _("Please give the date like 1990-05-05.")})
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The date behind what was typed."""
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class AboutYouForm(forms.Form):
    """What a Region asks at the beginning: nothing beyond law.md §6 and §11."""

    display_name = forms.CharField(
        label=_("What shall we call you?"),
        max_length=40,
        help_text=_("A nickname is fine. Companies never see it."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    birth_date = BirthDateField(
        help_text=_("We ask because rules about work depend on age. It is stored encrypted and shown to nobody.")
    )
    school_kind = forms.ChoiceField(
        label=_("Kind of school you attend now"), choices=SchoolKind.choices, initial=SchoolKind.NONE
    )

    def clean_birth_date(self) -> date:
        """Refuses children under 13 kindly and dates that cannot be."""
        birth_date: date = self.cleaned_data["birth_date"]
        try:
            check_birth_date(birth_date, clock.today_in_tokyo())
        except FormInvalid as refusal:
            raise forms.ValidationError([gettext(key) for key in refusal.errors["birth_date"]]) from None
        return birth_date


class RegistrationForm(PlainWords, AboutYouForm, SignupForm):
    """Registration: mail address, what `AboutYouForm` asks, and a password for who wants one."""

    field_order = ["email", "display_name", "birth_date", "school_kind", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("We send a code to this address.")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _("At least 10 characters. Without one you sign in with a code by mail.")
        self.order_fields(self.field_order)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more: the adapter keeps the answers until the address is confirmed."""


class ProfileForm(forms.Form):
    """One's own data; everything but the name to be called by may stay empty until something needs it."""

    display_name = forms.CharField(label=_("What shall we call you?"), max_length=40)
    school_kind = forms.ChoiceField(label=_("Kind of school you attend now"), choices=SchoolKind.choices)
    family_name = forms.CharField(label=_("Family name"), max_length=40, required=False)
    given_name = forms.CharField(
        label=_("Given name"), max_length=40, required=False, help_text=_("With a single name, leave this empty.")
    )
    family_kana = forms.CharField(label=_("Family name in katakana"), max_length=40, required=False)
    given_kana = forms.CharField(label=_("Given name in katakana"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    municipality = forms.CharField(label=_("Municipality you live in"), max_length=60, required=False)
    self_introduction = forms.CharField(
        label=_("About yourself"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you like doing and what you want to try."),
    )

    def clean_family_name(self) -> str:
        """As typed (D04)."""
        return compose_voiced_marks(self.cleaned_data["family_name"])

    def clean_given_name(self) -> str:
        """As typed (D04)."""
        return compose_voiced_marks(self.cleaned_data["given_name"])

    def clean_family_kana(self) -> str:
        """Katakana (D03)."""
        return to_katakana(self.cleaned_data["family_kana"])

    def clean_given_kana(self) -> str:
        """Katakana (D03)."""
        return to_katakana(self.cleaned_data["given_kana"])

    def clean_phone(self) -> str:
        """E.164 (D07), or empty."""
        return phone_e164(self.cleaned_data["phone"])


class GrantForm(forms.Form):
    """A role for somebody who already has an account in the Region."""

    email = forms.EmailField(label=_("Mail address of the person"))
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in Role if role != Role.LEARNER]
    )
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(
        label=_("Until (empty: open)"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    named_access = forms.BooleanField(label=_("May open names with a typed reason"), required=False)
    is_external = forms.BooleanField(label=_("Works for another organisation"), required=False)

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        self.person: Person | None = None

    def clean_email(self) -> str:
        """The address of an active person of this Region."""
        email: str = self.cleaned_data["email"].lower()
        self.person = Person.objects.filter(user__email=email, region=self.region, status=Person.Status.ACTIVE).first()
        if self.person is None:
            raise forms.ValidationError(_("Nobody with this mail address is registered here yet."))
        return email


class EndGrantForm(forms.Form):
    """The last day of a role; empty ends it at once."""

    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
