"""Grading of what is typed or said in one word: truefalse, number, text."""

from __future__ import annotations

import html
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from content.items.grading import AnswerRefusedError, Graded, register, state_of
from content.items.normalise import as_read, normalise, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER_UNREADABLE = {"ja": "数字で書いてください（例：450）", "en": "Please write digits (for example: 450)"}
_MAX_ANSWER = 2000
_FULL = 100
_UNANSWERED = Graded(Fraction(0), "invalid", costs_try=False)


def _typed(answer: Any) -> str:
    if not isinstance(answer, str) or len(answer) > _MAX_ANSWER:
        raise AnswerRefusedError("a text of at most 2,000 characters is expected")
    return answer


def _best(lines: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The accepted line with the best score; of equal ones the first."""
    return max(lines, key=lambda line: line["score"], default=None)


def _graded(right: Mapping[str, Any] | None, slip: Mapping[str, Any] | None, read_as: str | None) -> Graded:
    share = Fraction(right["score"], _FULL) if right else Fraction(0)
    said = right or slip
    messages = (said["feedback"],) if said and said["feedback"] else ()
    return Graded(share, state_of(share), messages, read_as)


@register("truefalse")
class TrueFalseGrader:
    """Right or wrong: the key holds the truth and the messages of both answers."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:  # noqa: ARG002
        """``answer`` is ``"true"`` or ``"false"``; empty = not answered."""
        if answer in ("", None):
            return _UNANSWERED
        if answer not in ("true", "false"):
            raise AnswerRefusedError("true or false is expected")
        said = answer == "true"
        message = key["feedback"]["true" if said else "false"]
        share = Fraction(int(said == key["right"]))
        return Graded(share, state_of(share), (message,) if message else ())

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ARG002
        """The circle or the cross."""
        return ("○" if key["right"] else "×",)


@register("number")
class NumberGrader:
    """Ranges compared in decimal arithmetic, both ends included."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is the text as typed; what cannot be read costs no try."""
        typed = _typed(answer)
        number = read_number(typed, public.get("unit", ""))
        if number is None:
            return Graded(Fraction(0), "invalid", (NUMBER_UNREADABLE["ja"],), costs_try=False)
        right = _best([line for line in key["accepted"] if _within(line, number.value)])
        slip = next((line for line in key["slips"] if _within(line, number.value)), None)
        return _graded(right, slip, number.text if number.text != typed else None)

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:
        """The accepted numbers as the author wrote them, with the unit."""
        unit = public.get("unit", "")
        full = [line["written"] for line in key["accepted"] if line["score"] == _FULL]
        return tuple(html.escape(text if text.endswith(unit) else text + unit) for text in full)


def _within(line: Mapping[str, Any], value: Decimal) -> bool:
    return Decimal(line["low"]) <= value <= Decimal(line["high"])


@register("text")
class TextGrader:
    """Equality after normalisation, never similarity."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is the text as typed."""
        typed = _typed(answer)
        settings = public.get("settings", {})
        flags = {name: bool(settings.get(name)) for name in ("case", "kana", "chouon")}
        given = normalise(typed, **flags)
        if not given:
            return _UNANSWERED
        right = _best([line for line in key["accepted"] if normalise(line["value"], **flags) == given])
        slip = next((line for line in key["slips"] if normalise(line["value"], **flags) == given), None)
        read = as_read(typed)
        return _graded(right, slip, read if read != typed else None)

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ARG002
        """Every fully accepted spelling."""
        return tuple(html.escape(line["value"]) for line in key["accepted"] if line["score"] == _FULL)
