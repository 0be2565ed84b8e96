"""A try of a course test: start, save, hand in (authoring.md §8). Until it is over nothing leaves but that an answer arrived."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, FilteredRelation, Q

from content.items import AnswerRefusedError, ItemKey, grade, passed, points, tokens
from content.items.draw import Drawable, draw
from courses import questions
from courses.models import CompiledLesson, ItemVersion
from courses.outline import outline
from lms.learning import completion, events, widgets
from lms.learning.course_tests import paths
from lms.learning.models import (
    ClosedTest,
    Enrolment,
    SkillEvidence,
    TestAllowance,
    TestAttempt,
    TestQuestion,
    TestSave,
)
from lms.learning.notices import tell_results
from lms.learning.requirements.qualification import reevaluate
from lms.learning.skills import evidence
from lms.ledger import clock
from lms.ledger.prepared import Prepared, insert_row
from lms.ledger.refusals import MoveNotAllowed, NotVisible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from courses.outline import CourseEntry, TestEntry
    from lms.accounts.models import Person
    from lms.learning.models import LearningEvent

LEVEL = 2
SKILL_SHARE = 60
# An answer sent in the last second still arrives.
GRACE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Saved:
    """The response to a save; `repeated` when the key had been used before."""

    saved_at: datetime
    repeated: bool = False


def tries_left(enrolment: Enrolment, test: TestEntry) -> int:
    """How many more times the test may be begun today."""
    today = clock.today_in_tokyo()
    begun = TestAttempt.objects.filter(enrolment=enrolment, test=test.id, started_on=today).count()
    return max(0, test.tries_per_day - begun)


def is_closed(region_id: int, course: CourseEntry, test: TestEntry) -> bool:
    """Whether an instructor closed the test: no new try, the answers are open to who tried."""
    return ClosedTest.objects.filter(region_id=region_id, course_id=course.id, test=test.id).exists()


@transaction.atomic
def start(*, person: Person, course: CourseEntry) -> TestAttempt:
    """Begin a try, or go on with the open one.

    Raises NotVisible without test or enrolment, MoveNotAllowed when the tries of today are used up or the test is closed.
    """
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("programme")
    enrolment = rows.filter(person=person, course_id=course.id).first()
    if enrolment is None or course.test is None:
        raise NotVisible
    going_on = TestAttempt.objects.filter(enrolment=enrolment, test=course.test.id, submitted_at=None).first()
    if going_on is not None and not is_overdue(going_on):
        return going_on
    if going_on is not None:
        _end(going_on, person, course, enrolment, TestAttempt.EndedBy.CLOCK)
    if is_closed(person.region_id, course, course.test):
        raise MoveNotAllowed("learning.test_closed")
    if tries_left(enrolment, course.test) == 0:
        raise MoveNotAllowed("learning.test_tries_used")
    return _begin(person, course, course.test, enrolment)


def _begin(person: Person, course: CourseEntry, test: TestEntry, enrolment: Enrolment) -> TestAttempt:
    pool = _pool(course, test)
    earlier = list(
        TestAttempt.objects.filter(enrolment=enrolment, test=test.id).order_by("-n").prefetch_related("questions")
    )
    asked = [frozenset(question.item for question in attempt.questions.all()) for attempt in earlier]
    seed, now = secrets.token_hex(16), clock.now()
    names = draw(
        [Drawable(name, (entry["skills"] or [""])[0]) for name, entry in pool.items()], test.asked, seed, asked
    )
    attempt = TestAttempt.objects.create(
        region_id=person.region_id,
        enrolment=enrolment,
        test=test.id,
        lesson_id=test.lesson_id,
        n=earlier[0].n + 1 if earlier else 1,
        seed=seed,
        pass_mark=test.pass_mark,
        started_at=now,
        started_on=clock.tokyo_date(now),
        deadline=_deadline(person, test, now),
    )
    versions = ItemVersion.objects.in_bulk([pool[name]["version"] for name in names])
    TestQuestion.objects.bulk_create(
        [_question(attempt, place, pool[name], versions[pool[name]["version"]]) for place, name in enumerate(names, 1)]
    )
    payload = {"course": course.key, "test": test.id, "attempt": str(attempt.pk), "n": attempt.n}
    events.append([_fact("test.started", person, enrolment, payload, n=1)])
    return attempt


def _pool(course: CourseEntry, test: TestEntry) -> dict[str, dict[str, Any]]:
    """The questions the test may ask now, by name."""
    compiled = CompiledLesson.objects.only("tests").get(lesson_id=test.lesson_id)
    stored = next(row for row in compiled.tests if row["id"] == test.id)
    entries = [*stored["questions"], *questions.pool_of(course.id, stored["pool"])]
    return {entry["item"]: entry for entry in entries}


def _deadline(person: Person, test: TestEntry, now: datetime) -> datetime | None:
    if not test.minutes:
        return None
    allowance = TestAllowance.objects.filter(person=person).first()
    factor = Decimal(allowance.factor) if allowance is not None else Decimal(1)
    return now + timedelta(minutes=float(test.minutes * factor))


def _question(attempt: TestAttempt, place: int, entry: dict[str, Any], version: ItemVersion) -> TestQuestion:
    shown = widgets.face(version.public, (), attempt.seed + entry["item"], in_test=True)
    return TestQuestion(
        attempt=attempt,
        position=place,
        item=entry["item"],
        item_version=version,
        points=entry["points"],
        skills=entry["skills"],
        shown_order=list(shown.order),
    )


def face_of(attempt: TestAttempt, question: TestQuestion, standing: Mapping[str, Any] | None = None) -> widgets.Face:
    """A question as this try shows it: tokens of its own (8.3), the order pinned at the start.

    `standing`: where the path of a question that goes step by step has come to (`paths.standing`).
    """
    public = standing or question.item_version.public
    secret = hmac.new(settings.SECRET_KEY.encode(), f"test {attempt.seed}".encode(), hashlib.sha256).digest()
    names = tokens(secret, str(attempt.pk), str(question.item_version_id), widgets.token_count(public))
    return widgets.Face(public, tuple(names), tuple(question.shown_order))


def is_overdue(attempt: TestAttempt) -> bool:
    """Whether the time of an open try is up."""
    return attempt.is_open and attempt.deadline is not None and clock.now() > attempt.deadline + GRACE


def save(*, person: Person, attempt_id: UUID, item: str, values: Sequence[str], key: str) -> Saved:
    """Keep one answer; the latest of a question counts. The same key gives the first response again (LK-15).

    Raises NotVisible (not one's own, no such question), AnswerRefusedError (422: a token of another try, two where one
    may be chosen), MoveNotAllowed once the try is over.
    """
    try:
        with transaction.atomic():
            return _save(person, attempt_id, item, values, key)
    except IntegrityError:
        # A rival with the same key was faster; its row is committed and is read now.
        with transaction.atomic():
            return _save(person, attempt_id, item, values, key)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What became of a form that holds many questions: those gone one step on, and the steps refused with a message."""

    advanced: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


