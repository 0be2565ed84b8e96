"""TrialEngagement 試し就業: states and moves TRI-1 to TRI-18 (workflows.md §9)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.ledger.workflow import START, Transition, Workflow


class TrialState(models.TextChoices):
    """Where one engagement stands."""

    PROPOSED = "proposed", _("Proposed")
    SIGNING = "signing", _("Waiting for signatures")
    AGREED = "agreed", _("Agreed")
    ACTIVE = "active", _("Running")
    ENDING = "ending", _("End to be confirmed")
    COMPLETED = "completed", _("Ended as planned")
    STOPPED = "stopped", _("Stopped")
    EVALUATED = "evaluated", _("Both sides have looked back")
    CLOSED = "closed", pgettext_lazy("a trial", "Closed")
    LAPSED = "lapsed", _("Did not come about")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("Did not begin")


class TrialKind(models.TextChoices):
    """The eight legal forms (law.md §7). An outsourcing trial is never called a hire (T01)."""

    VISIT = "visit", _("Visit")
    OPEN_COMPANY = "open_company", _("Open company")
    CAREER_EDUCATION = "career_education", _("Career education")
    INTERNSHIP = "internship_t3", _("Internship")
    EXPERIENCE = "experience", _("Experience programme (unpaid)")
    TRIAL_EMPLOYMENT = "trial_employment", _("Trial employment")
    PROBATION = "probation", _("Probation")
    OUTSOURCING = "outsourcing", _("Outsourcing (trial)")


class Side(models.TextChoices):
    """The two parties of an engagement."""

    LEARNER = "learner", _("The person")
    FIRM = "firm", _("The firm")


class Outcome(models.TextChoices):
    """How an engagement was closed (TRI-17)."""

    HIRED = "hired", _("A contract follows")
    EXTENDED = "extended", _("A further trial follows")
    OFFER_PENDING = "offer_pending", _("The firm is preparing an offer")
    NOT_HIRED = "not_hired", _("No contract follows")
    LEARNER_DECLINED = "learner_declined", _("The person does not wish to go on")


WORKING_KINDS = frozenset({TrialKind.EXPERIENCE, TrialKind.OUTSOURCING})
LIGHT_KINDS = frozenset({TrialKind.VISIT, TrialKind.OPEN_COMPANY, TrialKind.CAREER_EDUCATION})

_S = TrialState
_LEARNER = frozenset({"L"})
_FIRM = frozenset({"PR", "PA"})
_ADMINISTRATOR = frozenset({"PA"})
_BOTH = frozenset({"L", "PR", "PA"})
_COORDINATOR = frozenset({"C"})
_SYSTEM = frozenset({"SYS"})

BEFORE_WORK = (_S.PROPOSED, _S.SIGNING, _S.AGREED)
AT_WORK = (_S.ACTIVE, _S.ENDING)
AFTER_WORK = (_S.COMPLETED, _S.STOPPED)

PAPERS = (
    Transition(
        id="TRI-1",
        action="propose",
        from_states=(START,),
        to_state=_S.PROPOSED,
        roles=_FIRM,
        event_kind="trial.proposed",
        guards=("adults_only", "not_own_case", "membership_active", "kind_works"),
        effects=("start_signing_clock", "tell_learner"),
    ),
    Transition(
        id="TRI-1b",
        action="ask",
        from_states=(START,),
        to_state=_S.PROPOSED,
        # On a trial opening by the person, in placement mode by the coordinator.
        roles=frozenset({"L", "C"}),
        event_kind="trial.proposed",
        waits=True,
    ),
    Transition(
        id="TRI-2",
        action="prepare",
        from_states=(_S.PROPOSED,),
        to_state=_S.SIGNING,
        roles=_ADMINISTRATOR,
        event_kind="trial.prepared",
        guards=("adults_only", "not_own_case", "membership_active", "kind_works", "within_cap", "terms_complete"),
        effects=("freeze_paper", "start_signing_clock", "tell_learner"),
    ),
    Transition(
        id="TRI-3",
        action="sign",
        from_states=(_S.SIGNING,),
        to_state=None,
        roles=frozenset({"L", "PA"}),
        event_kind="trial.signed",
        guards=("adults_only", "membership_active", "signs_once", "sign_form"),
        effects=("keep_signature", "tell_other_side", "agree_when_all_signed"),
        reversible=False,
    ),
    Transition(
        id="TRI-3b",
        action="sign_for_minor",
        from_states=(_S.SIGNING,),
        to_state=None,
        roles=frozenset({"G", "SC"}),
        event_kind="trial.signed",
        reversible=False,
        waits=True,
    ),
    Transition(
        id="TRI-4",
        action="amend",
        from_states=(_S.SIGNING, _S.AGREED),
        to_state=_S.PROPOSED,
        roles=frozenset({"L", "PA"}),
        event_kind="trial.amended",
        guards=("amend_form",),
        effects=("void_signatures", "start_signing_clock", "tell_both"),
    ),
    Transition(
        id="TRI-5",
        action="agree",
        from_states=(_S.SIGNING,),
        to_state=_S.AGREED,
        roles=_SYSTEM,
        event_kind="trial.agreed",
        guards=("all_signed",),
        effects=("start_work_clocks", "tell_both"),
    ),
    Transition(
        id="TRI-6",
        action="lapse",
        from_states=(_S.PROPOSED, _S.SIGNING),
        to_state=_S.LAPSED,
        roles=_SYSTEM,
        event_kind="trial.lapsed",
        effects=("stop_clocks", "tell_both"),
    ),
    Transition(
        id="TRI-6b",
        action="fall_away",
        # What it hung on has ended: the firm's membership, or the application by somebody else's hand.
        from_states=BEFORE_WORK,
        to_state=_S.LAPSED,
        roles=_SYSTEM,
        event_kind="trial.lapsed",
        effects=("stop_clocks", "tell_both"),
    ),
    Transition(
        id="TRI-7",
        action="decline",
        from_states=BEFORE_WORK,
        to_state=_S.DECLINED,
        roles=_LEARNER,
        event_kind="trial.declined",
        effects=("stop_clocks", "tell_firm"),
    ),
    Transition(
        id="TRI-8",
        action="cancel",
        from_states=BEFORE_WORK,
        to_state=_S.CANCELLED,
        roles=_ADMINISTRATOR,
        event_kind="trial.cancelled",
        guards=("not_own_case", "reason_given"),
        effects=("stop_clocks", "tell_learner"),
    ),
)

WORK = (
    Transition(
        id="TRI-9",
        action="start",
        from_states=(_S.AGREED,),
        to_state=_S.ACTIVE,
        roles=frozenset({"L", "SYS"}),
        event_kind="trial.opened",
        guards=("adults_only", "membership_active", "all_signed", "on_the_days"),
        effects=("mark_opened",),
    ),
    Transition(
        id="TRI-10",
        action="log_hours",
        from_states=(_S.ACTIVE, _S.ENDING),
        to_state=None,
        roles=_LEARNER,
        event_kind="trial.hours_logged",
        guards=("hours_form", "hours_agreed"),
        effects=("keep_hours",),
        reversible=False,
    ),
    Transition(
        id="TRI-10b",
        action="confirm_hours",
        from_states=(_S.ACTIVE, _S.ENDING),
        to_state=None,
        roles=_LEARNER,
        event_kind="trial.hours_confirmed",
        guards=("hours_to_confirm",),
        effects=("mark_hours_confirmed",),
        reversible=False,
    ),
    Transition(
        id="TRI-10c",
        action="work_on_task",
        from_states=(_S.ACTIVE,),
        to_state=None,
        # Assign, submit, accept and return a task; payment due from receipt.
        roles=_BOTH,
        event_kind="trial.task_moved",
        waits=True,
    ),
    Transition(
        id="TRI-11",
        action="change_terms",
        from_states=(_S.ACTIVE,),
        to_state=None,
        roles=frozenset({"L", "PA"}),
        event_kind="trial.terms_changed",
        waits=True,
    ),
    Transition(
        id="TRI-12",
        action="propose_end",
        from_states=(_S.ACTIVE,),
        to_state=_S.ENDING,
        roles=_BOTH,
        event_kind="trial.end_proposed",
        effects=("keep_end_proposal", "start_end_clock", "tell_other_side"),
    ),
    Transition(
        id="TRI-13",
        action="confirm_end",
        from_states=(_S.ENDING,),
        to_state=_S.COMPLETED,
        roles=_BOTH | _COORDINATOR,
        event_kind="trial.completed",
        guards=("other_side_answers",),
        effects=("mark_ended", "start_evaluation_clock", "tell_both"),
    ),
    Transition(
        id="TRI-13b",
        action="dispute_end",
        from_states=(_S.ENDING,),
        to_state=_S.ACTIVE,
        roles=_BOTH | _COORDINATOR,
        event_kind="trial.end_disputed",
        guards=("other_side_answers",),
        effects=("drop_end_proposal", "tell_both"),
    ),
    Transition(
        id="TRI-14",
        action="stop",
        from_states=AT_WORK,
        to_state=_S.STOPPED,
        roles=frozenset({"L", "PA", "C", "SYS"}),
        event_kind="trial.stopped",
        guards=("stop_explained",),
        effects=("mark_ended", "keep_initiator", "start_evaluation_clock", "tell_both"),
    ),
    Transition(
        id="TRI-15",
        action="no_show",
        from_states=(_S.AGREED, _S.ACTIVE),
        to_state=_S.NO_SHOW,
        roles=_FIRM,
        event_kind="trial.no_show",
        guards=("not_own_case", "from_the_start_day", "nothing_worked"),
        effects=("stop_clocks", "tell_learner"),
    ),
)

AFTERWARDS = (
    Transition(
        id="TRI-16",
        action="evaluate",
        from_states=AFTER_WORK,
        to_state=_S.EVALUATED,
        roles=_SYSTEM,
        event_kind="trial.evaluated",
        guards=("evaluations_ready",),
        effects=("stop_evaluation_clock", "tell_both"),
    ),
    Transition(
        id="TRI-16a",
        action="file_evaluation",
        from_states=AFTER_WORK,
        to_state=None,
        roles=_BOTH,
        event_kind="trial.evaluation_filed",
        guards=("files_once", "evaluation_form"),
        effects=("keep_evaluation", "evaluate_when_both_filed"),
        reversible=False,
    ),
    Transition(
        id="TRI-17",
        action="close",
        from_states=(_S.EVALUATED,),
        to_state=_S.CLOSED,
        roles=frozenset({"L", "PA", "C"}),
        event_kind="trial.closed",
        guards=("other_side_closes", "outcome_form"),
        effects=("keep_outcome", "stop_clocks", "tell_both"),
    ),
    Transition(
        id="TRI-17a",
        action="propose_outcome",
        from_states=(_S.EVALUATED,),
        to_state=None,
        roles=frozenset({"L", "PA"}),
        event_kind="trial.outcome_proposed",
        guards=("outcome_form",),
        effects=("keep_outcome_proposal", "tell_other_side"),
    ),
    Transition(
        id="TRI-18",
        action="close_light",
        from_states=(_S.COMPLETED,),
        to_state=_S.CLOSED,
        roles=_SYSTEM,
        event_kind="trial.closed",
        waits=True,
    ),
)

TRIAL = Workflow(
    name="trial",
    model="trials.TrialEngagement",
    states=TrialState,
    terminals=frozenset({_S.CLOSED, _S.LAPSED, _S.DECLINED, _S.CANCELLED, _S.NO_SHOW}),
    phases=frozenset({_S.AGREED, _S.ACTIVE, _S.COMPLETED, _S.STOPPED, _S.EVALUATED, _S.CLOSED}),
    transitions=PAPERS + WORK + AFTERWARDS,
)
