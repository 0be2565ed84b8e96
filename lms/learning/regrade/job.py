"""Ordering a regrading, doing it as a job of the outbox, and deciding on a loss (authoring.md section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.outline import outline
from lms.accounts.actors import actor_for
from lms.learning import events
from lms.learning.models import ItemState, Regrade, RegradeChange, SkillEvidence
from lms.learning.notices import tell_results
from lms.learning.regrade import attempt_regrading, regrading
from lms.learning.requirements.qualification import reevaluate
from lms.learning.skills import evidence
from lms.learning.states import AnswerState
from lms.ledger import audit, clock
from lms.ledger.outbox import enqueue
from lms.ledger.refusals import FormInvalid, MoveNotAllowed

if TYPE_CHECKING:
    from courses.models import ItemVersion
    from courses.outline import CourseEntry
    from lms.accounts.models import Person
    from lms.learning.models import Enrolment, LearningEvent
    from lms.learning.regrade.regrading import Row
    from lms.ledger.models import OutboxRow

EFFECT = "learning.regrade"
MESSAGES = (gettext_noop("regrade.nothing"), gettext_noop("regrade.running"), gettext_noop("regrade.older"))


def dry_run(version: ItemVersion, *, everybody: bool = False) -> list[Row]:
    """The table: every answer to an older version, in practice and in tests, with its points by the old and the new key."""
    practised, asked = regrading.states_below(version), attempt_regrading.questions_below(version)
    rows = regrading.practice_rows(version, practised, everybody=everybody)
    return rows + attempt_regrading.rows_of(version, asked, everybody=everybody)


@transaction.atomic
def order(version: ItemVersion, *, mode: str, person: Person) -> Regrade:
    """Write the order, one audit entry and the job. Raises MoveNotAllowed when there is nothing to do or one is under way."""
    if not regrading.newest(version):
        raise MoveNotAllowed("regrade.older")
    if not regrading.states_below(version).exists() and not attempt_regrading.questions_below(version).exists():
        raise MoveNotAllowed("regrade.nothing")
    try:
        with transaction.atomic():
            found = Regrade.objects.create(
                region=person.region, version=version, mode=mode, ordered_by=person, ordered_at=clock.now()
            )
    except IntegrityError as error:
        raise MoveNotAllowed("regrade.running") from error
    audit.write(
        "item.regraded",
        region=person.region,
        actor=actor_for(person),
        role="I",
        action=mode,
        object_type="item",
        object_id=f"{version.item}:{version.n}:{version.course_id}"[:64],
    )
    enqueue(found.pk, EFFECT, str(found.pk), region=person.region)
    return found


def run_row(row: OutboxRow) -> None:
    """Outbox handler; its transaction also closes the row, so a killed worker leaves nothing half done."""
    run(Regrade.objects.select_for_update().select_related("version", "region__site").get(pk=row.recipient))


def run(regrade: Regrade) -> None:
    """Grade everybody anew once. Call inside a transaction; done is done."""
    if regrade.done_at is not None:
        return
    version, everybody = regrade.version, regrade.mode == Regrade.Mode.ALL
    states = list(regrading.states_below(version).select_for_update(of=("self",)))
    rows = regrading.practice_rows(version, states, everybody=everybody)
    catalogue = outline(regrade.region.site)
    course = catalogue.course_by_id(version.course_id) if catalogue else None
    for state, row in zip(states, rows, strict=True):
        _apply(regrade, state, row, course)
    _run_attempts(regrade, course)
    regrade.done_at = clock.now()
    regrade.save(update_fields=["done_at"])


def _run_attempts(regrade: Regrade, course: CourseEntry | None) -> None:
    """Every try that is over, each by itself: a learner may have been asked more than once."""
    version, everybody = regrade.version, regrade.mode == Regrade.Mode.ALL
    questions = list(attempt_regrading.questions_below(version).select_for_update(of=("self", "attempt")))
    rows = attempt_regrading.rows_of(version, questions, everybody=everybody)
    for question, row in zip(questions, rows, strict=True):
        _note(regrade, row)
        gain = attempt_regrading.apply(version, question, row, course)
        if gain is not None:
            _settle(regrade, gain.enrolment, gain.facts, gain.changed, place=row.place)


def _settle(
    regrade: Regrade, enrolment: Enrolment, facts: list[LearningEvent], changed: set[str], *, place: str
) -> None:
    """Append what a gain brought, and what it means for requirements."""
    found = [_fact(regrade, enrolment, "gained", place=place), *facts]
    if changed:
        found += reevaluate(enrolment.person, clock.today_in_tokyo(), changed=changed, source="system")
    events.append(found)
    tell_results(found, enrolment.person)


def _note(regrade: Regrade, row: Row) -> None:
    """The line of the table as it was applied; a loss waits in it."""
    if not row.changed:
        return
    RegradeChange.objects.create(
        regrade=regrade,
        enrolment_id=row.enrolment_id,
        place=row.place,
        old_points=row.old_points,
        new_points=row.new_points,
        was_passed=row.was_passed,
        now_passed=row.now_passed,
        loss=RegradeChange.Loss.OPEN if row.lost else RegradeChange.Loss.NONE,
    )


def _apply(regrade: Regrade, state: ItemState, row: Row, course: CourseEntry | None) -> None:
    """One learner's practice: points never fall by the job, a pass is given, a loss is noted."""
    _note(regrade, row)
    if not row.comparable:
        return
    state.answer, state.item_version = row.answer, regrade.version
    if not row.lost:
        state.latest_percent = max(state.latest_percent, row.new_percent)
        if state.state != AnswerState.REVEALED or row.gained:
            state.best_percent = max(state.best_percent, row.new_percent)
    if row.gained:
        state.state = AnswerState.SOLVED
        state.feedback = {**state.feedback, "state": "right", "messages": []}
    state.save(update_fields=["answer", "item_version", "latest_percent", "best_percent", "state", "feedback"])
    if row.gained:
        _gain(regrade, state, course)


