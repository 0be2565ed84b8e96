"""submit and code: handed in by a form of their own and judged by a person, never answered like a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.items import AnswerRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.widgets.base import Face


class PersonWidget:
    """Shows what is asked, the rubric and the fields; what is handed in goes to the address of the work."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """None: nothing is chosen."""
        del public
        return 0

    def decode(self, face: Face, values: Sequence[str]) -> Any:
        """Nothing is graded here. Raises AnswerRefusedError."""
        del face, values
        raise AnswerRefusedError("a person judges this")

    def values(self, face: Face, answer: Any) -> list[str]:
        """What was handed in stands with the work, not with the question."""
        del face, answer
        return []

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`input` (writing, file, code), `accept`, `max_mb`, `rubric`, `start`, `tests`, `language` and `typed`."""
        public = face.public
        return {
            "input": public["input"],
            "accept": public.get("accept", []),
            "max_mb": public.get("max_mb", 0),
            "rubric": public.get("rubric"),
            "points": public.get("points", 1),
            "language": public.get("language", ""),
            "start": public.get("start", ""),
            "tests": public.get("tests", []),
            "typed": next(iter(sent), public.get("start", "")),
            # A comment of the instructor is for one learner: the block is drawn anew each time.
            "unkept": True,
        }

    def blank(self, public: Mapping[str, Any]) -> str:
        """No text."""
        del public
        return ""
