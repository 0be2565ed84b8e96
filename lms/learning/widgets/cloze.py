"""cloze: gaps to write into, gaps with a select, and gaps that take a word of the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.items import AnswerRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.widgets.base import Face


class ClozeWidget:
    """One field for each gap, in the order of the text. The answer holds a text or the index of a select's entry.

    Tokens: the entries of the selects gap by gap, then the words of the bank.
    """

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """One for each entry of a select and each word of the bank."""
        return sum(len(gap.get("select", ())) for gap in public["gaps"]) + len(public["bank"])

    def decode(self, face: Face, values: Sequence[str]) -> list[Any]:
        """A text, an index or None for each gap."""
        if not values:
            return self.blank(face.public)
        slots = _slots(face.public)
        if len(values) != len(slots):
            raise AnswerRefusedError("one entry for each gap is expected")
        return [_read(face, slot, value) for slot, value in zip(slots, values, strict=True)]

    def values(self, face: Face, answer: Any) -> list[str]:
        """What each field holds."""
        return [_written(face, slot, given) for slot, given in zip(_slots(face.public), answer, strict=True)]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`pieces`: text, and behind each but the last a gap with `number` and either `options` or `value`; `bank`."""
        slots = _slots(face.public)
        given = list(sent) if len(sent) == len(slots) else [""] * len(slots)
        parts, bank = face.public["parts_html"], face.public["bank"]
        pieces: list[dict[str, Any]] = []
        for number, (slot, value) in enumerate(zip(slots, given, strict=True), 1):
            gap: dict[str, Any] = {"number": number}
            if slot is None:
                gap["value"] = value
            else:
                indices = _shown(face, slot)
                gap["options"] = [
                    {
                        "token": face.names[index],
                        "text": _word(face.public, index),
                        "selected": face.names[index] == value,
                    }
                    for index in indices
                ]
            pieces.append({"html": parts[number - 1], "gap": gap})
        pieces.append({"html": parts[-1], "gap": None})
        return {
            "pieces": pieces,
            "bank": [bank[index] for index in face.order if index < len(bank)],
        }

    def blank(self, public: Mapping[str, Any]) -> list[Any]:
        """Every gap empty."""
        return [None] * len(public["gaps"])


def _slots(public: Mapping[str, Any]) -> list[range | None]:
    """The tokens each gap takes; None for a gap to write into."""
    found: list[range | None] = []
    at = 0
    selects = sum(len(gap.get("select", ())) for gap in public["gaps"])
    bank = range(selects, selects + len(public["bank"]))
    for gap in public["gaps"]:
        size = len(gap.get("select", ()))
        found.append(range(at, at + size) if size else bank or None)
        at += size
    return found


def _shown(face: Face, slot: range) -> list[int]:
    """The entries of a select as they are offered; the words of the bank in the order of this attempt."""
    bank = len(face.public["bank"])
    is_bank = bank and slot.start == len(face.names) - bank
    return [slot.start + index for index in face.order] if is_bank else list(slot)


def _word(public: Mapping[str, Any], index: int) -> str:
    words = [word for gap in public["gaps"] for word in gap.get("select", ())]
    return str([*words, *public["bank"]][index])


def _read(face: Face, slot: range | None, value: str) -> Any:
    if slot is None or not value:
        return value or None
    index = face.index_of(value)
    if index not in slot:
        raise AnswerRefusedError("an entry of another gap")
    is_select = slot.stop <= len(face.names) - len(face.public["bank"])
    return index - slot.start if is_select else _word(face.public, index)


def _written(face: Face, slot: range | None, given: Any) -> str:
    if given is None or slot is None:
        return given or ""
    if isinstance(given, int):
        return face.names[slot.start + given]
    return next((face.names[index] for index in slot if _word(face.public, index) == given), "")