def _gain(regrade: Regrade, state: ItemState, course: CourseEntry | None) -> None:
    """What a solved question brings: the fact, level 1 where it was the last one missing, requirements met."""
    enrolment, person = state.enrolment, state.enrolment.person
    found: list[LearningEvent] = []
    today = clock.today_in_tokyo()
    changed = {f"{enrolment.course_key}:{state.item}"}
    lesson = course.lesson_by_id(state.lesson_id) if course else None
    for skill in lesson.skills if course and lesson else ():
        needed = course.scored_for(skill) if course else frozenset()
        solved = ItemState.objects.filter(enrolment=enrolment, state=AnswerState.SOLVED, item__in=needed).count()
        if state.item in needed and solved == len(needed):
            key = f"practice:{enrolment.course_key}"
            found += evidence.give(
                person, skill, evidence.PRACTICE_LEVEL, source_key=key, enrolment=enrolment, on=today
            )
            changed.add(skill)
    _settle(regrade, enrolment, found, changed, place=regrading.PRACTICE)


def _fact(
    regrade: Regrade, enrolment: Enrolment, result: str, *, place: str, actor_id: str = "system"
) -> LearningEvent:
    version = regrade.version
    # A try has an id of its own; the enrolment stands for practice.
    about = enrolment.pk.hex if place == regrading.PRACTICE else place.split(":")[1].replace("-", "")
    return events.new_event(
        "item.regraded",
        region_id=regrade.region_id,
        subject_ref=enrolment.person.pseudonym,
        stream_id=str(enrolment.pk),
        idempotency_key=f"rg:{regrade.pk.hex}:{about}:{result}"[:80],
        payload={
            "course": enrolment.course_key,
            "item": version.item,
            "item_version": version.pk,
            "result": result,
            "place": place,
            "test_passed": _passed_on(enrolment),
        },
        programme=enrolment.programme.code,
        source="system",
        actor_id=actor_id,
    )


@transaction.atomic
def decide(change: RegradeChange, *, person: Person, take: bool, reason: str) -> RegradeChange:
    """A named person leaves the pass or takes it away, with a reason (QUA-7). Raises FormInvalid without one."""
    change = (
        RegradeChange.objects.select_for_update(of=("self",))
        .select_related("regrade__version", "enrolment__person", "enrolment__programme")
        .get(pk=change.pk)
    )
    if change.loss != RegradeChange.Loss.OPEN:
        raise MoveNotAllowed("engine.stale")
    if change.enrolment.person_id == person.pk:
        raise MoveNotAllowed("work.own")
    if take and not reason.strip():
        raise FormInvalid({"reason": [_("Please write why the pass is taken away.")]})
    change.loss = RegradeChange.Loss.TAKEN if take else RegradeChange.Loss.KEPT
    change.decided_by, change.decided_at, change.reason = person, clock.now(), reason.strip()
    change.save(update_fields=["loss", "decided_by", "decided_at", "reason"])
    if take:
        attempt = attempt_regrading.attempt_of(change)
        changed, again = attempt_regrading.take_away(change, attempt) if attempt else (_take_away(change), [])
        found = [_fact(change.regrade, change.enrolment, "taken", place=change.place, actor_id=person.pseudonym)]
        found += again
        found += reevaluate(change.enrolment.person, clock.today_in_tokyo(), changed=changed)
        events.append(found)
        tell_results(found, change.enrolment.person)
    return change


def _passed_on(enrolment: Enrolment) -> str:
    """Since when the course test counts as passed, as it stands after the change."""
    return enrolment.test_passed_on.isoformat() if enrolment.test_passed_on else ""


def _take_away(change: RegradeChange) -> set[str]:
    """The question is open again, level 1 that rested on it ends; a completed course and its certificate stay."""
    enrolment, version = change.enrolment, change.regrade.version
    possible = version.public.get("points", 1)
    percent = int(change.new_points * 100 / possible)
    ItemState.objects.filter(enrolment=enrolment, item=version.item, state=AnswerState.SOLVED).update(
        state=AnswerState.PARTLY if percent else AnswerState.OPEN, latest_percent=percent, best_percent=percent
    )
    catalogue = outline(enrolment.region.site)
    course = catalogue.course_by_id(enrolment.course_id) if catalogue else None
    skills = (
        {skill for skill in course.taught_skills() if version.item in course.scored_for(skill)} if course else set()
    )
    rested = SkillEvidence.objects.filter(
        person=enrolment.person,
        skill_id__in=skills,
        level=evidence.PRACTICE_LEVEL,
        source_key=f"practice:{enrolment.course_key}",
    )
    rested.delete()
    return {f"{enrolment.course_key}:{version.item}", *skills}
