"""In-product notices: what a person was told, in which words' code, and whether they read it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.ledger import clock
from lms.ledger.models import new_id
from lms.notices.texts import TEXTS


class Notice(models.Model):
    """One notice to one person about one event; the event, the code and the person together are told once (NOT-t1)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="notices")
    event_id = models.UUIDField()
    code = models.CharField(max_length=16)
    # A code (K-0001) or a public title. Never a name or a reason.
    reference = models.CharField(max_length=120, blank=True)
    link = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "code", "person"], name="notice_told_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-created_at"], name="notice_by_person")]

    def __str__(self) -> str:
        return f"{self.code} {self.reference}"

    @property
    def subject(self) -> str:
        """The words of its subject, in the reader's language."""
        return gettext(TEXTS[self.code].subject)

    @property
    def sentence(self) -> str:
        """One sentence about what happened, in the reader's language."""
        return gettext(TEXTS[self.code].sentence)
