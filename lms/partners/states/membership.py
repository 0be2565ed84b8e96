"""PartnerMembership 会員: states and moves MEM-1 to MEM-12 (workflows.md §3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
