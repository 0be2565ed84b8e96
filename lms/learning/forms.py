"""Forms of learners and of the staff page of requirements."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Skill
from lms.learning.rules import RuleError, check_tree
from lms.learning.supervised import HIGHEST, OBSERVED, Session
from lms.ledger.forms import ActForm

if TYPE_CHECKING:
    from lms.accounts.models import Person

CRITERIA = 4


class GoalForm(forms.Form):
    """How many days a week."""

    days = forms.IntegerField(min_value=1, max_value=7, label=_("days a week"))


class HandInForm(ActForm):
    """What a learner hands in: words or code, and a file where one is asked for."""

    text = forms.CharField(required=False, strip=False)
    file = forms.FileField(required=False, allow_empty_file=True)


class JudgeForm(ActForm):
    """A judgement: a level for each criterion of the rubric, a comment, return or accept."""

    version_n = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    comment = forms.CharField(
        label=_("Comment for the learner"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    decision = forms.ChoiceField(choices=[("returned", ""), ("accepted", "")])

    def __init__(self, *args: Any, rubric: dict[str, Any] | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.rows = rubric["rows"] if rubric else []
        choices = [(str(level), str(level)) for level in rubric["levels"]] if rubric else []
        for number, row in enumerate(self.rows):
            self.fields[f"level_{number}"] = forms.ChoiceField(label=row["text"], choices=choices, required=False)

    def levels(self) -> list[int | None]:
        """The points given for each criterion; None where nothing was chosen."""
        given = [self.cleaned_data.get(f"level_{number}") for number in range(len(self.rows))]
        return [int(value) if value else None for value in given]


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


class RecheckForm(forms.Form):
    """A re-check in a supervised room."""

    label = forms.CharField(label=_("Number of the learner"), max_length=12, help_text=_("For example L-3FA21C"))
    skill = forms.ModelChoiceField(label=_("Skill"), queryset=Skill.objects.order_by("code"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(label=_("Place"), max_length=80)
    identity = forms.BooleanField(label=_("I checked who the person is"))

    def session(self, grader: Person) -> Session:
        """What was entered, under the name of the instructor."""
        data = self.cleaned_data
        return Session(data["label"], data["skill"].code, data["day"], data["place"], grader)

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """Put the refusals at their fields."""
        for field, texts in errors.items():
            for text in texts:
                self.add_error(field if field in self.fields else None, text)


class ObservedForm(RecheckForm):
    """A watched meeting or interview: four criteria, 0 to 3 each."""

    skill = forms.ModelChoiceField(label=_("Skill"), queryset=Skill.objects.filter(code__in=OBSERVED).order_by("code"))
    identity = None  # type: ignore[assignment]
    field_order = ("label", "skill", "day", "place")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for number in range(CRITERIA):
            criteria = " ／ ".join(str(texts[number]) for texts in OBSERVED.values())
            choices = [("", "—"), *((str(level), str(level)) for level in range(HIGHEST + 1))]
            self.fields[f"level_{number}"] = forms.ChoiceField(label=criteria, choices=choices)

    def session(self, grader: Person) -> Session:
        """With the levels."""
        plain = super().session(grader)
        levels = tuple(int(self.cleaned_data[f"level_{number}"]) for number in range(CRITERIA))
        return replace(plain, levels=levels)
