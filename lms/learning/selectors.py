"""What a learner's pages read: one query for a course's progress with a lesson's answers, one for my courses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from lms.learning.models import Enrolment, ItemState, LearningEvent, LearningGoal

if TYPE_CHECKING:
    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person

DEFAULT_GOAL = 3
# Stand for the ids while a query is built; nobody has them.
_ANY_PERSON = UUID("ffffffff-ffff-4fff-bfff-fffffffffff1")
_ANY_COURSE, _ANY_LESSON = 2_111_000_001, 2_111_000_002


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """A learner's enrolment and their states of one lesson's questions by name."""

    enrolment: Enrolment
    states: dict[str, ItemState] = field(default_factory=dict)


@lru_cache(maxsize=4)
def _progress_query(vendor: str, alias: str) -> tuple[str, tuple[Any, ...], tuple[int, int, int]]:
    """The SQL of `lesson_progress`, its parameters, and where person, course and lesson stand among them.

    Building it takes several times as long as running it, and every lesson page runs it; only the three ids change.
    """
    del vendor
    rows = (
        Enrolment.objects.using(alias)
        .filter(person_id=_ANY_PERSON, course_id=_ANY_COURSE)
        .annotate(shown=FilteredRelation("item_states", condition=Q(item_states__lesson_id=_ANY_LESSON)))
        .annotate(
            item=F("shown__item"),
            item_version_id=F("shown__item_version_id"),
            item_state=F("shown__state"),
            item_tries=F("shown__tries"),
            item_answer=F("shown__answer"),
            item_feedback=F("shown__feedback"),
            item_updated=F("shown__updated_at"),
        )
    )
    sql, parameters = rows.query.sql_with_params()
    found = (_stored_person(_ANY_PERSON), _ANY_COURSE, _ANY_LESSON)
    return sql, parameters, tuple(parameters.index(value) for value in found)  # type: ignore[return-value]


def _stored_person(pk: object) -> Any:
    return Enrolment._meta.get_field("person").get_db_prep_value(pk, connection)


def lesson_progress(person: Person, course: CourseEntry, lesson: LessonEntry) -> LessonProgress | None:
    """One statement; None for who does not take the course."""
    sql, parameters, places = _progress_query(connection.vendor, connection.alias)
    filled = list(parameters)
    for place, value in zip(places, (_stored_person(person.pk), course.id, lesson.id), strict=True):
        filled[place] = value
    found: list[Any] = list(Enrolment.objects.raw(sql, filled))
    if not found:
        return None
    states = {row.item: _as_state(row, lesson) for row in found if row.item is not None}
    return LessonProgress(found[0], states)


def _converted(name: str, value: Any) -> Any:
    """A column of a raw query as the field of ItemState gives it."""
    field: Any = ItemState._meta.get_field(name)
    column = field.get_col("item_state")
    for convert in connection.ops.get_db_converters(column) + column.get_db_converters(connection):
        value = convert(value, column, connection)
    return value


def _as_state(row: Any, lesson: LessonEntry) -> ItemState:
    return ItemState(
        enrolment_id=row.pk,
        lesson_id=lesson.id,
        item=row.item,
        item_version_id=row.item_version_id,
        state=row.item_state,
        tries=row.item_tries,
        answer=_converted("answer", row.item_answer),
        feedback=_converted("feedback", row.item_feedback),
        updated_at=_converted("updated_at", row.item_updated),
    )


def my_enrolments(person: Person) -> list[Any]:
    """Enrolments, the last used first, with the newest answered question and the weekly goal: one statement."""
    newest = ItemState.objects.filter(enrolment=OuterRef("pk")).order_by("-updated_at")
    goal = LearningGoal.objects.filter(person=OuterRef("person_id"))
    rows = Enrolment.objects.filter(person_id=person.pk).annotate(
        newest_lesson=Subquery(newest.values("lesson_id")[:1]),
        newest_item=Subquery(newest.values("item")[:1]),
        newest_at=Subquery(newest.values("updated_at")[:1]),
        goal_days=Subquery(goal.values("days_per_week")[:1]),
    )
    return sorted(rows, key=lambda row: max(filter(None, [row.newest_at, row.last_at, row.enrolled_at])), reverse=True)


def progress_by_course(person: Person) -> dict[int, Enrolment]:
    """Enrolments by course page id: one statement."""
    return {row.course_id: row for row in Enrolment.objects.filter(person_id=person.pk)}


def days_learned(person: Person, monday: date) -> set[date]:
    """Days of that week on which the person did anything; the number of acts is not looked at."""
    rows = LearningEvent.objects.filter(
        subject_ref=person.pseudonym, occurred_on__gte=monday, occurred_on__lte=monday + timedelta(days=6)
    ).exclude(kind__in=["qualification.lost", "qualification.met"])
    return set(rows.order_by().values_list("occurred_on", flat=True).distinct())


def done_count(course: CourseEntry, enrolment: Enrolment) -> int:
    """How many of the open lessons are completed."""
    return sum(enrolment.has_done(lesson.id) for lesson in course.open_lessons)


def minutes_left(course: CourseEntry, enrolment: Enrolment | None) -> int:
    """Minutes of the open lessons not completed yet."""
    return sum(
        lesson.minutes for lesson in course.open_lessons if enrolment is None or not enrolment.has_done(lesson.id)
    )


def next_lesson(course: CourseEntry, enrolment: Enrolment | None) -> LessonEntry | None:
    """The first open lesson not completed; None when all are."""
    return next(
        (lesson for lesson in course.open_lessons if enrolment is None or not enrolment.has_done(lesson.id)), None
    )
