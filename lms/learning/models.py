"""Who takes which course, what they answered, which skills follow from it, and the rules that ask for skills."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.learning.states import AnswerState, ResultState, RuleState
from lms.ledger.models import Projection, new_id
from lms.ledger.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from datetime import date

    from lms.ledger.actors import Actor


class QualificationRuleQuerySet(ScopedQuerySet):
    """Rules by Region and by the day on which they hold."""

    def scope(self, actor: Actor) -> QualificationRuleQuerySet:
        """Rules are no secret inside their Region."""
        return self.filter(region_id=actor.region_id)

    def in_force(self, day: date) -> QualificationRuleQuerySet:
        """The rules whose evaluation uses `day` (Q03): begun, and not retired before it."""
        rows = self.filter(state=RuleState.ACTIVE, valid_from__lte=day)
        return rows.filter(models.Q(retired_on__isnull=True) | models.Q(retired_on__gt=day))


class QualificationRule(Projection):
    """One version of a requirement: a tree of predicates (workflows.md §6). A new version is a new row."""

    slug = models.SlugField(_("name in addresses"), max_length=40)
    label = models.CharField(_("what it is for"), max_length=80)
    rule_version = models.PositiveSmallIntegerField(_("version"), default=1)
    tree = models.JSONField(_("conditions"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True, editable=False)
    # Who asks: "programme:<code>", "post:<id>" or "organisation:<id>"; the post points at the rule, never the rule at it.
    owner = models.CharField(_("asked by"), max_length=80, blank=True)
    organisation_id = models.UUIDField(null=True, blank=True, editable=False)
    # Set when it is written: whether some predicate looks at single questions, which change with every answer.
    looks_at_items = models.BooleanField(default=False, editable=False)
    # What the dry run said (QUA-2): how many would gain or lose, small counts as words.
    trial = models.JSONField(default=dict, editable=False)

    objects = QualificationRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering: ClassVar = ["label", "rule_version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "slug", "rule_version"], name="qualification_rule_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label} v{self.rule_version}"


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


class QualificationResult(models.Model):
    """Whether a person meets a rule (QUA-5, QUA-6); who never met it has no row."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="qualification_results")
    # The version used last; a person has one result per rule, whatever its version.
    rule = models.ForeignKey(QualificationRule, on_delete=models.PROTECT, related_name="results")
    slug = models.SlugField(max_length=40)
    state = models.CharField(max_length=4, choices=ResultState.choices)
    since = models.DateField()
    valid_until = models.DateField(null=True)
    computed_at = models.DateTimeField()
    evidence = models.JSONField(default=list)

    class Meta:
        verbose_name = _("requirement result")
        verbose_name_plural = _("requirement results")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "slug"], name="qualification_result_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "valid_until"], name="result_by_end")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.rule_id} {self.state}"


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
