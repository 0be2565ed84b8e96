"""What of a course a person has to accept, and which of it is still open: asked by whoever decides that a course is completed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.learning.models import Submission, SubmissionVersion
from lms.learning.states import SubmissionState

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from courses.outline import CourseEntry
    from lms.ledger.actors import Actor

TYPE = "submit"


def assignments_of(course: CourseEntry) -> tuple[str, ...]:
    """Names of the required hand-ins of the open lessons: the assignment of a course (curriculum.md §3)."""
    return tuple(
        entry["item"]
        for lesson in course.open_lessons
        for entry in lesson.items
        if entry["type"] == TYPE and entry["required"]
    )


def open_assignments(course: CourseEntry, enrolment_id: UUID) -> list[str]:
    """Those not accepted yet; empty for a course without an assignment. One query where there is one."""
    names = assignments_of(course)
    if not names:
        return []
    accepted = Submission.objects.filter(
        enrolment_id=enrolment_id, item__in=names, state=SubmissionState.ACCEPTED
    ).values_list("item", flat=True)
    return [name for name in names if name not in set(accepted)]


def waiting_count(actor: Actor) -> int:
    """How many pieces of work wait for a judgement of this instructor."""
    return Submission.objects.taught_by(actor).filter(state=SubmissionState.WAITING).count()


def queue(actor: Actor, state: str) -> QuerySet[Submission]:
    """Work of one state for an instructor: the oldest first while it waits, else the newest first."""
    rows = Submission.objects.taught_by(actor).filter(state=state).select_related("person", "enrolment__course")
    order = "handed_in_at" if state == SubmissionState.WAITING else "-since"
    return rows.order_by(order, "id")


def versions_of(submission: Submission) -> list[Any]:
    """Every version with its judgement, the newest first: one query. `judged`: (criterion as HTML, points) of the rubric."""
    rows = SubmissionVersion.objects.filter(submission=submission)
    found: list[Any] = list(rows.select_related("item_version", "review__grader").order_by("-n"))
    for version in found:
        review = getattr(version, "review", None)
        rubric = version.item_version.public.get("rubric")
        lines = zip(rubric["rows"], review.levels, strict=False) if rubric and review else ()
        version.judged = [(line["criterion"], level) for line, level in lines if level is not None]
        version.reviewed = review
    return found
