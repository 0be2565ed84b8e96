"""Grade one answer against one item (lesson language, section 7): dispatch by type, points and pass mark."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from content.items.keys import ItemKey

State = Literal["right", "partly", "not_yet", "invalid", "going", "done", "saved"]
_PERCENT = 100
KEPT = frozenset({"done", "saved"})
"""States of items without points: nothing is open any more, or something still is."""


class AnswerRefusedError(ValueError):
    """The answer names an option that does not exist, or two where one may be chosen: 422, nothing is saved."""


@dataclass(frozen=True)
class Graded:
    """The result of one answer. ``share`` of the points; ``messages`` are safe HTML, of what was chosen only."""

    share: Fraction
    state: State
    messages: tuple[str, ...] = ()
    read_as: str | None = None
    costs_try: bool = True


class Grader(Protocol):
    """What a type brings to be graded and, once the learner is entitled to it, to show its solution."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """Grade one answer; raises :class:`AnswerRefusedError`."""

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:
        """The right answer as safe HTML fragments."""


GRADERS: dict[str, Grader] = {}


def register(*names: str) -> Any:
    """Class decorator: one instance grades the types named."""

    def add(grader: type[Grader]) -> type[Grader]:
        for name in names:
            GRADERS[name] = grader()
        return grader

    return add


def grade(public: Mapping[str, Any], key: ItemKey, answer: Any, *, options: Mapping[str, Any] | None = None) -> Graded:
    """Grade ``answer`` against the key.

    Answer by type: choice → list of option indices, truefalse → ``"true"``/``"false"``, number and text → str.
    ``options`` overrides the item's own settings (``partial``, ``case`` ...); normally leave it out.
    Raises :class:`AnswerRefusedError` for what no form of ours can have sent; an answer that cannot be read is
    ``invalid`` and costs no try.
    """
    if options is not None:
        public = {**public, "settings": {**public.get("settings", {}), **options}}
    return GRADERS[key.type].grade(public, key.to_json(), answer)


def state_of(share: Fraction) -> State:
    """Right for the whole share, partly for a part, not yet for nothing."""
    if share == 1:
        return "right"
    return "partly" if share else "not_yet"


def points(possible: int, share: Fraction) -> Decimal:
    """Points of one item: its possible points times the share, rounded once to two places, half up."""
    exact = share * possible
    scaled = Decimal(exact.numerator * _PERCENT) / Decimal(exact.denominator)
    return scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP) / _PERCENT


def passed(earned: Decimal, possible: Decimal | int, pass_mark: int) -> bool:
    """Whether ``earned`` of ``possible`` points reach the pass mark in percent; compared exactly."""
    return earned * _PERCENT >= Decimal(pass_mark) * possible
