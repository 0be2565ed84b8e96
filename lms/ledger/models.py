"""Append-only events with two dates, the command that caused them, outbox, clocks and audit. Knows no person, only ids."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7


def new_id() -> UUID:
    """A time-ordered UUID (version 7) as Python's own class."""
    return UUID(int=uuid7().int)


class Batch(models.Model):
    """One import: who loaded what and when (ENG-10). Its events carry it, and it can be reversed as a whole."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    prepared_by = models.CharField(max_length=80)
    released_by = models.CharField(max_length=80, blank=True)
    loaded_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "digest"], name="batch_loaded_once")]

    def __str__(self) -> str:
        return self.title


class Command(models.Model):
    """One act of one actor: the idempotency key with what was asked and what came of it. A refused act leaves none."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64)
    actor_id = models.CharField(max_length=64)
    stream_type = models.CharField(max_length=40)
    stream_id = models.CharField(max_length=64)
    action = models.CharField(max_length=40)
    body_hash = models.CharField(max_length=64)
    first_event_id = models.UUIDField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "idempotency_key"], name="command_key_once")]

    def __str__(self) -> str:
        return f"{self.action} {self.stream_type}:{self.stream_id}"


class Event(models.Model):
    """One fact, for ever: a trigger refuses UPDATE and DELETE (ENG-3, ENG-4). Payload holds no name and no free text."""

    class Source(models.TextChoices):
        UI = "ui"
        API = "api"
        IMPORT = "import"
        MIGRATION = "migration"
        SYSTEM = "system"

    event_id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    stream_type = models.CharField(max_length=40)
    stream_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    transition = models.CharField(max_length=12, blank=True)
    state_after = models.CharField(max_length=24, blank=True)
    schema_version = models.PositiveSmallIntegerField(default=1)
    subject_ref = models.CharField(max_length=64, blank=True)
    org_id = models.CharField(max_length=64, blank=True)
    programme = models.CharField(max_length=60, blank=True)
    actor_type = models.CharField(max_length=8)
    actor_id = models.CharField(max_length=64, blank=True)
    on_behalf_of = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField(null=True)
    occurred_on = models.DateField(null=True)
    precision = models.CharField(max_length=7, default="instant")
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.UI)
    reason_code = models.CharField(max_length=40, blank=True)
    payload = models.JSONField(default=dict)
    # No foreign key: the event is written before its command row, and neither is ever deleted.
    correlation_id = models.UUIDField()
    corrects_event_id = models.UUIDField(null=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="events")
    prev_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream_type", "stream_id", "version"], name="event_stream_version_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="event_version_from_1"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "kind", "occurred_on", "subject_ref"], name="event_by_kind"),
            models.Index(fields=["region", "subject_ref"], name="event_by_subject"),
            models.Index(fields=["corrects_event_id"], name="event_corrections"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stream_type}:{self.stream_id}#{self.version}"


class EventText(models.Model):
    """Free text that belongs to an event; unlike the event it can be erased."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="texts")
    name = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "name"], name="event_text_name_once")]

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """Refusals and reads of names (ENG-1, P07). Keys and ids only, no free text except a typed reason for a read."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=40, blank=True)
    workflow = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=24, blank=True)
    reason_key = models.CharField(max_length=60, blank=True)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    subject_ref = models.CharField(max_length=64, blank=True)
    reason_text = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes: ClassVar = [models.Index(fields=["region", "kind", "at"], name="audit_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_type}:{self.object_id}"


class Clock(models.Model):
    """One clock of a stream: due at an instant, paused while somebody else has to act, fired once (workflows.md §13)."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    stream_type = models.CharField(max_length=40)
    stream_id = models.CharField(max_length=64)
    name = models.CharField(max_length=40)
    step = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    paused_since = models.DateTimeField(null=True)
    fired_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stream_type", "stream_id", "name", "step"],
                condition=models.Q(fired_at__isnull=True, cancelled_at__isnull=True),
                name="clock_running_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="clock_due")]

    def __str__(self) -> str:
        return f"{self.name}.{self.step} {self.stream_type}:{self.stream_id}"


class OutboxRow(models.Model):
    """One effect to be delivered after commit, at least once, by whoever holds the lease (ENG-8)."""

    class State(models.TextChoices):
        PENDING = "pending"
        LEASED = "leased"
        DONE = "done"
        DEAD = "dead"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", null=True)
    event_id = models.UUIDField()
    effect = models.CharField(max_length=60)
    recipient = models.CharField(max_length=80)
    queue = models.CharField(max_length=20, default="rules")
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("outbox row")
        verbose_name_plural = _("outbox rows")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "effect", "recipient"], name="outbox_effect_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "available_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.effect} -> {self.recipient} ({self.state})"


class Seal(models.Model):
    """One hash over a Region's events of one recorded day; a nightly job writes it (ENG-4)."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    events = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "day"], name="seal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.digest[:12]}"


class Projection(models.Model):
    """What the engine writes on a row (ENG-9). Models of every workflow inherit it; nothing but the engine writes these columns."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    since = models.DateTimeField(null=True, editable=False)
    last_phase = models.CharField(max_length=24, blank=True, editable=False)
    frozen = models.BooleanField(default=False, editable=False)
    attempt = models.PositiveSmallIntegerField(default=1, editable=False)

    # Columns `manage.py rebuild_projections` folds from the events and compares.
    FOLDED: ClassVar[tuple[str, ...]] = ("state", "version", "since", "last_phase", "frozen", "attempt")

    class Meta:
        abstract = True

    def get_state_display(self) -> str:
        """The label of the state, from the workflow's own list; "" before the stream exists."""
        from lms.ledger.registry import bound_for

        return str(bound_for(self).workflow.states(self.state).label) if self.state else ""


class ScheduleRun(models.Model):
    """When a scheduled job of the worker last ran, so that two workers do not run it twice."""

    name = models.CharField(max_length=60, primary_key=True)
    last_run_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
