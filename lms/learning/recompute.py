"""Progress from the event log: lessons done, test passed, course completed. Equal to what is stored, or it says where not (LT-12)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from lms.learning.models import Enrolment, LearningEvent

if TYPE_CHECKING:
    from lms.learning.models import LearningEvent as Event

KINDS = ("lesson.completed", "test.submitted", "course.completed", "item.regraded")


def rebuild(check: bool) -> list[str]:
    """One line for each enrolment that differs from its events; without `check` it is set to what they say."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in LearningEvent.objects.filter(kind__in=KINDS).order_by("recorded_at", "version"):
        found[event.stream_id].append(event)
    differing = []
    for enrolment in Enrolment.objects.order_by("pk"):
        wanted = _from_events(found[str(enrolment.pk)])
        stored = {name: getattr(enrolment, name) for name in wanted}
        if wanted == stored:
            continue
        differing.append(f"{enrolment.pk} {enrolment.course_key}")
        if not check:
            Enrolment.objects.filter(pk=enrolment.pk).update(**wanted)
    return differing


def _from_events(events: list[Event]) -> dict[str, Any]:
    """What the events of one enrolment say; the page id of a lesson stands at the end of its key."""
    done = [event for event in events if event.kind == "lesson.completed"]
    completed = [event for event in events if event.kind == "course.completed"]
    return {
        "lessons_done": {event.idempotency_key.rsplit(":", 1)[-1]: event.occurred_on.isoformat() for event in done},
        "test_passed_on": _test_passed_on(events),
        "completed_on": completed[0].occurred_on if completed else None,
        "certificate_no": completed[0].payload["certificate_no"] if completed else "",
    }


def _test_passed_on(events: list[Event]) -> date | None:
    """The first pass; a grading anew says how it stands after it."""
    found: date | None = None
    for event in events:
        if event.kind == "test.submitted" and event.payload["passed"]:
            found = found or event.occurred_on
        elif event.kind == "item.regraded" and "test_passed" in event.payload:
            told = event.payload["test_passed"]
            found = date.fromisoformat(told) if told else None
    return found
