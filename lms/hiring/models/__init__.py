"""Rows of the hiring side. Current-state columns are projections; the truth is the ledger (workflows.md, table of apps)."""

from lms.hiring.models.application import (
    Application,
    ApplicationCounter,
    ApplicationDraft,
    Evidence,
    InterviewRequest,
    ReopenRequest,
    ReviewAssignment,
    TrialLink,
)
from lms.hiring.models.consent import Consent, ConsentText, Disclosure, Exclusion
from lms.hiring.models.contract import Contract, ContractRecord, Offer, Placement, RetentionCheck
from lms.hiring.models.recall import Recall

__all__ = [
    "Application",
    "ApplicationCounter",
    "ApplicationDraft",
    "Consent",
    "ConsentText",
    "Contract",
    "ContractRecord",
    "Disclosure",
    "Evidence",
    "Exclusion",
    "InterviewRequest",
    "Offer",
    "Placement",
    "Recall",
    "ReopenRequest",
    "RetentionCheck",
    "ReviewAssignment",
    "TrialLink",
]
