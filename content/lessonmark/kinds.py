"""The declarative registry of the language: every block name, what it takes and where it may stand."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 1
MAX_DEPTH = 4
MAX_ITEMS = 100
MAX_OPTIONS = 20

Hint = tuple[Any, ...]


class Option(Protocol):
    """One setting of a block: reads its written value."""

    def read(self, value: str | None) -> Any:
        """The value in use; raises :class:`BadValueError` with the hint for the author (E108)."""


class BadValueError(ValueError):
    """The written value lies outside what the option takes."""

    def __init__(self, *hint: Any) -> None:
        super().__init__("value outside its set")
        self.hint: Hint = hint


@dataclass(frozen=True)
class Flag:
    """On when it is written, without a value."""

    def read(self, value: str | None) -> bool:
        """Always true."""
        if value is not None:
            raise BadValueError("flag")
        return True


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    low: int
    high: int

    def read(self, value: str | None) -> int:
        """The number."""
        if value is None or not re.fullmatch("[0-9]{1,6}", value) or not self.low <= int(value) <= self.high:
            raise BadValueError("int", ("low", self.low), ("high", self.high))
        return int(value)


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    values: tuple[str, ...]

    def read(self, value: str | None) -> str:
        """The word."""
        if value is None or value not in self.values:
            raise BadValueError("one_of", ("values", "、".join(self.values)))
        return value


@dataclass(frozen=True)
class Words:
    """Free text of a bounded length."""

    high: int

    def read(self, value: str | None) -> str:
        """The text without outer spaces."""
        text = (value or "").strip()
        if not 1 <= len(text) <= self.high:
            raise BadValueError("text", ("high", self.high))
        return text


@dataclass(frozen=True)
class SkillCodes:
    """Skill codes separated by commas."""

    def read(self, value: str | None) -> tuple[str, ...]:
        """The codes in the order written."""
        codes = tuple(code.strip() for code in (value or "").split(","))
        if not all(re.fullmatch("[A-Za-z][A-Za-z0-9-]{0,19}", code) for code in codes):
            raise BadValueError("skill")
        return codes


@dataclass(frozen=True)
class LanguageTag:
    """A language tag like ``ja`` or ``en-GB``."""

    def read(self, value: str | None) -> str:
        """The tag as written."""
        if value is None or not re.fullmatch("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}", value):
            raise BadValueError("lang")
        return value


@dataclass(frozen=True)
class Kind:
    """One block name. ``scored`` items take points; ``auto`` ones are graded by the machine."""

    name: str
    options: Mapping[str, Option]
    children: frozenset[str]
    item: bool = False
    auto: bool = False
    scored: bool = False
    needs_id: bool = False


_AUTO = ["choice", "truefalse", "number", "text", "cloze", "order", "match", "group", "hotspot", "terminal", "branch"]
_SCORED = (*_AUTO, "code", "submit")
ITEMS = frozenset((*_SCORED, *["reflect", "poll", "checklist", "flashcards", "timeline", "survey"]))
NAMES = tuple(
    sorted((*ITEMS, *["note", "details", "tabs", "video", "test", "use", "memo", "hint", "explain", "rubric", "scene"]))
)
AVAILABLE = frozenset(["choice", "truefalse", "number", "text", "hint", "explain", "note", "details", "memo"])
"""What works in this release; every other known name answers E116 and its body reaches nobody."""

_EVERYWHERE = ITEMS | {"note", "details", "tabs", "video", "use", "memo"}
_PARTS = frozenset(("hint", "explain", "memo"))
_CHILDREN: dict[str, frozenset[str]] = {
    "": _EVERYWHERE | {"test"},
    "note": _EVERYWHERE,
    "details": _EVERYWHERE,
    "tabs": _EVERYWHERE,
    "branch": frozenset(("scene", "memo")),
    "scene": frozenset(("memo",)),
    "video": ITEMS | {"memo"},
    "test": frozenset((*_AUTO, "use", "memo")),
    "submit": _PARTS | {"rubric"},
    "code": _PARTS | {"rubric"},
    "reflect": _PARTS | {"rubric"},
}
_COMMON: dict[str, Option] = {
    "points": Whole(1, 100),
    "attempts": Whole(0, 20),
    "feedback": OneOf(("now", "after", "never")),
    "skill": SkillCodes(),
}
_READING: dict[str, Option] = {"case": Flag(), "chouon": Flag(), "kana": Flag()}
_PARTIAL = OneOf(("off", "each"))
_OWN: dict[str, dict[str, Option]] = {
    "choice": {"multi": Flag(), "shuffle": Flag(), "partial": _PARTIAL},
    "number": {"unit": Words(20)},
    "text": _READING,
    "cloze": {"bank": Flag(), "shuffle": Flag(), "partial": _PARTIAL, **_READING},
    "order": {"partial": _PARTIAL},
    "match": {"shuffle": Flag(), "partial": _PARTIAL},
    "note": {"kind": OneOf(("info", "tip", "caution"))},
}


def _kind(name: str) -> Kind:
    options: dict[str, Option] = {"lang": LanguageTag()}
    if name in _SCORED:
        options |= _COMMON
    if name in ITEMS or name == "video":
        options["required"] = Flag()
    options |= _OWN.get(name, {})
    default = _PARTS if name in ITEMS else frozenset()
    return Kind(
        name=name,
        options=options,
        children=_CHILDREN.get(name, default),
        item=name in ITEMS,
        auto=name in _AUTO,
        scored=name in _SCORED,
        needs_id=name in ITEMS or name in ("test", "video"),
    )


KINDS: dict[str, Kind] = {name: _kind(name) for name in NAMES}


def may_stand(name: str, parent: str) -> bool:
    """Whether a block may stand in another one; ``""`` is the top level."""
    return name in (KINDS[parent].children if parent else _CHILDREN[""])


@functools.lru_cache(maxsize=256)
def nearest(name: str) -> str:
    """The known block name with the smallest edit distance, ties in alphabetical order."""
    return min(NAMES, key=lambda known: (_distance(name[:40], known), known))


def _distance(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for at, char in enumerate(left, 1):
        before, row[0] = row[0], at
        for to, other in enumerate(right, 1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (char != other))
    return row[-1]
