"""One answer, hint or reveal: graded on the server, written by upsert with one event, in at most five statements (§8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from content.items import AnswerRefusedError, ItemKey, feedback, grade
from content.items.words import told_in
from lms.learning import events, widgets
from lms.learning.lessons import steps
from lms.learning.models import Enrolment, ItemState, QualificationRule
from lms.learning.notices import tell_results
from lms.learning.requirements.qualification import reevaluate
from lms.learning.skills import evidence
from lms.learning.states import ENTITLED, AnswerState, RuleState
from lms.learning.widgets import AnswerIncompleteError
from lms.ledger import clock
from lms.ledger.prepared import Prepared, StillCounted, insert_row, update_rows
from lms.ledger.refusals import MoveNotAllowed, NotVisible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person
    from lms.learning.models import LearningEvent

# Stand for person, course, version, question and Region while the statement is written; nobody has them.
_ANY_PERSON = UUID("ffffffff-ffff-4fff-bfff-fffffffffff1")
_ANY_IDS = (2_111_000_001, 2_111_000_002, "\uffff", 2_111_000_003)
KEPT_RECEIPTS = 20
REVEAL_FROM_TRY = 3
STATES = {"right": AnswerState.SOLVED, "partly": AnswerState.PARTLY, "not_yet": AnswerState.OPEN}
# Items without points follow what is in them: a box unticked is open again.
KEPT_STATES = {"done": AnswerState.DONE, "saved": AnswerState.OPEN}
STATE_FIELDS = ("item_version", "state", "tries", "best_percent", "latest_percent", "hints_opened", "answer", "feedback",
                "receipts", "lesson_id", "updated_at")  # fmt: skip
STATE_COLUMNS = tuple("item_version_id" if name == "item_version" else name for name in STATE_FIELDS)


@dataclass(frozen=True, slots=True)
class Act:
    """What a learner did with a question. `read` turns the form into an answer once the public half is known."""

    person: Person
    course: CourseEntry
    lesson: LessonEntry
    item: str
    kind: str
    version_id: int
    idempotency_key: str
    read: Callable[[Mapping[str, Any], object], Any]
    # When it was done, for what waited in a browser without a line; None = now.
    at: datetime | None = None
    # Of the version of the text being read (content.items.words): only the response is told in them.
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What one act came to in memory: the response, the facts to append, and what of `reevaluate` may look different."""

    response: dict[str, Any]
    facts: list[LearningEvent]
    changed: set[str]


@dataclass(frozen=True, slots=True)
class Answered:
    """The response to send and the state as it now is; `repeated` when the key had been used before."""

    response: dict[str, Any]
    state: ItemState
    enrolment: Enrolment
    public: dict[str, Any]
    repeated: bool = False


def take(act: Act) -> Answered:
    """Grade and store one act. The same idempotency key gives the first response again (LK-15).

    Raises NotVisible (not enrolled, no such question), AnswerRefusedError (422: unknown token, nothing is saved),
    MoveNotAllowed for a reveal before the third try or a key used for something older than is kept.
    """
    try:
        with transaction.atomic():
            return _take(act)
    except IntegrityError:
        # A rival was faster: with the same key, with the first answer, or while this one waited for the lock. PostgreSQL
        # reads what is joined to a locked row as of before the wait; with the lock held first, the newest is read.
        try:
            with transaction.atomic():
                list(Enrolment.objects.filter(person_id=act.person.pk, course_id=act.course.id).select_for_update())
                return _take(act)
        except IntegrityError as error:
            raise MoveNotAllowed("engine.key_reused") from error


class _RivalError(IntegrityError):
    """The state, or what else was counted, is no longer what was read."""


def _take(act: Act) -> Answered:
    enrolment = _read(act)
    state = _state_of(enrolment, act)
    earlier = receipt_of(state, act)
    if earlier is not None:
        return Answered(earlier, state, enrolment, enrolment.public, repeated=True)
    before = state.state
    done = apply(act, state, enrolment, clock.now())
    newly = state.state == AnswerState.SOLVED and before != AnswerState.SOLVED
    _write(state, enrolment, _still_solved(act, enrolment) if newly else ())
    settle(act.person, done.facts, done.changed)
    return Answered(done.response, state, enrolment, enrolment.public)


