"""number and text: one field of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.learning.widgets.base import only_one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.widgets.base import Face


class TypedWidget:
    """The answer is the text as typed."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """None: nothing is chosen."""
        del public
        return 0

    def decode(self, face: Face, values: Sequence[str]) -> str:
        """The text."""
        del face
        return only_one(values)

    def values(self, face: Face, answer: Any) -> list[str]:
        """The text."""
        del face
        return [answer] if isinstance(answer, str) else []

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`value` and `unit`."""
        return {"value": next((text for text in sent if text), ""), "unit": face.public.get("unit", "")}

    def blank(self, public: Mapping[str, Any]) -> str:
        """No text."""
        del public
        return ""
