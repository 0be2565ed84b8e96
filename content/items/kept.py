"""Items without points: flashcards, checklist, poll and reflect are only kept, and done once nothing of them is open."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from content.items.grading import AnswerRefusedError, Graded, register

if TYPE_CHECKING:
    from collections.abc import Mapping

RATINGS = ("known", "again")
MAX_REFLECTION = 10_000
_NOTHING = Graded(Fraction(0), "invalid", costs_try=False)


def _kept(*, done: bool) -> Graded:
    return Graded(Fraction(0), "done" if done else "saved", costs_try=False)


def written_length(text: str) -> int:
    """Characters of a reflection as its minimum counts them: without white space."""
    return len("".join(text.split()))


class _NoSolution:
    """There is no right answer to show."""

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:
        """Nothing."""
        del public, key
        return ()


@register("flashcards")
class FlashcardsGrader(_NoSolution):
    """Done when every card was rated once, whatever the rating."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` holds one rating for each card: ``"known"``, ``"again"`` or ``None``."""
        del key
        if not isinstance(answer, (list, tuple)) or len(answer) != len(public["cards"]):
            raise AnswerRefusedError("one rating for each card is expected")
        if any(rating is not None and rating not in RATINGS for rating in answer):
            raise AnswerRefusedError("no such rating")
        if not any(answer):
            return _NOTHING
        return _kept(done=all(answer))


@register("checklist")
class ChecklistGrader(_NoSolution):
    """Done when every box is ticked; none ticked is an answer too."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is the list of the indices ticked."""
        del key
        count = len(public["options"])
        if not isinstance(answer, (list, tuple)) or any(type(index) is not int for index in answer):
            raise AnswerRefusedError("a list of boxes is expected")
        if len(set(answer)) != len(answer) or any(not 0 <= index < count for index in answer):
            raise AnswerRefusedError("no such box, or one twice")
        return _kept(done=len(answer) == count)


@register("poll")
class PollGrader(_NoSolution):
    """Done with the vote; a later vote takes the place of the earlier one."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is the index of the option, or ``None``."""
        del key
        if answer is None:
            return _NOTHING
        if type(answer) is not int or not 0 <= answer < len(public["options"]):
            raise AnswerRefusedError("no such option")
        return _kept(done=True)


@register("reflect")
class ReflectGrader(_NoSolution):
    """Always kept; done from the author's minimum of characters on."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is the text as written."""
        del key
        if not isinstance(answer, str) or len(answer) > MAX_REFLECTION:
            raise AnswerRefusedError("a text of at most 10,000 characters is expected")
        length = written_length(answer)
        return _kept(done=length >= public["min"]) if length else _NOTHING
