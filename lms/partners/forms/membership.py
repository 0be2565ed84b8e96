"""Forms around membership and agreement, of staff and of the firm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.ledger.forms import ActForm
from lms.partners.forms.fields import NeededDate, NeededText, NeededTick
from lms.partners.forms.steps import ReasonMixin, StepForm, checklist_field
from lms.partners.models import Organisation, PartnerMembership, PartnerRole

CHECK_POINTS = {
    "number": _("Corporate number and name agree with the public register."),
    "office": _("The office exists and can be reached by phone."),
    "declarations": _("The declarations were made by somebody entitled to."),
    "contact": _("The contact for job seekers answers."),
}
RETURN_FIELDS = {
    "corporate_number": _("Corporate number"),
    "address": _("Address"),
    "mail_domain": _("Mail domain"),
    "responsible_person": _("Person responsible for recruiting"),
    "seeker_contact": _("Contact for job seekers"),
    "interview_rules_url": _("Rules for interviews"),
    "other": _("Something else"),
}


class ListOrganisationForm(ActForm):
    """MEM-1 or MEM-2: a name and a kind."""

    legal_name = forms.CharField(label=_("Legal name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of organisation"), choices=Organisation.Kind.choices)
    membership_kind = forms.ChoiceField(label=_("Kind of membership"), choices=PartnerMembership.Kind.choices)
    as_candidate = forms.BooleanField(label=_("Name it as a candidate at once"), required=False)


class InviteForm(forms.Form):
    """The first administrator of a firm, by mail address."""

    email = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))


class InviteUserForm(InviteForm):
    """Any user of the firm."""

    role = forms.ChoiceField(label=_("Role"), choices=PartnerRole.choices, initial=PartnerRole.STAFF)


class NameCandidateForm(StepForm):
    """MEM-2."""

    title, button = _("Name as a candidate"), _("Name as a candidate")
    explain = _("After this the firm's first administrator can be invited.")
    kind = ""


class StartReviewForm(StepForm):
    """MEM-4."""

    title, button = _("Start the review"), _("Start the review")
    kind = ""


class ReturnForm(StepForm):
    """MEM-5: a reason for each field that has to be corrected."""

    title, button = _("Send back"), _("Send back to the firm")
    explain = _("Write only at the fields that have to be corrected.")
    fields_to_return = RETURN_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.fields_to_return.items():
            self.fields[f"reason_{name}"] = forms.CharField(label=label, max_length=200, required=False)

    def move_data(self) -> dict[str, Any]:
        """The reasons by field."""
        typed = {name: self.cleaned_data.get(f"reason_{name}") for name in self.fields_to_return}
        return {"reasons": {name: text for name, text in typed.items() if text}}


class ApproveMembershipForm(StepForm):
    """MEM-6."""

    title, button, kind = _("Approve"), _("Approve"), ""
    explain = _("A draft of the agreement is made. Rights begin when both sides have signed it.")
    checklist = checklist_field(CHECK_POINTS)


class RefuseForm(ReasonMixin, StepForm):
    """MEM-7."""

    title, button, kind = _("Do not approve"), _("Do not approve"), "danger"
    explain = _("This cannot be taken back. The firm reads the reason.")


class SendAgreementForm(StepForm):
    """AGR-2."""

    title, button, kind = _("Send the agreement"), _("Freeze and send"), ""
    explain = _("After sending nothing can be changed; a change needs a new draft.")
    scope = NeededText(
        label=_("What the agreement covers"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    effective_on = NeededDate(label=_("Valid from"))
    ends_on = NeededDate(label=_("Valid until"), required=False)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What the draft says already."""
        known = {"scope": row.scope, "effective_on": row.effective_on, "ends_on": row.ends_on}
        return {**self.hidden_initial(row), **known}


class PaperSignatureForm(StepForm):
    """AGR-3 on paper, recorded by the coordinator (AGR-t4)."""

    title, button = _("The firm signed on paper"), _("Record the signature")
    partner_signed_by = NeededText(label=_("Name of the person who signed"), max_length=80)
    partner_signed_on = NeededDate(label=_("Date on the paper"))
    scan_reference = NeededText(label=_("Where the scan is kept"), max_length=120)


class SignAgreementForm(StepForm):
    """AGR-3 on the screen, by the firm's administrator."""

    title, button, kind = _("Sign the agreement"), _("Sign"), "mikan"
    partner_signed_by = NeededText(label=_("Your name"), max_length=80)
    agreed = NeededTick(label=_("I have read the agreement and sign it for the organisation."))
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """The hash of exactly the paper that is shown."""
        return {**self.hidden_initial(row), "digest": row.digest}


class SignForRegionForm(StepForm):
    """AGR-4."""

    title, button, kind = _("Sign for the region"), _("Sign for the region"), "mikan"
    explain = _("With this the agreement is in force and the rights of the member begin.")


class WithdrawAgreementForm(StepForm):
    """AGR-5."""

    title, button, kind = _("Withdraw this agreement"), _("Withdraw"), "danger"


