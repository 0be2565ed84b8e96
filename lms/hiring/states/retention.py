"""RetentionCheck: 1, 3, 6 and 12 months after a person's first start in a placement (workflows.md §11)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow

SYSTEM = frozenset({"SYS"})
ANSWERED = "retention.answered"


class RetentionState(models.TextChoices):
    """Where one check stands."""

    SCHEDULED = "scheduled", _("Planned")
    ASKED = "asked", _("Asked")
    ANSWERED = "answered", _("Answered")
    DISAGREED = "disagreed", _("Two different answers")
    UNKNOWN = "unknown", _("Not known")
    RECORDED = "recorded", _("Recorded")


class RetentionStatus(models.TextChoices):
    """What a check found."""

    SAME_FIRM = "same_firm", _("Still with this firm")
    OTHER_FIRM = "other_firm", _("With another firm of the programme")
    LEFT = "left", _("Left the firm")
    UNKNOWN = "unknown", _("Not known")


def waiting(id_: str, action: str, way: tuple[str, str], roles: set[str], kind: str) -> Transition:
    """A row that is declared and comes with the retention screens."""
    start, end = way
    return Transition(
        id=id_,
        action=action,
        from_states=tuple(start.split(" ")),
        to_state=end,
        roles=frozenset(roles),
        event_kind=kind,
        waits=True,
    )


RETENTION = Workflow(
    name="retention",
    model="hiring.RetentionCheck",
    states=RetentionState,
    terminals=frozenset({"answered", "recorded"}),
    transitions=(
        Transition(
            id="RET-1",
            action="plan",
            from_states=(START,),
            to_state="scheduled",
            roles=SYSTEM,
            event_kind="retention.planned",
            effects=("start_retention_clock",),
        ),
        waiting("RET-2", "ask", ("scheduled", "asked"), {"SYS"}, "retention.asked"),
        waiting("RET-3", "answer", ("asked", "answered"), {"L", "PR", "PA"}, ANSWERED),
        waiting("RET-4", "disagree", ("asked", "disagreed"), {"SYS"}, "retention.disagreed"),
        waiting("RET-5", "give_up", ("asked", "unknown"), {"SYS"}, ANSWERED),
        Transition(
            id="RET-8",
            action="left",
            from_states=("scheduled",),
            to_state="answered",
            roles=SYSTEM,
            event_kind=ANSWERED,
            guards=("no_contract_runs",),
            effects=("mark_left",),
        ),
        waiting("RET-6", "settle", ("unknown disagreed", "answered"), {"L", "C"}, ANSWERED),
        waiting("RET-7", "record_return", (START, "recorded"), {"L", "C"}, "return.recorded"),
        waiting("RET-7b", "record_move", (START, "recorded"), {"L", "C"}, "move.recorded"),
    ),
)
