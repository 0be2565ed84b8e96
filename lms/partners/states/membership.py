"""PartnerMembership 会員: states and moves MEM-1 to MEM-12 (workflows.md §3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow


class MembershipState(models.TextChoices):
    """Where an organisation stands with the council. Prospects and candidates are never counted as members."""

    PROSPECT = "prospect", _("To be approached")
    CANDIDATE = "candidate", _("Candidate")
    APPLIED = "applied", _("Applied")
    UNDER_REVIEW = "under_review", _("Under review")
    APPROVED = "approved", _("Approved, agreement to follow")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")
    REFUSED = "refused", _("Refused")


_S = MembershipState
CHANGED = "membership.changed"

# Why a membership is suspended (MEM-9) or ended (MEM-11), and who may say so.
SUSPEND_REASONS: dict[str, frozenset[str]] = {
    "decision": frozenset({"AP"}),
    "safety": frozenset({"C", "AP"}),
    "agreement_ended": frozenset({"SYS"}),
}
END_REASONS: dict[str, frozenset[str]] = {
    "withdrawn": frozenset({"PA", "AP"}),
    "terminated": frozenset({"AP"}),
    "merged": frozenset({"AP"}),
    "expired": frozenset({"SYS"}),
}

MEMBERSHIP_WORKFLOW = Workflow(
    name="membership",
    model="partners.PartnerMembership",
    states=MembershipState,
    terminals=frozenset({_S.ENDED, _S.REFUSED}),
    transitions=(
        Transition(
            id="MEM-1",
            action="list",
            from_states=(START,),
            to_state=_S.PROSPECT,
            roles=frozenset({"C"}),
            event_kind=CHANGED,
            guards=("organisation_named",),
            effects=("save_organisation",),
        ),
        Transition(
            id="MEM-2",
            action="name_candidate",
            from_states=(START, _S.PROSPECT),
            to_state=_S.CANDIDATE,
            roles=frozenset({"C"}),
            event_kind=CHANGED,
            guards=("organisation_named",),
            effects=("save_organisation",),
        ),
        Transition(
            id="MEM-3",
            action="apply",
            from_states=(_S.CANDIDATE,),
            to_state=_S.APPLIED,
            roles=frozenset({"PA"}),
            event_kind=CHANGED,
            guards=("application_complete",),
            effects=("save_application", "start_review_clock", "tell_applied"),
        ),
        Transition(
            id="MEM-4",
            action="start_review",
            from_states=(_S.APPLIED,),
            to_state=_S.UNDER_REVIEW,
            roles=frozenset({"C"}),
            event_kind=CHANGED,
            guards=("reviewer_did_not_apply",),
            effects=("keep_reviewer",),
        ),
        Transition(
            id="MEM-5",
            action="return",
            from_states=(_S.UNDER_REVIEW,),
            to_state=_S.CANDIDATE,
            roles=frozenset({"C"}),
            event_kind=CHANGED,
            guards=("return_reasons",),
            effects=("keep_return_reasons", "stop_review_clock", "tell_review_result"),
        ),
        Transition(
            id="MEM-6",
            action="approve",
            from_states=(_S.UNDER_REVIEW,),
            to_state=_S.APPROVED,
            roles=frozenset({"AP"}),
            event_kind=CHANGED,
            guards=("approver_did_not_prepare", "checklist_complete"),
            effects=("keep_checklist", "stop_review_clock", "tell_review_result", "draft_agreement"),
            reversible=False,
        ),
        Transition(
            id="MEM-7",
            action="refuse",
            from_states=(_S.UNDER_REVIEW,),
            to_state=_S.REFUSED,
            roles=frozenset({"AP"}),
            event_kind=CHANGED,
            guards=("approver_did_not_prepare", "refusal_explained"),
            effects=("stop_review_clock", "tell_review_result"),
            reversible=False,
        ),
        Transition(
            id="MEM-8",
            action="activate",
            from_states=(_S.APPROVED,),
            to_state=_S.ACTIVE,
            roles=frozenset({"SYS"}),
            event_kind=CHANGED,
            guards=("agreement_signed",),
            reversible=False,
        ),
        Transition(
            id="MEM-9",
            action="suspend",
            from_states=(_S.ACTIVE,),
            to_state=_S.SUSPENDED,
            roles=frozenset({"AP", "C", "SYS"}),
            event_kind=CHANGED,
            guards=("suspension_explained",),
            effects=("pause_posts", "start_safety_clock", "tell_change"),
            reason_required=True,
            reversible=False,
        ),
        Transition(
            id="MEM-9b",
            action="confirm_suspension",
            from_states=(_S.SUSPENDED,),
            to_state=None,
            roles=frozenset({"AP"}),
            event_kind=CHANGED,
            guards=("suspended_for_safety",),
            effects=("stop_safety_clock",),
            reversible=False,
        ),
        Transition(
            id="MEM-10",
            action="resume",
            from_states=(_S.SUSPENDED,),
            to_state=_S.ACTIVE,
            roles=frozenset({"AP", "SYS"}),
            event_kind=CHANGED,
            guards=("agreement_signed",),
            effects=("stop_safety_clock", "tell_change"),
            reversible=False,
        ),
        Transition(
            id="MEM-11",
            action="end",
            from_states=(_S.ACTIVE, _S.SUSPENDED),
            to_state=_S.ENDED,
            roles=frozenset({"AP", "PA", "SYS"}),
            event_kind=CHANGED,
            guards=("end_reason_known",),
            effects=("close_posts", "stop_all_clocks", "tell_change", "end_access"),
            reason_required=True,
            reversible=False,
        ),
        Transition(
            id="MEM-12",
            action="change_kind",
            from_states=(_S.ACTIVE,),
            to_state=None,
            roles=frozenset({"AP"}),
            event_kind=CHANGED,
            guards=("kind_changes",),
            effects=("keep_kind", "close_posts_of_supporting", "tell_change"),
            reversible=False,
        ),
    ),
)
