"""An application, what was sent with it, and what a firm asked in return (workflows.md §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Role, RoleGrant
from lms.hiring.models.consent import Consent, Level
from lms.hiring.states import ApplicationState
from lms.hiring.states.application import OPEN_TO_FIRM
from lms.ledger import clock
from lms.ledger.models import Projection, new_id
from lms.ledger.scoping import ScopedQuerySet
from lms.partners.models import PartnerRole, PartnerUser
from lms.partners.states import MembershipState

if TYPE_CHECKING:
    from typing import Self

    from lms.ledger.actors import Actor

OPEN_STATES = (*OPEN_TO_FIRM, "accepted")
"""An application in one of these is open: a second one on the same post is refused (apply.duplicate)."""


class ApplicationQuerySet(ScopedQuerySet):
    """Applications by who may know of them."""

    def scope(self, actor: Actor) -> Self:
        """The applicant; the firm while its rights and the consent live; coordinators by code (ROL-6, P01)."""
        if actor.person_id is None:
            return self.none()
        coordinates = RoleGrant.objects.on(clock.today_in_tokyo()).filter(
            person_id=actor.person_id, person__status="active", role=Role.COORDINATOR
        )
        return self.filter(
            Q(person_id=actor.person_id) | Exists(coordinates) | self.firm_rule(actor), region_id=actor.region_id
        )

    def of_firm(self, actor: Actor) -> Self:
        """What the actor's firm may open; being the applicant or a coordinator does not count here."""
        return self.filter(self.firm_rule(actor), region_id=actor.region_id)

    def firm_rule(self, actor: Actor) -> Q:
        """Administrators and staff see the firm's applications, reviewers those given to them; all within live consent."""
        if actor.person_id is None:
            return Q(pk__in=[])
        seat = PartnerUser.objects.filter(
            person_id=actor.person_id,
            person__status="active",
            active=True,
            role__in=[PartnerRole.ADMINISTRATOR, PartnerRole.STAFF],
            organisation_id=OuterRef("organisation_id"),
        )
        assigned = Exists(
            ReviewAssignment.objects.filter(
                application_id=OuterRef("pk"), partner_user__person_id=actor.person_id, partner_user__active=True
            )
        )
        return Q(Q(Exists(seat)) | Q(assigned)) & self.open_to_firm()

    @staticmethod
    def open_to_firm() -> Q:
        """Membership active, and consent for what was sent is live, or the frozen code still waits for an end (APP-22)."""
        live = Consent.objects.filter(application_id=OuterRef("pk"), level=Level.V3).live_on(clock.today_in_tokyo())
        return Q(organisation__membership__state=MembershipState.ACTIVE) & (
            Q(frozen=True, state__in=OPEN_TO_FIRM) | Q(Exists(live))
        )


