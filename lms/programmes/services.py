"""Acts on programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lms.ledger import audit
from lms.programmes.models import Programme, ProgrammeCourse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.ledger.actors import Actor


def save_programme(*, programme: Programme, actor: Actor) -> Programme:
    """Store a new or changed programme, with one audit row."""
    with transaction.atomic():
        kind = "programme.added" if programme._state.adding else "programme.changed"
        programme.save()
        _tell(programme, actor, kind)
    return programme


def give_courses(*, programme: Programme, course_keys: Iterable[str], actor: Actor) -> None:
    """Make exactly these courses count for the programme; enrolments that exist keep theirs."""
    wanted = set(course_keys)
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        programme.courses.exclude(course_key__in=wanted).delete()
        known = set(programme.courses.values_list("course_key", flat=True))
        ProgrammeCourse.objects.bulk_create(
            ProgrammeCourse(programme=programme, course_key=key) for key in sorted(wanted - known)
        )
        _tell(programme, actor, "programme.courses_given")


def _tell(programme: Programme, actor: Actor, kind: str) -> None:
    audit.write(kind, region=programme.region, actor=actor, object_type="programme", object_id=programme.code)
