"""Application: from sending to the first day of work, and every way it can end before (workflows.md §8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow

LEARNER = frozenset({"L"})
RECRUITERS = frozenset({"PR", "PA"})
SYSTEM = frozenset({"SYS"})
SUBMITTED = "application.submitted"
ENTERED = "application.entered"
CLOSED = "application.closed"
BEFORE_OFFER = ("submitted", "in_review", "interview_asked", "interview", "trial")
OPEN_TO_FIRM = (*BEFORE_OFFER, "offer")
"""submitted … offer: while in these, taking back consent freezes the application (APP-22)."""


class ApplicationState(models.TextChoices):
    """Where one application stands; a firm's board columns map to these."""

    SUBMITTED = "submitted", _("Application sent")
    IN_REVIEW = "in_review", _("Papers under review")
    INTERVIEW_ASKED = "interview_asked", _("Interview asked for")
    INTERVIEW = "interview", _("Interview")
    TRIAL = "trial", _("Trial work")
    OFFER = "offer", _("Terms offered")
    ACCEPTED = "accepted", _("Accepted, not yet at work")
    HIRED = "hired", _("At work")
    REJECTED = "rejected", _("Not taken further")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    LAPSED = "lapsed", _("Ended without an answer")
    OFFER_DECLINED = "offer_declined", _("Terms declined")
    OFFER_EXPIRED = "offer_expired", _("Terms expired")
    START_CANCELLED = "start_cancelled", _("Cancelled before the start")
    ORG_ENDED = "org_ended", _("Ended on the firm's side")


class Outcome(models.TextChoices):
    """`outcome` of the fact application.closed (metrics.md §2)."""

    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    OFFER_DECLINED = "offer_declined"
    OFFER_EXPIRED = "offer_expired"
    ORG_ENDED = "org_ended"


class RejectReason(models.TextChoices):
    """Reasons of APP-16. There is no automatic rejection by score."""

    SKILLS = "skills", _("A skill the work needs is missing")
    SCHEDULE = "schedule", _("Hours or dates do not fit")
    PLACE = "place", _("Place or days at the office do not fit")
    TERMS = "terms", _("The wished terms do not fit")
    FILLED = "filled", _("All places are taken")
    CLOSED = "closed", _("The firm has stopped recruiting")
    INCOMPLETE = "incomplete", _("Parts of the application are missing")
    ABSENT = "absent", _("Did not come to the interview")
    OTHER = "other", _("Other (the coordinator looks at it)")


class WithdrawReason(models.TextChoices):
    """Codes of APP-17 and APP-18; a learner gives none."""

    NONE = "", _("No reason")
    WRITTEN = "written_request", _("On written request")
    NO_ANSWER = "no_answer", _("No answer from the learner")


