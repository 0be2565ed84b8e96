"""Which questions a test asks: spread evenly over the skills of its pool, those not asked lately first (section 4.19)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@dataclass(frozen=True)
class Drawable:
    """A question of a pool under the skill it counts for."""

    name: str
    skill: str


def shares(counts: Mapping[str, int], n: int) -> dict[str, int]:
    """How many questions of each skill are asked, ``n`` in all or as many as there are.

    Even; a remainder goes to the skills with most questions, ties in code order. A skill with too few gives what it has
    and the others share the rest in the same way.
    """
    given = dict.fromkeys(sorted(counts), 0)
    left = min(n, sum(counts.values()))
    while left:
        open_skills = sorted(
            (skill for skill in given if given[skill] < counts[skill]), key=lambda skill: (-counts[skill], skill)
        )
        each, rest = divmod(left, len(open_skills))
        for place, skill in enumerate(open_skills):
            taken = min(each + (place < rest), counts[skill] - given[skill])
            given[skill] += taken
            left -= taken
    return given


def draw(pool: Sequence[Drawable], n: int, seed: str, asked_before: Sequence[Collection[str]] = ()) -> list[str]:
    """Names of ``n`` questions in the order they are shown; the same seed gives the same ones for ever.

    ``asked_before``: what earlier tries asked, the newest first. Never asked comes before asked long ago, that before
    asked lately; chance decides among equals.
    """
    by_skill: dict[str, list[str]] = defaultdict(list)
    for question in pool:
        by_skill[question.skill].append(question.name)
    wanted = shares({skill: len(names) for skill, names in by_skill.items()}, n)
    chosen: list[str] = []
    for skill, names in sorted(by_skill.items()):
        ranked = sorted(names, key=lambda name: (-_since(name, asked_before), _chance(seed, "draw", name)))
        chosen += ranked[: wanted[skill]]
    return sorted(chosen, key=lambda name: _chance(seed, "order", name))


def _since(name: str, asked_before: Sequence[Collection[str]]) -> int:
    """How many tries ago the question was asked; more than all of them when never."""
    return next((tries for tries, asked in enumerate(asked_before) if name in asked), len(asked_before))


def _chance(seed: str, purpose: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\x1f{purpose}\x1f{name}".encode()).digest()
