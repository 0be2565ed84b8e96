"""Querysets that answer only for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from lms.ledger.refusals import ScopeMissing

if TYPE_CHECKING:
    from lms.ledger.actors import Actor


class ScopedQuerySet(models.QuerySet[Any]):
    """Base of every queryset about people or firms: `visible_to(actor)` without an actor is an error, never 'all'."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Rows this actor may know of. The system sees every row."""
        if actor is None:
            raise ScopeMissing(self.model.__name__)
        return self if actor.is_system else self.scope(actor)

    def scope(self, actor: Actor) -> Self:
        """Rows a person may know of; each subclass says which. Without a rule there are none."""
        del actor
        return self.none()
