"""Skill evidence: level 1 by solving every scored practice question of the lessons that teach the skill (curriculum.md §2)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from lms.learning import events
from lms.learning.models import LearningEvent, SkillEvidence
from lms.learning.requirements.qualification import months_of
from lms.learning.requirements.rules import expires_on
from lms.ledger import clock
from lms.ledger.models import new_id

if TYPE_CHECKING:
    from datetime import date

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person
    from lms.learning.models import Enrolment

PRACTICE_LEVEL = 1
LONGEST_KEY = 80


def after_solving(
    person: Person, course: CourseEntry, lesson: LessonEntry, enrolment: Any, item: str
) -> list[LearningEvent]:
    """The facts `skill.reached` of one more solved question; most often none, and then no statement is made.

    `enrolment` carries `solved_<n>`: how many questions of the lesson's n-th skill were solved before this one.
    """
    today = clock.today_in_tokyo()
    found: list[LearningEvent] = []
    for position, skill in enumerate(lesson.skills):
        needed = course.scored_for(skill)
        if item in needed and getattr(enrolment, f"solved_{position}") + 1 == len(needed):
            key = f"practice:{course.key}"
            found += give(person, skill, PRACTICE_LEVEL, source_key=key, enrolment=enrolment, on=today)
    return found


def give(
    person: Person,
    skill: str,
    level: int,
    *,
    source_key: str,
    enrolment: Enrolment,
    on: date,
    mode: str = SkillEvidence.Mode.PRACTICE,
    grader: str = "",
    renews: dict[str, Any] | None = None,
) -> list[LearningEvent]:
    """Record evidence and return the fact `skill.reached`; nothing when the same source gave this level before.

    `renews`: what a new pass rests on. Evidence that ends is then recorded anew with its new end (CU-02).
    """
    earlier = SkillEvidence.objects.filter(person=person, skill_id=skill, level=level, source_key=source_key)
    until = expires_on(on, months_of(skill))
    if renews is not None and until is not None:
        earlier = earlier.filter(earned_on=on)
    if earlier.exists():
        return []
    SkillEvidence.objects.create(
        region_id=person.region_id,
        person=person,
        skill_id=skill,
        level=level,
        mode=mode,
        grader=grader,
        source={"course": enrolment.course_key, "enrolment": str(enrolment.pk), **(renews or {})},
        source_key=source_key,
        earned_on=on,
        valid_until=until,
    )
    payload = {"skill": skill, "level": level, "valid_until": until.isoformat() if until else ""}
    key = f"skill:{person.pk}:{skill}:{level}:{f'{on:%y%m%d}:' if renews else ''}{source_key}"
    if LearningEvent.objects.filter(region_id=person.region_id, idempotency_key=_short(key)).exists():
        key = f"skill:{new_id()}"  # Reached before, taken away with a corrected key, and reached again.
    return [_reached(person, enrolment, payload, _short(key))]


def _short(key: str) -> str:
    """A key that fits its column; two long ones that begin alike stay two."""
    return key if len(key) <= LONGEST_KEY else f"{key[:60]}:{hashlib.sha256(key.encode()).hexdigest()[:19]}"


def _reached(person: Person, enrolment: Enrolment, payload: dict[str, Any], key: str) -> LearningEvent:
    return events.new_event(
        "skill.reached",
        region_id=person.region_id,
        subject_ref=person.pseudonym,
        stream_id=str(enrolment.pk),
        idempotency_key=key,
        payload=payload,
        programme=getattr(enrolment, "programme_code", "") or enrolment.programme.code,
        version=5,
        actor_id="system",
    )
