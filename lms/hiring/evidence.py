"""What a person can show with an application: finished courses and skills, as of now. Never a rank or an order of persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.learning.models import Enrolment
from lms.learning.skills.provenance import held
from lms.ledger import clock, events

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lms.accounts.models import Person


def finished_courses(person: Person) -> list[dict[str, Any]]:
    """`{key, title, finished_on}` of every completed course, in the order of completion."""
    rows = (
        Enrolment.objects.filter(person=person, completed_on__isnull=False)
        .select_related("course")
        .order_by("completed_on", "course_key")
    )
    return [
        {"key": row.course_key, "title": row.course.title, "finished_on": row.completed_on.isoformat()}
        for row in rows
        if row.completed_on
    ]


def held_skills(person: Person, day: date) -> list[dict[str, Any]]:
    """`{code, name, level, earned_on, mode}`: per skill the highest level with unexpired evidence."""
    return [
        {
            "code": row.code,
            "name": row.name,
            "level": row.level,
            "earned_on": row.earned_on.isoformat(),
            "mode": row.mode,
        }
        for row in held(person, day)
    ]


def snapshot(person: Person, *, courses: Iterable[str]) -> dict[str, Any]:
    """The rows of one Evidence: the ticked courses, all held skills, scores of the ticked courses, and their hash.

    A course has a score once it has a test; until then the list of scores is empty.
    """
    ticked = set(courses)
    chosen = [row for row in finished_courses(person) if row["key"] in ticked]
    skills = held_skills(person, clock.today_in_tokyo())
    scores: list[dict[str, Any]] = []
    return {"courses": chosen, "skills": skills, "scores": scores, "digest": events.digest([chosen, skills, scores])}
