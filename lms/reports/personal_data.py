"""What the acts of two persons give out about each, and that they stay as a record of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from lms.accounts.personal_data import keep_pseudonymous, register_personal_data
from lms.reports.models import ExactExport, YearChange, YearClosing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lms.accounts.models import Person


def _asked_or_decided(model: type[ExactExport | YearClosing], *names: str) -> Any:
    def export(person: Person) -> Iterable[Mapping[str, Any]]:
        mine = Q(asked_by=person) | Q(decided_by=person)
        return model._default_manager.filter(mine).values("programme__code", "state", "asked_at", "decided_at", *names)

    return export


def _approved(person: Person) -> Iterable[Mapping[str, Any]]:
    rows = YearChange.objects.filter(approved_by=person)
    return rows.values("closing__programme__code", "closing__fiscal_year", "known_day", "reason", "approved_at")


def register_reports_data() -> None:
    """Declare the rules; the persons are staff, and their acts stay under their ids."""
    register_personal_data(
        ExactExport, _asked_or_decided(ExactExport, "as_of", "known_at", "reason"), keep_pseudonymous
    )
    register_personal_data(YearClosing, _asked_or_decided(YearClosing, "fiscal_year", "known_at"), keep_pseudonymous)
    register_personal_data(YearChange, _approved, keep_pseudonymous)
