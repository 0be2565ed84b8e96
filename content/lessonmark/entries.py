"""Read the body of an item: which lines are entries (options, answers), their feedback, and the prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from content.lessonmark import chars
from content.lessonmark.marks import has_gap, has_secret_role, is_quoted, stray_mark
from content.lessonmark.tree import Fence, Node, SourceLine

if TYPE_CHECKING:
    from content.lessonmark.split import Source

_QUOTE = re.compile("^([ \t\u3000]*)[>＞]( ?)")
_INLINE_FEEDBACK = re.compile("[ \u3000][>＞](?=[ \u3000])")
_MIN_INDENT = 2
MAX_ENTRIES = 500
"""Options or answers of one item: far beyond any question, and what is read in no time (E608)."""


@dataclass
class Entry:
    """One marked line with what belongs to it.

    ``kind`` is ``option``, ``answer`` or ``slip``; of a terminal ``step``, ``also`` or ``mistake``.
    """

    kind: str
    line: int
    text: str
    checked: bool = False
    other: str | None = None
    """The second half of a pair or a card."""
    body: list[SourceLine] = field(default_factory=list)
    feedback: list[SourceLine] = field(default_factory=list)


@dataclass
class Read:
    """An item's body cut up: the lines of its prompt and its entries."""

    prompt: list[SourceLine] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


class EntryMark(Protocol):
    """How a type reads its own marks."""

    def entry(self, line: SourceLine, source: Source) -> Entry | None:
        """The entry that begins on this line (its canonical form stored), or ``None``."""

    def broken(self, text: str) -> bool:
        """Whether the line looks like a mark of this type that cannot be read (E403)."""


def cut_feedback(text: str) -> tuple[str, str | None]:
    """(text, feedback) at the first `` > `` outside code spans with a space on both sides."""
    match = _INLINE_FEEDBACK.search(chars.mask_code(text))
    if match is None:
        return text, None
    return text[: match.start()], text[match.end() + 1 :].strip()


class EntryReader:
    """Walks the body of one item once."""

    def __init__(self, node: Node, source: Source, mark: EntryMark) -> None:
        self.node = node
        self.source = source
        self.mark = mark
        self.read = Read()
        self.entry: Entry | None = None
        self.in_feedback = False
        self.after_blank = False

    def run(self) -> Read:
        """The lines of the prompt and the entries; stray marks are noted."""
        for part in self.node.body:
            if len(self.read.entries) > MAX_ENTRIES:
                self.source.findings.add("E608", 1)
                break
            if isinstance(part, SourceLine):
                self._line(part)
            elif isinstance(part, Fence):
                self._fence(part)
            else:
                self._blank(SourceLine(part.line, ""))
        return self.read

    def _line(self, line: SourceLine) -> None:
        if chars.is_blank(line.text):
            self._blank(line)
            return
        own = self.mark.entry(line, self.source)
        if own is not None:
            self.entry, self.in_feedback, self.after_blank = own, False, False
            self.read.prompt.append(SourceLine(line.no, ""))
            self.read.entries.append(own)
            if has_gap(line.text):
                self.source.findings.add("E402", line.no)
        else:
            self._other(line)

    def _blank(self, line: SourceLine) -> None:
        self.in_feedback, self.after_blank = False, True
        empty = SourceLine(line.no, "")
        self.read.prompt.append(empty)
        if self.entry is not None:
            self.entry.body.append(empty)
            self.entry.feedback.append(empty)

    def _other(self, line: SourceLine) -> None:
        """A line that is no entry: feedback, part of an entry, a stray mark or prompt."""
        indented = chars.indent_of(line.text) >= _MIN_INDENT
        code = "E403" if self.mark.broken(line.text) else stray_mark(line.text)
        if code:
            self.source.findings.add(code, line.no)
        elif self.entry and is_quoted(line.text) and (indented or self.in_feedback or not self.after_blank):
            self.in_feedback = True
            self.entry.feedback.append(self._unquoted(line))
        elif self.entry and self.in_feedback:
            self.entry.feedback.append(SourceLine(line.no, line.text.strip(" \t\u3000")))
        elif self.entry and indented:
            self._belonging(self.entry).append(SourceLine(line.no, _dedented(line.text)))
        else:
            self.read.prompt.append(line)

    def _unquoted(self, line: SourceLine) -> SourceLine:
        match = _QUOTE.match(line.text)
        if match is None:
            return line
        rest = line.text[match.end() :]
        self.source.rewrite(line.no, match[1].replace("\u3000", " ") + ">" + match[2] + rest)
        return SourceLine(line.no, rest.removeprefix("\u3000"))

    def _fence(self, fence: Fence) -> None:
        if has_secret_role(fence):
            self.source.findings.add("E404", fence.line)
        elif self.entry and (self.in_feedback or fence.indent >= _MIN_INDENT):
            target = self.entry.feedback if self.in_feedback else self._belonging(self.entry)
            target.extend(SourceLine(line.no, _dedented(line.text)) for line in fence.lines)
        else:
            self.read.prompt.extend(fence.lines)

    @staticmethod
    def _belonging(entry: Entry) -> list[SourceLine]:
        return entry.feedback if entry.kind in ("answer", "slip") else entry.body


def _dedented(text: str) -> str:
    """Without the two columns that make a line part of an entry."""
    return text[1:] if text.startswith("\t") else re.sub("^[ \u3000]{1,2}", "", text)
