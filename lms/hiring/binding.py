"""Which function stands for which key of the tables."""

from __future__ import annotations

from lms.accounts.guards import own_case
from lms.hiring import payloads
from lms.hiring.effects import applications, consents, contracts, recalls, telling
from lms.hiring.guards import application as world
from lms.hiring.guards import contract as papers
from lms.hiring.guards import people
from lms.hiring.guards import recall as reports
from lms.hiring.states import WORKFLOWS
from lms.ledger.registry import Guard, bind, register_workflow

PROTECTIVE, FORM = "protective", "form"

CONSENT_GUARDS = {
    "consent_route": Guard(people.consent_route, PROTECTIVE),
    "not_excluded": Guard(people.not_excluded),
    "consent_complete": Guard(people.consent_complete, FORM),
    "fewer_items": Guard(people.fewer_items, FORM),
    "on_written_request": Guard(people.on_written_request, FORM),
}
CONSENT_EFFECTS = {
    "start_consent_clock": consents.start_consent_clock,
    "stop_consent_clock": consents.stop_consent_clock,
    "thaw_application": consents.thaw_application,
    "freeze_application": consents.freeze_application,
    "drop_items": consents.drop_items,
    "recall_consent": recalls.recall_consent,
    "recall_dropped_items": recalls.recall_dropped_items,
    "notify_consent_given": telling.notify_consent_given,
    "notify_consent_revoked": telling.notify_consent_revoked,
}
APPLICATION_GUARDS = {
    "own_case": Guard(own_case, PROTECTIVE),
    "apply_route": Guard(people.apply_route, PROTECTIVE),
    "withdrawn_by_whom": Guard(world.withdrawn_by_whom, PROTECTIVE),
    "not_excluded": Guard(people.not_excluded),
    "membership_active": Guard(world.membership_active),
    "membership_ended": Guard(world.membership_ended),
    "post_open": Guard(world.post_open),
    "no_duplicate": Guard(world.no_duplicate),
    "requirement_met": Guard(world.requirement_met),
    "not_frozen": Guard(world.not_frozen),
    "terms_acknowledged": Guard(world.terms_acknowledged),
    "no_running_trial": Guard(world.no_running_trial),
    "offer_running": Guard(world.offer_running),
    "opening_left": Guard(world.opening_left),
    "before_start": Guard(world.before_start),
    "reopen_asked": Guard(world.reopen_asked),
    "apply_form": Guard(world.apply_form, FORM),
    "interview_form": Guard(world.interview_form, FORM),
    "slot_form": Guard(world.slot_form, FORM),
    "reschedule_form": Guard(world.reschedule_form, FORM),
    "offer_form": Guard(world.offer_form, FORM),
    "accept_form": Guard(world.accept_form, FORM),
    "reject_form": Guard(world.reject_form, FORM),
}
APPLICATION_EFFECTS = {
    name: getattr(applications, name)
    for name in (
        "number_application",
        "pin_terms",
        "freeze_evidence",
        "grant_v3",
        "grant_v4",
        "start_firm_clock",
        "firm_waits_for_learner",
        "firm_clock_resumes",
        "stop_answer_clocks",
        "stop_offer_clock",
        "stop_all_clocks",
        "pause_firm_clock",
        "resume_firm_clock",
        "save_interview_request",
        "fix_interview",
        "move_interview",
        "freeze_offer",
        "start_offer_clock",
        "take_opening",
        "give_opening_back",
        "plan_contract",
        "void_contract",
        "keep_reason",
    )
} | {
    "end_consents_in_30_days": consents.end_consents_in_30_days,
    "revoke_consents_unless_kept": consents.revoke_consents_unless_kept,
}
APPLICATION_NOTICES = {
    name: getattr(telling, name)
    for name in (
        "notify_received",
        "notify_opened",
        "notify_interview_asked",
        "notify_interview_fixed",
        "notify_no_slot",
        "notify_interview_moved",
        "notify_offer",
        "notify_offer_answered",
        "notify_offer_ended",
        "notify_start_cancelled",
        "notify_rejected",
        "notify_withdrawn",
        "notify_lapsed",
        "notify_org_ended",
    )
}
CONTRACT_GUARDS = {
    "class_and_date": Guard(papers.class_and_date),
    "both_sides_start": Guard(papers.both_sides_start),
    "both_sides_convert": Guard(papers.both_sides_convert),
    "start_form": Guard(papers.start_form, FORM),
    "end_form": Guard(papers.end_form, FORM),
    "convert_form": Guard(papers.convert_form, FORM),
}
CONTRACT_EFFECTS = {
    "mark_started": contracts.mark_started,
    "application_starts": contracts.application_starts,
    "plan_retention": contracts.plan_retention,
    "notify_started": telling.notify_started,
    "mark_ended": contracts.mark_ended,
    "plan_next_contract": contracts.plan_next_contract,
}

RECALL_EFFECTS = (
    "start_recall_clock",
    "tell_recall",
    "widen_recall",
    "keep_attestation",
    "stop_recall_clock",
    "tell_attested",
)


def bind_workflows() -> None:
    """Register the tables and bind their keys; called once at start-up."""
    for workflow in WORKFLOWS:
        register_workflow(workflow)
    bind(
        "consent",
        guards=CONSENT_GUARDS,
        effects=CONSENT_EFFECTS,
        payload=payloads.of_consent,
        describe=payloads.describe_consent,
    )
    bind(
        "exclusion",
        guards={"not_yet_excluded": Guard(people.not_yet_excluded)},
        effects={"revoke_consents_of_organisation": consents.revoke_consents_of_organisation},
        describe=payloads.describe_consent,
    )
    bind(
        "application",
        guards=APPLICATION_GUARDS,
        effects=APPLICATION_EFFECTS | APPLICATION_NOTICES,
        payload=payloads.of_application,
        describe=payloads.describe_application,
    )
    _bind_papers()


def _bind_papers() -> None:
    """What follows from an application: offer, contract, retention, recall."""
    bind("offer", payload=payloads.of_offer, describe=payloads.describe_offer)
    bind(
        "contract",
        guards=CONTRACT_GUARDS,
        effects=CONTRACT_EFFECTS,
        payload=payloads.of_contract,
        describe=payloads.describe_placed,
    )
    bind(
        "retention",
        guards={"no_contract_runs": Guard(papers.no_contract_runs)},
        effects={"start_retention_clock": contracts.start_retention_clock, "mark_left": contracts.mark_left},
        payload=payloads.of_retention,
        describe=payloads.describe_placed,
    )
    bind(
        "recall",
        guards={"attest_form": Guard(reports.attest_form, FORM)},
        effects={name: getattr(recalls, name) for name in RECALL_EFFECTS},
        payload=payloads.of_recall,
        describe=payloads.describe_recall,
    )
