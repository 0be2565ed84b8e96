"""Grading anew after the key of a question changed: who asked for it, and what it changed for whom (authoring.md section 5)."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.models import new_id


class Regrade(models.Model):
    """One order to grade the answers to older versions of a question by its newest key, or to give everybody the points."""

    class Mode(models.TextChoices):
        KEY = "key", _("by the new key")
        ALL = "all", _("points for everybody")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("courses.ItemVersion", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=3, choices=Mode.choices)
    ordered_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    # Empty while the job waits in the outbox.
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("regrading")
        verbose_name_plural = _("regradings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version"], condition=models.Q(done_at__isnull=True), name="regrade_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.mode}"


class RegradeChange(models.Model):
    """What one regrading meant for one learner. A loss waits for a named person; nobody else takes a pass away."""

    class Loss(models.TextChoices):
        NONE = "", _("no loss")
        OPEN = "open", _("waits for a decision")
        KEPT = "kept", _("stays passed")
        TAKEN = "taken", _("taken away")

    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, related_name="changes")
    enrolment = models.ForeignKey("learning.Enrolment", on_delete=models.PROTECT, related_name="+")
    # Where the answer stands: "practice", or the attempt of a test.
    place = models.CharField(max_length=50)
    old_points = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    new_points = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    was_passed = models.BooleanField()
    now_passed = models.BooleanField()
    loss = models.CharField(max_length=5, choices=Loss.choices, default=Loss.NONE, blank=True)
    decided_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("change by a regrading")
        verbose_name_plural = _("changes by regradings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regrade", "enrolment", "place"], name="regrade_change_once"),
            models.CheckConstraint(
                name="regrade_taken_by_somebody_with_a_reason",
                condition=~models.Q(loss="taken") | (models.Q(decided_by__isnull=False) & ~models.Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.old_points} {self.new_points}"
