"""Rules that ask for skills, and whether somebody meets them (workflows.md section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.learning.states import ResultState, RuleState
from lms.ledger.models import Projection
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
