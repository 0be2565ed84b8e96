"""Declared workflow tables of membership, agreement and job post (workflows.md §3 to §5)."""

from lms.partners.states.agreement import AgreementState
from lms.partners.states.membership import MembershipState
from lms.partners.states.post import PostState

__all__ = ["AgreementState", "MembershipState", "PostState"]
