"""What the pages of a course test show: before a try, while it is open, and its result once it is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from content.items import GRADERS, ItemKey
from lms.learning import widgets
from lms.learning.course_tests import attempts, paths
from lms.learning.models import TestAttempt, TestQuestion
from lms.ledger import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from courses.outline import CourseEntry, LessonEntry, TestEntry
    from lms.accounts.models import Person
    from lms.learning.models import Enrolment


def field_of(item: str) -> str:
    """The name of a question's fields where several stand in one form."""
    return f"q-{item}"


def address(name: str, course: CourseEntry, attempt: TestAttempt | None = None) -> str:
    """The address of one of the pages of a test."""
    return reverse(f"learning:{name}", args=[course.slug, *([attempt.pk] if attempt else [])])


def attempt_of(person: Person, course: CourseEntry, pk: UUID) -> TestAttempt | None:
    """One's own try of this course, with its enrolment; None for anybody else's."""
    rows = TestAttempt.objects.filter(pk=pk, enrolment__person_id=person.pk, enrolment__course_id=course.id)
    return rows.select_related("enrolment").first()


def intro(course: CourseEntry, test: TestEntry, enrolment: Enrolment, region_id: int) -> dict[str, Any]:
    """The page in front of a test: its numbers, the open try, how many more today, earlier results."""
    earlier = list(TestAttempt.objects.filter(enrolment=enrolment, test=test.id).order_by("-n"))
    today = clock.today_in_tokyo()
    left = max(0, test.tries_per_day - sum(attempt.started_on == today for attempt in earlier))
    going_on = next((row for row in earlier if row.is_open and not attempts.is_overdue(row)), None)
    return {
        "course": course,
        "test": test,
        "enrolment": enrolment,
        "going_on": address("test_attempt", course, going_on) if going_on else "",
        "start_url": address("test_start", course),
        "left": left,
        "again": again(left) if earlier else "",
        "closed": attempts.is_closed(region_id, course, test),
        "results": [_line(course, row) for row in earlier if not row.is_open],
    }


def again(left: int) -> str:
    """「もう一度できます（きょうはあと2回）」, or that today's tries are used up."""
    if left == 0:
        return gettext("Today's tries are used up. You can try again tomorrow.")
    return ngettext(
        "You can try again (%(count)d more time today).", "You can try again (%(count)d more times today).", left
    ) % {"count": left}


