"""The report on a deletion."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.hiring.forms.staff import HowKnownForm
from lms.hiring.states.recall import Deleted
from lms.ledger.forms import ActForm


class AttestForm(ActForm):
    """DIS-3 by the firm."""

    deleted = forms.MultipleChoiceField(
        label=_("What was deleted?"),
        choices=Deleted.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("recall.what")},
    )


class PaperAttestForm(AttestForm, HowKnownForm):
    """DIS-3 by the office, from a report on paper."""

    field_order = ("deleted", "reason")