MOVES_ON = (
    Transition(
        id="APP-1",
        action="ask_guardian",
        from_states=(START,),
        to_state="submitted",
        roles=LEARNER,
        event_kind="application.guardian_asked",
        waits=True,
    ),
    Transition(
        id="APP-2",
        action="submit",
        from_states=(START,),
        to_state="submitted",
        roles=LEARNER,
        event_kind=SUBMITTED,
        guards=(
            "apply_route",
            "membership_active",
            "post_open",
            "no_duplicate",
            "not_excluded",
            "requirement_met",
            "apply_form",
        ),
        effects=(
            "number_application",
            "pin_terms",
            "freeze_evidence",
            "grant_v3",
            "start_firm_clock",
            "notify_received",
        ),
        reversible=False,
    ),
    Transition(
        id="APP-3",
        action="open",
        from_states=("submitted",),
        to_state="in_review",
        roles=frozenset({"PR", "PA", "PV"}),
        event_kind=ENTERED,
        guards=("own_case", "membership_active", "not_frozen"),
        effects=("notify_opened",),
    ),
    Transition(
        id="APP-4",
        action="ask_interview",
        from_states=("in_review",),
        to_state="interview_asked",
        roles=RECRUITERS,
        event_kind=ENTERED,
        guards=("own_case", "membership_active", "not_frozen", "interview_form"),
        effects=("save_interview_request", "firm_waits_for_learner", "notify_interview_asked"),
    ),
    Transition(
        id="APP-5",
        action="accept_interview",
        from_states=("interview_asked",),
        to_state="interview",
        roles=LEARNER,
        event_kind=ENTERED,
        guards=("not_frozen", "not_excluded", "slot_form"),
        effects=("fix_interview", "grant_v4", "stop_answer_clocks", "notify_interview_fixed"),
        reversible=False,
    ),
    Transition(
        id="APP-6",
        action="no_slot",
        from_states=("interview_asked",),
        to_state="in_review",
        roles=LEARNER,
        event_kind=ENTERED,
        guards=("not_frozen",),
        effects=("firm_clock_resumes", "notify_no_slot"),
    ),
    Transition(
        id="APP-7",
        action="reschedule",
        from_states=("interview",),
        to_state="interview",
        roles=frozenset({"L", "PR", "PA"}),
        event_kind="application.rescheduled",
        guards=("membership_active", "not_frozen", "reschedule_form"),
        effects=("move_interview", "notify_interview_moved"),
    ),
    Transition(
        id="APP-8",
        action="start_trial",
        from_states=("in_review", "interview"),
        to_state="trial",
        roles=SYSTEM,
        event_kind=ENTERED,
        effects=("stop_answer_clocks",),
    ),
    Transition(
        id="APP-9",
        action="make_offer",
        from_states=("in_review", "interview", "trial"),
        to_state="offer",
        roles=frozenset({"PA"}),
        event_kind=ENTERED,
        guards=("own_case", "membership_active", "not_frozen", "terms_acknowledged", "no_running_trial", "offer_form"),
        effects=("freeze_offer", "stop_answer_clocks", "start_offer_clock", "notify_offer"),
    ),
    Transition(
        id="APP-10",
        action="accept_offer",
        from_states=("offer",),
        to_state="accepted",
        roles=LEARNER,
        event_kind="offer.accepted",
        guards=("not_frozen", "not_excluded", "offer_running", "opening_left", "accept_form"),
        effects=("take_opening", "grant_v4", "plan_contract", "stop_offer_clock", "notify_offer_answered"),
        reversible=False,
    ),
    Transition(
        id="APP-14",
        action="start",
        from_states=("accepted",),
        to_state="hired",
        roles=SYSTEM,
        event_kind=ENTERED,
    ),
)

