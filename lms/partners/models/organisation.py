"""An organisation as one Region knows it: who it is in law and whom a job seeker can turn to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger import clock
from lms.ledger.models import new_id


class Organisation(models.Model):
    """A company, public office, school or chamber. A firm that joins two Regions is one row in each."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("Company")
        PUBLIC_OFFICE = "public_office", _("Public office")
        SCHOOL = "school", _("School")
        CHAMBER = "chamber", _("Chamber or association")

    class NoNumber(models.TextChoices):
        SOLE_TRADER = "sole_trader", _("Sole trader (has no corporate number)")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="organisations")
    legal_name = models.CharField(_("legal name"), max_length=120)
    kind = models.CharField(_("kind of organisation"), max_length=13, choices=Kind.choices, default=Kind.COMPANY)
    corporate_number = models.CharField(_("corporate number (13 digits)"), max_length=13, blank=True)
    no_number_reason = models.CharField(
        _("reason for having none"), max_length=11, choices=NoNumber.choices, blank=True
    )
    postal_code = models.CharField(_("postal code"), max_length=7, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    mail_domain = models.CharField(_("mail domain"), max_length=120, blank=True)
    responsible_person = models.CharField(_("person responsible for recruiting"), max_length=80, blank=True)
    seeker_contact = models.CharField(
        _("contact for job seekers (also for harassment while looking for work)"), max_length=200, blank=True
    )
    interview_rules_url = models.URLField(_("rules for interviews (address of the page)"), blank=True)
    profile = models.TextField(_("what the organisation does"), max_length=1000, blank=True)
    declared_no_sanction = models.BooleanField(_("no sanction under labour law"), default=False)
    declared_no_antisocial = models.BooleanField(_("no tie to anti-social forces"), default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["legal_name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "corporate_number"],
                condition=~models.Q(corporate_number=""),
                name="organisation_number_once_per_region",
                violation_error_message=_("An organisation with this corporate number is already registered."),
            ),
            models.CheckConstraint(
                name="organisation_number_or_reason",
                condition=models.Q(corporate_number="") | models.Q(no_number_reason=""),
                violation_error_message=_("Give the corporate number or the reason for having none, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name

    @property
    def phone_shown(self) -> str:
        """The number as people dial it here; stored as E.164 (D07)."""
        return f"0{self.phone[3:]}" if self.phone.startswith("+81") else self.phone
