"""What a person can show of their skills, and what was and was not verified about it (CU-01, CU-04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from lms.learning.models import SkillEvidence

if TYPE_CHECKING:
    from datetime import date

    from lms.accounts.models import Person

Mode = SkillEvidence.Mode
# Of two proofs of the same level the one says more that was judged closer to the person.
_CLOSENESS = {Mode.PRACTICE: 0, Mode.TEST: 1, Mode.PERSON: 2, Mode.SUPERVISED: 3}


@dataclass(frozen=True, slots=True)
class Held:
    """One skill as it stands today: its level, the day and how it was judged. No score, no order of persons, no time of day."""

    code: str
    name: str
    level: int
    mode: str
    earned_on: date
    valid_until: date | None


def held(person: Person, day: date) -> list[Held]:
    """Per skill the highest level with unexpired evidence, in the order of codes: one query."""
    rows = SkillEvidence.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), person=person)
    best: dict[str, SkillEvidence] = {}
    for row in rows.select_related("skill").order_by("skill__code", "earned_on"):
        known = best.get(row.skill_id)
        if known is None or _weight(row) >= _weight(known):
            best[row.skill_id] = row
    return [
        Held(row.skill.code, str(row.skill), row.level, row.mode, row.earned_on, row.valid_until)
        for row in best.values()
    ]


def _weight(row: SkillEvidence) -> tuple[int, int]:
    return row.level, _CLOSENESS[Mode(row.mode)]


def words_of(mode: str) -> str:
    """How it was judged: 「確認テストで判定」. An unknown word is given back as it is."""
    return str(Mode(mode).label) if mode in Mode.values else mode


def not_verified(mode: str) -> str:
    """What nobody checked, as a sentence; empty where somebody checked who it was."""
    return {
        Mode.PRACTICE.value: _("Exercises solved at home. Nobody checked that the person did them alone."),
        Mode.TEST.value: _("A test taken at home. It was not checked that the person took it themselves."),
        Mode.PERSON.value: _("An instructor looked at the work. It was not checked who made it or with what help."),
    }.get(mode, "")


def verified(mode: str) -> str:
    """What was checked, as a sentence."""
    return {
        Mode.PRACTICE.value: _("The answers were graded by the server."),
        Mode.TEST.value: _("The questions were drawn and graded by the server."),
        Mode.PERSON.value: _("A named instructor judged it by a rubric."),
        Mode.SUPERVISED.value: _("In a room with staff, who checked the identity of the person."),
    }.get(mode, "")
