"""Forms of learners."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class GoalForm(forms.Form):
    """How many days a week."""

    days = forms.IntegerField(min_value=1, max_value=7, label=_("days a week"))
