"""Who takes which course, how far they are, and where they stand with each question."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.learning.states import AnswerState
from lms.ledger.models import new_id


class Enrolment(models.Model):
    """One person in one course, with the programme it counts for and how far they are."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="enrolments")
    course_key = models.CharField(max_length=40)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField()
    started_on = models.DateField(null=True)
    # The first day on which the course test was passed.
    test_passed_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    certificate_no = models.CharField(max_length=80, blank=True)
    # {"<lesson page id>": "2026-11-20"}: the lessons completed, so that one row answers for the whole outline.
    lessons_done = models.JSONField(default=dict)
    last_lesson_id = models.PositiveBigIntegerField(null=True)
    last_anchor = models.CharField(max_length=60, blank=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "course"], name="enrolment_once"),
            models.UniqueConstraint(
                fields=["certificate_no"], condition=~models.Q(certificate_no=""), name="enrolment_certificate_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "course"], name="enrolment_by_course")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_key}"

    def has_done(self, lesson_id: int) -> bool:
        """Whether this lesson was completed."""
        return str(lesson_id) in self.lessons_done


class ItemState(models.Model):
    """Where a learner stands with one question: written by upsert with every answer."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="item_states")
    lesson_id = models.PositiveBigIntegerField()
    item = models.CharField(max_length=40)
    item_version = models.ForeignKey("courses.ItemVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=AnswerState.choices, default=AnswerState.OPEN)
    tries = models.PositiveSmallIntegerField(default=0)
    best_percent = models.PositiveSmallIntegerField(default=0)
    latest_percent = models.PositiveSmallIntegerField(default=0)
    hints_opened = models.PositiveSmallIntegerField(default=0)
    # What the learner sent last and what was said about it (option indices of the version, or the text typed).
    answer = models.JSONField(null=True)
    feedback = models.JSONField(default=dict)
    # The newest answers by idempotency key with the response each first got (LK-15).
    receipts = models.JSONField(default=list)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer state")
        verbose_name_plural = _("answer states")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "item"], name="item_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.item} {self.state}"


class LearningGoal(models.Model):
    """How many days a week somebody wants to learn: their own number, shown on マイ学習 and nowhere else."""

    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    days_per_week = models.PositiveSmallIntegerField(_("days a week"), default=3)

    class Meta:
        verbose_name = _("weekly goal")
        verbose_name_plural = _("weekly goals")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="goal_1_to_7_days", condition=models.Q(days_per_week__gte=1, days_per_week__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_per_week}"
