"""What a type of question brings to be shown and answered in a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from content.items import AnswerRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Face:
    """A question in one attempt: its public half, its tokens by source index and the order its options are shown in."""

    public: Mapping[str, Any]
    names: tuple[str, ...]
    order: tuple[int, ...]

    def index_of(self, token: str) -> int:
        """The source index of a token. Raises AnswerRefusedError for an unknown or foreign one (422)."""
        try:
            return self.names.index(token)
        except ValueError as error:
            raise AnswerRefusedError("unknown option") from error


class AnswerIncompleteError(AnswerRefusedError):
    """Nothing was chosen, or it cannot be read: costs no try, nothing is saved, `message` stands at the field."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Widget(Protocol):
    """One type. All its fields have the same name; their values arrive in the order of the page."""

    # Static file of the module that makes it handier; empty = none is needed.
    module: str

    def token_count(self, public: Mapping[str, Any]) -> int:
        """How many tokens its options need."""

    def decode(self, face: Face, values: Sequence[str]) -> Any:
        """What the grader takes. Raises AnswerRefusedError for a token that is not this attempt's."""

    def values(self, face: Face, answer: Any) -> list[str]:
        """The inverse: the values of the form for an answer."""

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """What the template gets. Under the keys token and value stands what differs from learner to learner."""

    def blank(self, public: Mapping[str, Any]) -> Any:
        """The answer of who answers nothing."""


def only_one(values: Sequence[str]) -> str:
    """The one value that is not empty, or the empty text. Raises AnswerRefusedError for several."""
    given = [value for value in values if value]
    if len(given) > 1:
        raise AnswerRefusedError("one answer is expected")
    return given[0] if given else ""
