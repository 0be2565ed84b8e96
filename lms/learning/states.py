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
    WAITING = "waiting", _("Waiting to be judged")
    RETURNED = "returned", _("Returned")
    DONE = "done", _("Done")


class SubmissionState(models.TextChoices):
    """Where a piece of work stands that a person judges."""

    WAITING = "waiting", _("Waiting to be judged")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


# Nothing is open any more: the key and the explanation may be shown.
ENTITLED = frozenset({AnswerState.SOLVED, AnswerState.SPENT, AnswerState.REVEALED, AnswerState.DONE})
# Questions with these states count as done in a lesson; handed in is done, returned is not (authoring.md §8.5).
FINISHED = ENTITLED | {AnswerState.WAITING}


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

# Submissions that a person judges (authoring.md §4.17, §7). Accepting cannot be undone: a new version of the course asks anew.
SUBMISSION = Workflow(
    name="submission",
    model="learning.Submission",
    states=SubmissionState,
    terminals=frozenset({SubmissionState.ACCEPTED}),
    transitions=(
        Transition(
            id="SUB-1",
            action="hand_in",
            from_states=(START,),
            to_state=SubmissionState.WAITING,
            roles=frozenset({"L"}),
            event_kind="work.handed_in",
            guards=("something_handed_in",),
            effects=("keep_version",),
            reversible=False,
        ),
        Transition(
            id="SUB-2",
            action="hand_in_again",
            from_states=(SubmissionState.WAITING, SubmissionState.RETURNED),
            to_state=SubmissionState.WAITING,
            roles=frozenset({"L"}),
            event_kind="work.handed_in",
            guards=("tries_left", "something_handed_in"),
            effects=("keep_version",),
            reversible=False,
        ),
        Transition(
            id="SUB-3",
            action="return_work",
            from_states=(SubmissionState.WAITING,),
            to_state=SubmissionState.RETURNED,
            roles=frozenset({"I"}),
            event_kind="work.returned",
            guards=("of_somebody_else", "newest_seen", "comment_given"),
            effects=("keep_review", "tell_learner"),
            reversible=False,
        ),
        Transition(
            id="SUB-4",
            action="accept_work",
            from_states=(SubmissionState.WAITING,),
            to_state=SubmissionState.ACCEPTED,
            roles=frozenset({"I"}),
            event_kind="work.accepted",
            guards=("of_somebody_else", "newest_seen", "rubric_filled", "rubric_enough"),
            effects=("keep_review", "give_levels", "complete_course", "tell_learner"),
            reversible=False,
        ),
    ),
)
