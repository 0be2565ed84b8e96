"""The rollup behind every page of numbers, the facts it has counted, and figures that only documents state."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.models import new_id
from lms.reports.quantity import Unit


class Rollup(models.Model):
    """One delta: what the facts known on `known_day` add to a number at `day` (metrics section 11). Rebuildable.

    Rows of past days of knowledge never change; the row of today grows with the day.
    """

    region = models.ForeignKey("regions.Region", on_delete=models.CASCADE, related_name="+")
    # Code of the programme, empty for the region as a whole: region distinct is not the sum of programmes (RU-3).
    scope = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=24)
    dims = models.CharField(max_length=400, blank=True)
    day = models.DateField()
    known_day = models.DateField()
    total = models.IntegerField(default=0)
    first_ever = models.IntegerField(default=0)
    first_fy = models.IntegerField(default=0)
    first_month = models.IntegerField(default=0)

    VALUES: ClassVar[tuple[str, ...]] = ("total", "first_ever", "first_fy", "first_month")
    KEY: ClassVar[tuple[str, ...]] = ("region", "scope", "code", "dims", "day", "known_day")

    class Meta:
        verbose_name = _("rollup row")
        verbose_name_plural = _("rollup rows")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "scope", "code", "dims", "day", "known_day"], name="rollup_delta_once"
            ),
        ]
        indexes: ClassVar = [
            # Holds every column a page sums, so that a page never visits the rows themselves.
            models.Index(
                fields=["region", "scope", "code", "dims", "day", "known_day", "total", "first_ever", "first_fy"],
                name="rollup_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope or '-'} {self.code} {self.dims} {self.day} ({self.known_day})"


class PersonYear(models.Model):
    """One person in one fiscal year of a number: the first day, and what the fact of that day said of them (RU-6).

    Like the rollup a delta: what becomes known later takes the old row back (-1) and adds the new one. Rebuildable.
    """

    region = models.ForeignKey("regions.Region", on_delete=models.CASCADE, related_name="+")
    scope = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=24)
    # The pseudonym, as in SubjectFacts.
    who = models.CharField(max_length=140)
    age_band = models.CharField(max_length=120)
    area = models.CharField(max_length=120)
    school_kind = models.CharField(max_length=120)
    day = models.DateField()
    known_day = models.DateField()
    first_ever = models.SmallIntegerField(default=0)
    first_fy = models.SmallIntegerField(default=0)

    VALUES: ClassVar[tuple[str, ...]] = ("first_ever", "first_fy")
    ABOUT: ClassVar[tuple[str, ...]] = ("age_band", "area", "school_kind", "who")
    KEY: ClassVar[tuple[str, ...]] = ("region", "scope", "code", *ABOUT, "day", "known_day")

    class Meta:
        verbose_name = _("person in a fiscal year")
        verbose_name_plural = _("persons in fiscal years")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "scope", "code", "age_band", "area", "school_kind", "who", "day", "known_day"],
                name="person_year_delta_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "scope", "day"], name="person_year_days")]

    def __str__(self) -> str:
        return f"{self.scope or '-'} {self.code} {self.who} {self.day} ({self.known_day})"


class SubjectFacts(models.Model):
    """The facts of one pseudonym (organisation, stream) as the rollup has counted them. Rebuildable."""

    region = models.ForeignKey("regions.Region", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=140)
    facts = models.JSONField(default=list)

    class Meta:
        verbose_name = _("counted facts")
        verbose_name_plural = _("counted facts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "key"], name="subject_facts_once")]

    def __str__(self) -> str:
        return self.key


class ExternalFigure(models.Model):
    """A number that a document states and nobody here counted: shown with its source, in no total (metrics 9.2)."""

    UNITS: ClassVar = [(unit.value, unit.value) for unit in Unit]

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="external_figures")
    label = models.CharField(_("label of the source"), max_length=120)
    shown_as = models.CharField(_("label in the report"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=2, choices=UNITS)
    # As the source writes it: 36, 40+, 1..2, ~30, words, or ? (metrics 9.1).
    value = models.CharField(_("value"), max_length=40)
    as_of = models.DateField(_("day"), null=True, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("figure of a document")
        verbose_name_plural = _("figures of documents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class AskedOfTwo(models.Model):
    """What one person asks for and another one agrees to or refuses, never the same (ROL-4)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a decision")
        AGREED = "agreed", _("agreed to")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class ExactExport(AskedOfTwo):
    """A file with exact numbers, asked for with a reason (metrics section 8). Both days are fixed when it is asked for."""

    # A fiscal year, or empty for everything up to the day.
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), null=True)
    as_of = models.DateField(_("day"))
    known_at = models.DateField(_("records closed"))
    reason = models.CharField(_("reason"), max_length=400)

    class Meta:
        verbose_name = _("file with exact numbers")
        verbose_name_plural = _("files with exact numbers")
        ordering = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="exact_export_two_persons",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.as_of}"


class YearClosing(AskedOfTwo):
    """A fiscal year of a programme whose figures are fixed as they were known at the end of `known_at` (MX-26)."""

    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    known_at = models.DateField(_("records closed"))
    version = models.CharField(_("version of the definitions"), max_length=12)
    # What the year said when it was closed, code -> amount as in `Amount.literal`; `check` compares it with the facts.
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("closed fiscal year")
        verbose_name_plural = _("closed fiscal years")
        ordering = ["-fiscal_year", "-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="year_closing_once", fields=["programme", "fiscal_year"], condition=~models.Q(state="refused")
            ),
            models.CheckConstraint(
                name="year_closing_two_persons",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.fiscal_year}"


class YearChange(models.Model):
    """Why a closed year says something else by what was recorded on `known_day`, and which approver accepts it (MX-26)."""

    closing = models.ForeignKey(YearClosing, on_delete=models.PROTECT, related_name="changes")
    known_day = models.DateField(_("recorded on"))
    reason = models.CharField(_("reason"), max_length=400)
    approved_by = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change after the closing")
        verbose_name_plural = _("changes after the closing")
        constraints: ClassVar = [
            models.UniqueConstraint(name="year_change_once", fields=["closing", "known_day"]),
        ]

    def __str__(self) -> str:
        return f"{self.closing} {self.known_day}"
