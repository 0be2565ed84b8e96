"""Enrolling, completing a lesson and, with the last one, the course (authoring.md §8.5, curriculum.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from lms.accounts.coarse import coarse_attributes
from lms.learning import completion, events
from lms.learning.models import Enrolment, ItemState, LearningGoal
from lms.learning.notices import tell_results
from lms.learning.states import FINISHED
from lms.ledger import clock
from lms.ledger.refusals import MoveNotAllowed, NotVisible
from lms.programmes.selectors import programme_for_course

if TYPE_CHECKING:
    from uuid import UUID

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person
    from lms.learning.models import LearningEvent


def enrol(*, person: Person, course: CourseEntry) -> Enrolment:
    """Take up a course: it counts for the programme running today that offers it, else for the standing courses.

    A second call returns the first enrolment. Raises NotVisible when the course is not open.
    """
    if not course.live:
        raise NotVisible
    found = Enrolment.objects.filter(person=person, course_id=course.id).first()
    if found is not None:
        return found
    now = clock.now()
    programme = programme_for_course(person.region, course.id, clock.tokyo_date(now))
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                region_id=person.region_id,
                person=person,
                course_id=course.id,
                course_key=course.key,
                programme=programme,
                enrolled_at=now,
                last_at=now,
            )
    except IntegrityError:
        return Enrolment.objects.get(person=person, course_id=course.id)


def missing_conditions(lesson: LessonEntry, enrolment_id: UUID) -> list[str]:
    """Names of the required questions of a lesson that are not done yet."""
    if not lesson.required:
        return []
    done = ItemState.objects.filter(enrolment_id=enrolment_id, item__in=lesson.required, state__in=FINISHED)
    finished = set(done.values_list("item", flat=True))
    return [item for item in lesson.required if item not in finished]


PROGRESS_FIELDS = ("started_on", "lessons_done", "last_lesson_id", "last_at")


@transaction.atomic
def complete_lesson(*, person: Person, course: CourseEntry, lesson: LessonEntry) -> Enrolment:
    """「わかった！つぎへ」: done once and for good, if every required part is done.

    Writes `lesson.completed`, with the first one the start marker `course.started`, with the last one
    `course.completed` and what follows for requirements. Doing it again changes nothing.
    Raises NotVisible without enrolment, MoveNotAllowed while a condition is open.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("programme", "person__private")
        .filter(person=person, course_id=course.id)
        .first()
    )
    if enrolment is None:
        raise NotVisible
    if enrolment.has_done(lesson.id):
        return enrolment
    if missing_conditions(lesson, enrolment.pk):
        raise MoveNotAllowed("learning.conditions")
    today = clock.today_in_tokyo()
    found = [_completed(person, course, lesson, enrolment)]
    if enrolment.started_on is None:
        enrolment.started_on = today
        found.append(_started(person, course, enrolment))
    enrolment.lessons_done = {**enrolment.lessons_done, str(lesson.id): today.isoformat()}
    enrolment.last_lesson_id, enrolment.last_at = lesson.id, clock.now()
    found += completion.settle(person, course, enrolment, also=PROGRESS_FIELDS)
    events.append(found)
    tell_results(found, person)
    return enrolment


def _fact(
    kind: str, person: Person, enrolment: Enrolment, *, key: str, payload: dict[str, Any], n: int
) -> LearningEvent:
    return events.new_event(
        kind,
        region_id=person.region_id,
        subject_ref=person.pseudonym,
        stream_id=str(enrolment.pk),
        idempotency_key=f"{kind}:{enrolment.pk}{key}"[:80],
        payload=payload,
        programme=enrolment.programme.code,
        version=n,
    )


def _completed(person: Person, course: CourseEntry, lesson: LessonEntry, enrolment: Enrolment) -> LearningEvent:
    payload = {"course": course.key, "lesson": lesson.key, "enrolment": str(enrolment.pk)}
    return _fact("lesson.completed", person, enrolment, key=f":{lesson.id}", payload=payload, n=1)


def _started(person: Person, course: CourseEntry, enrolment: Enrolment) -> LearningEvent:
    payload = {"course": course.key, "programme": enrolment.programme.code, "enrolment": str(enrolment.pk)}
    payload |= coarse_attributes(enrolment.person, clock.today_in_tokyo())
    return _fact("course.started", person, enrolment, key="", payload=payload, n=2)


def set_weekly_goal(*, person: Person, days: int) -> None:
    """The learner's own number of days a week (1 to 7)."""
    LearningGoal.objects.update_or_create(person=person, defaults={"days_per_week": days})
