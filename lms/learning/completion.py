"""When a course is completed: all lessons, the course test where there is one, the assignment where there is one (curriculum.md §3).

Who completed a course keeps it, whatever is added later (authoring.md §8.5).
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Any

from courses.outline import outline
from lms.accounts.coarse import coarse_attributes
from lms.learning import events
from lms.learning.assignments.selectors import assignments_of, open_assignments
from lms.learning.notices import tell_results
from lms.learning.requirements.qualification import reevaluate
from lms.ledger import clock

if TYPE_CHECKING:
    from collections.abc import Collection

    from courses.outline import CourseEntry
    from lms.accounts.models import Person
    from lms.learning.models import Enrolment, LearningEvent
    from lms.ledger.engine import MoveContext


def is_due(course: CourseEntry, enrolment: Enrolment) -> bool:
    """Whether every part of the course is done."""
    if not all(enrolment.has_done(lesson.id) for lesson in course.open_lessons) or not enrolment.lessons_done:
        return False
    if course.test is not None and enrolment.test_passed_on is None:
        return False
    return not open_assignments(course, enrolment.pk)


def parts_of(course: CourseEntry, enrolment: Enrolment | None) -> list[dict[str, Any]]:
    """[{kind: lessons | test | assignment, done, count, of}] as pages show them. One query where there is an assignment."""
    done = sum(enrolment.has_done(lesson.id) for lesson in course.open_lessons) if enrolment else 0
    finished = enrolment is not None and enrolment.completed_on is not None
    total = len(course.open_lessons)
    found = [{"kind": "lessons", "done": done >= total > 0, "count": done, "of": total}]
    if course.test is not None:
        passed = enrolment is not None and enrolment.test_passed_on is not None
        found.append(
            {"kind": "test", "done": passed, "count": int(passed), "of": 1, "excused": finished and not passed}
        )
    due = len(assignments_of(course))
    if due:
        left = len(open_assignments(course, enrolment.pk)) if enrolment else due
        found.append({"kind": "assignment", "done": not left, "count": due - left, "of": due,
                      "excused": finished and left > 0})  # fmt: skip
    return found


def settle(
    person: Person, course: CourseEntry, enrolment: Enrolment, *, also: Collection[str] = ()
) -> list[LearningEvent]:
    """Complete the course if its last part is done, and return the facts to append.

    Saves what it sets, in one statement with the fields named in `also`, which the caller has set.
    """
    if enrolment.completed_on is not None or not is_due(course, enrolment):
        if also:
            enrolment.save(update_fields=also)
        return []
    today = clock.today_in_tokyo()
    enrolment.completed_on = today
    enrolment.certificate_no = certificate_number(person.region.code, today.year)
    enrolment.save(update_fields=["completed_on", "certificate_no", *also])
    payload = {"course": course.key, "certificate_no": enrolment.certificate_no, "enrolment": str(enrolment.pk)}
    payload |= coarse_attributes(enrolment.person, today)
    return [_completed(person, enrolment, payload), *reevaluate(person, today, changed={course.key})]


def _completed(person: Person, enrolment: Enrolment, payload: dict[str, Any]) -> LearningEvent:
    return events.new_event(
        "course.completed",
        region_id=person.region_id,
        subject_ref=person.pseudonym,
        stream_id=str(enrolment.pk),
        idempotency_key=f"course.completed:{enrolment.pk}"[:80],
        payload=payload,
        programme=enrolment.programme.code,
        version=7,
    )


def after_acceptance(ctx: MoveContext) -> None:
    """An accepted assignment may be the last part of its course (SUB-4)."""
    enrolment = ctx.row.enrolment
    entry = outline(ctx.row.region.site)
    course = entry.course_by_id(enrolment.course_id) if entry else None
    if course is None:
        return
    found = settle(ctx.row.person, course, enrolment)
    events.append(found)
    tell_results(found, ctx.row.person)


def certificate_number(region: str, year: int) -> str:
    """`<region>-<year>-<base32 8>`: 40 random bits, so that numbers cannot be guessed from one another."""
    return f"{region}-{year}-{base64.b32encode(secrets.token_bytes(5)).decode()}"
