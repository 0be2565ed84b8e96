"""A parcel with an owner, and the notes its effects deliver."""

from __future__ import annotations

from django.db import models

from lms.ledger.models import Projection
from lms.ledger.scoping import ScopedQuerySet


class ParcelQuerySet(ScopedQuerySet):
    def scope(self, actor):
        return self.filter(region_id=actor.region_id)


class Parcel(Projection):
    subject_ref = models.CharField(max_length=64)
    weight = models.PositiveIntegerField(default=1)
    blocked = models.BooleanField(default=False)

    objects = ParcelQuerySet.as_manager()


class Note(models.Model):
    """What an effect left behind; no uniqueness, so that a second delivery would show."""

    text = models.CharField(max_length=80)
