"""Agreement 協定: states and moves AGR-1 to AGR-8 (workflows.md §4)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreementState(models.TextChoices):
    """Where the agreement between an organisation and the Region stands."""

    DRAFT = "draft", _("In preparation")
    SENT = "sent", _("Waiting for signatures")
    PARTLY_SIGNED = "partly_signed", _("Signed by one side")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Replaced by a newer one")
    EXPIRED = "expired", _("Expired")
    TERMINATED = "terminated", _("Terminated")
    WITHDRAWN = "withdrawn", _("Withdrawn")
