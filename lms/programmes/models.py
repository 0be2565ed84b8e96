"""A programme is what the town runs, counts and reports: courses and posts belong to it, and so do its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.models import Projection
from lms.ledger.scoping import ScopedQuerySet
from lms.programmes.states import EventState, RegistrationState

if TYPE_CHECKING:
    from datetime import date

    from lms.ledger.actors import Actor
    from lms.regions.models import Region

CODE_FORMAT = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and hyphens."))


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes by Region and day."""

    def of_region(self, region: Region) -> ProgrammeQuerySet:
        """What one Region runs."""
        return self.filter(region=region)

    def running_on(self, day: date) -> ProgrammeQuerySet:
        """Begun and not over on `day` (both dates inclusive)."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day), starts_on__lte=day)


class Programme(models.Model):
    """One programme of a Region. Its code is unique in the installation, since reports and imports name it by code."""

    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="programmes")
    code = models.CharField(
        _("code"),
        max_length=60,
        unique=True,
        validators=[CODE_FORMAT],
        error_messages={"unique": _("This code is already in use.")},
    )
    name = models.CharField(_("name"), max_length=120)
    hosts_text = models.CharField(_("host"), max_length=200, blank=True)
    cohosts_text = models.CharField(_("co-host"), max_length=200, blank=True)
    operated_by_text = models.CharField(_("operated by"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_standing = models.BooleanField(_("standing courses"), default=False, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["is_standing", "-starts_on", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="programme_ends_after_start",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("The last day must not be before the first day."),
            ),
            models.UniqueConstraint(
                name="programme_standing_once", fields=["region"], condition=models.Q(is_standing=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgrammeCourse(models.Model):
    """A course offered in a programme, by the course's key, which outlives a page that is imported anew."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="courses")
    course_key = models.CharField(_("course"), max_length=40)

    class Meta:
        verbose_name = _("course of a programme")
        verbose_name_plural = _("courses of a programme")
        ordering = ["course_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "course_key"], name="programme_course_once")
        ]

    def __str__(self) -> str:
        return self.course_key


class OfRegionQuerySet(ScopedQuerySet):
    """Rows that are no secret inside their Region."""

    def scope(self, actor: Actor) -> OfRegionQuerySet:
        """Rows of the actor's Region."""
        return self.filter(region_id=actor.region_id)


class OwnQuerySet(ScopedQuerySet):
    """Rows of one person."""

    def scope(self, actor: Actor) -> OwnQuerySet:
        """The actor's own rows; staff lists come with the release that has events."""
        return self.filter(region_id=actor.region_id, subject_ref=actor.id)


class ProgrammeEvent(Projection):
    """A seminar, fair or open day of a programme. Its acts are declared and wait for a later release."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="events")
    title = models.CharField(_("title"), max_length=120)

    objects = OfRegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a programme")
        verbose_name_plural = _("events of a programme")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="programme_event_state_known", condition=models.Q(state__in=[*EventState.values, ""])
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Registration(Projection):
    """One person's seat in one session, under the pseudonym (or `guest:<session>:<n>`). Its acts wait as well."""

    event = models.ForeignKey(ProgrammeEvent, on_delete=models.PROTECT, related_name="registrations")
    subject_ref = models.CharField(max_length=64)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registration_state_known", condition=models.Q(state__in=[*RegistrationState.values, ""])
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
