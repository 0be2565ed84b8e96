"""The rollup behind every page of numbers, the facts it has counted, and figures that only documents state."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

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
