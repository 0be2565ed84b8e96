"""choice and truefalse: radio buttons and checkboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lms.learning.widgets.base import only_one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.widgets.base import Face

TRUEFALSE = (("true", "○"), ("false", "×"))


class ChoiceWidget:
    """The answer is the list of chosen indices in the order they were shown."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """One for each option."""
        return len(public["options"])

    def decode(self, face: Face, values: Sequence[str]) -> list[int]:
        """The chosen indices."""
        return sorted((face.index_of(value) for value in values if value), key=face.order.index)

    def values(self, face: Face, answer: Any) -> list[str]:
        """The tokens of the chosen options."""
        return [face.names[index] for index in answer]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`options` and `multi`."""
        options = face.public["options"]
        return {
            "options": [
                {"token": face.names[index], "html": options[index]["html"], "checked": face.names[index] in sent}
                for index in face.order
            ],
            "multi": face.public.get("input") == "checkbox",
        }

    def blank(self, public: Mapping[str, Any]) -> list[int]:
        """Nothing chosen."""
        del public
        return []


class TrueFalseWidget:
    """The answer is "true" or "false"."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """Circle and cross."""
        del public
        return len(TRUEFALSE)

    def decode(self, face: Face, values: Sequence[str]) -> str:
        """The word of the sign chosen."""
        given = only_one(values)
        return TRUEFALSE[face.index_of(given)][0] if given else ""

    def values(self, face: Face, answer: Any) -> list[str]:
        """The token of the sign."""
        return [face.names[index] for index, (word, _sign) in enumerate(TRUEFALSE) if word == answer]

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`options`: always the circle first."""
        words = {"true": _("True"), "false": _("False")}
        return {
            "options": [
                {"token": name, "html": f"{sign} {words[word]}", "checked": name in sent}
                for name, (word, sign) in zip(face.names, TRUEFALSE, strict=True)
            ],
            "multi": False,
        }

    def blank(self, public: Mapping[str, Any]) -> str:
        """Neither."""
        del public
        return ""