class Application(Projection):
    """One person's application to one post; APP-1 to APP-23. The firm knows it by its code until V4 is given."""

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="applications")
    post = models.ForeignKey("partners.JobPost", on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="applications")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True, editable=False)
    code = models.CharField(_("code"), max_length=12, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    # The terms the applicant saw, and the changed ones confirmed since (law.md §2.3).
    terms = models.ForeignKey("partners.JobTermsVersion", on_delete=models.PROTECT, related_name="+", null=True)
    acknowledged_terms = models.ForeignKey(
        "partners.JobTermsVersion", on_delete=models.PROTECT, related_name="+", null=True
    )
    wishes = models.JSONField(default=dict)
    note = models.CharField(_("a word about your wishes"), max_length=80, blank=True)
    end_reason = models.CharField(max_length=20, blank=True, editable=False)
    # Whether the firm lets the applicant read the reason of APP-16.
    reason_shared = models.BooleanField(default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="application_state_known", condition=models.Q(state__in=[*ApplicationState.values, ""])
            ),
            models.UniqueConstraint(fields=["region", "number"], name="application_number_once"),
            models.UniqueConstraint(
                fields=["person", "post"],
                condition=models.Q(state__in=OPEN_STATES),
                name="application_open_once_per_post",
                violation_error_message=_("apply.duplicate"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["post", "state", "since"], name="application_board"),
            models.Index(fields=["organisation", "state"], name="application_by_firm"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject_ref(self) -> str:
        """The pseudonym of the applicant."""
        return self.person.pseudonym

    @property
    def is_open(self) -> bool:
        """Neither ended nor at work."""
        return self.state in OPEN_STATES

    @property
    def terms_are_confirmed(self) -> bool:
        """The applicant has seen the terms that hold now: pinned at sending, or confirmed after a change."""
        return self.post.current_terms_id in {self.terms_id, self.acknowledged_terms_id}


class ApplicationCounter(models.Model):
    """The last number given in a Region; its row is locked while the next one is taken."""

    region = models.OneToOneField("regions.Region", on_delete=models.PROTECT, primary_key=True, related_name="+")
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class ApplicationDraft(models.Model):
    """An unsent form (ENG-11): no stream, and nothing is left when it is deleted."""

    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="application_drafts")
    post = models.ForeignKey("partners.JobPost", on_delete=models.CASCADE, related_name="drafts")
    answers = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("unsent application")
        verbose_name_plural = _("unsent applications")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "post"], name="draft_once_per_post")]

    def __str__(self) -> str:
        return f"{self.post_id}"


class Evidence(models.Model):
    """What the applicant showed with one attempt, frozen; append-only. Courses and skills, never an order of persons."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")
    attempt = models.PositiveSmallIntegerField()
    courses = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    scores = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("evidence of an application")
        verbose_name_plural = _("evidence of applications")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "attempt"], name="evidence_once_per_attempt")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.attempt}"


class InterviewRequest(models.Model):
    """Times a firm proposes and the one the applicant took (APP-4 to APP-7). `uid` and `sequence` are the calendar's."""

    class Place(models.TextChoices):
        ONLINE = "online", _("Online")
        PHONE = "phone", _("By phone")
        OFFICE = "office", _("At the office")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interviews")
    attempt = models.PositiveSmallIntegerField()
    slots = models.JSONField(default=list)
    place = models.CharField(_("way"), max_length=6, choices=Place.choices)
    place_detail = models.CharField(_("place or how to connect"), max_length=200)
    interviewers = models.CharField(_("who talks with the applicant (roles, no names needed)"), max_length=120)
    steps = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    asked_at = models.DateTimeField(default=clock.now)
    chosen_at = models.DateTimeField(null=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.chosen_at or '-'}"


class ReopenRequest(models.Model):
    """A firm asks whether a closed application may be opened again; the applicant decides (APP-21)."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reopen_requests")
    attempt = models.PositiveSmallIntegerField()
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("request to reopen")
        verbose_name_plural = _("requests to reopen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "attempt"], name="reopen_asked_once_per_attempt")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.attempt}"


class ReviewAssignment(models.Model):
    """A firm's reviewer (PV) sees the applications given to him or her and no others."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviewers")
    partner_user = models.ForeignKey("partners.PartnerUser", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("reviewer of an application")
        verbose_name_plural = _("reviewers of applications")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "partner_user"], name="reviewer_once_per_application")
        ]

    def __str__(self) -> str:
        return f"{self.application_id}"


class TrialLink(models.Model):
    """A trial engagement that belongs to an application. The trial knows neither; it is found by its id (architecture.md §2)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="trial_links")
    attempt = models.PositiveSmallIntegerField(default=1)
    engagement_id = models.UUIDField(unique=True)
    opened_at = models.DateTimeField(default=clock.now)
    # Set when the engagement has ended in any way; while empty the firm can neither offer, reject nor move back.
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("trial of an application")
        verbose_name_plural = _("trials of applications")

    def __str__(self) -> str:
        return f"{self.application_id} {self.engagement_id}"
