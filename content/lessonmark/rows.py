"""The rows of a question's form: entries of a block as plain values, and values as canonical lines, type by type (LM-01)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.lessonmark import chars
from content.lessonmark.types import lists
from content.lessonmark.types.choice import OptionMark
from content.lessonmark.types.written import AnswerMark

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from content.lessonmark.entries import Entry, EntryMark
    from content.lessonmark.tree import SourceLine

Row = dict[str, str]
"""Field name → text; a tick is "x" or ""."""

_SCORE = re.compile(r"(?P<value>.*?)[ ]?\{score=(?P<score>[0-9]{1,3})\}", re.DOTALL)
_SPACED = re.compile(r"(?<=[ \u3000])(?=(?:[>＞]|->|::|=>)[ \u3000])")
_GAP = re.compile(r"(?<!\\)(?=\[\[)")
_ESCAPED_MARK = re.compile(r"(?<=[ \u3000])\\(?=(?:[>＞]|->|::|=>)[ \u3000])|\\(?=\[\[)")


@dataclass(frozen=True)
class Family:
    """Types with rows of the same fields. ``read`` gives a row of an entry, ``write`` the lines of a row."""

    fields: tuple[str, ...]
    read: Callable[[Entry], Row]
    write: Callable[[Row, int], list[str]]
    ticks: tuple[str, ...] = ()
    """Fields that are a box; a row with nothing but these is empty."""


def held(text: str) -> str:
    """The text of one line with a backslash before what would be read as a mark, outside code spans."""
    return _outside_code(text, lambda part: _GAP.sub(r"\\", _SPACED.sub(r"\\", part)))


def freed(text: str) -> str:
    """The text that :func:`held` was given."""
    return _outside_code(text, lambda part: _ESCAPED_MARK.sub("", part))


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts, last = [], 0
    for start, end in chars.code_spans(text):
        parts += [change(text[last:start]), text[start:end]]
        last = end
    return "".join((*parts, change(text[last:])))


def lines_of(lines: Sequence[SourceLine]) -> str:
    """Lines of a part as one text without outer blank lines."""
    return "\n".join(line.text.rstrip() for line in lines).strip("\n")


def _feedback(text: str) -> list[str]:
    return [f"  > {line}".rstrip() for line in text.split("\n")] if text else []


def _continued(first: str, text: str) -> list[str]:
    """A text behind its mark; further lines are indented so that they belong to it."""
    head, *rest = text.split("\n")
    return [first + held(head), *(f"  {line}" if line else "" for line in rest)]


def _whole(entry: Entry, text: str) -> str:
    rest = lines_of(entry.body)
    return freed(text.strip()) + (f"\n{rest}" if rest else "")


def _read_option(entry: Entry) -> Row:
    return {
        "right": "x" if entry.checked else "",
        "text": _whole(entry, entry.text),
        "feedback": lines_of(entry.feedback),
    }


def _write_option(row: Row, number: int) -> list[str]:
    del number
    return [*_continued(f"- [{row['right'] or ' '}] ", row["text"]), *_feedback(row["feedback"])]


def _read_answer(entry: Entry) -> Row:
    scored = _SCORE.fullmatch(entry.text)
    return {
        "slip": "x" if entry.kind == "slip" else "",
        "value": freed(scored["value"] if scored else entry.text),
        "score": scored["score"] if scored else "",
        "feedback": lines_of(entry.feedback),
    }


def _write_answer(row: Row, number: int) -> list[str]:
    del number
    line = ("!= " if row["slip"] else "= ") + held(row["value"])
    if row["score"]:
        line += f" {{score={row['score']}}}"
    if row["feedback"] and "\n" not in row["feedback"]:
        return [f"{line} > {row['feedback']}"]
    return [line, *_feedback(row["feedback"])]


def _read_text(entry: Entry) -> Row:
    return {"text": _whole(entry, entry.text)}


def _read_pair(entry: Entry) -> Row:
    return {"left": freed(entry.text.strip()), "right": _whole(entry, entry.other or "")}


def _pairs(mark: str) -> Callable[[Row, int], list[str]]:
    def write(row: Row, number: int) -> list[str]:
        del number
        left = held(row["left"]) + " " if row["left"] else ""
        head, *rest = row["right"].split("\n")
        return [f"- {left}{mark} {head}", *(f"  {line}" if line else "" for line in rest)]

    return write


def _numbered(row: Row, number: int) -> list[str]:
    return _continued(f"{number}. ", row["text"])


def _boxed(row: Row, number: int) -> list[str]:
    del number
    return _continued("- [ ] ", row["text"])


def _bulleted(row: Row, number: int) -> list[str]:
    del number
    return _continued("- ", row["text"])


_OPTIONS = Family(("right", "text", "feedback"), _read_option, _write_option, ("right",))
_ANSWERS = Family(("slip", "value", "score", "feedback"), _read_answer, _write_answer, ("slip",))
FAMILIES: dict[str, Family] = {
    "choice": _OPTIONS,
    "truefalse": _ANSWERS,
    "number": _ANSWERS,
    "text": _ANSWERS,
    "order": Family(("text",), _read_text, _numbered),
    "match": Family(("left", "right"), _read_pair, _pairs("->")),
    "flashcards": Family(("left", "right"), _read_pair, _pairs("::")),
    "checklist": Family(("text",), _read_text, _boxed),
    "poll": Family(("text",), _read_text, _bulleted),
}
"""Types with rows. Every other item type has one field for its whole body."""

_READ_BY: dict[str, EntryMark] = {
    "choice": OptionMark(),
    **dict.fromkeys(("truefalse", "number", "text"), AnswerMark()),
}


def mark_of(name: str) -> EntryMark | None:
    """How the entries of a type are read; None for a type without rows."""
    return (_READ_BY.get(name) or lists.MARKS.get(name)) if name in FAMILIES else None