def save_changed(*, person: Person, attempt_id: UUID, sent: Mapping[str, tuple[Sequence[str], str]]) -> Sheet:
    """Save what differs from what was saved before, of a form that holds many questions: item -> (values, key).

    Raises as `save`; what stood before a refused answer is saved. Steps are taken last, so that a command that cannot be
    read loses no other answer.
    """
    rows = TestQuestion.objects.filter(
        attempt_id=attempt_id, attempt__enrolment__person_id=person.pk, item__in=sent
    ).select_related("attempt", "item_version")
    found = list(rows)
    if not found:
        raise NotVisible
    known = latest_answers(found[0].attempt)
    steps = [question for question in found if widgets.is_stepwise(question.item_version.public)]
    for question in found:
        if question in steps:
            continue
        values, key = sent[question.item]
        answer = widgets.decode(face_of(question.attempt, question), values)
        if answer != known.get(question.pk, widgets.blank(question.item_version.public)):
            save(person=person, attempt_id=attempt_id, item=question.item, values=values, key=key)
    return _take_steps(person, attempt_id, steps, sent)


def _take_steps(
    person: Person, attempt_id: UUID, steps: Iterable[TestQuestion], sent: Mapping[str, tuple[Sequence[str], str]]
) -> Sheet:
    taken, refused = [], {}
    for question in steps:
        values, key = sent[question.item]
        if not paths.is_step(question.item_version.public, values):
            continue
        try:
            save(person=person, attempt_id=attempt_id, item=question.item, values=values, key=key)
            taken.append(question.item)
        except paths.TOLD as error:
            refused[question.item] = error.message
    return Sheet(tuple(taken), refused)


