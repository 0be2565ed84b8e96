"""Forms of evidence that an instructor enters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Skill
from lms.learning.skills.supervised import HIGHEST, OBSERVED, Session

if TYPE_CHECKING:
    from lms.accounts.models import Person

CRITERIA = 4


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
