"""Forms of the staff page of requirements."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.learning.requirements.rules import RuleError, check_tree
from lms.ledger.forms import ActForm


class RuleForm(ActForm):
    """A requirement: what it is for and its conditions as JSON."""

    slug = forms.SlugField(label=_("name in addresses"), max_length=40)
    label = forms.CharField(label=_("what it is for"), max_length=80)
    owner = forms.CharField(label=_("asked by"), max_length=80, required=False)
    tree = forms.CharField(label=_("conditions"), widget=forms.Textarea(attrs={"rows": 8}), max_length=8000)

    def clean_tree(self) -> dict[str, Any]:
        """The conditions as a tree."""
        try:
            tree = json.loads(self.cleaned_data["tree"])
            check_tree(tree)
        except (ValueError, RecursionError) as error:
            key = error.key if isinstance(error, RuleError) else "rule.json"
            raise forms.ValidationError(_(key)) from error
        return dict(tree)


class RuleDateForm(ActForm):
    """From which day a requirement holds."""

    valid_from = forms.DateField(label=_("valid from"), widget=forms.DateInput(attrs={"type": "date"}))
