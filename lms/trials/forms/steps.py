"""The forms of the other steps, and which side and role is offered which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.ledger import clock
from lms.partners.forms.fields import NeededChoice, NeededDate, NeededNumber, NeededText, NeededTick
from lms.partners.forms.steps import ReasonMixin, StepForm
from lms.trials.criteria import MARKS, criteria_of
from lms.trials.guards import OPEN_OUTCOMES
from lms.trials.states import Outcome, Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from lms.trials.models import TrialEngagement


class SignForm(StepForm):
    """TRI-3: the page shows the paper, sending signs exactly this one."""

    title = _("Sign")
    button = _("I sign this paper")
    done = _("Your signature is on the paper.")
    kind = "mikan"

    signed_name = NeededText(label=_("Your full name"), max_length=80)
    agreed_to_paper = NeededTick(label=_("I have read the paper and agree to it."))
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """The hash of the paper that is shown."""
        return {**self.hidden_initial(row), "digest": row.paper.digest if row.paper else ""}


class AmendForm(ReasonMixin, StepForm):
    """TRI-4."""

    title = _("Ask for other terms")
    button = _("Change the terms (signatures become void)")
    done = _("The terms are open again. Signatures given so far do not count any more.")
    explain = _("The papers are made anew and both sides sign again. The old paper stays readable.")


class DeclineForm(StepForm):
    """TRI-7."""

    title = _("Decline")
    button = _("I do not want this trial")
    done = _("You declined. Your application stays where it was.")
    explain = _("You need no reason. Your application stays where it was.")


class CancelForm(ReasonMixin, StepForm):
    """TRI-8."""

    title = _("Cancel")
    button = _("Cancel the trial")
    done = _("The trial is cancelled. The papers stay readable.")
    kind = "danger"


class StartForm(StepForm):
    """TRI-9 by the person."""

    title = _("Begin")
    button = _("I begin today")
    done = _("Have a good start.")


class HoursForm(StepForm):
    """TRI-10: one day."""

    title = _("Write down hours")
    button = _("Save")
    done = _("Saved.")
    explain = _("Writing a day again replaces it, until you confirm your hours.")

    day = NeededDate(label=_("Day"))
    hours = NeededNumber(label=_("Hours"), min_value=0, max_value=24)
    rest = forms.IntegerField(label=_("And minutes"), min_value=0, max_value=59, required=False)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Today."""
        return {**self.hidden_initial(row), "day": clock.today_in_tokyo(), "rest": 0}

    def move_data(self) -> dict[str, Any]:
        """Day and minutes."""
        typed = self.cleaned_data
        minutes = int(typed.get("hours") or 0) * 60 + int(typed.get("rest") or 0)
        return {"day": typed["day"].isoformat() if typed.get("day") else "", "minutes": minutes}

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """Errors of the minutes stand at the hours."""
        super().take_errors({("hours" if name == "minutes" else name): texts for name, texts in errors.items()})


class ConfirmHoursForm(StepForm):
    """TRI-10b."""

    title = _("Confirm hours")
    button = _("These hours are right")
    done = _("Confirmed. The hours are fixed now.")


class ProposeEndForm(StepForm):
    """TRI-12."""

    title = _("End")
    button = _("The trial is over")
    done = _("The other side is asked to confirm the end.")
    explain = _("The other side confirms. Please write down and confirm hours first.")


class ConfirmEndForm(StepForm):
    """TRI-13."""

    title = _("Confirm the end")
    button = _("Yes, the trial is over")
    done = _("The end is confirmed.")


class DisputeEndForm(StepForm):
    """TRI-13b."""

    title = _("Not over yet")
    button = _("No, it goes on")
    done = _("The trial goes on.")


class StopForm(StepForm):
    """TRI-14 by the person: no reason is asked for."""

    title = _("Stop the trial")
    button = _("Stop the trial now")
    done = _("The trial is stopped. Work you have done is paid as agreed.")
    explain = _("You can stop at any time and need no reason. Work you have done is paid as agreed.")


class StopWithReasonForm(ReasonMixin, StepForm):
    """TRI-14 by the firm or the coordinator."""

    title = _("Stop the trial")
    button = _("Stop the trial now")
    done = _("The trial is stopped. Pay for work that was done stays due.")
    explain = _("Pay for work that was done stays due.")
    kind = "danger"


