"""The form of one step of a workflow: what it is called, and what it hands to the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.ledger.forms import ActForm
from lms.partners.forms.fields import NeededChoices, NeededText

if TYPE_CHECKING:
    from django.http import QueryDict

    from lms.ledger.models import Projection


class StepForm(ActForm):
    """A step with nothing to type. `kind` is the look of its button: "", ghost or danger."""

    title: Any = ""
    button: Any = ""
    done: Any = _("Done.")
    explain: Any = ""
    kind = "ghost"
    use_required_attribute = False

    def __init__(self, row: Projection | None, data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        self.row: Any = row
        super().__init__(data, prefix=prefix, initial=self.initial_of(row))

    def initial_of(self, row: Projection | None) -> dict[str, Any]:
        """Hidden fields; subclasses add what is known already."""
        return self.hidden_initial(row)

    def move_data(self) -> dict[str, Any]:
        """`data` of the act."""
        return {name: value for name, value in self.payload_data().items() if name not in {"reason", "reason_code"}}

    def move_texts(self) -> dict[str, str]:
        """Free text of the act."""
        reason = str(self.cleaned_data.get("reason") or "").strip()
        return {"reason": reason} if reason else {}

    def move_reason(self) -> str:
        """Reason code of the act."""
        return str(self.cleaned_data.get("reason_code") or "")

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """Messages may come as keys; every field shows them in the reader's language."""
        super().take_errors({field: [gettext(text) for text in texts] for field, texts in errors.items()})


class ReasonMixin(forms.Form):
    """A reason in one's own words."""

    reason = NeededText(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


def checklist_field(points: dict[str, Any]) -> NeededChoices:
    """Points to tick; which of them are missing is for the guard to say."""
    return NeededChoices(
        label=_("I have checked"),
        choices=list(points.items()),
        widget=forms.CheckboxSelectMultiple,
    )
