"""What one question is made of: a public half that pages may show and a key half that refuses to be shown."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class KeyShownError(Exception):
    """A template reached for the secret half of a question (LK-01). This is a programming error."""


class ItemKey:
    """The secret half of one question: right answers, feedback, explanation and unopened hints.

    It has no ``__html__``, prints as nothing but its type, and raises in a template: template engines call what
    can be called, and calling a key is refused. Only :meth:`to_json` gives the content.
    """

    __slots__ = ("_data", "_type")

    def __init__(self, item_type: str, data: Mapping[str, Any]) -> None:
        self._type = item_type
        self._data = _composed(dict(data))

    @property
    def type(self) -> str:
        """The type of the question, which is no secret."""
        return self._type

    def to_json(self) -> dict[str, Any]:
        """The secret content as plain JSON values, for storing and grading on the server."""
        return json.loads(json.dumps(self._data))

    @classmethod
    def from_json(cls, item_type: str, data: Mapping[str, Any]) -> ItemKey:
        """The key that :meth:`to_json` gave."""
        return cls(item_type, data)

    def __repr__(self) -> str:
        return "<ItemKey>"

    def __str__(self) -> str:
        return "<ItemKey>"

    def __format__(self, spec: str) -> str:
        return "<ItemKey>"

    def __call__(self) -> None:
        raise KeyShownError("a key must not reach a template")

    def __getitem__(self, name: object) -> None:
        raise KeyShownError("a key must not reach a template")

    def __iter__(self) -> None:
        raise KeyShownError("a key must not reach a template")

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a key is stored with to_json only")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ItemKey) and (self._type, self._data) == (other._type, other._data)

    def __hash__(self) -> int:
        return hash(self._type)


@dataclass(frozen=True)
class Item:
    """One question of a lesson. ``public`` is what a template may see, ``key`` is what it must not.

    ``options`` are the author's settings by name (``partial``, ``case``, ``unit`` ...); ``attempts`` 0 = unlimited.
    """

    id: str
    type: str
    public: dict[str, Any]
    key: ItemKey
    line: int = 0
    skill: tuple[str, ...] = ()
    required: bool = False
    points: int = 1
    attempts: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    in_test: str = ""


def canonical(item: Item) -> tuple[str, str]:
    """The item as two canonical JSON texts (public, key): sorted keys, NFC, no positions in the source."""
    return canonical_json(item.public), canonical_json(item.key.to_json())


def hashes(item: Item) -> tuple[str, str]:
    """SHA-256 of both halves in hexadecimal digits: the same hashes mean the same version (section 5)."""
    public, key = canonical(item)
    return _sha256(public), _sha256(key)


def canonical_json(value: object) -> str:
    """JSON with sorted keys, composed characters and no spaces."""
    return json.dumps(_composed(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _composed(value: object) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_composed(key): _composed(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_composed(part) for part in value]
    return value


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
