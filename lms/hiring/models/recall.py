"""The request to a firm to delete what it saved, with its report (DIS-2, DIS-3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.hiring.models.application import Application
from lms.hiring.models.consent import Item
from lms.hiring.models.contract import FirmPaperQuerySet
from lms.hiring.states.recall import Deleted, RecallState
from lms.ledger import clock
from lms.ledger.models import Projection


class RecallQuerySet(FirmPaperQuerySet):
    """Recalls."""

    person_path = "application__person_id"

    def late_on(self, day: object) -> RecallQuerySet:
        """Not reported, and the last day is over."""
        return self.filter(state=RecallState.ASKED, due_on__lt=day)


class Recall(Projection):
    """One request per application at a time: item names, never values."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recalls")
    organisation = models.ForeignKey("partners.Organisation", on_delete=models.PROTECT, related_name="recalls")
    items = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(_("report by"))
    deleted = models.JSONField(default=list)
    attested_by = models.CharField(max_length=64, blank=True)
    attested_at = models.DateTimeField(null=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to delete")
        verbose_name_plural = _("requests to delete")
        ordering: ClassVar = ["due_on", "asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="recall_state_known", condition=models.Q(state__in=[*RecallState.values, ""])),
            models.UniqueConstraint(fields=["application"], condition=models.Q(state="asked"), name="recall_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.due_on}"

    @property
    def subject_ref(self) -> str:
        """The pseudonym of the person whose data is asked back."""
        return self.application.person.pseudonym

    @property
    def item_labels(self) -> list[str]:
        """What was passed on, in words."""
        return [str(Item(code).label) for code in self.items]

    @property
    def deleted_labels(self) -> list[str]:
        """What was deleted, in words."""
        return [str(Deleted(code).label) for code in self.deleted]

    @property
    def is_late(self) -> bool:
        """Whether the report is overdue today."""
        return self.state == RecallState.ASKED and self.due_on < clock.today_in_tokyo()
