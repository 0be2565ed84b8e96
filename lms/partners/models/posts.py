"""Job posts of both contract classes and the immutable versions of their terms."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger import clock
from lms.ledger.models import Projection, new_id
from lms.partners.models.organisation import Organisation
from lms.partners.models.scopes import OfOrganisationQuerySet
from lms.partners.states import PostState

if TYPE_CHECKING:
    from datetime import date

SLUG_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_slug() -> str:
    """Eight letters that cannot be mistaken for one another; the address of a post tells nothing about its order."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _letter in range(8))


class JobPost(Projection):
    """One job offered by an organisation: JOB-1 to JOB-15. `terms` holds the legal items by their key (law.md §2)."""

    class ContractClass(models.TextChoices):
        EMPLOYMENT = "employment", _("Employment")
        OUTSOURCING = "outsourcing", _("Outsourcing")

    class WorkStyle(models.TextChoices):
        HOME = "home", _("From home")
        MIXED = "mixed", _("Home and office")
        OFFICE = "office", _("Office or satellite office")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="posts", null=True)
    # Null: open to everybody the law lets apply.
    rule = models.ForeignKey(
        "learning.QualificationRule", on_delete=models.PROTECT, related_name="posts", null=True, blank=True
    )
    contract_class = models.CharField(_("kind of contract"), max_length=11, choices=ContractClass.choices)
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=60, default=new_slug, editable=False)
    summary = models.TextField(_("about this work"), max_length=1000, blank=True)
    work_style = models.CharField(_("way of working"), max_length=6, choices=WorkStyle.choices, default=WorkStyle.HOME)
    openings = models.PositiveSmallIntegerField(_("openings left"), default=1, validators=[MinValueValidator(0)])
    # What happens after an application, in order: ["Reading of the application", "Talk online", …].
    selection_steps = models.JSONField(_("steps of the selection"), default=list, blank=True)
    # The scorecard, the same for everybody: [{"key": "c1", "text": "Explains what was done"}, …], at most 20.
    criteria = models.JSONField(_("what applications are judged by"), default=list, blank=True)
    valid_until = models.DateField(_("shown until"), null=True, blank=True)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    hello_work_number = models.CharField(_("Hello Work number"), max_length=20, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    current_terms = models.ForeignKey(
        "partners.JobTermsVersion", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    published_at = models.DateTimeField(null=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    return_reasons = models.JSONField(default=dict, blank=True, editable=False)
    # The coordinator's check: pseudonym, ticked points, and lint key -> reason for publishing nevertheless.
    checked_by = models.CharField(max_length=64, blank=True, editable=False)
    checklist = models.JSONField(default=list, blank=True, editable=False)
    lint_answers = models.JSONField(default=dict, blank=True, editable=False)

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("job post")
        verbose_name_plural = _("job posts")
        constraints: ClassVar = [
            models.CheckConstraint(name="job_post_state_known", condition=models.Q(state__in=[*PostState.values, ""])),
            models.CheckConstraint(name="job_post_openings_never_negative", condition=models.Q(openings__gte=0)),
            models.UniqueConstraint(fields=["region", "slug"], name="job_post_slug_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "state", "-published_at"], name="job_post_public")]

    def __str__(self) -> str:
        return self.title

    @property
    def subject_ref(self) -> str:
        """No person is the subject of a post."""
        return ""

    def is_open_on(self, day: date) -> bool:
        """Published, with openings, and not past `valid_until` (L06)."""
        return (
            self.state == PostState.PUBLISHED
            and self.openings > 0
            and self.valid_until is not None
            and self.valid_until >= day
        )


class JobTermsVersion(models.Model):
    """The terms of a post as they were shown; immutable. An application pins the version it saw."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(JobPost, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    contract_class = models.CharField(max_length=11, choices=JobPost.ContractClass.choices)
    terms = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("version of the terms")
        verbose_name_plural = _("versions of the terms")
        ordering = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "number"], name="job_terms_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"
