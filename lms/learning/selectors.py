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
from lms.ledger.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person

DEFAULT_GOAL = 3
# What a page reads of an answer state, in the order of the query's last columns.
STATE_COLUMNS = ("item", "item_version", "state", "tries", "answer", "feedback", "updated_at")
# Stand for the ids while a query is built; nobody has them.
_ANY_PERSON = UUID("ffffffff-ffff-4fff-bfff-fffffffffff1")
_ANY_COURSE, _ANY_LESSON = 2_111_000_001, 2_111_000_002


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """A learner's enrolment and their states of one lesson's questions by name."""

    enrolment: Enrolment
    states: dict[str, ItemState] = field(default_factory=dict)


@lru_cache(maxsize=16)
def _progress_query(vendor: str, alias: str, shared: int) -> tuple[str, tuple[Any, ...], tuple[int, ...]]:
    """The SQL of `lesson_progress`, its parameters, and where person, course, lesson and shared items stand among them.

    Building it takes several times as long as running it, and every lesson page runs it; only these values change.
    """
    del vendor
    names = [f"\uffff{number}" for number in range(shared)]
    belongs = Q(item_states__lesson_id=_ANY_LESSON)
    if names:
        belongs |= Q(item_states__item__in=names)
    rows = (
        Enrolment.objects.using(alias)
        .filter(person_id=_ANY_PERSON, course_id=_ANY_COURSE)
        .annotate(shown=FilteredRelation("item_states", condition=belongs))
        .annotate(**{f"item_{name}": F(f"shown__{name}") for name in STATE_COLUMNS})
    )
    sql, parameters = rows.query.sql_with_params()
    found = (_stored_person(_ANY_PERSON), _ANY_COURSE, _ANY_LESSON, *names)
    return sql, parameters, tuple(parameters.index(value) for value in found)


def _stored_person(pk: object) -> Any:
    return Enrolment._meta.get_field("person").get_db_prep_value(pk, connection)


def lesson_progress(person: Person, course: CourseEntry, lesson: LessonEntry) -> LessonProgress | None:
    """One statement; None for who does not take the course."""
    shared = sorted(course.shared_items(lesson))
    sql, parameters, places = _progress_query(connection.vendor, connection.alias, len(shared))
    filled = list(parameters)
    for place, value in zip(places, (_stored_person(person.pk), course.id, lesson.id, *shared), strict=True):
        filled[place] = value
    with connection.cursor() as cursor:
        cursor.execute(sql, filled)
        rows = cursor.fetchall()
    if not rows:
        return None
    own, converters = _columns(connection.vendor)
    first = [convert(value) if convert else value for convert, value in zip(converters, rows[0], strict=True)]
    enrolment = Enrolment.from_db(connection.alias, own, first[: len(own)])
    states = (_as_state(enrolment, lesson, row[len(own) :], converters[len(own) :]) for row in rows)
    return LessonProgress(enrolment, {state.item: state for state in states if state is not None})


@lru_cache(maxsize=4)
def _columns(vendor: str) -> tuple[list[str], list[Callable[[Any], Any] | None]]:
    """Names of the enrolment's columns, and for each column of the query what makes a stored value one of Python's."""
    del vendor
    own = list(Enrolment._meta.concrete_fields)
    shown = [ItemState._meta.get_field(name) for name in STATE_COLUMNS]
    return [field.attname for field in own], [_converter(field) for field in (*own, *shown)]


def _converter(field: Any) -> Callable[[Any], Any] | None:
    column = field.get_col(field.model._meta.db_table)
    steps = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert


def _as_state(enrolment: Enrolment, lesson: LessonEntry, row: Any, converters: Any) -> ItemState | None:
    if row[0] is None:
        return None
    values = [convert(value) if convert else value for convert, value in zip(converters, row, strict=True)]
    named = dict(zip(STATE_COLUMNS, values, strict=True))
    state = ItemState(enrolment_id=enrolment.pk, lesson_id=lesson.id, item_version_id=named.pop("item_version"))
    for name, value in named.items():
        setattr(state, name, value)
    return state


def _my_enrolments(person_id: UUID) -> QuerySet[Enrolment]:
    newest = ItemState.objects.filter(enrolment=OuterRef("pk")).order_by("-updated_at")
    goal = LearningGoal.objects.filter(person=OuterRef("person_id"))
    return Enrolment.objects.filter(person_id=person_id).annotate(
        newest_lesson=Subquery(newest.values("lesson_id")[:1]),
        newest_item=Subquery(newest.values("item")[:1]),
        newest_at=Subquery(newest.values("updated_at")[:1]),
        goal_days=Subquery(goal.values("days_per_week")[:1]),
    )


_MY_ENROLMENTS = Prepared(_my_enrolments, _ANY_PERSON)


def my_enrolments(person: Person) -> list[Any]:
    """Enrolments, the last used first, with the newest answered question and the weekly goal: one statement."""
    rows = _MY_ENROLMENTS.rows(person.pk)
    return sorted(rows, key=lambda row: max(filter(None, [row.newest_at, row.last_at, row.enrolled_at])), reverse=True)


_ENROLMENTS = Prepared(lambda person_id: Enrolment.objects.filter(person_id=person_id), _ANY_PERSON)


def progress_by_course(person: Person) -> dict[int, Enrolment]:
    """Enrolments by course page id: one statement."""
    return {row.course_id: row for row in _ENROLMENTS.rows(person.pk)}


def enrolment_in(person: Person, course_id: int) -> Enrolment | None:
    """The person's enrolment in a course: one statement."""
    return progress_by_course(person).get(course_id)


def _days_learned(pseudonym: str, first: date, last: date) -> QuerySet[Any, Any]:
    rows = LearningEvent.objects.filter(subject_ref=pseudonym, occurred_on__gte=first, occurred_on__lte=last)
    rows = rows.exclude(kind__in=["qualification.lost", "qualification.met"])
    return rows.order_by().values_list("occurred_on").distinct()


_DAYS_LEARNED = Prepared(_days_learned, "\uffff", date(9998, 1, 1), date(9998, 1, 2))


def days_learned(person: Person, monday: date) -> set[date]:
    """Days of that week on which the person did anything; the number of acts is not looked at."""
    return {day for (day,) in _DAYS_LEARNED.tuples(person.pseudonym, monday, monday + timedelta(days=6))}


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
