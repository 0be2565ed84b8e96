"""One answer, hint or reveal: graded on the server, written by upsert with one event, in at most five statements (§8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from content.items import AnswerRefusedError, ItemKey, feedback, grade
from lms.learning import events, evidence
from lms.learning.models import Enrolment, ItemState, QualificationRule
from lms.learning.notices import tell_results
from lms.learning.states import AnswerState, RuleState
from lms.ledger import clock
from lms.ledger.refusals import MoveNotAllowed, NotVisible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person
    from lms.learning.models import LearningEvent

KEPT_RECEIPTS = 20
REVEAL_FROM_TRY = 3
STATES = {"right": AnswerState.SOLVED, "partly": AnswerState.PARTLY, "not_yet": AnswerState.OPEN}
ENTITLED = frozenset({AnswerState.SOLVED, AnswerState.SPENT, AnswerState.REVEALED})
STATE_FIELDS = ("item_version", "state", "tries", "best_percent", "latest_percent", "hints_opened", "answer", "feedback",
                "receipts", "lesson_id", "updated_at")  # fmt: skip


class AnswerIncompleteError(AnswerRefusedError):
    """Nothing was chosen, or it cannot be read: costs no try, nothing is saved, `message` stands at the field."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


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
        # A rival with the same key or the same first answer was faster; its row is committed and is read now.
        try:
            with transaction.atomic():
                return _take(act)
        except IntegrityError as error:
            raise MoveNotAllowed("engine.key_reused") from error


def _take(act: Act) -> Answered:
    enrolment = _read(act)
    state = _state_of(enrolment, act)
    public = enrolment.public
    for receipt in state.receipts:
        if receipt["key"] == act.idempotency_key:
            return Answered(receipt["response"], state, enrolment, public, repeated=True)
    now = clock.now()
    before = state.state
    _ACTS[act.kind](act, state, enrolment, public)
    state.updated_at = now
    response = _response(state, now)
    state.receipts = [*state.receipts, {"key": act.idempotency_key, "response": response}][-KEPT_RECEIPTS:]
    ItemState.objects.bulk_create(
        [state], update_conflicts=True, unique_fields=["enrolment", "item"], update_fields=STATE_FIELDS
    )
    found = [_event(act, enrolment, state)]
    if state.state == AnswerState.SOLVED and before != AnswerState.SOLVED:
        found += evidence.after_solving(act.person, act.course, act.lesson, enrolment, act.item)
    events.append(found)
    tell_results(found, act.person)
    return Answered(response, state, enrolment, public)


def _read(act: Act) -> Any:
    """Enrolment (locked), this learner's state, both halves of the version and the count of solved ones: one statement."""
    rows = (
        Enrolment.objects.filter(
            person_id=act.person.pk,
            course_id=act.course.id,
            course__item_versions__pk=act.version_id,
            course__item_versions__item=act.item,
        )
        .annotate(
            known=FilteredRelation("item_states", condition=Q(item_states__item=act.item)),
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
            programme_code=F("programme__code"),
            asks_for_items=Exists(_item_rules(act.person.region_id)),
            **_solved_counts(act),
        )
        .select_for_update(of=("self",))
    )
    found = rows.first()
    if found is None or act.lesson.id != _lesson_of(act):
        raise NotVisible
    return found


def _lesson_of(act: Act) -> int | None:
    """The lesson the question stands in today; None when it was taken out."""
    return act.lesson.id if any(entry["item"] == act.item for entry in act.lesson.items) else None


def _item_rules(region_id: int) -> Any:
    return QualificationRule.objects.filter(region_id=region_id, state=RuleState.ACTIVE, looks_at_items=True)


def _solved_counts(act: Act) -> dict[str, Any]:
    """How many of each skill's questions are solved, as columns of the same statement."""
    found = {}
    for position, skill in enumerate(act.lesson.skills):
        solved = ItemState.objects.filter(
            enrolment=OuterRef("pk"), state=AnswerState.SOLVED, item__in=act.course.scored_for(skill)
        )
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
    answer = act.read(public, enrolment.pk)
    graded = grade(public, key, answer)
    if graded.state == "invalid":
        raise AnswerIncompleteError(graded.messages[0] if graded.messages else _("Please give an answer first."))
    if state.state == AnswerState.SPENT:
        return
    state.tries += graded.costs_try
    attempts = next(entry["attempts"] for entry in act.lesson.items if entry["item"] == act.item)
    entitled = state.state in ENTITLED
    shown = feedback(public, key, answer, graded, tries=state.tries, attempts=attempts, revealed=entitled)
    state.item_version_id, state.answer = act.version_id, answer
    if graded.costs_try:
        state.latest_percent = int(graded.share * 100)
        # What is known already proves nothing: after the answer was shown the best score stays.
        state.best_percent = state.best_percent if entitled else max(state.best_percent, state.latest_percent)
    if not entitled:
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
    }


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
    graded = grade(public, key, _blank(public))
    shown = feedback(public, key, _blank(public), graded, tries=state.tries, revealed=True)
    state.state, state.item_version_id = AnswerState.REVEALED, act.version_id
    state.feedback = {
        **state.feedback,
        "state": "revealed",
        "messages": [],
        "explain": shown.explain_html,
        "solution": list(shown.solution),
        "offers_reveal": False,
    }


def _blank(public: Mapping[str, Any]) -> Any:
    return [] if public["type"] == "choice" else ""


_ACTS: dict[str, Callable[[Act, ItemState, Any, dict[str, Any]], None]] = {
    "answer": _answer,
    "hint": _hint,
    "reveal": _reveal,
}
KINDS = frozenset(_ACTS)


def _response(state: ItemState, now: datetime) -> dict[str, Any]:
    """What leaves the server (§8.4): `share` only when solved or spent, explanation and solution only when entitled."""
    told = state.feedback
    found: dict[str, Any] = {
        "saved_at": now.isoformat(),
        "state": told.get("state", "none"),
        "messages": told.get("messages", []),
        "tries": state.tries,
        "hints": told.get("hints", []),
        "can_reveal": bool(told.get("offers_reveal")) and state.state not in ENTITLED,
    }
    for name in ("share", "read_as", "explain", "solution"):
        if told.get(name):
            found[name] = told[name]
    return found


def _event(act: Act, enrolment: Any, state: ItemState) -> LearningEvent:
    kinds = {"answer": "item.answered", "hint": "hint.opened", "reveal": "answer.revealed"}
    payload: dict[str, Any] = {
        "course": act.course.key,
        "lesson": act.lesson.key,
        "item": act.item,
        "item_version": act.version_id,
        "tries": state.tries,
    }
    if act.kind == "answer":
        payload |= {"result": state.feedback.get("state", ""), "percent": state.latest_percent}
    return events.new_event(
        kinds[act.kind],
        region_id=act.person.region_id,
        subject_ref=act.person.pseudonym,
        stream_id=str(enrolment.pk),
        idempotency_key=f"{enrolment.pk}:{act.idempotency_key}"[:80],
        payload=payload,
        programme=enrolment.programme_code,
    )


__all__ = ["Act", "AnswerRefusedError", "Answered", "take"]
