"""Membership of an organisation in the Region's council, and the agreement that gives it rights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger import clock
from lms.ledger.models import Projection
from lms.partners.models.organisation import Organisation
from lms.partners.models.scopes import OfOrganisationQuerySet
from lms.partners.states import AgreementState, MembershipState


class PartnerMembership(Projection):
    """One per organisation (and so per Region): MEM-1 to MEM-12."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular member")
        SUPPORTING = "supporting", _("Supporting member")

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="membership")
    kind = models.CharField(_("kind of membership"), max_length=10, choices=Kind.choices, default=Kind.REGULAR)
    # Pseudonyms of the persons who applied and reviewed: four eyes is checked by person (ROL-4).
    applied_by = models.CharField(max_length=64, blank=True, editable=False)
    reviewed_by = models.CharField(max_length=64, blank=True, editable=False)
    checklist = models.JSONField(default=list, blank=True, editable=False)
    # Field name -> what the coordinator asks to be corrected; shown to the firm until it applies again (MEM-5).
    return_reasons = models.JSONField(default=dict, blank=True, editable=False)

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="membership_state_known", condition=models.Q(state__in=[*MembershipState.values, ""])
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "state"], name="membership_by_state")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_kind_display()})"

    @property
    def subject_ref(self) -> str:
        """No person is the subject of a membership."""
        return ""


class AgreementText(models.Model):
    """One version of the agreement's wording. A version that was sent to anybody is never edited."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="agreement_texts")
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("wording of the agreement")
        verbose_name_plural = _("wordings of the agreement")
        ordering = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "number"], name="agreement_text_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Agreement(Projection):
    """One paper between an organisation and the Region: AGR-1 to AGR-8. Frozen as HTML with its hash when sent."""

    class SignedOn(models.TextChoices):
        SCREEN = "screen", _("On the screen")
        PAPER = "paper", _("On paper")

    membership = models.ForeignKey(PartnerMembership, on_delete=models.PROTECT, related_name="agreements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements")
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="agreements")
    scope = models.CharField(_("what the agreement covers"), max_length=400, blank=True)
    effective_on = models.DateField(_("valid from"), null=True, blank=True)
    ends_on = models.DateField(_("valid until"), null=True, blank=True)
    frozen_html = models.TextField(blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    drafted_by = models.CharField(max_length=64, blank=True, editable=False)
    partner_signature = models.CharField(max_length=6, choices=SignedOn.choices, blank=True, editable=False)
    partner_signed_on = models.DateField(_("signed by the firm on"), null=True, blank=True)
    partner_signed_by = models.CharField(_("name of the person who signed"), max_length=80, blank=True)
    scan_reference = models.CharField(_("where the scan is kept"), max_length=120, blank=True)
    partner_recorded_by = models.CharField(max_length=64, blank=True, editable=False)
    region_signed_on = models.DateField(null=True, editable=False)
    region_signed_by = models.CharField(max_length=64, blank=True, editable=False)

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_state_known", condition=models.Q(state__in=[*AgreementState.values, ""])
            ),
            models.CheckConstraint(
                name="agreement_ends_after_start",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("effective_on")),
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(state__in=["draft", "sent", "partly_signed"]),
                name="agreement_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text}"

    @property
    def subject_ref(self) -> str:
        """No person is the subject of an agreement."""
        return ""
