"""States of requirement rules and of what a learner did with a question (workflows.md §6, authoring.md §8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow


class RuleState(models.TextChoices):
    """A rule is written, tried against the learners of today, dated, in force, and retired."""

    DRAFT = "draft", _("Draft")
    TRIED = "tried", _("Tried")
    DATED = "dated", _("Dated")
    ACTIVE = "active", _("In force")
    RETIRED = "retired", _("Retired")


class ResultState(models.TextChoices):
    """A learner meets a rule or no longer meets it. Who never met it has no result."""

    MET = "met", _("Met")
    LOST = "lost", _("No longer met")


class AnswerState(models.TextChoices):
    """Where a learner stands with one question."""

    OPEN = "open", _("Not yet")
    PARTLY = "partly", _("Partly right")
    SOLVED = "solved", _("Solved")
    SPENT = "spent", _("Tries used up")
    REVEALED = "revealed", _("Answer shown")


WRITERS = frozenset({"PR", "PA", "C"})

# QUA-1…4. The rows QUA-5…7 speak of results: they are learning facts, written by `qualification.reevaluate` in the
# transaction of the fact that changed them (no person can set them: workflows.md Q04), not moves of a stream.
QUALIFICATION_RULE = Workflow(
    name="qualification_rule",
    model="learning.QualificationRule",
    states=RuleState,
    terminals=frozenset({RuleState.RETIRED}),
    transitions=(
        Transition(
            id="QUA-1",
            action="write_rule",
            from_states=(START,),
            to_state=RuleState.DRAFT,
            roles=WRITERS,
            event_kind="rule.written",
            guards=("predicates_known", "next_version"),
        ),
        Transition(
            id="QUA-2",
            action="dry_run",
            from_states=(RuleState.DRAFT,),
            to_state=RuleState.TRIED,
            roles=WRITERS,
            event_kind="rule.tried",
            effects=("keep_trial",),
        ),
        Transition(
            id="QUA-3",
            action="approve_rule",
            from_states=(RuleState.TRIED,),
            to_state=RuleState.DATED,
            roles=frozenset({"C"}),
            event_kind="rule.dated",
            guards=("valid_from_ahead",),
            effects=("set_valid_from",),
        ),
        Transition(
            id="QUA-4",
            action="take_effect",
            from_states=(RuleState.DATED,),
            to_state=RuleState.ACTIVE,
            roles=frozenset({"SYS"}),
            event_kind="rule.took_effect",
            guards=("day_has_come",),
            effects=("retire_older", "evaluate_all"),
            reversible=False,
        ),
        Transition(
            id="QUA-4r",
            action="retire",
            from_states=(RuleState.ACTIVE,),
            to_state=RuleState.RETIRED,
            roles=frozenset({"SYS"}),
            event_kind="rule.retired",
            effects=("set_retired_on",),
            reversible=False,
        ),
    ),
)
