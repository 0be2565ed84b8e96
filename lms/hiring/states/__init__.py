"""The declared tables of the hiring side: consent, exclusion, application, offer, contract, retention, recall (workflows.md §7-11)."""

from __future__ import annotations

from lms.hiring.states.application import APPLICATION, ApplicationState, Outcome, RejectReason
from lms.hiring.states.consent import CONSENT, EXCLUSION, ConsentState, ExclusionState
from lms.hiring.states.contract import CONTRACT, OFFER, ContractState, EndReason, OfferState
from lms.hiring.states.recall import RECALL, Deleted, RecallState
from lms.hiring.states.retention import RETENTION, RetentionState, RetentionStatus

WORKFLOWS = (CONSENT, EXCLUSION, APPLICATION, OFFER, CONTRACT, RETENTION, RECALL)

__all__ = [
    "APPLICATION",
    "CONSENT",
    "CONTRACT",
    "EXCLUSION",
    "OFFER",
    "RECALL",
    "RETENTION",
    "WORKFLOWS",
    "ApplicationState",
    "ConsentState",
    "ContractState",
    "Deleted",
    "EndReason",
    "ExclusionState",
    "OfferState",
    "Outcome",
    "RecallState",
    "RejectReason",
    "RetentionState",
    "RetentionStatus",
]