def _line(course: CourseEntry, attempt: TestAttempt) -> dict[str, Any]:
    return {
        "n": attempt.n,
        "at": attempt.submitted_at,
        "earned": attempt.earned,
        "possible": attempt.possible,
        "passed": attempt.passed,
        "url": address("test_result", course, attempt),
    }


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form held that was refused: values and messages by question, to be shown again."""

    values: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


def sheet(course: CourseEntry, attempt: TestAttempt, place: int = 0, *, typed: Typed | None = None) -> dict[str, Any]:
    """The open try: all questions in one form, or with `place` (from 1) this one alone."""
    questions = _questions(attempt)
    answers = attempts.latest_answers(attempt)
    standing = paths.where(questions, answers)
    shown = [row for row in questions if not place or row.position == place]
    count = len(questions)
    return {
        "course": course,
        "attempt": attempt,
        "place": place,
        "count": count,
        "items": [_item(attempt, row, answers.get(row.pk), standing.get(row.pk), typed or Typed()) for row in shown],
        "done": sum(_is_answered(row, answers, standing) for row in questions),
        "save_url": address("test_save", course, attempt),
        "check_url": address("test_check", course, attempt),
        "page_url": address("test_attempt", course, attempt),
        "before": place - 1 if place > 1 else 0,
        "after": place + 1 if place and place < count else 0,
        "minutes_left": _minutes_left(attempt),
    }


def _questions(attempt: TestAttempt) -> list[TestQuestion]:
    return list(TestQuestion.objects.filter(attempt=attempt).select_related("item_version"))


def _item(
    attempt: TestAttempt, question: TestQuestion, answer: Any, standing: Mapping[str, Any] | None, typed: Typed
) -> dict[str, Any]:
    """A question for blocks/fields/<type>.html: the public half and what was answered, nothing else."""
    face = attempts.face_of(attempt, question, standing)
    sent = [typed.values[question.item]] if question.item in typed.values else widgets.values(face, answer)
    public = question.item_version.public
    return {
        "id": question.item,
        "type": public["type"],
        "template": f"blocks/fields/{public['type']}.html",
        "position": question.position,
        "points": question.points,
        "prompt_html": public["prompt_html"],
        "field": field_of(question.item),
        "idempotency_key": str(uuid4()),
        "saved": answer is not None,
        "error": typed.refused.get(question.item, ""),
        **widgets.fields(face, sent),
    }


def _is_answered(question: TestQuestion, answers: Mapping[int, Any], standing: Mapping[int, Mapping[str, Any]]) -> bool:
    """Whether there is an answer; one that goes step by step is there when its path has come to an end."""
    if question.pk in standing:
        return question.pk in answers and bool(standing[question.pk]["at"]["done"])
    answer = answers.get(question.pk)
    return answer is not None and answer != widgets.blank(question.item_version.public)


def _minutes_left(attempt: TestAttempt) -> int | None:
    if attempt.deadline is None:
        return None
    return max(0, int((attempt.deadline - clock.now()).total_seconds() // 60))


def check(course: CourseEntry, attempt: TestAttempt) -> dict[str, Any]:
    """What is still unanswered, before the try is handed in."""
    questions, answers = _questions(attempt), attempts.latest_answers(attempt)
    standing = paths.where(questions, answers)
    page = address("test_attempt", course, attempt)
    rows = [
        {"position": row.position, "done": _is_answered(row, answers, standing), "url": f"{page}?q={row.position}"}
        for row in questions
    ]
    return {
        "course": course,
        "attempt": attempt,
        "rows": rows,
        "open": [row for row in rows if not row["done"]],
        "page_url": page,
        "submit_url": address("test_submit", course, attempt),
        "minutes_left": _minutes_left(attempt),
    }


def result(course: CourseEntry, attempt: TestAttempt, *, closed: bool) -> dict[str, Any]:
    """Points, pass or not, the questions missed; texts and answers only after passing or when the test is closed (8.1)."""
    entitled = bool(attempt.passed) or closed
    rows = TestQuestion.objects.filter(attempt=attempt).select_related("item_version", "graded_version")
    if entitled:
        secret = Coalesce("graded_version__secret_half__data", "item_version__secret_half__data")
        rows = rows.annotate(secret=secret)
    found: list[Any] = list(rows)
    answers = attempts.latest_answers(attempt)
    missed = [row for row in found if row.earned < row.points]
    return {
        "course": course,
        "attempt": attempt,
        "enrolment": attempt.enrolment,
        "entitled": entitled,
        "percent": int((attempt.earned or 0) * 100 / attempt.possible) if attempt.possible else 0,
        "missed": [_missed(course, attempt, row, answers.get(row.pk), entitled=entitled) for row in missed],
        "right": len(found) - len(missed),
        "count": len(found),
        "test_url": address("test", course),
    }


def _missed(course: CourseEntry, attempt: TestAttempt, question: Any, answer: Any, *, entitled: bool) -> dict[str, Any]:
    public = question.item_version.public
    lesson = _lesson_for(course, question)
    found = {
        "position": question.position,
        "prompt_html": public["prompt_html"],
        "partly": question.earned > 0,
        "answered": answer is not None and answer != widgets.blank(public),
        "lesson": lesson.title if lesson else "",
        "lesson_url": _lesson_url(course, lesson, question.item) if lesson else "",
    }
    if entitled:
        key = ItemKey.from_json(public["type"], question.secret)
        found["explain_html"] = question.secret.get("explain", "")
        # Graded anew: the solution in the words of the version whose key it is; its messages are to other options.
        judged = (question.graded_version or question.item_version).public
        found["solution"] = GRADERS[key.type].solution(judged, key.to_json())
        found["messages"] = () if question.graded_version_id else _messages(public, key, answer)
    del attempt
    return found


def _messages(public: Mapping[str, Any], key: ItemKey, answer: Any) -> tuple[str, ...]:
    """The author's words to what was answered."""
    if answer is None:
        return ()
    if widgets.is_stepwise(public):
        return paths.messages(public, key.to_json(), answer)
    return GRADERS[key.type].grade(public, key.to_json(), answer).messages


def _lesson_for(course: CourseEntry, question: TestQuestion) -> LessonEntry | None:
    """Where to read on: the lesson that asks this question in practice, else the first that teaches its skill."""
    for lesson in course.open_lessons:
        if any(entry["item"] == question.item for entry in lesson.items):
            return lesson
    skill = question.skills[0] if question.skills else None
    return next((lesson for lesson in course.open_lessons if skill in lesson.skills), None)


def _lesson_url(course: CourseEntry, lesson: LessonEntry, item: str) -> str:
    url = reverse("learning:lesson", args=[course.slug, lesson.slug])
    return f"{url}#item-{item}" if any(entry["item"] == item for entry in lesson.items) else url
