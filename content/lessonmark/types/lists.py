"""order, match, flashcards, checklist and poll: types whose body is a list of lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from content.lessonmark import chars
from content.lessonmark.entries import Entry, EntryReader, Read
from content.lessonmark.kinds import MAX_OPTIONS
from content.lessonmark.tree import SourceLine
from content.lessonmark.types.parts import ItemContext, ItemParts

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.lessonmark.prose import Rendered
    from content.lessonmark.split import Source

_SPACE = "[ \t\u3000]"
BULLET = re.compile(rf"^[ \u3000]?[-*+－＊＋]{_SPACE}++(?P<text>.*)$")
_NUMBER = re.compile(rf"^[ \u3000]?(?P<number>[0-9０-９]{{1,9}})(?P<mark>[.)．）]){_SPACE}++(?P<text>.*)$")
BOX = re.compile(rf"^[\[［](?:{_SPACE}*+[xXｘＸ✓✕]{_SPACE}*+|{_SPACE}++)[\]］]")
_TICKED = re.compile(rf"^[\[［]{_SPACE}*+[xXｘＸ✓✕]{_SPACE}*+[\]］]")
_EMPTY_BOX = re.compile(rf"^[\[［]{_SPACE}*+[\]］](?!\(){_SPACE}*+")
_ARROW = re.compile("[ \u3000](?:[-－][>＞]|→)[ \u3000]")
_CARD = re.compile("[ \u3000](?:::|：：|:：|：:)[ \u3000]")
_MIN_ORDER = 3
_MIN_POLL = 2
DEFAULT_K = 5
"""Votes a poll needs before its results are shown, where the author says nothing."""


@dataclass(frozen=True)
class ListMark:
    """How the lines of one list type are read: its bullet, its inner mark and the errors of both."""

    inner: re.Pattern[str] | None = None
    written: str = ""
    error: str = ""
    numbered: bool = False
    boxes: bool = False

    def entry(self, line: SourceLine, source: Source) -> Entry | None:
        """The entry on this line; what is wrong with it is noted."""
        match = (_NUMBER if self.numbered else BULLET).match(line.text)
        if match is None:
            return None
        front = "- "
        if self.numbered:
            front = unicodedata.normalize("NFKC", match["number"] + match["mark"]) + " "
        entry = Entry("option", line.no, match["text"])
        if self.boxes:
            return self._boxed(front, entry, source)
        if BOX.match(entry.text):
            source.findings.add("E213", line.no)
        elif self.inner:
            return self._pair(front, entry, source)
        source.rewrite(line.no, front + entry.text)
        return entry

    def _pair(self, front: str, entry: Entry, source: Source) -> Entry:
        """Cut an entry at its inner mark, the first one outside code spans with a space on both sides."""
        match = self.inner.search(" " + chars.mask_code(entry.text)) if self.inner else None
        if match is None:
            source.findings.add(self.error, entry.line)
            return entry
        left, right = entry.text[: max(0, match.start() - 1)].rstrip(" \t\u3000"), entry.text[match.end() - 1 :]
        entry.text, entry.other = left, right.strip(" \t\u3000")
        if not entry.other:
            source.findings.add(self.error, entry.line)
        source.rewrite(entry.line, front + (left + " " if left else "") + f"{self.written} {entry.other}")
        return entry

    def _boxed(self, front: str, entry: Entry, source: Source) -> Entry | None:
        if _TICKED.match(entry.text):
            source.findings.add("E213", entry.line)
            return entry
        box = _EMPTY_BOX.match(entry.text)
        if box is None:
            return None
        entry.text = entry.text[box.end() :]
        source.rewrite(entry.line, f"{front}[ ] {entry.text}")
        return entry

    def broken(self, text: str) -> bool:  # noqa: ARG002 - the contract of all types
        """Lists have no half-written marks of their own."""
        return False


_ORDER = ListMark(numbered=True)
_MATCH = ListMark(_ARROW, "->", "E210")
_CARDS = ListMark(_CARD, "::", "E212")
_BOXES = ListMark(boxes=True)
_OPTIONS = ListMark()

MARKS: dict[str, ListMark] = {
    "order": _ORDER,
    "match": _MATCH,
    "flashcards": _CARDS,
    "checklist": _BOXES,
    "poll": _OPTIONS,
}
"""How the entries of each list type are read; forms over a block read them in the same way."""


def _entries(context: ItemContext, mark: ListMark) -> Read | None:
    """The body cut up; ``None`` when it holds more entries than an item may have (E221)."""
    body = EntryReader(context.node, context.source, mark).run()
    if len(body.entries) > MAX_OPTIONS:
        context.error("E221", body.entries[MAX_OPTIONS].line)
        return None
    return body


def _side(context: ItemContext, entry: Entry, text: str, *, body: bool = True) -> Rendered:
    lines = [SourceLine(entry.line, text), *(entry.body if body else ())]
    return context.prose.block(lines, tight=True)


def compared(text: str) -> str:
    """A text as equal texts are found: composed, white space joined."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_order(context: ItemContext) -> ItemParts:
    """A numbered list in the right order; readers get it in code-point order."""
    body = _entries(context, _ORDER)
    if body is None or len(body.entries) < _MIN_ORDER:
        if body is not None:
            context.error("E209")
        return ItemParts([], {}, {})
    rendered = [_side(context, entry, entry.text) for entry in body.entries]
    shown = sorted(range(len(rendered)), key=lambda index: (compared(body.entries[index].text), index))
    public = {"input": "order", "options": [{"html": rendered[index].html} for index in shown], "shuffle": False}
    key = {"order": [shown.index(index) for index in range(len(shown))]}
    return ItemParts(body.prompt, public, key, [rendered[index].plain for index in shown])


