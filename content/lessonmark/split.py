"""The splitter: cut a text into directives, code fences and lines, in one linear pass that never raises (LM-02)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from content.lessonmark import chars, opening
from content.lessonmark.findings import Findings
from content.lessonmark.kinds import KINDS, MAX_DEPTH
from content.lessonmark.tree import Fence, Node, SourceLine

MAX_BYTES = 300_000
_FENCE = re.compile(r"^(?P<indent> {0,3})(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")


@dataclass
class Source:
    """A text being compiled: its tree, its remarks and its canonical lines."""

    root: Node
    findings: Findings
    lines: list[str]
    withheld: list[SourceLine] = field(default_factory=list)
    """Lines of the top level between misplaced directive marks: checked for marks, shown to nobody."""
    changed: dict[int, int] = field(default_factory=dict)
    """Line number → how many full-width marks on it were made half-width."""

    def rewrite(self, no: int, text: str) -> None:
        """Store the canonical form of one line."""
        old = self.lines[no - 1]
        if old == text:
            return
        wide = chars.count_wide(old) - chars.count_wide(text)
        if wide > 0:
            self.changed[no] = wide
        self.lines[no - 1] = text

    @property
    def text(self) -> str:
        """The canonical text."""
        return "\n".join(self.lines)


def refuse(text: str) -> Findings | None:
    """The remark that ends everything: too large (E608) or a character that cannot be stored (E609)."""
    findings = Findings()
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        findings.add("E608", 1)
    elif "\0" in text:
        findings.add("E609", text.count("\n", 0, text.index("\0")) + 1)
    else:
        return None
    return findings


def clean(text: str) -> str:
    """Line ends as LF, no byte order mark, no lone surrogates."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode()


def split(text: str) -> Source:
    """Cut a cleaned text; structure errors E101–E106 and E115 are noted on the way."""
    lines = text.split("\n")
    return _Splitter(lines).run()


class _Splitter:
    def __init__(self, lines: list[str]) -> None:
        root = Node("", 0, 0)
        self.source = Source(root, Findings(), lines)
        self.stack = [root]
        self.fence: Fence | None = None
        self.deep: list[tuple[int, tuple[Node, ...]]] = []
        self.closing: re.Pattern[str] = re.compile("")

    def run(self) -> Source:
        for no, line in enumerate(list(self.source.lines), 1):
            if self.fence is not None:
                self._in_fence(self.fence, SourceLine(no, line))
            elif not self._directive(no, line) and not self._opens_fence(SourceLine(no, line)):
                self._text(SourceLine(no, line))
        self._finish()
        return self.source

    def _text(self, line: SourceLine) -> None:
        frame = self.stack[-1]
        if not frame.hidden:
            frame.body.append(line)
        elif frame.depth == 0:
            self.source.withheld.append(line)

    def _in_fence(self, fence: Fence, line: SourceLine) -> None:
        bare = line.text.rstrip(" \t\u3000")
        if bare != line.text and "\u3000" in line.text[len(bare) :] and self.closing.fullmatch(bare):
            # A full-width space behind the marks is not seen by the author; the fence would run on.
            self.source.rewrite(line.no, bare)
            line = SourceLine(line.no, bare)
        fence.lines.append(line)
        if self.closing.fullmatch(line.text):
            fence.closed = True
            self.fence = None

    def _opens_fence(self, line: SourceLine) -> bool:
        match = _FENCE.match(line.text) if "```" in line.text or "~~~" in line.text else None
        if match is None:
            return False
        marks = match["marks"]
        self.fence = Fence(line.no, len(match["indent"]), match["info"].strip(), [line])
        self.closing = re.compile(f" {{0,3}}{marks[0]}{{{len(marks)},}}[ \\t]*")
        if not self.stack[-1].hidden:
            self.stack[-1].body.append(self.fence)
        return True

    def _directive(self, no: int, line: str) -> bool:
        """Read a line with three colons; false when there are none or they are part of a text."""
        if not opening.looks_like_directive(line):
            return False
        parts = opening.split_line(line)
        if parts is None:
            rest = opening.misplaced(line)
            if rest is None:
                return False
            self._misplaced(no, opens=bool(rest))
        elif parts[1]:
            self._open(no, *parts)
        else:
            self.source.rewrite(no, parts[0])
            self._close(no)
        return True

    def _misplaced(self, no: int, *, opens: bool) -> None:
        self.source.findings.add("E104", no)
        frame = self.stack[-1]
        frame.broken = True
        frame.hidden = frame.hidden + 1 if opens else max(0, frame.hidden - 1)

    def _close(self, no: int) -> None:
        if len(self.stack) == 1:
            self.source.findings.add("E103", no)
            return
        self.stack.pop().end = no

    def _open(self, no: int, front: str, rest: str) -> None:
        findings, parent = self.source.findings, self.stack[-1]
        read = opening.read_opening(front, rest)
        node = Node(read.name, no, parent.depth + 1, label=read.label)
        if read.name not in KINDS:
            findings.add("E101", no, name=read.name[:40])
            node.broken = True
        elif read.bad_group:
            findings.add("E106", no)
            node.broken = True
        else:
            self.source.rewrite(no, read.canonical)
        if read.group:
            node.id, node.attrs = read.group.id, read.group.attrs
        if node.depth == MAX_DEPTH + 1:
            self.deep.append((no, tuple(self.stack[1:])))
        self.stack.append(node)
        if node.depth <= MAX_DEPTH + 1 and not parent.hidden:
            parent.body.append(node)

    def _finish(self) -> None:
        findings, last = self.source.findings, len(self.source.lines)
        if self.fence is not None:
            findings.add("E105", self.fence.line)
            self.stack[-1].broken = True
        for node in self.stack[1:]:
            findings.add("E102", node.line, name=node.name[:40])
            node.broken = True
            node.end = last
        for no, around in self.deep:
            if not any(node.broken for node in around):
                findings.add("E115", no)