class ApplyForm(StepForm):
    """MEM-3: what the firm says of itself. What is missing is said by the guard, so that all messages have one source."""

    title, button, kind = _("Apply for membership"), _("Send the application"), "mikan"
    done = _("Thank you. The application was sent. We answer by mail.")
    legal_name = forms.CharField(label=_("Legal name"), max_length=120)
    kind_of_organisation = forms.ChoiceField(label=_("Kind of organisation"), choices=Organisation.Kind.choices)
    membership_kind = forms.ChoiceField(
        label=_("Kind of membership"),
        choices=PartnerMembership.Kind.choices,
        help_text=_("Supporting members come to meetings and events and post no jobs."),
    )
    corporate_number = NeededText(label=_("Corporate number (13 digits)"), max_length=30)
    no_number_reason = forms.ChoiceField(
        label=_("If you have none"), choices=[("", "—"), *Organisation.NoNumber.choices], required=False
    )
    address = NeededText(label=_("Address"), max_length=200)
    phone = NeededText(label=_("Phone"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"}))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    mail_domain = NeededText(
        label=_("Mail domain"),
        max_length=120,
        help_text=_("The part behind the @ of your own address, for example example.co.jp."),
    )
    responsible_person = NeededText(label=_("Person responsible for recruiting"), max_length=80)
    seeker_contact = NeededText(
        label=_("Contact for job seekers"),
        max_length=200,
        help_text=_("Also for harassment while looking for work. It is shown at every post."),
    )
    interview_rules_url = forms.URLField(
        label=_("Address of your rules for interviews"), required=False, assume_scheme="https"
    )
    profile = forms.CharField(
        label=_("What you do"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    declared_no_sanction = NeededTick(label=_("We are under no sanction by labour law."))
    declared_no_antisocial = NeededTick(label=_("We have no tie to anti-social forces."))

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What the organisation said before."""
        organisation = row.organisation
        known = {name: getattr(organisation, name) for name in self.base_fields if hasattr(organisation, name)}
        known |= {"kind_of_organisation": organisation.kind, "membership_kind": row.kind}
        known["phone"] = organisation.phone_shown
        return {**self.hidden_initial(row), **known}

    def move_data(self) -> dict[str, Any]:
        """Under the names of the organisation's fields."""
        data = super().move_data()
        return {**data, "kind": data.pop("kind_of_organisation")}


class SuspendForm(ReasonMixin, StepForm):
    """MEM-9 by the approver."""

    title, button, kind = _("Suspend the membership"), _("Suspend"), "danger"
    explain = _("All access to learners ends at once, and open posts are paused.")
    code = "decision"

    def move_reason(self) -> str:
        """The reason code of this form."""
        return self.code


class SafetySuspendForm(SuspendForm):
    """MEM-9 by the coordinator, for safety."""

    title = _("Suspend for safety")
    explain = _("All access to learners ends at once. An approver confirms within 72 hours, otherwise it ends.")
    code = "safety"


class ConfirmSuspensionForm(StepForm):
    """MEM-9b."""

    title, button = _("Confirm the suspension"), _("Confirm")


class ResumeMembershipForm(StepForm):
    """MEM-10."""

    title, button, kind = _("Make active again"), _("Make active again"), ""
    explain = _("The firm resumes its posts itself.")


class EndForm(StepForm):
    """MEM-11 by the approver."""

    title, button, kind = _("End the membership"), _("End the membership"), "danger"
    explain = _("Posts are closed, consents end, and the firm's people lose access. This cannot be taken back.")
    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            ("withdrawn", _("The firm withdrew")),
            ("terminated", _("The agreement was terminated")),
            ("merged", _("The firm merged with another")),
        ],
    )


class EndByFirmForm(StepForm):
    """MEM-11 by the firm itself."""

    title, button, kind = _("End our membership"), _("End our membership"), "danger"
    explain = _("Your posts are closed and nobody of you can sign in here any more. This cannot be taken back.")
    sure = NeededTick(label=_("We want to end the membership."))

    def clean(self) -> dict[str, object]:
        """Ending asks twice: the tick and the button."""
        if not self.cleaned_data.get("sure"):
            self.add_error("sure", gettext("Please tick this to go on."))
        return self.cleaned_data

    def move_reason(self) -> str:
        """A firm can only withdraw."""
        return "withdrawn"


class ChangeKindForm(StepForm):
    """MEM-12."""

    title, button = _("Change the kind of membership"), _("Change")
    explain = _("A supporting member has no posts: its posts are closed.")
    membership_kind = forms.ChoiceField(label=_("Kind of membership"), choices=PartnerMembership.Kind.choices)


class TerminateAgreementForm(ReasonMixin, StepForm):
    """AGR-8."""

    title, button, kind = _("Terminate the agreement"), _("Terminate"), "danger"
    explain = _("The membership is suspended until a new agreement is in force.")

    def move_reason(self) -> str:
        """The one reason code of a termination; the words stand beside it."""
        return "notice"