def read_match(context: ItemContext) -> ItemParts:
    """Pairs and decoys; equal right sides and decoys are one target."""
    body = _entries(context, _MATCH)
    if body is None:
        return ItemParts([], {}, {})
    pairs = [entry for entry in body.entries if entry.text and entry.other]
    if not pairs:
        context.error("E210")
    lefts = [compared(entry.text) for entry in pairs]
    for index, entry in enumerate(pairs):
        if lefts[index] in lefts[:index]:
            context.error("E211", entry.line)
    targets: dict[str, Rendered] = {}
    for entry in body.entries:
        name = compared(entry.other or "")
        if name not in targets:
            targets[name] = _side(context, entry, entry.other or "")
    names = sorted(targets)
    order = sorted(range(len(pairs)), key=lambda index: lefts[index])
    shown = [_side(context, pairs[index], pairs[index].text, body=False) for index in order]
    public = {
        "input": "match",
        "left": [{"html": part.html} for part in shown],
        "options": [{"html": targets[name].html, "text": targets[name].plain} for name in names],
        "shuffle": bool(context.settings.get("shuffle")),
    }
    key = {"right": [names.index(compared(pairs[index].other or "")) for index in order]}
    return ItemParts(body.prompt, public, key, [part.plain for part in (*shown, *targets.values())])


def read_flashcards(context: ItemContext) -> ItemParts:
    """Cards with a front and a back; everything is public, nothing is graded."""
    body = _entries(context, _CARDS)
    if body is None:
        return ItemParts([], {}, {})
    if not body.entries or any(not entry.text for entry in body.entries):
        context.error("E212", next((entry.line for entry in body.entries if not entry.text), None))
    sides = [
        (_side(context, entry, entry.text, body=False), _side(context, entry, entry.other or ""))
        for entry in body.entries
    ]
    public: dict[str, Any] = {
        "input": "flashcards",
        "cards": [{"front_html": front.html, "back_html": back.html} for front, back in sides],
    }
    return ItemParts(body.prompt, public, {}, [side.plain for pair in sides for side in pair])


def read_checklist(context: ItemContext) -> ItemParts:
    """Boxes a learner ticks for their own order; everything is public, nothing is graded."""
    body = _entries(context, _BOXES)
    if body is None:
        return ItemParts([], {}, {})
    if not body.entries:
        context.error("E202")
    rendered = [_side(context, entry, entry.text) for entry in body.entries]
    public = {"input": "checklist", "options": [{"html": part.html} for part in rendered], "shuffle": False}
    return ItemParts(body.prompt, public, {}, [part.plain for part in rendered])


def read_poll(context: ItemContext) -> ItemParts:
    """Options to vote for; none is right. Results are shown from ``k`` votes on."""
    body = _entries(context, _OPTIONS)
    if body is None:
        return ItemParts([], {}, {})
    if len(body.entries) < _MIN_POLL:
        context.error("E202")
    names = [compared(entry.text) for entry in body.entries]
    for index, entry in enumerate(body.entries):
        if names[index] in names[:index]:
            context.error("E203", entry.line)
    rendered = [_side(context, entry, entry.text) for entry in body.entries]
    public = {
        "input": "poll",
        "options": [{"html": part.html} for part in rendered],
        "shuffle": False,
        "show": context.settings.get("show", "after"),
        "k": context.settings.get("k", DEFAULT_K),
    }
    return ItemParts(body.prompt, public, {}, [part.plain for part in rendered])


READERS: dict[str, Callable[[ItemContext], ItemParts]] = {
    "order": read_order,
    "match": read_match,
    "flashcards": read_flashcards,
    "checklist": read_checklist,
    "poll": read_poll,
}
