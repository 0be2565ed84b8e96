"""Characters that Japanese keyboards give for ASCII marks, and code spans: what every reader of a line needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE_TO_ASCII = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    ord("“"): '"',
    ord("”"): '"',
}
"""U+FF01–FF5E, the full-width space and curly quotation marks; every entry is one character for one."""

SPACES = r"[ \t\u3000\x0b\x0c\x1c-\x1f\x85\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\ufeff]"
"""White space and invisible characters, as a regular expression: none of them hides a mark."""

_SPACE = re.compile(SPACES)
_WIDE = re.compile("[\uff01-\uff5e\u3000“”✕→⇒]")
_TICKS = re.compile("`+")


def ascii_of(text: str) -> str:
    """The text with full-width marks, letters and spaces as ASCII; positions stay the same."""
    return text.translate(WIDE_TO_ASCII)


def count_wide(text: str) -> int:
    """How many characters of the text marker folding would touch."""
    return len(_WIDE.findall(text))


def indent_of(line: str) -> int:
    """Columns of white space at the start: any space counts one, a tab goes to the next multiple of 4."""
    columns = 0
    for char in line:
        if char == "\t":
            columns += 4 - columns % 4
        elif char == " " or _SPACE.match(char):
            columns += 1
        else:
            break
    return columns


def is_blank(line: str) -> bool:
    """Whether nothing but white space stands on the line."""
    return not line or line.isspace()


def is_escaped(text: str, at: int) -> bool:
    """Whether an odd number of backslashes stands directly before the position."""
    start = at
    while start and text[start - 1] == "\\":
        start -= 1
    return (at - start) % 2 == 1


def code_spans(line: str) -> list[tuple[int, int]]:
    """(start, end) of the code spans that begin and end on this line, in order; linear in the length."""
    if "`" not in line:
        return []
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(line)]
    by_length: dict[int, list[int]] = {}
    for at, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(at)
    used: dict[int, int] = {}
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(runs):
        start, end = runs[at]
        start += is_escaped(line, start)
        closer = _closer(by_length.get(end - start, []), used, end - start, at)
        if end > start and closer is not None:
            spans.append((start, runs[closer][1]))
            at = closer
        at += 1
    return spans


def _closer(candidates: Sequence[int], used: dict[int, int], length: int, after: int) -> int | None:
    """The first run of this length behind ``after``; the pointer per length only moves forward."""
    at = used.get(length, 0)
    while at < len(candidates) and candidates[at] <= after:
        at += 1
    used[length] = at
    return candidates[at] if at < len(candidates) else None


def mask_code(line: str) -> str:
    """The line with every code span replaced by as many ``\\x01``, so that no mark is found in it."""
    spans = code_spans(line)
    if not spans:
        return line
    parts: list[str] = []
    last = 0
    for start, end in spans:
        parts += (line[last:start], "\x01" * (end - start))
        last = end
    return "".join((*parts, line[last:]))
