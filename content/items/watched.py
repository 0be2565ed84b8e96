"""video: no points, only done; what counts as seen is told by the player and proves no skill (CT-09)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from content.items.grading import AnswerRefusedError, Graded, register

if TYPE_CHECKING:
    from collections.abc import Mapping


@register("video")
class WatchedGrader:
    """``answer``: ``{"at": second, "percent": share seen, "seen": ranges}``."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """Done from the share on that the author asks for; watching costs no try."""
        del key
        if not isinstance(answer, dict) or not isinstance(answer.get("percent"), int):
            raise AnswerRefusedError("the place in a film is expected")
        done = answer["percent"] >= public.get("complete", 90)
        return Graded(Fraction(int(done)), "right" if done else "not_yet", costs_try=False)

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:
        """None: there is nothing to know."""
        del public, key
        return ()
