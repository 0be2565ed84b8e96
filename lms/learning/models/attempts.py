"""Tries of course tests: what was asked, every answer that was saved, and what an instructor allowed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.models import new_id


class TestAttempt(models.Model):
    """One try of one learner. Questions, versions, order and pass mark are those of its start (authoring.md §5)."""

    __test__ = False

    class EndedBy(models.TextChoices):
        LEARNER = "learner", _("handed in")
        CLOCK = "clock", _("time was up")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey("learning.Enrolment", on_delete=models.PROTECT, related_name="test_attempts")
    # The name of the test in its lesson, and the lesson it stood in.
    test = models.CharField(max_length=40)
    lesson_id = models.PositiveBigIntegerField()
    n = models.PositiveSmallIntegerField(_("try"))
    seed = models.CharField(max_length=32)
    pass_mark = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    started_on = models.DateField()
    # Empty = no time limit. An instructor may move it as long as the try is open.
    deadline = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=7, choices=EndedBy.choices, blank=True)
    earned = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    possible = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("test attempt")
        verbose_name_plural = _("test attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "test", "n"], name="test_attempt_once"),
            models.CheckConstraint(
                name="test_attempt_result_with_its_end",
                condition=models.Q(submitted_at__isnull=True, passed__isnull=True, earned__isnull=True)
                | models.Q(submitted_at__isnull=False, passed__isnull=False, earned__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["submitted_at", "deadline"], name="test_attempt_open")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.test} {self.n}"

    @property
    def is_open(self) -> bool:
        """Whether answers are still taken."""
        return self.submitted_at is None


class TestQuestion(models.Model):
    """One question of a try: its version and the order its options are shown in; its points once the try is over."""

    __test__ = False

    attempt = models.ForeignKey(TestAttempt, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40)
    item_version = models.ForeignKey("courses.ItemVersion", on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    skills = models.JSONField(default=list)
    shown_order = models.JSONField(default=list)
    earned = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    # The newer version by whose key the points were computed anew; empty = by the one that was asked.
    graded_version = models.ForeignKey("courses.ItemVersion", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("test question")
        verbose_name_plural = _("test questions")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "item"], name="test_question_once"),
            models.UniqueConstraint(fields=["attempt", "position"], name="test_question_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.position}"


class TestSave(models.Model):
    """One answer as it was saved; the last one of a question counts, the earlier ones stay until the person is erased."""

    __test__ = False

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attempt = models.ForeignKey(TestAttempt, on_delete=models.CASCADE, related_name="saves")
    question = models.ForeignKey(TestQuestion, on_delete=models.CASCADE, related_name="saves")
    answer = models.JSONField(null=True)
    idempotency_key = models.CharField(max_length=40)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved test answer")
        verbose_name_plural = _("saved test answers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attempt", "idempotency_key"], name="test_save_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_id}"


class TestAllowance(models.Model):
    """More time for one learner in tests with a time limit. No reason is stored."""

    __test__ = False

    class Factor(models.TextChoices):
        HALF_MORE = "1.5", _("half as long again")
        DOUBLE = "2", _("twice as long")

    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    factor = models.CharField(max_length=3, choices=Factor.choices)
    entered_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("more time in tests")
        verbose_name_plural = _("more time in tests")

    def __str__(self) -> str:
        return f"{self.person_id} {self.factor}"


class ClosedTest(models.Model):
    """An instructor closed a test of a Region: no new try, and every learner may read the answers of their tries."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="+")
    test = models.CharField(max_length=40)
    closed_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("closed test")
        verbose_name_plural = _("closed tests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "course", "test"], name="closed_test_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.test}"
