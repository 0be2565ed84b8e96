"""Requirement rules as pure functions: a JSON tree of typed predicates over evidence gives met or missing (workflows.md §6).

A tree is one of `{"all": [tree, …]}`, `{"any": [tree, …]}`, `{"n_of": [n, [tree, …]]}`, `{"skill_level": [code, level]}`,
`{"course_completed": [course]}` and `{"score_at_least": ["course:item", percent, "best" | "latest"]}`.
Sex, age, nationality, address, school, device and time of day are not evidence: nothing of that kind can be passed in.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEAVES = ("skill_level", "course_completed", "score_at_least")
MAX_DEPTH = 5
MAX_LEAVES = 40
Tree = dict[str, Any]


class RuleError(ValueError):
    """The tree is none. `key` names what is wrong, `value` the part it was found in."""

    def __init__(self, key: str, value: object) -> None:
        super().__init__(key)
        self.key = key
        self.value = value


@dataclass(frozen=True, slots=True)
class SkillProof:
    """One piece of evidence: a level of a skill, since when and until when (inclusive; None = no end)."""

    skill: str
    level: int
    earned_on: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it counts on `day`."""
        return self.earned_on <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one learner has shown: skills, completed courses with their date, best and latest percent per "course:item"."""

    skills: tuple[SkillProof, ...] = ()
    courses: Mapping[str, date] = field(default_factory=dict)
    scores: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def level_of(self, skill: str, on: date) -> int:
        """The highest level with unexpired evidence, 0 without any (CU-01)."""
        return max((p.level for p in self.skills if p.skill == skill and p.holds_on(on)), default=0)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One predicate of the tree with its answer. `expired_on` = the last day of evidence that once met it."""

    kind: str
    subject: str
    threshold: int
    met: bool
    valid_until: date | None = None
    expired_on: date | None = None
    have: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """all / any / n_of: `needed` of its parts."""

    needed: int
    parts: tuple[Leaf | Group, ...]

    @property
    def met(self) -> bool:
        """Enough parts are met."""
        return sum(part.met for part in self.parts) >= self.needed


@dataclass(frozen=True, slots=True)
class RuleResult:
    """`missing`: unmet leaves by subject; `missing_count`: how many more are needed on the shortest way."""

    met: bool
    missing: tuple[str, ...]
    missing_count: int
    evidence: tuple[str, ...]
    valid_until: date | None
    root: Leaf | Group


def expires_on(earned_on: date, months: int | None) -> date | None:
    """The last day evidence counts (CU-02): earned 2026-12-01 for 24 months → 2028-11-30; 29 February counts as the 28th."""
    if months is None:
        return None
    day = 28 if (earned_on.month, earned_on.day) == (2, 29) else earned_on.day
    total = earned_on.year * 12 + earned_on.month - 1 + months
    year, month = divmod(total, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day, last)) - timedelta(days=1)


def check_tree(tree: object) -> list[tuple[str, str]]:
    """(kind, subject) of every leaf. Raises RuleError for an unknown predicate, a wrong shape or a tree too large."""
    found = list(_leaves_of(tree, 1))
    if len(found) > MAX_LEAVES:
        raise RuleError("rule.too_large", len(found))
    return found


def _leaves_of(tree: object, depth: int) -> Iterator[tuple[str, str]]:
    if not isinstance(tree, dict) or len(tree) != 1 or depth > MAX_DEPTH:
        raise RuleError("rule.shape", tree)
    kind, value = next(iter(tree.items()))
    if kind in LEAVES:
        yield kind, _checked_leaf(kind, value)
        return
    for part in _parts(kind, value):
        yield from _leaves_of(part, depth + 1)


def _parts(kind: str, value: object) -> list[object]:
    if kind in {"all", "any"} and isinstance(value, list) and value:
        return value
    if kind == "n_of" and isinstance(value, list) and len(value) == 2:
        needed, parts = value
        if isinstance(parts, list) and type(needed) is int and 1 <= needed <= len(parts):
            return parts
    raise RuleError("rule.predicate" if kind not in {"all", "any", "n_of"} else "rule.shape", kind)


