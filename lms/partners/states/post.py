"""JobPost 募集: states and moves JOB-1 to JOB-15 (workflows.md §5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostState(models.TextChoices):
    """Where a job post stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Being checked")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Open")
    CHANGING = "changing", _("Change of terms being checked")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")
    DISCARDED = "discarded", _("Discarded")
