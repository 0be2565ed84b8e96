"""Declared workflow tables of membership, agreement and job post (workflows.md §3 to §5)."""

from lms.partners.states.agreement import AGREEMENT_WORKFLOW, AgreementState
from lms.partners.states.membership import END_REASONS, MEMBERSHIP_WORKFLOW, SUSPEND_REASONS, MembershipState
from lms.partners.states.post import CLOSE_REASONS, POST_WORKFLOW, PostState

__all__ = [
    "AGREEMENT_WORKFLOW",
    "CLOSE_REASONS",
    "END_REASONS",
    "MEMBERSHIP_WORKFLOW",
    "POST_WORKFLOW",
    "SUSPEND_REASONS",
    "AgreementState",
    "MembershipState",
    "PostState",
]
