"""What a learner hands in for a person to judge: the piece of work, each version of it, each judgement (authoring.md 4.12, 4.17)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.models import Projection, new_id
from lms.ledger.scoping import ScopedQuerySet

if TYPE_CHECKING:
    from lms.ledger.actors import Actor


class SubmissionQuerySet(ScopedQuerySet):
    """Pieces of work by who may know of them."""

    def scope(self, actor: Actor) -> SubmissionQuerySet:
        """One's own, and for who teaches in the Region those of its courses. Nobody else: no firm, no coordinator."""
        own = models.Q(person__pseudonym=actor.id)
        return self.filter(models.Q(region_id=actor.region_id) & (own | _taught_by(actor)))

    def taught_by(self, actor: Actor) -> SubmissionQuerySet:
        """What this instructor may judge: never their own work (ROL-3)."""
        return self.filter(_taught_by(actor), region_id=actor.region_id).exclude(person__pseudonym=actor.id)


def _taught_by(actor: Actor) -> models.Q:
    """Courses belong to a Region and to all its instructors; the grant is read anew (ROL-7)."""
    from lms.accounts.models import RoleGrant
    from lms.ledger import clock

    grants = RoleGrant.objects.on(clock.today_in_tokyo()).filter(
        person__pseudonym=actor.id, region_id=actor.region_id, role="I", person__status="active"
    )
    return models.Q(models.Exists(grants))


class Submission(Projection):
    """One learner's work on one question that a person judges, with where it stands."""

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="submissions")
    enrolment = models.ForeignKey("learning.Enrolment", on_delete=models.PROTECT, related_name="submissions")
    lesson_id = models.PositiveBigIntegerField()
    item = models.CharField(max_length=40)
    # The skills the question carried when it was handed in last.
    skills = models.JSONField(default=list)
    # Counts from 1 with every hand-in; 0 before the first is written.
    versions_count = models.PositiveSmallIntegerField(default=0)
    handed_in_at = models.DateTimeField(null=True)
    # The day by which an answer is promised: three working days.
    due_on = models.DateField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of work")
        verbose_name_plural = _("pieces of work")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "item"], name="submission_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "state", "handed_in_at"], name="submission_queue")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.item} {self.state}"

    @property
    def subject_ref(self) -> str:
        """Whose it is, for the engine."""
        return self.person.pseudonym


class SubmissionVersion(models.Model):
    """What was handed in once. Kept as it was; erasing a person takes text and file away."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveSmallIntegerField()
    item_version = models.ForeignKey("courses.ItemVersion", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    # Name in the private storage; empty without a file.
    file_key = models.CharField(max_length=80, blank=True)
    file_name = models.CharField(max_length=160, blank=True)
    file_kind = models.CharField(max_length=8, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)
    handed_in_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a piece of work")
        verbose_name_plural = _("versions of a piece of work")
        ordering: ClassVar = ["submission", "n"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "n"], name="submission_version_once"),
            models.CheckConstraint(name="submission_version_from_1", condition=models.Q(n__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} v{self.n}"


class Review(models.Model):
    """What a named person said of one version: levels by the rubric, points, a comment, and what follows."""

    class Decision(models.TextChoices):
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")

    version = models.OneToOneField(SubmissionVersion, on_delete=models.PROTECT, primary_key=True, related_name="review")
    grader = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    # Points of each criterion in the order of the rubric; empty without a rubric or without judgement.
    levels = models.JSONField(default=list)
    earned = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    possible = models.PositiveSmallIntegerField(default=0)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("judgement of a piece of work")
        verbose_name_plural = _("judgements of pieces of work")

    def __str__(self) -> str:
        return f"{self.version_id} {self.decision}"
