"""Which revisions only the editor's autosave made: they may be purged, what a person saved or published may not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class AutosavedRevision(models.Model):
    """A mark on a revision that nobody saved on purpose; it goes with it, and when a person saves the same revision."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="autosaved")

    class Meta:
        verbose_name = _("autosaved revision")
        verbose_name_plural = _("autosaved revisions")

    objects: ClassVar[models.Manager[AutosavedRevision]]

    def __str__(self) -> str:
        return f"{self.revision_id}"
