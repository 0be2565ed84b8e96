"""What the office fills in about an application or a contract."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.hiring.forms.firm import StartForm
from lms.hiring.forms.learner import CancelStartForm, EndForm
from lms.ledger.forms import ActForm


class HowKnownForm(ActForm):
    """What the office adds to an act that is otherwise one of the sides' (ROL-6): how it is known."""

    reason = forms.CharField(
        label=_("How do you know it?"),
        help_text=_("Who said so and when, by which document. Write no names."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StaffStartForm(HowKnownForm, StartForm):
    """HIR-2 by the office, where the other side stays silent."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=(
            ("no_answer", _("The other side does not answer")),
            ("firm_gone", _("The firm has left or is suspended")),
            ("on_paper", _("The other side confirmed it on paper or by telephone")),
        ),
    )
    field_order = ("day", "notice_given_on", "reason_code", "reason")


class StaffEndForm(HowKnownForm, EndForm):
    """HIR-4 by the office."""

    field_order = ("day", "reason_code", "reason")


class StaffCancelForm(HowKnownForm, CancelStartForm):
    """APP-15 by the office."""

    field_order = ("reason_code", "reason")


class ReasonForm(forms.Form):
    """The typed reason of a named access by staff (ROL-6)."""

    reason = forms.CharField(label=_("Reason"), max_length=400, required=False)
