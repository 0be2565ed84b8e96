"""People who act for an organisation, and the invitations by which they come in (USR-1)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger import clock
from lms.ledger.models import new_id
from lms.partners.models.organisation import Organisation


class PartnerRole(models.TextChoices):
    """Roles inside an organisation (workflows.md §1)."""

    ADMINISTRATOR = "PA", _("Firm administrator")
    STAFF = "PR", _("Firm staff")
    REVIEWER = "PV", _("Firm reviewer")


class PartnerUser(models.Model):
    """(person, organisation, role). Rows are kept when somebody leaves; they only stop being active."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="partner_users")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    role = models.CharField(_("role"), max_length=2, choices=PartnerRole.choices)
    active = models.BooleanField(_("active"), default=True)
    since = models.DateTimeField(default=clock.now, editable=False)
    deactivated_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("firm user")
        verbose_name_plural = _("firm users")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(active=True), name="partner_user_one_firm_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class PartnerInvitation(models.Model):
    """A mail link that makes one firm user, bound to the mail address it was sent to. The link is signed; none is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("mail address"))
    role = models.CharField(_("role"), max_length=2, choices=PartnerRole.choices)
    invited_by = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("invitation of a firm user")
        verbose_name_plural = _("invitations of firm users")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="partner_invitation_expires_later", condition=models.Q(expires_at__gt=models.F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.created_at:%Y-%m-%d}"