ENDINGS = (
    Transition(
        id="APP-11",
        action="decline_offer",
        from_states=("offer",),
        to_state="offer_declined",
        roles=LEARNER,
        event_kind=CLOSED,
        guards=("not_frozen",),
        effects=("stop_all_clocks", "end_consents_in_30_days", "notify_offer_answered"),
    ),
    Transition(
        id="APP-12",
        action="expire_offer",
        from_states=("offer",),
        to_state="offer_expired",
        roles=SYSTEM,
        event_kind=CLOSED,
        effects=("stop_all_clocks", "end_consents_in_30_days", "notify_offer_ended"),
    ),
    Transition(
        id="APP-13",
        action="retract_offer",
        from_states=("offer",),
        to_state="rejected",
        roles=frozenset({"PA"}),
        event_kind=CLOSED,
        guards=("own_case", "membership_active", "reject_form"),
        effects=("keep_reason", "stop_all_clocks", "end_consents_in_30_days", "notify_offer_ended"),
        reason_required=True,
    ),
    Transition(
        id="APP-15",
        action="cancel_start",
        from_states=("accepted",),
        to_state="start_cancelled",
        roles=frozenset({"PA", "L", "C"}),
        event_kind="hire.cancelled",
        guards=("before_start",),
        effects=("void_contract", "give_opening_back", "end_consents_in_30_days", "notify_start_cancelled"),
        reason_required=True,
        reversible=False,
    ),
    Transition(
        id="APP-16",
        action="reject",
        from_states=BEFORE_OFFER,
        to_state="rejected",
        roles=RECRUITERS,
        event_kind=CLOSED,
        guards=("own_case", "membership_active", "no_running_trial", "reject_form"),
        effects=("keep_reason", "stop_all_clocks", "end_consents_in_30_days", "notify_rejected"),
        reason_required=True,
    ),
    Transition(
        id="APP-17",
        action="withdraw",
        from_states=OPEN_TO_FIRM,
        to_state="withdrawn",
        roles=frozenset({"L", "G", "SC", "C"}),
        event_kind=CLOSED,
        guards=("withdrawn_by_whom",),
        effects=("stop_all_clocks", "revoke_consents_unless_kept", "notify_withdrawn"),
        reversible=False,
    ),
    Transition(
        id="APP-18",
        action="learner_silent",
        from_states=("interview_asked",),
        to_state="withdrawn",
        roles=SYSTEM,
        event_kind=CLOSED,
        effects=("stop_all_clocks", "end_consents_in_30_days", "notify_withdrawn"),
    ),
    Transition(
        id="APP-19",
        action="lapse",
        from_states=("submitted", "in_review"),
        to_state="lapsed",
        roles=SYSTEM,
        event_kind=CLOSED,
        effects=("stop_all_clocks", "end_consents_in_30_days", "notify_lapsed"),
    ),
    Transition(
        id="APP-23",
        action="org_ended",
        from_states=OPEN_TO_FIRM,
        to_state="org_ended",
        roles=frozenset({"L", "SYS"}),
        event_kind=CLOSED,
        guards=("membership_ended",),
        effects=("stop_all_clocks", "notify_org_ended"),
    ),
)

RETURNS = (
    Transition(
        id="APP-20",
        action="move_back",
        from_states=("interview",),
        to_state="in_review",
        roles=RECRUITERS,
        event_kind=ENTERED,
        guards=("own_case", "membership_active", "not_frozen", "no_running_trial"),
        reason_required=True,
    ),
    Transition(
        id="APP-20b",
        action="move_back",
        from_states=("trial",),
        to_state="interview",
        roles=RECRUITERS,
        event_kind=ENTERED,
        guards=("own_case", "membership_active", "not_frozen", "no_running_trial"),
        reason_required=True,
    ),
    Transition(
        id="APP-21",
        action="reopen",
        from_states=("rejected", "withdrawn", "lapsed", "offer_declined", "offer_expired"),
        to_state="in_review",
        roles=LEARNER,
        event_kind=SUBMITTED,
        guards=(
            "apply_route",
            "membership_active",
            "post_open",
            "no_duplicate",
            "not_excluded",
            "reopen_asked",
            "apply_form",
        ),
        effects=("pin_terms", "freeze_evidence", "grant_v3", "start_firm_clock", "notify_received"),
        reversible=False,
        next_attempt=True,
    ),
    Transition(
        id="APP-22",
        action="freeze",
        from_states=OPEN_TO_FIRM,
        to_state=None,
        roles=SYSTEM,
        event_kind="application.frozen",
        effects=("pause_firm_clock",),
        freezes=True,
    ),
    Transition(
        id="APP-22b",
        action="unfreeze",
        from_states=OPEN_TO_FIRM,
        to_state=None,
        roles=SYSTEM,
        event_kind="application.unfrozen",
        effects=("resume_firm_clock",),
        freezes=False,
    ),
)

APPLICATION = Workflow(
    name="application",
    model="hiring.Application",
    states=ApplicationState,
    terminals=frozenset(
        {
            "hired",
            "rejected",
            "withdrawn",
            "lapsed",
            "offer_declined",
            "offer_expired",
            "start_cancelled",
            "org_ended",
        }
    ),
    phases=frozenset({"in_review", "interview_asked", "interview", "trial", "offer", "accepted", "hired"}),
    transitions=MOVES_ON + ENDINGS + RETURNS,
)