class NoShowForm(StepForm):
    """TRI-15."""

    title = _("Nobody came")
    button = _("The person did not begin")
    done = _("Recorded. The person is told and can object within seven days.")
    kind = "danger"


class EvaluationForm(StepForm):
    """TRI-16a: one mark for each criterion of one's side."""

    title = _("Look back")
    button = _("File the evaluation")
    done = _("Filed. It is shown when both sides have filed, or after 14 days.")
    explain = _("The other side reads this only when both have filed, or after 14 days. It cannot be changed later.")
    side = Side.FIRM

    def __init__(self, row: TrialEngagement, data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        super().__init__(row, data, prefix=prefix)
        self.criteria = criteria_of(row, self.side)
        for criterion in self.criteria:
            self.fields[f"mark_{criterion['key']}"] = NeededChoice(
                label=criterion["text"],
                choices=[(str(value), label) for value, label in MARKS],
                widget=forms.RadioSelect,
            )
        self.fields["comment"] = forms.CharField(
            label=_("In your own words (optional)"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def move_data(self) -> dict[str, Any]:
        """Marks by key of the criterion, and words."""
        marks = {
            row["key"]: int(self.cleaned_data[f"mark_{row['key']}"])
            for row in self.criteria
            if self.cleaned_data.get(f"mark_{row['key']}")
        }
        return {"marks": marks, "comment": self.cleaned_data.get("comment", "")}


class LearnerEvaluationForm(EvaluationForm):
    """TRI-16a by the person."""

    side = Side.LEARNER


class OutcomeForm(StepForm):
    """TRI-17a by the firm."""

    title = _("Result")
    button = _("Say the result")
    done = _("The other side is asked to agree to the result.")
    side = Side.FIRM

    outcome = NeededChoice(label=_("Result"), widget=forms.RadioSelect)

    def __init__(self, row: TrialEngagement, data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        super().__init__(row, data, prefix=prefix)
        hidden = {Outcome.LEARNER_DECLINED} if self.side == Side.FIRM else set()
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (found.value, found.label) for found in Outcome if found in OPEN_OUTCOMES - hidden
        ]


class LearnerOutcomeForm(OutcomeForm):
    """TRI-17a by the person."""

    side = Side.LEARNER


class AgreeOutcomeForm(StepForm):
    """TRI-17: the other side agrees to what was said."""

    title = _("Result")
    button = _("I agree to this result")
    done = _("The trial is closed.")

    outcome = forms.CharField(widget=forms.HiddenInput, required=False)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What the other side said."""
        return {**self.hidden_initial(row), "outcome": row.outcome}

    @property
    def explain(self) -> str:
        """The result in words."""
        return str(Outcome(self.row.outcome).label) if self.row.outcome else ""


class CoordinatorCloseForm(OutcomeForm):
    """TRI-17 by the coordinator after SLA-8."""

    title = _("Close without an answer of both sides")
    button = pgettext_lazy("a trial", "Close")
    done = _("The trial is closed.")
    side = Side.LEARNER


FIRM_STEPS: Mapping[str | tuple[str, str], type[StepForm]] = {
    "propose_end": ProposeEndForm,
    "confirm_end": ConfirmEndForm,
    "dispute_end": DisputeEndForm,
    "file_evaluation": EvaluationForm,
    "no_show": NoShowForm,
    ("amend", "PA"): AmendForm,
    ("stop", "PA"): StopWithReasonForm,
    ("cancel", "PA"): CancelForm,
    ("close", "PA"): AgreeOutcomeForm,
    ("propose_outcome", "PA"): OutcomeForm,
}
LEARNER_STEPS: Mapping[str | tuple[str, str], type[StepForm]] = {
    "start": StartForm,
    "log_hours": HoursForm,
    "confirm_hours": ConfirmHoursForm,
    "propose_end": ProposeEndForm,
    "confirm_end": ConfirmEndForm,
    "dispute_end": DisputeEndForm,
    "file_evaluation": LearnerEvaluationForm,
    "close": AgreeOutcomeForm,
    "propose_outcome": LearnerOutcomeForm,
    "amend": AmendForm,
    "decline": DeclineForm,
    "stop": StopForm,
}
STAFF_STEPS: Mapping[str | tuple[str, str], type[StepForm]] = {
    ("confirm_end", "C"): ConfirmEndForm,
    ("dispute_end", "C"): DisputeEndForm,
    ("stop", "C"): StopWithReasonForm,
    ("close", "C"): CoordinatorCloseForm,
}
