"""A Region is one municipality or council: a tenant with one public site, its operator and its working days."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """The tenant. Every row about people or firms carries its Region, from the first migration on."""

    class Discovery(models.TextChoices):
        COUNTS = "counts", _("Numbers only")
        CARDS = "cards", _("Anonymous cards")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    site = models.OneToOneField(
        "wagtailcore.Site",
        verbose_name=_("site"),
        on_delete=models.PROTECT,
        related_name="region",
        null=True,
        blank=True,
    )
    # A Region that was never open to the public may take over history with its own recording dates (ENG-10).
    opened_on = models.DateField(_("opened to the public on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    discovery = models.CharField(max_length=6, choices=Discovery.choices, default=Discovery.CARDS)
    k_public = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(5)])
    k_handout = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(3)])
    guardian_age = models.PositiveSmallIntegerField(default=16)
    minimum_hourly_wage = models.PositiveIntegerField(_("regional minimum wage per hour (yen)"), null=True, blank=True)
    consent_days = models.PositiveSmallIntegerField(default=180)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(k_public__gte=5), name="region_k_public_at_least_5"),
            models.CheckConstraint(condition=models.Q(k_handout__gte=3), name="region_k_handout_at_least_3"),
        ]

    def __str__(self) -> str:
        return self.name


class OperatorProfile(models.Model):
    """Who runs the Region's site, in law and toward the public (law.md §1: nothing about jobs is public before it is filled)."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        COUNCIL = "council", _("Council")
        FOUNDATION = "foundation", _("Foundation")
        COMPANY = "company", _("Company")

    class Mode(models.TextChoices):
        INFORMATION = "information", _("Information service")
        PLACEMENT_29 = "free_placement_29", _("Free placement by a local government (Art. 29)")
        PLACEMENT_33 = "free_placement_33", _("Free placement by permit (Art. 33)")

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="operator")
    operator_kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.MUNICIPALITY)
    data_controller = models.CharField(_("legal name of the data controller"), max_length=120, blank=True)
    placement_mode = models.CharField(max_length=17, choices=Mode.choices, default=Mode.INFORMATION)
    notified_on = models.DateField(null=True, blank=True)
    notification_no = models.CharField(max_length=60, blank=True)
    scope_text = models.CharField(max_length=400, blank=True)
    hosts_text = models.CharField(_("host"), max_length=200, blank=True)
    cohosts_text = models.CharField(_("co-host"), max_length=200, blank=True)
    operated_by_text = models.CharField(_("operated by"), max_length=200, blank=True)
    contact_text = models.CharField(_("contact"), max_length=200, blank=True)
    office_phone = models.CharField(_("office phone"), max_length=30, blank=True)
    complaint_contact = models.CharField(max_length=200, blank=True)
    labour_bureau = models.CharField(max_length=120, blank=True)
    privacy_contact = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="operator_placement_needs_notification",
                condition=models.Q(placement_mode="information")
                | (models.Q(notified_on__isnull=False) & ~models.Q(notification_no="")),
                violation_error_message=_("operator.notification"),
            ),
        ]

    def __str__(self) -> str:
        return self.data_controller or str(self.region)

    def missing(self) -> list[str]:
        """Names of the fields that must be filled before anything about jobs is public (law.md §1)."""
        needed = [
            "data_controller",
            "hosts_text",
            "operated_by_text",
            "contact_text",
            "complaint_contact",
            "labour_bureau",
            "privacy_contact",
        ]
        return [name for name in needed if not getattr(self, name)]


class NonWorkingDay(models.Model):
    """A national holiday of the Region's table; weekends and 29 December to 3 January need no row."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="non_working_days")
    day = models.DateField()
    name = models.CharField(max_length=60, validators=[RegexValidator(r"\S")])

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "day"], name="non_working_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
