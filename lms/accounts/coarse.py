"""The coarse attributes copied into a fact when it is recorded (metrics.md §2): band of age, area, kind of school."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lms.accounts import ages
from lms.accounts.models import PersonPrivate
from lms.accounts.sealing import open_birth_date

if TYPE_CHECKING:
    from datetime import date

    from lms.accounts.models import Person


# What people type as their municipality goes into facts, which are for ever, only where it can be nothing else.
_MUNICIPALITY = re.compile(r"[^\W\d_]{1,19}[市区町村]")


def coarse_attributes(person: Person, day: date) -> dict[str, str]:
    """`age_band`, `area` (municipality, "" unless it reads as one) and `school_kind`; empty after an erasure.

    Age on `day`; the others as they stand when the fact is recorded. Sex and the like are never here.
    """
    private = _private(person)
    if private is None:
        return {}
    age = ages.age_on(open_birth_date(private.wrapped_key, private.birth_date_sealed), day)
    return {"age_band": ages.age_band(age), "area": area_of(private.municipality), "school_kind": private.school_kind}


def _private(person: Person) -> PersonPrivate | None:
    """Read anew, or what came with the person in the same query."""
    if type(person).private.is_cached(person):
        return getattr(person, "private", None)
    return PersonPrivate.objects.filter(person=person).first()


def area_of(municipality: str) -> str:
    """The municipality as typed if it reads like one (ending in 市, 区, 町 or 村, no digits), else ""."""
    text = municipality.strip()
    return text if _MUNICIPALITY.fullmatch(text) else ""
