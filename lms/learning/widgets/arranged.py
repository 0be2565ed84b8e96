"""order and match: a place for each line, a target for each left side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from content.items import AnswerRefusedError
from lms.learning.widgets.base import AnswerIncompleteError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.widgets.base import Face

LETTERS = "アイウエオカキクケコサシスセソタチツテト"


class OrderWidget:
    """The fields hold token and place in turn, row by row; the answer is the list of indices by place."""

    module = "content/interactions.js"

    def token_count(self, public: Mapping[str, Any]) -> int:
        """One for each line."""
        return len(public["options"])

    def decode(self, face: Face, values: Sequence[str]) -> list[int]:
        """The indices in the order of their places. Two lines in one place are told, not graded."""
        if not values:
            return []
        places = self._places(face, values)
        if sorted(places) != list(range(len(face.names))):
            raise AnswerRefusedError("every line exactly once is expected")
        if sorted(places.values()) != list(range(1, len(face.names) + 1)):
            raise AnswerIncompleteError(_("Two lines have the same place. Give each line a place of its own."))
        return sorted(places, key=places.__getitem__)

    @staticmethod
    def _places(face: Face, values: Sequence[str]) -> dict[int, int]:
        """Place by index. Raises AnswerRefusedError for what no page of ours sends."""
        pairs = list(zip(values[::2], values[1::2], strict=False))
        if len(values) != 2 * len(face.names):
            raise AnswerRefusedError("a place for each line is expected")
        found = {}
        for token, place in pairs:
            if not (place.isdecimal() and place.isascii() and 1 <= int(place) <= len(face.names)):
                raise AnswerRefusedError("no such place")
            found[face.index_of(token)] = int(place)
        return found

    def values(self, face: Face, answer: Any) -> list[str]:
        """Token and place in turn."""
        return [value for place, index in enumerate(answer, 1) for value in (face.names[index], str(place))]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`rows` by their places, and `places`."""
        try:
            places = self._places(face, sent)
        except AnswerRefusedError:
            places = {}
        if len(places) != len(face.names):
            places = {index: place for place, index in enumerate(face.order, 1)}
        options = face.public["options"]
        return {
            "rows": [
                {"token": face.names[index], "html": options[index]["html"], "place": places[index]}
                for index in sorted(places, key=places.__getitem__)
            ],
            "places": list(range(1, len(face.names) + 1)),
            # So many orders are possible that keeping each would push everything else out.
            "unkept": bool(sent),
        }

    def blank(self, public: Mapping[str, Any]) -> list[int]:
        """No order."""
        del public
        return []


class MatchWidget:
    """One select for each left side, in the order of the page; the answer holds a target index or None for each."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """One for each target."""
        return len(public["options"])

    def decode(self, face: Face, values: Sequence[str]) -> list[int | None]:
        """The targets."""
        if not values:
            return self.blank(face.public)
        if len(values) != len(face.public["left"]):
            raise AnswerRefusedError("one target for each left item is expected")
        return [face.index_of(value) if value else None for value in values]

    def values(self, face: Face, answer: Any) -> list[str]:
        """A token for each left side, empty for none."""
        return ["" if index is None else face.names[index] for index in answer]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`rows` with their selects; `targets` to read where a select could not show them."""
        options, lefts = face.public["options"], face.public["left"]
        plain = all(option["text"] and "<" not in option["html"] for option in options)
        words = {
            index: options[index]["text"] if plain else f"{LETTERS[at]} {options[index]['text']}".strip()
            for at, index in enumerate(face.order)
        }
        chosen = list(sent) if len(sent) == len(lefts) else [""] * len(lefts)
        return {
            "rows": [
                {
                    "html": left["html"],
                    "options": [
                        {"token": face.names[index], "text": words[index], "selected": face.names[index] == value}
                        for index in face.order
                    ],
                }
                for left, value in zip(lefts, chosen, strict=True)
            ],
            "targets": []
            if plain
            else [{"letter": LETTERS[at], "html": options[index]["html"]} for at, index in enumerate(face.order)],
        }

    def blank(self, public: Mapping[str, Any]) -> list[int | None]:
        """No target anywhere."""
        return [None] * len(public["left"])
