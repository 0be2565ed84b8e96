"""Skill evidence: level 1 by solving every scored practice question of the lessons that teach the skill (curriculum.md §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.learning import events
from lms.learning.models import SkillEvidence
from lms.learning.qualification import months_of, reevaluate
from lms.learning.rules import expires_on
from lms.ledger import clock

if TYPE_CHECKING:
    from datetime import date

    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person
    from lms.learning.models import Enrolment, LearningEvent

PRACTICE_LEVEL = 1


def after_solving(
    person: Person, course: CourseEntry, lesson: LessonEntry, enrolment: Any, item: str
) -> list[LearningEvent]:
    """Facts that follow from one more solved question; most often none, and then no statement is made.

    `enrolment` carries `solved_<n>`: how many questions of the lesson's n-th skill were solved before this one, and
    `asks_for_items`: whether a rule in force looks at single questions.
    """
    reached = []
    for position, skill in enumerate(lesson.skills):
        needed = course.scored_for(skill)
        if item in needed and getattr(enrolment, f"solved_{position}") + 1 == len(needed):
            reached.append(skill)
    today = clock.today_in_tokyo()
    changed = {f"{course.key}:{item}"}
    found: list[LearningEvent] = []
    for skill in reached:
        given = give(person, skill, PRACTICE_LEVEL, source_key=f"practice:{course.key}", enrolment=enrolment, on=today)
        found += given
        changed |= {skill} if given else set()
    if len(changed) > 1 or enrolment.asks_for_items:
        found += reevaluate(person, today, changed=changed)
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
) -> list[LearningEvent]:
    """Record evidence and return the fact `skill.reached`; nothing when the same source gave this level before."""
    earlier = SkillEvidence.objects.filter(person=person, skill_id=skill, level=level, source_key=source_key)
    if earlier.exists():
        return []
    until = expires_on(on, months_of(skill))
    SkillEvidence.objects.create(
        region_id=person.region_id,
        person=person,
        skill_id=skill,
        level=level,
        mode=mode,
        source={"course": enrolment.course_key, "enrolment": str(enrolment.pk)},
        source_key=source_key,
        earned_on=on,
        valid_until=until,
    )
    return [
        events.new_event(
            "skill.reached",
            region_id=person.region_id,
            subject_ref=person.pseudonym,
            stream_id=str(enrolment.pk),
            idempotency_key=f"skill:{person.pk}:{skill}:{level}:{source_key}"[:80],
            payload={"skill": skill, "level": level, "valid_until": until.isoformat() if until else ""},
            programme=getattr(enrolment, "programme_code", ""),
            version=5,
            actor_id="system",
        )
    ]