def receipt_of(state: ItemState, act: Act) -> dict[str, Any] | None:
    """The response this key got before, if it is still kept."""
    return next((row["response"] for row in state.receipts if row["key"] == act.idempotency_key), None)


def apply(act: Act, state: ItemState, enrolment: Any, now: datetime) -> Done:
    """Do one act on the state in memory; the caller stores it, then settles. `enrolment` as `_read` gives it."""
    before, scores = state.state, (state.best_percent, state.latest_percent)
    _ACTS[act.kind](act, state, enrolment, enrolment.public)
    state.updated_at = now
    response = _response(state, now, act.words)
    state.receipts = [*state.receipts, {"key": act.idempotency_key, "response": response}][-KEPT_RECEIPTS:]
    # A film tells its place every half minute: a fact is that it was seen, not each of these.
    told = enrolment.public["type"] != "video" or state.state != before
    found = [_event(act, enrolment, state)] if told else []
    changed = set()
    if enrolment.asks_for_items and scores != (state.best_percent, state.latest_percent):
        changed.add(f"{act.course.key}:{act.item}")
    if state.state == AnswerState.SOLVED and before != AnswerState.SOLVED:
        reached = evidence.after_solving(act.person, act.course, act.lesson, enrolment, act.item)
        found += reached
        changed |= {fact.payload["skill"] for fact in reached}
    return Done(response, found, changed)


def settle(person: Person, facts: list[LearningEvent], changed: set[str]) -> None:
    """Append the facts and what they mean for requirements. After `store`: rules read the scores from the tables."""
    if changed:
        facts = facts + reevaluate(person, clock.today_in_tokyo(), changed=changed)
    events.append(facts)
    tell_results(facts, person)


def _still_solved(act: Act, enrolment: Any) -> tuple[StillCounted, ...]:
    """What `_read` counted of each skill this question belongs to: two last questions at once would else both be too early."""
    found = []
    for position, skill in enumerate(act.lesson.skills):
        needed = act.course.scored_for(skill)
        if act.item in needed:
            where = {"enrolment_id": enrolment.pk, "state": AnswerState.SOLVED}
            count = getattr(enrolment, f"solved_{position}")
            found.append(StillCounted(ItemState, where, "item", sorted(needed), count))
    return tuple(found)


def _write(state: ItemState, enrolment: Any, only_if: tuple[StillCounted, ...]) -> None:
    """Insert the first state, or update the one that was read. Raises IntegrityError when a rival wrote meanwhile."""
    if enrolment.known_state is None:
        if not insert_row(state, only_if=only_if):
            raise _RivalError
        return
    read = {
        "enrolment_id": enrolment.pk,
        "item": state.item,
        "updated_at": enrolment.known_updated,
        "tries": enrolment.known_tries,
    }
    if not update_rows(ItemState, read, {name: getattr(state, name) for name in STATE_COLUMNS}, only_if=only_if):
        raise _RivalError


def store(states: list[ItemState]) -> None:
    """Write states in one statement; a row that is there is overwritten."""
    if states:
        ItemState.objects.bulk_create(
            states, update_conflicts=True, unique_fields=["enrolment", "item"], update_fields=STATE_FIELDS
        )


def _read(act: Act) -> Any:
    """Enrolment (locked), this learner's state, both halves of the version and the count of solved ones: one statement."""
    needed = tuple(act.course.scored_for(skill) for skill in act.lesson.skills)
    rows = _reading(needed).rows(act.person.pk, act.course.id, act.version_id, act.item, act.person.region_id)
    if not rows or not stands_here(act):
        raise NotVisible
    return rows[0]


@lru_cache(maxsize=500)
def _reading(needed: tuple[frozenset[str], ...]) -> Prepared:
    """The statement of `_read` for lessons whose skills have these scored questions: only the ids change."""
    return Prepared(partial(_rows_to_read, needed), _ANY_PERSON, *_ANY_IDS)


