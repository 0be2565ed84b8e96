"""Forms of handed-in work and of its judgement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.ledger.forms import ActForm


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
