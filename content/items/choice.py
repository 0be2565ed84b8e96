"""Grading of choice: radio buttons and checkboxes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from content.items.grading import AnswerRefusedError, Graded, register, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@register("choice")
class ChoiceGrader:
    """One right option: all or nothing. Several: ``partial=off`` all and only the right ones, ``each`` by part."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is a list of option indices in the order they were shown."""
        chosen = self._chosen(public, answer)
        if not chosen:
            return Graded(Fraction(0), "invalid", costs_try=False)
        right = frozenset(key["right"])
        hits, misses = len(right.intersection(chosen)), len(set(chosen) - right)
        share = Fraction(hits - misses, len(right))
        if public["input"] == "radio" or public.get("settings", {}).get("partial", "off") == "off":
            share = Fraction(int(share == 1))
        share = max(Fraction(0), share)
        return Graded(share, state_of(share), self._messages(public, key, chosen, share))

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:
        """The right options."""
        return tuple(public["options"][index]["html"] for index in key["right"])

    @staticmethod
    def _chosen(public: Mapping[str, Any], answer: Any) -> list[int]:
        count = len(public["options"])
        if not isinstance(answer, (list, tuple)):
            raise AnswerRefusedError("a choice is answered with a list of options")
        if any(type(index) is not int or not 0 <= index < count for index in answer):
            raise AnswerRefusedError("no such option")
        if len(set(answer)) != len(answer) or (public["input"] == "radio" and len(answer) > 1):
            raise AnswerRefusedError("an option chosen twice, or two where one may be chosen")
        return list(answer)

    @staticmethod
    def _messages(
        public: Mapping[str, Any], key: Mapping[str, Any], chosen: Sequence[int], share: Fraction
    ) -> tuple[str, ...]:
        """Feedback of the chosen options; for checkboxes not fully right of one wrong option at most (8.2)."""
        feedback, right = key["feedback"], set(key["right"])
        if public["input"] == "checkbox" and share != 1:
            wrong = [feedback[index] for index in chosen if index not in right and feedback[index]]
            return tuple(wrong[:1])
        return tuple(feedback[index] for index in chosen if feedback[index])