def _rows_to_read(needed: tuple[frozenset[str], ...], *ids: Any) -> Any:
    person_id, course_id, version_id, item, region_id = ids
    return (
        Enrolment.objects.filter(
            person_id=person_id,
            course_id=course_id,
            course__item_versions__pk=version_id,
            course__item_versions__item=item,
        )
        .annotate(
            known=FilteredRelation("item_states", condition=Q(item_states__item=item)),
            public=F("course__item_versions__public"),
            key=F("course__item_versions__secret_half__data"),
            known_version=F("known__item_version_id"),
            known_state=F("known__state"),
            known_tries=F("known__tries"),
            known_best=F("known__best_percent"),
            known_latest=F("known__latest_percent"),
            known_hints=F("known__hints_opened"),
            known_answer=F("known__answer"),
            known_feedback=F("known__feedback"),
            known_receipts=F("known__receipts"),
            known_updated=F("known__updated_at"),
            programme_code=F("programme__code"),
            asks_for_items=Exists(item_rules(region_id)),
            **_solved_counts(needed),
        )
        .select_for_update(of=("self",))
    )


def stands_here(act: Act) -> bool:
    """Whether the question stands in the lesson today."""
    return any(entry["item"] == act.item for entry in act.lesson.items)


def item_rules(region_id: int) -> Any:
    return QualificationRule.objects.filter(region_id=region_id, state=RuleState.ACTIVE, looks_at_items=True)


def _solved_counts(needed: tuple[frozenset[str], ...]) -> dict[str, Any]:
    """How many of each skill's questions are solved, as columns of the same statement."""
    found = {}
    for position, items in enumerate(needed):
        solved = ItemState.objects.filter(enrolment=OuterRef("pk"), state=AnswerState.SOLVED, item__in=items)
        counted = solved.order_by().values("enrolment").annotate(n=Count("pk")).values("n")
        found[f"solved_{position}"] = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return found


def _state_of(enrolment: Any, act: Act) -> ItemState:
    """The learner's state as read, or a fresh one."""
    state = ItemState(enrolment_id=enrolment.pk, lesson_id=act.lesson.id, item=act.item, item_version_id=act.version_id)
    if enrolment.known_state is not None:
        state.state, state.tries = enrolment.known_state, enrolment.known_tries
        state.best_percent, state.latest_percent = enrolment.known_best, enrolment.known_latest
        state.hints_opened, state.answer = enrolment.known_hints, enrolment.known_answer
        state.feedback, state.receipts = dict(enrolment.known_feedback), list(enrolment.known_receipts)
        state.item_version_id = enrolment.known_version
    return state


def _answer(act: Act, state: ItemState, enrolment: Any, public: dict[str, Any]) -> None:
    key = ItemKey.from_json(public["type"], enrolment.key)
    answer = steps.read(act.read, act.version_id, state, enrolment, public)
    graded = grade(public, key, answer)
    if graded.state == "invalid":
        raise AnswerIncompleteError(graded.messages[0] if graded.messages else _("Please give an answer first."))
    if state.state == AnswerState.SPENT:
        return
    state.tries += graded.costs_try
    attempts = next(entry["attempts"] for entry in act.lesson.items if entry["item"] == act.item)
    entitled = state.state in ENTITLED - {AnswerState.DONE}
    shown = feedback(public, key, answer, graded, tries=state.tries, attempts=attempts, revealed=entitled)
    state.item_version_id, state.answer = act.version_id, answer
    if graded.costs_try or graded.share:
        state.latest_percent = int(graded.share * 100)
        # What is known already proves nothing: after the answer was shown the best score stays.
        state.best_percent = state.best_percent if entitled else max(state.best_percent, state.latest_percent)
    if graded.state in KEPT_STATES:
        state.state = KEPT_STATES[graded.state]
    elif not entitled:
        used_up = bool(attempts) and state.tries >= attempts
        state.state = STATES.get(graded.state, state.state)
        if used_up and state.state != AnswerState.SOLVED:
            state.state = AnswerState.SPENT
    state.feedback = {
        "state": shown.state,
        "messages": list(shown.messages),
        "read_as": shown.read_as,
        "explain": shown.explain_html,
        "solution": list(shown.solution),
        "share": shown.share,
        "offers_reveal": shown.offers_reveal,
        "hints": state.feedback.get("hints", []),
        "first": state.feedback.get("first") or _first_try(act, state, public, answer),
        **steps.seen(public, enrolment, answer),
        # As it was when the learner wrote: a later change of the lesson opens nothing to anybody.
        "share_with": public.get("share", "none"),
    }


def _first_try(act: Act, state: ItemState, public: Mapping[str, Any], answer: Any) -> dict[str, Any] | None:
    """What the figures of the question are made of; it goes with the person's answers when those are erased."""
    if state.tries != 1:
        return None
    chosen = answer if public["type"] == "choice" else None
    return {"version": act.version_id, "percent": state.latest_percent, "chosen": chosen}


