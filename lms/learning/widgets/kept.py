"""Items without points: flashcards, checklist, poll and reflect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from content.items import AnswerRefusedError
from content.items.kept import MAX_REFLECTION, RATINGS, written_length
from lms.learning.widgets.base import AnswerIncompleteError, only_one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.widgets.base import Face


class FlashcardsWidget:
    """A value is `<token>.<rating>`; the form holds the ratings so far, the button pressed comes last and wins."""

    module = "content/interactions.js"

    def token_count(self, public: Mapping[str, Any]) -> int:
        """One for each card."""
        return len(public["cards"])

    def decode(self, face: Face, values: Sequence[str]) -> list[str | None]:
        """One rating for each card."""
        found: list[str | None] = [None] * len(face.names)
        for value in values:
            token, _dot, rating = value.partition(".")
            if rating not in RATINGS:
                raise AnswerRefusedError("no such rating")
            found[face.index_of(token)] = rating
        return found

    def values(self, face: Face, answer: Any) -> list[str]:
        """The ratings given."""
        return [f"{name}.{rating}" for name, rating in zip(face.names, answer, strict=True) if rating]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`cards` with their ratings, how many are `known` and how many there are."""
        try:
            ratings = self.decode(face, sent)
        except AnswerRefusedError:
            ratings = [None] * len(face.names)
        cards = [
            {"token": name, "front_html": card["front_html"], "back_html": card["back_html"], "rating": rating or ""}
            for name, card, rating in zip(face.names, face.public["cards"], ratings, strict=True)
        ]
        return {"cards": cards, "known": ratings.count("known"), "count": len(cards), "unkept": any(ratings)}

    def blank(self, public: Mapping[str, Any]) -> list[None]:
        """No card rated."""
        return [None] * len(public["cards"])


class ChecklistWidget:
    """The answer is the list of the boxes ticked."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """One for each box."""
        return len(public["options"])

    def decode(self, face: Face, values: Sequence[str]) -> list[int]:
        """The indices."""
        return sorted(face.index_of(value) for value in values if value)

    def values(self, face: Face, answer: Any) -> list[str]:
        """The tokens of the boxes."""
        return [face.names[index] for index in answer]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`options`."""
        return {
            "options": [
                {"token": name, "html": option["html"], "checked": name in sent}
                for name, option in zip(face.names, face.public["options"], strict=True)
            ],
        }

    def blank(self, public: Mapping[str, Any]) -> list[int]:
        """None ticked."""
        del public
        return []


class PollWidget:
    """The answer is the index of the option voted for, or None."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """One for each option."""
        return len(public["options"])

    def decode(self, face: Face, values: Sequence[str]) -> int | None:
        """The index."""
        given = only_one(values)
        return face.index_of(given) if given else None

    def values(self, face: Face, answer: Any) -> list[str]:
        """The token."""
        return [face.names[answer]]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`options`; the results are not the widget's (lms/learning/lessons/polls.py)."""
        return {
            "options": [
                {"token": name, "html": option["html"], "checked": name in sent}
                for name, option in zip(face.names, face.public["options"], strict=True)
            ],
        }

    def blank(self, public: Mapping[str, Any]) -> None:
        """No vote."""
        del public


class ReflectWidget:
    """The answer is the text as written."""

    module = "content/interactions.js"

    def token_count(self, public: Mapping[str, Any]) -> int:
        """None."""
        del public
        return 0

    def decode(self, face: Face, values: Sequence[str]) -> str:
        """The text. One that is too long is told, not cut."""
        del face
        text = only_one(values).replace("\r\n", "\n")
        if len(text) > MAX_REFLECTION:
            raise AnswerIncompleteError(_("Please write at most %(max)d characters.") % {"max": MAX_REFLECTION})
        return text

    def values(self, face: Face, answer: Any) -> list[str]:
        """The text."""
        del face
        return [answer]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`value`, `min`, `length` as the minimum counts it, `share` (none or mentor) and `rubric`."""
        value = next((text for text in sent if text), "")
        return {
            "value": value,
            "min": face.public["min"],
            "length": written_length(value),
            "share": face.public["share"],
            "rubric": face.public.get("rubric"),
            "unkept": bool(value),
        }

    def blank(self, public: Mapping[str, Any]) -> str:
        """No text."""
        del public
        return ""
