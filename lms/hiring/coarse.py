"""The coarse attributes copied into a fact when it is recorded (metrics.md §2): band of age, area, kind of school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.accounts import ages
from lms.accounts.models import PersonPrivate
from lms.accounts.sealing import open_birth_date

if TYPE_CHECKING:
    from datetime import date

    from lms.accounts.models import Person


def coarse_attributes(person: Person, day: date) -> dict[str, str]:
    """`age_band`, `area` (municipality) and `school_kind`; empty after an erasure. Sex and the like are never here."""
    private = PersonPrivate.objects.filter(person=person).first()
    if private is None:
        return {}
    age = ages.age_on(open_birth_date(private.wrapped_key, private.birth_date_sealed), day)
    return {"age_band": ages.age_band(age), "area": private.municipality, "school_kind": private.school_kind}
