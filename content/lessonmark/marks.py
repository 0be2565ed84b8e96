"""Find what looks like an answer mark where none is read: E401, E402, E403 (section 2, reading lines)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from content.lessonmark import chars
from content.lessonmark.tree import Fence, SourceLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.lessonmark.findings import Findings
    from content.lessonmark.tree import Node

_SPACE = chars.SPACES
_BULLET = rf"(?:[*+＊＋•●▪]{_SPACE}++|[-－・]{_SPACE}*+|[(（]?[0-9０-９]++[.)．）]{_SPACE}*+|[①-⑳]{_SPACE}*+)"
_BOX = re.compile(
    rf"^{_SPACE}*+(?:{_BULLET}|[>＞]{_SPACE}*+)++"
    rf"[\[［](?:{_SPACE}*+[xXｘＸ✓✔✕✗✘☑☒○◯〇●◎vVｖＶ√]{_SPACE}*+|{_SPACE}++)[\]］]"
)
"""``[x]`` and whatever an author may take for it, behind any bullet, number or ``>``."""
_ANSWER = re.compile(rf"^{_SPACE}*+(?:{_BULLET}*+[!！]?[=＝]|[$＄][|｜!！]?){_SPACE}++[^ \t\u3000\xa0]")
_GAP = re.compile(r"[\[［][\[［]")
_QUOTED = re.compile(rf"^{_SPACE}*[>＞]")
_MIN_INDENT = 2


def stray_mark(line: str) -> str | None:
    """The code of the mark on a line that is no entry of its block: one of E401, E403, E402, or ``None``."""
    if _BOX.match(line):
        return "E401"
    if _ANSWER.match(line):
        return "E403"
    return "E402" if has_gap(line) else None


def has_gap(line: str) -> bool:
    """Whether ``[[`` stands on the line, outside code spans and without a backslash before it."""
    if not _GAP.search(line):
        return False
    masked = chars.mask_code(line)
    return any(not chars.is_escaped(masked, match.start()) for match in _GAP.finditer(masked))


def is_quoted(line: str) -> bool:
    """Whether the line begins with ``>`` behind optional spaces."""
    return bool(_QUOTED.match(line))


class Sieve:
    """Decides line by line what of a prose text reaches a reader.

    A line with a stray mark is noted and held back, and so are the indented and ``>`` lines directly behind it.
    """

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._holding = False
        self._after_quote = False
        self._after_blank = False

    def passes(self, line: SourceLine) -> bool:
        """Whether the line may be shown."""
        if chars.is_blank(line.text):
            self._after_blank, self._after_quote = True, False
            return True
        code = stray_mark(line.text)
        if code:
            self.findings.add(code, line.no)
            self._holding, self._after_quote = True, False
        elif self._holding:
            self._holding = self._belongs(line.text)
            self._after_quote = self._holding and is_quoted(line.text)
        self._after_blank = False
        return not self._holding

    def passes_fence(self, fence: Fence) -> bool:
        """Whether a code fence may be shown; its role is checked (E404)."""
        if has_secret_role(fence):
            self.findings.add("E404", fence.line)
            return False
        held = self._holding and fence.indent >= _MIN_INDENT
        self._holding = held
        return not held and fence.closed

    def _belongs(self, text: str) -> bool:
        indent = chars.indent_of(text)
        if self._after_blank:
            return indent >= _MIN_INDENT
        return indent > 0 or is_quoted(text) or self._after_quote


def has_secret_role(fence: Fence) -> bool:
    """Whether the fence is meant to be hidden code or a solution."""
    return fence.role in ("hidden", "solution")


def shown_lines(body: Sequence[SourceLine | Fence | Node], findings: Findings) -> list[SourceLine]:
    """The lines of a body without directives that may be shown; held back lines become empty ones."""

    sieve, shown = Sieve(findings), []
    for part in body:
        if isinstance(part, SourceLine):
            shown.append(part if sieve.passes(part) else SourceLine(part.no, ""))
        elif isinstance(part, Fence) and sieve.passes_fence(part):
            shown.extend(part.lines)
    return shown
