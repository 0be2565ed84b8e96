"""Forms of programmes and of the courses they offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.programmes.models import Programme

if TYPE_CHECKING:
    from lms.regions.models import Region

DATE = {"type": "date"}


class ProgrammeForm(forms.ModelForm[Programme]):
    """A programme; its code is chosen once, since reports and imports name it by code."""

    class Meta:
        model = Programme
        fields = ("code", "name", "starts_on", "ends_on", "hosts_text", "cohosts_text", "operated_by_text")
        widgets = {
            "starts_on": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        }
        labels = {
            "code": _("Code"),
            "name": _("Name"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "hosts_text": _("Host"),
            "cohosts_text": _("Co-host"),
            "operated_by_text": _("Operated by"),
        }
        help_texts = {
            "code": _("Letters, digits and hyphens; it cannot be changed later."),
            "ends_on": _("Leave it empty if there is none."),
        }

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.region = region
        if not self.instance._state.adding:
            del self.fields["code"]


class CoursesForm(forms.Form):
    """Which of the Region's open courses count for a programme."""

    courses = forms.MultipleChoiceField(
        label=_("Courses that count for this programme"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["courses"].choices = choices  # type: ignore[attr-defined]
