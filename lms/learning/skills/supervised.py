"""Evidence that an instructor enters: a re-check in a supervised room, and an observed session (curriculum.md section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from lms.accounts.actors import actor_for
from lms.accounts.models import Person
from lms.learning import events
from lms.learning.models import Enrolment, SkillEvidence
from lms.learning.notices import tell_results
from lms.learning.requirements.qualification import reevaluate
from lms.learning.skills import evidence
from lms.learning.skills.provenance import held
from lms.learning.teaching.pages import label_of
from lms.ledger import audit, clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed

if TYPE_CHECKING:
    from datetime import date

RECHECK_UP_TO = 2
OBSERVED_LEVEL = 3
ENOUGH = Fraction(60, 100)
HIGHEST = 3
LATEST_DAYS = 31
LABEL_DIGITS = 6
MESSAGES = (gettext_noop("evidence.own"),)
# Sessions that are watched, and what is looked at; each criterion counts 0 to 3 (CU table: COM-02, CAR-02).
OBSERVED = {
    "COM-02": (
        gettext_lazy("Prepared: equipment, papers, place"),
        gettext_lazy("Came on time and followed the steps"),
        gettext_lazy("Spoke so that others understood, and listened"),
        gettext_lazy("Summed up who does what by when"),
    ),
    "CAR-02": (
        gettext_lazy("Knew the steps of the selection"),
        gettext_lazy("Answered with facts of their own"),
        gettext_lazy("Asked about the terms of work"),
        gettext_lazy("Said afterwards what to do better"),
    ),
}


@dataclass(frozen=True, slots=True)
class Session:
    """Who was seen, for which skill, when, where and by whom. `levels` only for an observed session."""

    label: str
    skill: str
    day: date
    place: str
    grader: Person
    levels: tuple[int, ...] = ()


def person_of(region_id: int, label: str) -> Person:
    """The learner with this number (L-3FA21C). Raises FormInvalid when there is none, or more than one."""
    digits = label.strip().upper().removeprefix("L-").lower()
    found = list(Person.objects.filter(region_id=region_id, pseudonym__startswith=digits, status="active")[:2])
    if len(digits) != LABEL_DIGITS or len(found) != 1:
        raise FormInvalid({"label": [_("There is no such number here. It stands on the learner's page of skills.")]})
    return found[0]


@transaction.atomic
def enter_recheck(session: Session) -> SkillEvidence:
    """The level a learner holds was shown again in a supervised room: the same level, now with that mode.

    Raises FormInvalid for a wrong number, day or skill that is not held, MoveNotAllowed for oneself.
    """
    person = _checked(session)
    level = min((row.level for row in held(person, session.day) if row.code == session.skill), default=0)
    if not level:
        raise FormInvalid(
            {"skill": [_("The learner does not hold this skill yet, so there is nothing to check again.")]}
        )
    return _enter(session, person, min(level, RECHECK_UP_TO), SkillEvidence.Mode.SUPERVISED, {"kind": "recheck"})


@transaction.atomic
def enter_observed(session: Session) -> SkillEvidence:
    """A watched meeting or interview with at least 60 % and no criterion at the lowest level: level 3.

    Raises FormInvalid with a message for each criterion, MoveNotAllowed for oneself.
    """
    person = _checked(session)
    criteria = OBSERVED.get(session.skill)
    if criteria is None:
        raise FormInvalid({"skill": [_("Only Web meetings and interviews are watched.")]})
    if len(session.levels) != len(criteria) or not all(0 <= level <= HIGHEST for level in session.levels):
        raise FormInvalid({"levels": [_("Please choose a level.")]})
    if 0 in session.levels or Fraction(sum(session.levels), HIGHEST * len(criteria)) < ENOUGH:
        raise FormInvalid({"levels": [_("Level 3 needs at least 60 % in total and no criterion at 0.")]})
    source = {"kind": "observed", "levels": list(session.levels)}
    return _enter(session, person, OBSERVED_LEVEL, SkillEvidence.Mode.PERSON, source)


def _checked(session: Session) -> Person:
    today = clock.today_in_tokyo()
    if not 0 <= (today - session.day).days <= LATEST_DAYS:
        raise FormInvalid({"day": [_("Give a day of the last month, not a later one.")]})
    person = person_of(session.grader.region_id, session.label)
    if person.pk == session.grader.pk:
        raise MoveNotAllowed("evidence.own")
    return person


def _enter(session: Session, person: Person, level: int, mode: str, source: dict[str, Any]) -> SkillEvidence:
    enrolment = _enrolment_for(person, session.skill)
    key = f"{source['kind']}:{session.skill}:{session.day.isoformat()}"
    found = evidence.give(
        person, session.skill, level, source_key=key, enrolment=enrolment, on=session.day, mode=mode,
        grader=session.grader.pseudonym, renews={**source, "place": session.place},
    )  # fmt: skip
    row = SkillEvidence.objects.get(person=person, skill_id=session.skill, level=level, source_key=key)
    if found:
        audit.write(
            "evidence.entered", region=person.region, actor=actor_for(session.grader), role="I", action=source["kind"],
            object_type="skill_evidence", object_id=str(row.pk), subject_ref=person.pseudonym,
        )  # fmt: skip
        found += reevaluate(person, clock.today_in_tokyo(), changed={session.skill})
        events.append(found)
        tell_results(found, person)
    return row


def _enrolment_for(person: Person, skill: str) -> Enrolment:
    """The course the evidence is told with: one that leads to the skill, else the newest one."""
    rows = list(Enrolment.objects.filter(person=person).select_related("course", "programme").order_by("-enrolled_at"))
    fitting = [row for row in rows if any(code == skill for code, _level in row.course.skill_targets())]
    if not rows:
        raise FormInvalid({"label": [_("This learner has not begun a course yet.")]})
    return (fitting or rows)[0]


def number_of(person: Person) -> str:
    """The number a learner shows instead of a name."""
    return label_of(person.pseudonym)
