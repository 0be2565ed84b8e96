"""What a firm fills in about an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.hiring.models import InterviewRequest
from lms.hiring.models.contract import ContractClass, HireCategory, RemoteLevel
from lms.hiring.states import RejectReason
from lms.hiring.terms_sheet import prefilled, sheet_fields
from lms.ledger.forms import ActForm
from lms.trials.states import TrialKind

if TYPE_CHECKING:
    from lms.partners.models import JobPost

SLOTS = 3
SHEET = "sheet_"


def day_input() -> forms.DateInput:
    """A date with the browser's own picker."""
    return forms.DateInput(attrs={"type": "date"})


def moment_input() -> forms.DateTimeInput:
    """Date and time with the browser's own picker."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class InterviewForm(ActForm):
    """APP-4: times, place, who talks, and every step of the selection."""

    slot_1 = forms.DateTimeField(label=_("Time 1"), widget=moment_input())
    slot_2 = forms.DateTimeField(label=_("Time 2"), widget=moment_input())
    slot_3 = forms.DateTimeField(label=_("Time 3"), widget=moment_input(), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=10, max_value=180, initial=30)
    place = forms.ChoiceField(label=_("Way"), choices=InterviewRequest.Place.choices)
    place_detail = forms.CharField(label=_("Place or how to connect"), max_length=200)
    interviewers = forms.CharField(
        label=_("Who talks with the applicant"),
        max_length=120,
        help_text=_("Roles are enough, for example: team leader."),
    )
    steps = forms.CharField(
        label=_("All steps of the selection"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One per line.")
    )

    def act_data(self) -> dict[str, Any]:
        """Arguments of `ask_interview`."""
        data = self.cleaned_data
        slots = [data[f"slot_{number}"] for number in range(1, SLOTS + 1) if data.get(f"slot_{number}")]
        return {
            "slots": [slot.isoformat() for slot in slots],
            "minutes": data["minutes"],
            "place": data["place"],
            "place_detail": data["place_detail"].strip(),
            "interviewers": data["interviewers"].strip(),
            "steps": [line.strip() for line in data["steps"].splitlines() if line.strip()],
        }

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """The guard speaks of the times as a whole: its message stands at the first one."""
        renamed = {("slot_1" if name == "slots" else name): texts for name, texts in errors.items()}
        super().take_errors(renamed)


class RescheduleForm(ActForm):
    """APP-7."""

    slot = forms.DateTimeField(label=_("New time"), widget=moment_input())

    def act_data(self) -> dict[str, Any]:
        """Arguments of `reschedule_interview`."""
        return {"slot": self.cleaned_data["slot"].isoformat()}


class RejectForm(ActForm):
    """APP-16 and APP-13: a reason of the list, shown before it is sent."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=RejectReason.choices, widget=forms.RadioSelect)
    share = forms.BooleanField(
        label=_("Tell the applicant the reason"),
        required=False,
        help_text=_("Without a tick the applicant only reads that it goes no further."),
    )


class MoveBackForm(ActForm):
    """APP-20."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=(
            ("look_again", _("We want to look at the papers again")),
            ("other_date", _("A new interview will be arranged")),
            ("other", _("Other")),
        ),
    )


class OfferForm(ActForm):
    """APP-9: the dates and splits of the offer and every item of the terms document of the post's class."""

    contract_class = forms.ChoiceField(label=_("Kind of contract"))
    starts_on = forms.DateField(label=_("First day of work"), widget=day_input())
    expires_on = forms.DateField(
        label=_("Answer by"), widget=day_input(), help_text=_("At least seven days from today.")
    )
    includes_trial = forms.BooleanField(label=_("Begins with a trial period"), required=False)
    hire_category = forms.ChoiceField(label=_("Category"), choices=HireCategory.choices, initial=HireCategory.UNKNOWN)
    remote_level = forms.ChoiceField(label=_("Share of remote work"), choices=RemoteLevel.choices)

    def __init__(self, *args: Any, post: JobPost, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outsourcing = post.contract_class == "outsourcing"
        self.fields["contract_class"].choices = [  # type: ignore[attr-defined]
            choice for choice in ContractClass.choices if (choice[0] == ContractClass.OUTSOURCING) == outsourcing
        ]
        first = prefilled(post)
        for field in sheet_fields(post.contract_class):
            # Blank items are named by the guard with the words of the law, all at once; so none is required here.
            kind: dict[str, type[forms.Field]] = {"date": forms.DateField}
            widgets = {"date": day_input(), "long": forms.Textarea(attrs={"rows": 3})}
            self.fields[SHEET + field.name] = kind.get(field.kind, forms.CharField)(
                label=field.label,
                required=False,
                initial=first.get(field.name, ""),
                widget=widgets.get(field.kind, forms.TextInput()),
            )

    def act_data(self) -> dict[str, Any]:
        """Arguments of `make_offer`."""
        data = self.cleaned_data
        sheet = {
            name.removeprefix(SHEET): (value.isoformat() if hasattr(value, "isoformat") else str(value or "").strip())
            for name, value in data.items()
            if name.startswith(SHEET)
        }
        return {
            "data": {
                "contract_class": data["contract_class"],
                "starts_on": data["starts_on"].isoformat(),
                "expires_on": data["expires_on"].isoformat(),
                "includes_trial": data["includes_trial"],
                "hire_category": data["hire_category"],
                "remote_level": data["remote_level"],
                "sheet": sheet,
            }
        }

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """Items of the document are fields with a prefix here."""
        renamed = {(SHEET + name if SHEET + name in self.fields else name): texts for name, texts in errors.items()}
        super().take_errors(renamed)


class TrialForm(ActForm):
    """TRI-1: which kind of trial work is proposed; its terms follow on the paper."""

    kind = forms.ChoiceField(
        label=_("Kind of trial work"),
        choices=[(kind.value, kind.label) for kind in (TrialKind.OUTSOURCING, TrialKind.EXPERIENCE)],
        widget=forms.RadioSelect,
    )


class StartForm(ActForm):
    """HIR-2 by the firm."""

    day = forms.DateField(label=_("First day of work"), widget=day_input())
    notice_given_on = forms.DateField(
        label=_("Day on which the notice of working conditions was handed over"), widget=day_input(), required=False
    )
