"""The form of TRI-2: every term of the kind, up to five tasks, and what the firm will look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.ledger import clock
from lms.partners.forms.fields import NeededNumber, NeededText, NeededTick
from lms.partners.forms.posts import form_field, lines
from lms.partners.forms.steps import StepForm
from lms.trials import terms
from lms.trials.states import TrialKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BoundField
    from django.http import QueryDict

    from lms.trials.models import TrialEngagement


class PrepareForm(StepForm):
    """The papers of one engagement. Which fields there are comes from the table of the kind."""

    title = _("Prepare the papers")
    button = _("Make the papers and ask for the signatures")
    done = _("The papers are made. Both sides can read and sign them now.")
    kind = "mikan"

    def __init__(self, row: TrialEngagement, data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        super().__init__(row, data, prefix=prefix)
        for spec in terms.fields_of(row.kind):
            self.fields[spec.name] = form_field(spec)
        for number in range(1, terms.TASK_ROWS + 1):
            self._add_task(number)
        self.fields["criteria"] = NeededText(
            label=_("What the firm looks at (one line each, at most ten)"),
            help_text=_("Only what has to do with the work. After signing it stays as it is."),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        if row.kind == TrialKind.OUTSOURCING:
            self.fields["seven_acts"] = NeededTick(
                label=_("We know the seven things an orderer never does and keep to them (they stand on the paper).")
            )

    def _add_task(self, number: int) -> None:
        needed = number == 1
        title = _("Task %(n)s") % {"n": number}
        self.fields[f"task_{number}_title"] = NeededText(label=title, max_length=120, required=needed)
        self.fields[f"task_{number}_done_when"] = NeededText(
            label=_("Task %(n)s is done when") % {"n": number}, max_length=200, required=needed
        )
        self.fields[f"task_{number}_hours"] = NeededNumber(
            label=_("Hours for task %(n)s") % {"n": number}, min_value=1, max_value=200, required=needed
        )

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What was written last time, else what is known of the firm."""
        found: dict[str, Any] = self.hidden_initial(row)
        last = row.papers.order_by("-number").first()
        if last is not None:
            return found | _from_paper(last.terms)
        organisation = row.organisation
        return found | {
            "orderer_name": organisation.legal_name,
            "orderer_address": organisation.address,
            "orderer_phone": organisation.phone,
            "order_date": clock.today_in_tokyo(),
            "pay": 0,
        }

    def move_data(self) -> dict[str, Any]:
        """`data` of TRI-2, as `lms.trials.terms.read` takes it."""
        typed = self.payload_data()
        data = {spec.name: _plain(typed.get(spec.name)) for spec in terms.fields_of(self.row.kind)}
        data["tasks"] = [
            {part: typed.get(f"task_{number}_{part}") for part in ("title", "done_when", "hours")}
            for number in range(1, terms.TASK_ROWS + 1)
        ]
        data["criteria"] = lines(typed.get("criteria") or "")
        data["seven_acts"] = bool(typed.get("seven_acts"))
        return data

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """Errors of the tasks stand at the first task."""
        moved = {("task_1_title" if name == "tasks" else name): texts for name, texts in errors.items()}
        super().take_errors(moved)

    @property
    def groups(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """(title, fields) in the order of the paper."""
        for item in terms.TABLES[self.row.kind]:
            yield item.title, [self[spec.name] for spec in item.fields]
        yield _("Tasks"), [self[name] for name in self.fields if name.startswith("task_")]
        rest = [name for name in ("criteria", "seven_acts") if name in self.fields]
        yield _("What the firm looks at"), [self[name] for name in rest]


def _plain(value: Any) -> Any:
    """Dates as ISO text: what an act carries is JSON."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _from_paper(kept: dict[str, Any]) -> dict[str, Any]:
    found = {**kept["values"], "criteria": "\n".join(row["text"] for row in kept["criteria"])}
    for number, task in enumerate(kept["tasks"], start=1):
        found |= {f"task_{number}_{part}": value for part, value in task.items()}
    return found