def _save(person: Person, attempt_id: UUID, item: str, values: Sequence[str], key: str) -> Saved:
    question = _read(person, attempt_id, item, key)
    if question.known_at is not None:
        return Saved(question.known_at, repeated=True)
    attempt = question.attempt
    if not attempt.is_open or is_overdue(attempt):
        raise MoveNotAllowed("learning.test_over")
    answer = _read_answer(attempt, question, values)
    now = clock.now()
    insert_row(TestSave(attempt=attempt, question_id=question.pk, answer=answer, idempotency_key=key, saved_at=now))
    fact = events.new_event(
        "test.answer_saved",
        region_id=person.region_id,
        subject_ref=person.pseudonym,
        stream_id=str(attempt.enrolment_id),
        idempotency_key=f"{attempt.pk}:{key}"[:80],
        payload={"attempt": str(attempt.pk), "item": item, "item_version": question.item_version_id},
        programme=question.programme_code,
    )
    events.append([fact])
    return Saved(now)


def _read_answer(attempt: TestAttempt, question: Any, values: Sequence[str]) -> Any:
    """The answer to be kept: of a question that goes step by step the whole path with the step just sent."""
    public = question.item_version.public
    if widgets.is_stepwise(public):
        before = paths.latest(question)
        shown = paths.standing(public, question.secret, before)
        given = widgets.decode(face_of(attempt, question, shown), values)
        return paths.advanced(public, question.secret, before, given)
    answer = widgets.decode(face_of(attempt, question), values)
    # Only to refuse what no form of ours can have sent; what comes of it is thrown away.
    grade(public, _key(question), answer)
    return answer


def _rows_to_read(person_id: UUID, attempt_id: UUID, item: str, key: str) -> Any:
    return (
        TestQuestion.objects.filter(attempt_id=attempt_id, item=item, attempt__enrolment__person_id=person_id)
        .annotate(
            known=FilteredRelation("saves", condition=Q(saves__idempotency_key=key)),
            known_at=F("known__saved_at"),
            secret=F("item_version__secret_half__data"),
            programme_code=F("attempt__enrolment__programme__code"),
        )
        .select_related("attempt", "item_version")
        .select_for_update(of=("attempt",))
    )


_READING = Prepared(_rows_to_read, UUID(int=2**128 - 1), UUID(int=2**128 - 2), "\uffff1", "\uffff2")


def _read(person: Person, attempt_id: UUID, item: str, key: str) -> Any:
    """Question, try (locked), both halves of the version and what this key saved before: one statement."""
    found = _READING.rows(person.pk, attempt_id, item, key)
    if not found:
        raise NotVisible
    return found[0]


def _key(question: Any) -> ItemKey:
    return ItemKey.from_json(question.item_version.type, question.secret)


def latest_answers(attempt: TestAttempt) -> dict[int, Any]:
    """question id -> the answer that counts: the one saved last."""
    saves = TestSave.objects.filter(attempt=attempt).order_by("saved_at", "id")
    return dict(saves.values_list("question_id", "answer"))


