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
# Kinds of files that are known by what is in them, not by their name alone (`accept` of submit).
FILE_KINDS = (
    *("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "md", "csv", "html", "css", "js", "py"),
    *("png", "jpg", "jpeg", "webp"),
)

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
class Sign:
    """A short sign shown as written, with its spaces."""

    high: int

    def read(self, value: str | None) -> str:
        """The sign."""
        if value is None or not value.strip() or len(value) > self.high:
            raise BadValueError("text", ("high", self.high))
        return value


@dataclass(frozen=True)
class MediaKey:
    """``media:<key>``; with ``outside`` also an address of a film elsewhere."""

    outside: bool = False

    def read(self, value: str | None) -> str:
        """The key without its scheme, or the address."""
        value = value or ""
        if match := re.fullmatch("media:([a-z0-9][a-z0-9_-]{0,79})", value):
            return match[1]
        if self.outside and re.fullmatch(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[!-~]*", value):
            return value
        raise BadValueError("media")


@dataclass(frozen=True)
class Percent:
    """1% to 100%."""

    def read(self, value: str | None) -> int:
        """The number in front of the sign."""
        match = re.fullmatch("([0-9]{1,3})%", value or "")
        if match is None or not 1 <= int(match[1]) <= 100:
            raise BadValueError("percent")
        return int(match[1])


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
class Endings:
    """Kinds of files by the ending of their names, separated by commas."""

    known: tuple[str, ...]

    def read(self, value: str | None) -> tuple[str, ...]:
        """The endings in the order written, each once, in small letters without a dot."""
        found = tuple(dict.fromkeys(part.strip().lower().removeprefix(".") for part in (value or "").split(",")))
        if not all(part in self.known for part in found):
            raise BadValueError("one_of", ("values", "、".join(self.known)))
        return found


@dataclass(frozen=True)
class Megabytes:
    """A size such as ``10MB``."""

    high: int

    def read(self, value: str | None) -> int:
        """The number of megabytes."""
        match = re.fullmatch("([0-9]{1,3})MB", value or "", re.IGNORECASE)
        if match is None or not 1 <= int(match[1]) <= self.high:
            raise BadValueError("megabytes", ("high", self.high))
        return int(match[1])


@dataclass(frozen=True)
class CodeLanguage:
    """The name of a programming language, such as ``python`` or ``c++``."""

    def read(self, value: str | None) -> str:
        """The name in small letters."""
        if value is None or not re.fullmatch("[A-Za-z][A-Za-z0-9+#.-]{0,19}", value):
            raise BadValueError("code_lang")
        return value.lower()


@dataclass(frozen=True)
class PerDay:
    """A number of tries a day: ``3/day``."""

    high: int

    def read(self, value: str | None) -> int:
        """The number."""
        match = re.fullmatch("([0-9]{1,2})/day", value or "")
        if match is None or not 1 <= int(match[1]) <= self.high:
            raise BadValueError("per_day", ("high", self.high))
        return int(match[1])


@dataclass(frozen=True)
class Name:
    """The name of a question or the key of a bank."""

    def read(self, value: str | None) -> str:
        """The name as written."""
        if value is None or not re.fullmatch("[a-z][a-z0-9-]{0,39}", value):
            raise BadValueError("name")
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
    must: tuple[str, ...] = ()
    """Options that have to be written (E108 with an empty value)."""


_AUTO = ["choice", "truefalse", "number", "text", "cloze", "order", "match", "group", "hotspot", "terminal", "branch"]
_SCORED = (*_AUTO, "code", "submit")
ITEMS = frozenset((*_SCORED, *["reflect", "poll", "checklist", "flashcards", "timeline", "survey"]))
NAMES = tuple(
    sorted((*ITEMS, *["note", "details", "tabs", "video", "test", "use", "memo", "hint", "explain", "rubric", "scene"]))
)
# One name a line.
AVAILABLE = frozenset([
    "choice",
    "truefalse",
    "number",
    "text",
    "terminal",
    "branch",
    "scene",
    "submit",
    "code",
    "rubric",
    "cloze",
    "order",
    "match",
    "flashcards",
    "checklist",
    "poll",
    "reflect",
    "tabs",
    "hint",
    "explain",
    "note",
    "details",
    "memo",
    "test",
    "use",
    "video",
])  # fmt: skip
"""What works in this release; every other known name answers E116 and its body reaches nobody."""

_EVERYWHERE = ITEMS | {"note", "details", "tabs", "video", "use", "memo"}
_PARTS = frozenset(("hint", "explain", "memo"))
IN_BANK = ITEMS | {"memo"}
"""What a bank is made of."""
NOT_IN_TEST = frozenset(("attempts", "feedback"))
"""Options a question inside a test does not take: tries and feedback are those of the test."""
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
    "terminal": {"prompt": Sign(20), "partial": _PARTIAL},
    "branch": {"start": Words(100), "goal": Whole(1, 9999), "partial": _PARTIAL},
    "scene": {"end": Flag()},
    # `run=browser` comes with release 2: until then it would promise what no page does.
    "code": {"lang": CodeLanguage(), "run": OneOf(("none",))},
    "submit": {"accept": Endings(FILE_KINDS), "max": Megabytes(999)},
    "poll": {"show": OneOf(("after", "never")), "k": Whole(1, 1000)},
    "reflect": {"min": Whole(0, 5000), "share": OneOf(("none", "mentor"))},
    "note": {"kind": OneOf(("info", "tip", "caution"))},
    "test": {
        "draw": Whole(1, 100),
        "pass": Whole(1, 100),
        "attempts": PerDay(20),
        "minutes": Whole(5, 180),
        "pool": Name(),
    },
    "use": {"item": Name()},
    "video": {
        "src": MediaKey(outside=True),
        "captions": MediaKey(),
        "audio": MediaKey(),
        "complete": Percent(),
    },
}
_MUST: dict[str, tuple[str, ...]] = {"use": ("item",)}


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
        must=_MUST.get(name, ()),
    )


KINDS: dict[str, Kind] = {name: _kind(name) for name in NAMES}


def may_stand(name: str, parent: str, *, bank: bool = False) -> bool:
    """Whether a block may stand in another one; ``""`` is the top level, of a lesson or of a bank."""
    if parent:
        return name in KINDS[parent].children
    return name in (IN_BANK if bank else _CHILDREN[""])


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
