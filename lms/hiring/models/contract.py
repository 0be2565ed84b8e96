"""Offers with frozen terms, placements, contracts and what both sides recorded of them (workflows.md §10, §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Role, RoleGrant
from lms.hiring.models.application import Application
from lms.hiring.states import ContractState, EndReason, OfferState, RetentionState, RetentionStatus
from lms.ledger import clock
from lms.ledger.models import Projection, new_id
from lms.ledger.scoping import ScopedQuerySet
from lms.partners.models import PartnerRole, PartnerUser
from lms.partners.states import MembershipState

if TYPE_CHECKING:
    from typing import Self

    from lms.ledger.actors import Actor


class ContractClass(models.TextChoices):
    """Never changed after the start (HIR-2)."""

    INDEFINITE = "emp_indefinite", _("Employment without a time limit")
    FIXED = "emp_fixed", _("Employment for a fixed time")
    PART = "emp_part", _("Part-time employment")
    OUTSOURCING = "outsourcing", _("Outsourcing")


class HireCategory(models.TextChoices):
    """新卒・中途・不明 (metrics.md §5.2); declared by the firm, confirmed by the person."""

    NEW_GRADUATE = "new_graduate", _("First job after school")
    MID_CAREER = "mid_career", _("Has worked before")
    UNKNOWN = "unknown", _("Not known")


class RemoteLevel(models.TextChoices):
    """How much of the work is done away from the firm's office."""

    FULL = "full", _("Always from home")
    MOSTLY = "mostly", _("Mostly from home")
    SOME = "some", _("Some days from home")
    NONE = "none", _("At the office")


class Engagement(models.Model):
    """What an offer and the contract made of it have in common: the columns reports split by."""

    contract_class = models.CharField(_("kind of contract"), max_length=14, choices=ContractClass.choices)
    includes_trial = models.BooleanField(_("begins with a trial period"), default=False)
    hire_category = models.CharField(
        _("category of the hire"), max_length=12, choices=HireCategory.choices, default=HireCategory.UNKNOWN
    )
    work_style = models.CharField(_("way of working"), max_length=6, blank=True)
    remote_level = models.CharField(
        _("share of remote work"), max_length=6, choices=RemoteLevel.choices, default=RemoteLevel.FULL
    )
    starts_on = models.DateField(_("first day of work"), null=True)

    class Meta:
        abstract = True


class FirmPaperQuerySet(ScopedQuerySet):
    """Papers of one person with one firm: both see them, coordinators see that they exist."""

    person_path: ClassVar[str] = "person_id"
    organisation_path: ClassVar[str] = "organisation_id"

    def scope(self, actor: Actor) -> Self:
        """The person; the firm's administrators while its rights are on; coordinators of the Region."""
        if actor.person_id is None:
            return self.none()
        firms = PartnerUser.objects.filter(
            person_id=actor.person_id,
            person__status="active",
            active=True,
            role__in=[PartnerRole.ADMINISTRATOR, PartnerRole.STAFF],
            organisation__membership__state=MembershipState.ACTIVE,
        ).values("organisation_id")
        coordinates = (
            RoleGrant.objects.on(clock.today_in_tokyo())
            .filter(person_id=actor.person_id, person__status="active", role=Role.COORDINATOR)
            .values("region_id")
        )
        return self.filter(
            Q(**{self.person_path: actor.person_id})
            | Q(**{f"{self.organisation_path}__in": firms})
            | Q(region_id__in=coordinates),
            region_id=actor.region_id,
        )


class OfferQuerySet(FirmPaperQuerySet):
    """Offers."""

    person_path = "application__person_id"


class Offer(Engagement, Projection):
    """One version of offered terms, frozen as HTML with its hash: OFR-1, OFR-2."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="+")
    of_attempt = models.PositiveSmallIntegerField(default=1)
    terms = models.JSONField(default=dict)
    html = models.TextField()
    digest = models.CharField(max_length=64)
    expires_on = models.DateField(_("answer by"))
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="offer_state_known", condition=models.Q(state__in=[*OfferState.values, ""])),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.made_at:%Y-%m-%d}"

    @property
    def subject_ref(self) -> str:
        """The pseudonym of the applicant."""
        return self.application.person.pseudonym


class Placement(models.Model):
    """Person × organisation × programme. Contracts follow one another in it; a re-hire joins the same one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="placements")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="placements")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation", "programme"], name="placement_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PlacedQuerySet(FirmPaperQuerySet):
    """What hangs on a placement."""

    person_path = "placement__person_id"
    organisation_path = "placement__organisation_id"


class Placed:
    """Whose and which firm's, as the placement says."""

    placement: Placement

    @property
    def subject_ref(self) -> str:
        """The pseudonym of the person who works."""
        return self.placement.person.pseudonym

    @property
    def organisation_id(self) -> object:
        """The firm, for the role sources."""
        return self.placement.organisation_id


class Contract(Placed, Engagement, Projection):
    """One contract of a placement: HIR-1 to HIR-6. Counted on the day work began."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="contracts")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="contracts", null=True)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="contracts", null=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, related_name="followed_by", null=True)
    started_on = models.DateField(_("work began on"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True, editable=False)
    # The frozen terms of this contract: the offer's, or those of a conversion.
    paper_html = models.TextField(blank=True, editable=False)
    paper_digest = models.CharField(max_length=64, blank=True, editable=False)
    # 労働条件通知書を渡した日: required before the start of an employment contract (law.md §8).
    notice_given_on = models.DateField(_("notice of working conditions handed over on"), null=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="contract_state_known", condition=models.Q(state__in=[*ContractState.values, ""])
            ),
            models.CheckConstraint(
                name="contract_class_known", condition=models.Q(contract_class__in=ContractClass.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_class} {self.state}"


class ContractRecord(models.Model):
    """What one side said of a start or a conversion, waiting for the other side (HIR-2, HIR-5)."""

    class Act(models.TextChoices):
        START = "start", _("Start of work")
        CONVERT = "convert", _("Change of the contract")

    class Side(models.TextChoices):
        FIRM = "firm", _("The firm")
        LEARNER = "learner", _("The person")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="records")
    act = models.CharField(max_length=7, choices=Act.choices)
    side = models.CharField(max_length=7, choices=Side.choices)
    day = models.DateField()
    data = models.JSONField(default=dict)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("record of one side")
        verbose_name_plural = _("records of one side")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "act"], name="contract_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.side} {self.day}"


class RetentionCheck(Placed, Projection):
    """One of four checks after a person's first start in a placement: RET-1 to RET-8."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="retention_checks")
    month = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=RetentionStatus.choices, blank=True, editable=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention check")
        verbose_name_plural = _("retention checks")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="retention_state_known", condition=models.Q(state__in=[*RetentionState.values, ""])
            ),
            models.UniqueConstraint(fields=["placement", "month"], name="retention_once_per_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.due_on}"
