"""What happened while learning, for ever, and the evidence that follows from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.models import new_id


class LearningEvent(models.Model):
    """One learning fact with two dates, for ever (ENG-3…5): a trigger refuses UPDATE and DELETE. No name, no answer text."""

    event_id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    subject_ref = models.CharField(max_length=64)
    stream_id = models.CharField(max_length=64)
    # Order among the facts of one act.
    version = models.PositiveSmallIntegerField(default=1)
    programme = models.CharField(max_length=60, blank=True)
    occurred_at = models.DateTimeField()
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=10, default="ui")
    actor_id = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    corrects_event_id = models.UUIDField(null=True)
    batch = models.ForeignKey("ledger.Batch", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("learning event")
        verbose_name_plural = _("learning events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "idempotency_key"], name="learning_event_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["region", "kind", "occurred_on"], name="learning_by_kind"),
            models.Index(fields=["subject_ref", "kind"], name="learning_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_ref}"


class SkillEvidence(models.Model):
    """Why a person holds a level of a skill (CU-01). The level is the highest with unexpired evidence."""

    class Mode(models.TextChoices):
        PRACTICE = "practice", _("judged by practice questions")
        TEST = "test", _("judged by a course test")
        PERSON = "person", _("judged by an instructor")
        SUPERVISED = "supervised", _("judged in a supervised room")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="skill_evidence")
    skill = models.ForeignKey("courses.Skill", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10, choices=Mode.choices)
    # What it rests on: {"course": "A3", "items": [version ids]}.
    source = models.JSONField(default=dict)
    source_key = models.CharField(max_length=80)
    grader = models.CharField(max_length=64, blank=True)
    earned_on = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        verbose_name = _("skill evidence")
        verbose_name_plural = _("skill evidence")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "skill", "level", "source_key", "earned_on"], name="skill_evidence_once"
            ),
            models.CheckConstraint(name="evidence_level_1_to_4", condition=models.Q(level__gte=1, level__lte=4)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill_id} {self.level}"
