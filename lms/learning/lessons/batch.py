"""Many acts at once: what waited in a browser without a line, in one transaction and a fixed number of statements (§8.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from content.items import AnswerRefusedError
from courses.models import ItemVersion
from lms.learning.lessons import answers
from lms.learning.models import Enrolment, ItemState, LearningEvent
from lms.learning.states import AnswerState
from lms.ledger import clock
from lms.ledger.refusals import MoveNotAllowed, NotVisible, Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from lms.accounts.models import Person
    from lms.learning.lessons.answers import Act

MAX_ACTS = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """The word of the server about one act: 200 taken (now or before), 404, 409 or 422 with a message."""

    key: str
    status: int
    message: str = ""
    saved_at: str = ""


def take_all(person: Person, acts: list[Act]) -> list[Outcome]:
    """Grade and store acts in the order given; each is taken once, a refused one stops no other."""
    for _attempt in range(2):
        try:
            with transaction.atomic():
                return _Batch(person, acts).run()
        except IntegrityError:
            # A rival sent one of the keys at the same moment; its row is committed and is read now.
            continue
    raise MoveNotAllowed("engine.key_reused")


@dataclass
class _Batch:
    person: Person
    acts: list[Act]
    touched: dict[tuple[object, str], ItemState] = field(default_factory=dict)
    facts: list[LearningEvent] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    def run(self) -> list[Outcome]:
        self._read()
        found = [self._outcome(act, clock.now()) for act in self.acts]
        answers.store(list(self.touched.values()))
        answers.settle(self.person, self.facts, self.changed)
        return found

    def _read(self) -> None:
        """Enrolments (locked), versions with their keys, states, what is solved, and the keys used before."""
        courses = {act.course.id for act in self.acts}
        rows: Any = Enrolment.objects.filter(person_id=self.person.pk, course_id__in=courses)
        rows = rows.select_related("programme").annotate(
            asks_for_items=Exists(answers.item_rules(self.person.region_id))
        )
        self.enrolments = {row.course_id: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
        wanted = {act.version_id for act in self.acts}
        versions = ItemVersion.objects.filter(pk__in=wanted, course_id__in=courses).select_related("secret_half")
        self.versions = {version.pk: version for version in versions}
        states = ItemState.objects.filter(enrolment__person_id=self.person.pk, enrolment__course_id__in=courses)
        known = states.filter(item__in={act.item for act in self.acts})
        self.states = {(row.enrolment_id, row.item): row for row in known}
        solved = states.filter(state=AnswerState.SOLVED).values_list("enrolment_id", "item")
        self.solved: set[tuple[object, str]] = set(solved)
        ids = {row.course_id: row.pk for row in self.enrolments.values()}
        keys = [answers.event_key(ids[act.course.id], act) for act in self.acts if act.course.id in ids]
        used = LearningEvent.objects.filter(region_id=self.person.region_id, idempotency_key__in=keys)
        self.used = set(used.values_list("idempotency_key", flat=True))

    def _outcome(self, act: Act, now: datetime) -> Outcome:
        try:
            response = self._take(act, now)
        except AnswerRefusedError as refused:
            message = getattr(refused, "message", "") or _(
                "This answer could not be read. Please choose or write it once more."
            )
            return Outcome(act.idempotency_key, 422, message)
        except NotVisible:
            return Outcome(act.idempotency_key, 404, _("This question is no longer here."))
        except Refusal as refusal:
            return Outcome(act.idempotency_key, refusal.status, str(refusal.message))
        return Outcome(act.idempotency_key, 200, saved_at=response["saved_at"])

    def _take(self, act: Act, now: datetime) -> dict[str, Any]:
        enrolment = self.enrolments.get(act.course.id)
        version = self.versions.get(act.version_id)
        if enrolment is None or version is None or version.item != act.item or not answers.stands_here(act):
            raise NotVisible
        place = (enrolment.pk, act.item)
        state = self.states.get(place) or ItemState(
            enrolment_id=enrolment.pk, lesson_id=act.lesson.id, item=act.item, item_version_id=act.version_id
        )
        earlier = answers.receipt_of(state, act)
        if earlier is not None:
            return earlier
        name = answers.event_key(enrolment.pk, act)
        if name in self.used:
            raise MoveNotAllowed("engine.key_reused")
        enrolment.public, enrolment.key = version.public, version.secret_half.data
        enrolment.programme_code = enrolment.programme.code
        for position, skill in enumerate(act.lesson.skills):
            done = sum((enrolment.pk, item) in self.solved for item in act.course.scored_for(skill))
            setattr(enrolment, f"solved_{position}", done)
        applied = answers.apply(act, state, enrolment, now)
        self.used.add(name)
        self.states[place] = self.touched[place] = state
        self.facts += applied.facts
        self.changed |= applied.changed
        if state.state == AnswerState.SOLVED:
            self.solved.add(place)
        return applied.response
