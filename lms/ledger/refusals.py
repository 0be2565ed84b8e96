"""The few exceptions with which an act is refused; views translate them into answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Refusal(Exception):
    """An act that was not done. `key` is also the msgid of the message; `params` fill its braces."""

    status = 409

    def __init__(self, key: str, **params: Any) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

    @property
    def message(self) -> str:
        """The message in the reader's language."""
        text = gettext(self.key)
        return text.format(**self.params) if self.params else text


class NotVisible(Refusal):
    """The actor may not see the row: answered exactly like an unknown id."""

    status = 404

    def __init__(self) -> None:
        super().__init__("engine.not_visible")


class MoveNotAllowed(Refusal):
    """The table, a protective rule or a guard about the world refuses."""


class ConsentMissing(Refusal):
    """A person's live consent is missing (law.md §13 `consent.missing`)."""

    def __init__(self, key: str = "consent.missing", **params: Any) -> None:
        super().__init__(key, **params)


class FormInvalid(Refusal):
    """What was typed is refused: field name -> messages. Nothing typed is lost, the form comes back."""

    status = 422

    def __init__(self, errors: Mapping[str, Sequence[Any]]) -> None:
        super().__init__("engine.form")
        self.errors: dict[str, list[str]] = {field: [str(text) for text in texts] for field, texts in errors.items()}


class ScopeMissing(Exception):
    """A query about people or firms was made without saying for whom: an error of ours, never 'all'."""
