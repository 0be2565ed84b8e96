"""Organisations, their membership and agreement, their users, and the job posts they publish."""

from lms.partners.models.membership import Agreement, AgreementText, PartnerMembership
from lms.partners.models.organisation import Organisation
from lms.partners.models.posts import JobPost, JobTermsVersion
from lms.partners.models.users import PartnerInvitation, PartnerRole, PartnerUser

__all__ = [
    "Agreement",
    "AgreementText",
    "JobPost",
    "JobTermsVersion",
    "Organisation",
    "PartnerInvitation",
    "PartnerMembership",
    "PartnerRole",
    "PartnerUser",
]
