"""Certificates: what a completed course is worth on paper, as it stood on the day it was completed (SS-1)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.models import new_id

LONGEST_NAME = 60


class Certificate(models.Model):
    """One completed course of one person. Everything but the printed name is fixed when it is issued."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="certificates")
    enrolment = models.OneToOneField("learning.Enrolment", on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField(_("number"), max_length=80, unique=True)
    course_key = models.CharField(max_length=40)
    course_title = models.CharField(max_length=255)
    # Short digest of the texts and questions the course had on that day.
    course_version = models.CharField(max_length=12)
    minutes = models.PositiveSmallIntegerField()
    started_on = models.DateField(null=True)
    completed_on = models.DateField()
    # What was judged: how many lessons, the day of the test or "", whether an assignment was accepted, and under
    # `skills` code, level and mode of each.
    basis = models.JSONField(default=dict)
    printed_name = models.CharField(_("name on the certificate"), max_length=LONGEST_NAME, blank=True)
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering: ClassVar = ["-completed_on", "number"]

    def __str__(self) -> str:
        return self.number