@transaction.atomic
def submit(*, person: Person, attempt_id: UUID, course: CourseEntry) -> TestAttempt:
    """Hand in: grade everything once. A second call returns the first result (LK-15)."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("programme")
    row = enrolment.filter(person=person, course_id=course.id).first()
    attempt = TestAttempt.objects.select_for_update(of=("self",)).filter(pk=attempt_id, enrolment=row).first()
    if row is None or attempt is None:
        raise NotVisible
    if attempt.is_open:
        by = TestAttempt.EndedBy.CLOCK if is_overdue(attempt) else TestAttempt.EndedBy.LEARNER
        _end(attempt, person, course, row, by)
    return attempt


def _end(attempt: TestAttempt, person: Person, course: CourseEntry, enrolment: Enrolment, by: str) -> None:
    """Grade every question, write the result and what follows from it, in the caller's transaction."""
    found: list[Any] = list(
        TestQuestion.objects.filter(attempt=attempt)
        .annotate(secret=F("item_version__secret_half__data"))
        .select_related("item_version")
    )
    answers = latest_answers(attempt)
    for question in found:
        question.earned = _earned(question, answers.get(question.pk))
    TestQuestion.objects.bulk_update(found, ["earned"])
    attempt.earned = sum((question.earned for question in found), Decimal("0.00"))
    attempt.possible = Decimal(sum(question.points for question in found)).quantize(Decimal("0.01"))
    attempt.passed = bool(found) and passed(attempt.earned, attempt.possible, attempt.pass_mark)
    attempt.submitted_at, attempt.ended_by = clock.now(), by
    attempt.save()
    payload = {
        "course": course.key, "test": attempt.test, "attempt": str(attempt.pk), "n": attempt.n,
        "earned": str(attempt.earned), "possible": str(attempt.possible), "passed": attempt.passed,
    }  # fmt: skip
    facts = [_fact("test.submitted", person, enrolment, payload, n=2)]
    if attempt.passed:
        facts += _after_passing(attempt, found, person, course, enrolment)
    events.append(facts)
    tell_results(facts, person)


def _earned(question: Any, answer: Any) -> Decimal:
    """Unanswered = 0, and so is what cannot be read any more."""
    if answer is None:
        return Decimal(0)
    try:
        return points(question.points, grade(question.item_version.public, _key(question), answer).share)
    except AnswerRefusedError:
        return Decimal(0)


def _after_passing(
    attempt: TestAttempt, found: Iterable[Any], person: Person, course: CourseEntry, enrolment: Enrolment
) -> list[LearningEvent]:
    """Level 2 of the skills with enough points in this try (curriculum.md §2), and the course when it was the last part."""
    today = clock.today_in_tokyo()
    facts: list[LearningEvent] = []
    changed: set[str] = set()
    for skill, versions in skills_shown(found).items():
        given = evidence.give(
            person,
            skill,
            LEVEL,
            source_key=f"test:{course.key}",
            enrolment=enrolment,
            on=today,
            mode=SkillEvidence.Mode.TEST,
            renews={"attempt": str(attempt.pk), "items": versions},
        )
        facts += given
        changed |= {skill} if given else set()
    if enrolment.test_passed_on is None:
        enrolment.test_passed_on = today
        enrolment.save(update_fields=["test_passed_on"])
    if changed:
        facts += reevaluate(person, today, changed=changed)
    return facts + completion.settle(person, course, enrolment)


def skills_shown(found: Iterable[TestQuestion]) -> dict[str, list[int]]:
    """skill -> versions of its questions, for the skills with at least 60 % of the points of their questions."""
    earned: dict[str, Decimal] = {}
    possible: dict[str, int] = {}
    versions: dict[str, list[int]] = {}
    for question in found:
        for skill in question.skills:
            earned[skill] = earned.get(skill, Decimal(0)) + (question.earned or Decimal(0))
            possible[skill] = possible.get(skill, 0) + question.points
            versions.setdefault(skill, []).append(question.item_version_id)
    return {
        skill: versions[skill] for skill in sorted(versions) if earned[skill] * 100 >= SKILL_SHARE * possible[skill]
    }


def _fact(kind: str, person: Person, enrolment: Enrolment, payload: dict[str, Any], *, n: int) -> LearningEvent:
    return events.new_event(
        kind,
        region_id=person.region_id,
        subject_ref=person.pseudonym,
        stream_id=str(enrolment.pk),
        idempotency_key=f"{kind}:{payload['attempt']}"[:80],
        payload=payload,
        programme=enrolment.programme.code,
        version=n,
    )


def end_overdue() -> int:
    """End every try whose time is up with what was saved. Returns how many; run by the clock."""
    due = TestAttempt.objects.filter(submitted_at=None, deadline__lt=clock.now() - GRACE)
    ended = 0
    for attempt in due.select_related("enrolment__person__region__site"):
        person = attempt.enrolment.person
        entry = outline(person.region.site)
        course = entry.course_by_id(attempt.enrolment.course_id) if entry else None
        if course is not None:
            submit(person=person, attempt_id=attempt.pk, course=course)
            ended += 1
    return ended
