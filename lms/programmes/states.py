"""States of programme events and registrations (workflows.md §12)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventState(models.TextChoices):
    """Where a programme event stands."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Registration open")
    CLOSED = "closed", _("Registration closed")
    HELD = "held", _("Held")
    FINALISED = "finalised", _("Attendance final")
    CANCELLED = "cancelled", _("Cancelled")


class RegistrationState(models.TextChoices):
    """Where one person's registration for one session stands."""

    REGISTERED = "registered", _("Registered")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A seat is offered")
    ATTENDED = "attended", _("Attended")
    NO_SHOW = "no_show", _("Absent")
    CANCELLED = "cancelled", _("Cancelled")
    VOID = "void", _("Void, the event was cancelled")
    PASSED = "passed", _("Seat not taken")