def _hint(act: Act, state: ItemState, enrolment: Any, public: dict[str, Any]) -> None:
    del act, public
    hints = enrolment.key.get("hints", [])
    state.hints_opened = min(state.hints_opened + 1, len(hints))
    state.feedback = {**state.feedback, "hints": hints[: state.hints_opened]}


def _reveal(act: Act, state: ItemState, enrolment: Any, public: dict[str, Any]) -> None:
    """「答えを見る」, from the third try on: done, not solved; it counts for no level (CT-09)."""
    if state.state in ENTITLED:
        return
    if state.tries < REVEAL_FROM_TRY:
        raise MoveNotAllowed("learning.reveal_early")
    key = ItemKey.from_json(public["type"], enrolment.key)
    nothing = widgets.blank(public)
    graded = grade(public, key, nothing)
    shown = feedback(public, key, nothing, graded, tries=state.tries, revealed=True)
    state.state, state.item_version_id = AnswerState.REVEALED, act.version_id
    state.feedback = {
        **state.feedback,
        "state": "revealed",
        "messages": [],
        "explain": shown.explain_html,
        "solution": list(shown.solution),
        "offers_reveal": False,
    }


def _restart(act: Act, state: ItemState, enrolment: Any, public: dict[str, Any]) -> None:
    """「はじめから」: a new try of a question that goes step by step; what one is entitled to stays."""
    del enrolment
    if not widgets.is_stepwise(public):
        raise AnswerRefusedError("there is nothing to begin anew")
    if state.state != AnswerState.SPENT:
        state.item_version_id, state.answer = act.version_id, widgets.blank(public)
        state.feedback = steps.begun_anew(state.feedback)


_ACTS: dict[str, Callable[[Act, ItemState, Any, dict[str, Any]], None]] = {
    "answer": _answer,
    "hint": _hint,
    "reveal": _reveal,
    "restart": _restart,
}
KINDS = frozenset(_ACTS)


def rehearse(act: Act, state: ItemState, row: Any) -> None:
    """One act on a state that is stored nowhere: an author tries a draft. `row`: pk, public and key, as `_read` gives them."""
    _ACTS[act.kind](act, state, row, row.public)


def _response(state: ItemState, now: datetime, words: Mapping[str, Any]) -> dict[str, Any]:
    """What leaves the server (§8.4): `share` only when solved or spent, explanation and solution only when entitled."""
    told = told_in(state.feedback, state.answer, words)
    found: dict[str, Any] = {
        "saved_at": now.isoformat(),
        "state": told.get("state", "none"),
        "messages": told.get("messages", []),
        "tries": state.tries,
        "hints": told.get("hints", []),
        "can_reveal": bool(told.get("offers_reveal")) and state.state not in ENTITLED,
    }
    if "seen" in told:
        found["next"] = steps.said(told["seen"])
    for name in ("share", "read_as", "explain", "solution"):
        if told.get(name):
            found[name] = told[name]
    return found


def _event(act: Act, enrolment: Any, state: ItemState) -> LearningEvent:
    kinds = {"answer": "item.answered", "hint": "hint.opened", "reveal": "answer.revealed", "restart": "item.restarted"}
    payload: dict[str, Any] = {
        "course": act.course.key,
        "lesson": act.lesson.key,
        "item": act.item,
        "item_version": act.version_id,
        "tries": state.tries,
    }
    if act.kind == "answer":
        payload |= {"result": state.feedback.get("state", ""), "percent": state.latest_percent}
        payload |= steps.evidence(state)
    return events.new_event(
        kinds[act.kind],
        region_id=act.person.region_id,
        subject_ref=act.person.pseudonym,
        stream_id=str(enrolment.pk),
        idempotency_key=event_key(enrolment.pk, act),
        payload=payload,
        programme=enrolment.programme_code,
        occurred_at=act.at,
    )


def event_key(enrolment_id: object, act: Act) -> str:
    """The idempotency key of the fact: a browser's key counts for its own learner only."""
    return f"{enrolment_id}:{act.idempotency_key}"[:80]


__all__ = ["Act", "AnswerIncompleteError", "AnswerRefusedError", "Answered", "take"]