def _checked_leaf(kind: str, value: object) -> str:
    shapes: dict[str, tuple[type, ...]] = {
        "skill_level": (str, int), "course_completed": (str,), "score_at_least": (str, int, str),
    }  # fmt: skip
    shape = shapes[kind]
    if not isinstance(value, list) or tuple(type(part) for part in value) != shape or not value[0]:
        raise RuleError("rule.shape", value)
    if kind == "skill_level" and not 1 <= value[1] <= 4:
        raise RuleError("rule.level", value[1])
    if kind == "score_at_least" and (not 0 <= value[1] <= 100 or value[2] not in {"best", "latest"}):
        raise RuleError("rule.score", value)
    return str(value[0])


def evaluate(tree: Tree, standing: Standing, on: date) -> RuleResult:
    """The answer of a rule for one learner on a day. Pure: equal evidence gives an equal result (QUA-t1).

    Raises RuleError for a tree that `check_tree` refuses.
    """
    check_tree(tree)
    root = _answer(tree, standing, on)
    leaves = list(flatten(root))
    return RuleResult(
        met=root.met,
        missing=() if root.met else tuple(dict.fromkeys(leaf.subject for leaf in leaves if not leaf.met)),
        missing_count=missing_count(root),
        evidence=tuple(dict.fromkeys(leaf.subject for leaf in leaves if leaf.met)),
        valid_until=_until(root) if root.met else None,
        root=root,
    )


def flatten(part: Leaf | Group) -> Iterator[Leaf]:
    """Every leaf in the order of the tree."""
    if isinstance(part, Leaf):
        yield part
        return
    for child in part.parts:
        yield from flatten(child)


def missing_count(part: Leaf | Group) -> int:
    """How many leaves still have to be met on the shortest way."""
    if part.met:
        return 0
    if isinstance(part, Leaf):
        return 1
    open_parts = sorted(missing_count(child) for child in part.parts if not child.met)
    done = sum(child.met for child in part.parts)
    return sum(open_parts[: part.needed - done])


def _answer(tree: Tree, standing: Standing, on: date) -> Leaf | Group:
    kind, value = next(iter(tree.items()))
    if kind == "skill_level":
        return _skill_leaf(value[0], value[1], standing, on)
    if kind == "course_completed":
        completed = standing.courses.get(value[0])
        return Leaf(kind, value[0], 1, met=completed is not None and completed <= on)
    if kind == "score_at_least":
        best, latest = standing.scores.get(value[0], (0, 0))
        have = best if value[2] == "best" else latest
        return Leaf(kind, value[0], value[1], met=value[0] in standing.scores and have >= value[1], have=have)
    parts = tuple(_answer(cast("Tree", part), standing, on) for part in _parts(kind, value))
    needed = {"all": len(parts), "any": 1}.get(kind) or value[0]
    return Group(needed, parts)


def _skill_leaf(skill: str, level: int, standing: Standing, on: date) -> Leaf:
    enough = [proof for proof in standing.skills if proof.skill == skill and proof.level >= level]
    current = [proof for proof in enough if proof.holds_on(on)]
    have = standing.level_of(skill, on)
    if current:
        return Leaf(
            "skill_level", skill, level, met=True, valid_until=_latest(p.valid_until for p in current), have=have
        )
    past = [proof.valid_until for proof in enough if proof.valid_until is not None and proof.valid_until < on]
    return Leaf("skill_level", skill, level, met=False, expired_on=max(past, default=None), have=have)


def _latest(days: Iterator[date | None]) -> date | None:
    known = list(days)
    return None if None in known else max(day for day in known if day is not None)


def _until(part: Leaf | Group) -> date | None:
    """How long a met part stays met if nothing is renewed; None = no end."""
    if isinstance(part, Leaf):
        return part.valid_until
    ends = sorted((_until(child) or date.max for child in part.parts if child.met), reverse=True)
    end = ends[part.needed - 1]
    return None if end == date.max else end
