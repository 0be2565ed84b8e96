"""An engagement with its frozen papers, signatures, hours and two evaluations. Knows no application and no consent."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Role, RoleGrant
from lms.ledger import clock
from lms.ledger.models import Projection, new_id
from lms.ledger.scoping import ScopedQuerySet
from lms.partners.models import PartnerRole, PartnerUser
from lms.partners.states import MembershipState
from lms.trials.states import Outcome, Side, TrialKind, TrialState

if TYPE_CHECKING:
    from typing import Self
    from uuid import UUID

    from lms.ledger.actors import Actor

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """T- and six letters that cannot be mistaken for one another; says nothing about person or order."""
    return "T-" + "".join(secrets.choice(CODE_ALPHABET) for _letter in range(6))


class TrialQuerySet(ScopedQuerySet):
    """Engagements by who may know of them."""

    def scope(self, actor: Actor) -> Self:
        """The person; the firm's staff while its rights are on; coordinators of the Region, who see codes only."""
        if actor.person_id is None:
            return self.none()
        coordinates = RoleGrant.objects.on(clock.today_in_tokyo()).filter(
            person_id=actor.person_id,
            person__status="active",
            region_id=actor.region_id,
            role=Role.COORDINATOR,
        )
        return self.filter(
            Q(person_id=actor.person_id) | self._seat(actor.person_id) | Exists(coordinates), region_id=actor.region_id
        )

    def of_firm(self, actor: Actor) -> Self:
        """What a page of the actor's firm shows; rights held as learner or coordinator do not count here."""
        if actor.person_id is None:
            return self.none()
        return self.filter(self._seat(actor.person_id), region_id=actor.region_id).exclude(person_id=actor.person_id)

    @staticmethod
    def _seat(person_id: UUID) -> Q:
        seat = PartnerUser.objects.filter(
            person_id=person_id,
            person__status="active",
            active=True,
            role__in=[PartnerRole.ADMINISTRATOR, PartnerRole.STAFF],
            organisation_id=OuterRef("organisation_id"),
        )
        return Q(Exists(seat), organisation__membership__state=MembershipState.ACTIVE)


class TrialEngagement(Projection):
    """One person tries work at one firm: TRI-1 to TRI-18. The firm knows the person by `subject_label` until told more."""

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="trials")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="trials")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=TrialKind.choices)
    code = models.CharField(_("code"), max_length=8, default=new_code, editable=False)
    opening_title = models.CharField(_("work it belongs to"), max_length=120)
    # How the firm calls the person where no name is open, e.g. the code of an application; and its attempt, if any.
    subject_label = models.CharField(max_length=20, blank=True, editable=False)
    origin_attempt = models.PositiveSmallIntegerField(null=True, editable=False)
    paper = models.ForeignKey("trials.TrialPaper", on_delete=models.PROTECT, related_name="+", null=True)
    starts_on = models.DateField(_("first day"), null=True, editable=False)
    ends_on = models.DateField(_("last day"), null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    end_proposed_by = models.CharField(max_length=7, choices=Side.choices, blank=True, editable=False)
    stopped_by = models.CharField(max_length=4, blank=True, editable=False)
    minutes_total = models.PositiveIntegerField(default=0, editable=False)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True, editable=False)
    outcome_by = models.CharField(max_length=7, choices=Side.choices, blank=True, editable=False)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial work")
        verbose_name_plural = _("trial work")
        constraints: ClassVar = [
            models.CheckConstraint(name="trial_state_known", condition=models.Q(state__in=[*TrialState.values, ""])),
            models.CheckConstraint(name="trial_kind_known", condition=models.Q(kind__in=TrialKind.values)),
            models.UniqueConstraint(fields=["region", "code"], name="trial_code_once"),
            models.CheckConstraint(
                name="trial_ends_after_start",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.CheckConstraint(
                name="trial_agreed_has_a_paper",
                condition=~models.Q(state__in=["agreed", "active"]) | models.Q(paper__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-since"], name="trial_by_firm"),
            models.Index(fields=["region", "state"], name="trial_by_state"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject_ref(self) -> str:
        """The pseudonym of the person."""
        return self.person.pseudonym

    @property
    def reference(self) -> str:
        """What lists and notices call it: the label given from above, else its own code."""
        return self.subject_label or self.code


class TrialPaper(models.Model):
    """One version of the terms, frozen as HTML with its hash; append-only. A later version supersedes, never edits (T04)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    engagement = models.ForeignKey(TrialEngagement, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField()
    terms = models.JSONField(default=dict)
    html = models.TextField()
    digest = models.CharField(max_length=64)
    prepared_by = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("paper of trial work")
        verbose_name_plural = _("papers of trial work")
        ordering = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "number"], name="trial_paper_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id} v{self.number}"


class TrialSignature(models.Model):
    """One side's signature under one version of the paper. A new version has none: the old ones are void (TRI-t5)."""

    paper = models.ForeignKey(TrialPaper, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=7, choices=Side.choices)
    signed_name = models.CharField(_("name of the person who signed"), max_length=80, blank=True)
    signed_by = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("signature under trial work")
        verbose_name_plural = _("signatures under trial work")
        ordering = ["signed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "side"], name="trial_signed_once_per_side"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.signed_at:%Y-%m-%d}"


class HourLog(models.Model):
    """Work of one day as the person wrote it down; confirmed entries are fixed."""

    engagement = models.ForeignKey(TrialEngagement, on_delete=models.PROTECT, related_name="hours")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    logged_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hours of a day")
        verbose_name_plural = _("hours of days")
        ordering = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "day"], name="trial_hours_once_a_day"),
            models.CheckConstraint(name="trial_minutes_of_a_day", condition=models.Q(minutes__gt=0, minutes__lte=1440)),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.minutes}"


class TrialEvaluation(models.Model):
    """What one side says afterwards; hidden from everybody else until both have filed or 14 days have passed (TRI-16)."""

    engagement = models.ForeignKey(TrialEngagement, on_delete=models.PROTECT, related_name="evaluations")
    side = models.CharField(max_length=7, choices=Side.choices)
    # Key of the criterion -> 1 to 4; only the criteria of the paper (firm) or the product's questions (person).
    marks = models.JSONField(default=dict)
    comment = models.TextField(_("in your own words"), max_length=1000, blank=True)
    filed_by = models.CharField(max_length=64)
    filed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("evaluation of trial work")
        verbose_name_plural = _("evaluations of trial work")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "side"], name="trial_evaluation_once_per_side"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.filed_at:%Y-%m-%d}"
