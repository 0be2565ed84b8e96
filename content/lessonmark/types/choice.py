"""choice: one right option makes radio buttons, several or ``multi`` make checkboxes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from content.lessonmark.entries import Entry, EntryReader, cut_feedback
from content.lessonmark.kinds import MAX_OPTIONS
from content.lessonmark.tree import SourceLine
from content.lessonmark.types.parts import ItemContext, ItemParts

if TYPE_CHECKING:
    from content.lessonmark.split import Source

_SPACE = "[ \t\u3000]"
_OPTION = re.compile(
    rf"^[ \u3000]?[-*+－＊＋]{_SPACE}*+[\[［]{_SPACE}*+(?P<mark>[xXｘＸ✓✕]?){_SPACE}*+[\]］]"
    rf"(?!\(){_SPACE}*+(?P<text>.*)$"
)
_MIN_OPTIONS = 2


class OptionMark:
    """``- [ ] text`` and ``- [x] text`` in all the forms a Japanese keyboard gives."""

    def entry(self, line: SourceLine, source: Source) -> Entry | None:
        """The option on this line; `` > `` in it is E222 and what follows is held back as feedback."""
        match = _OPTION.match(line.text)
        if match is None:
            return None
        checked = bool(match["mark"])
        source.rewrite(line.no, f"- [{'x' if checked else ' '}] {match['text']}")
        text, feedback = cut_feedback(match["text"])
        entry = Entry("option", line.no, text, checked=checked)
        if feedback is not None:
            source.findings.add("E222", line.no)
            entry.feedback.append(SourceLine(line.no, feedback))
        return entry

    def broken(self, text: str) -> bool:  # noqa: ARG002 - the contract of all types
        """Any form of box that is no option is found by the general rule (E401)."""
        return False


def read(context: ItemContext) -> ItemParts:
    """Read the options; the right ones and all feedback go into the key."""
    body = EntryReader(context.node, context.source, OptionMark()).run()
    options = body.entries
    _judge(context, options)
    right = [index for index, option in enumerate(options) if option.checked]
    several = len(right) > 1 or bool(context.settings.get("multi"))
    if len(options) > MAX_OPTIONS:
        return ItemParts(body.prompt, {}, {})
    rendered = [context.prose.block(_lines(option), tight=True) for option in options]
    return ItemParts(
        prompt=body.prompt,
        public={
            "input": "checkbox" if several else "radio",
            "options": [{"html": part.html} for part in rendered],
            "shuffle": bool(context.settings.get("shuffle")),
        },
        key={"right": right, "feedback": [context.html(option.feedback) for option in options]},
        plain=[part.plain for part in rendered],
    )


def _lines(option: Entry) -> list[SourceLine]:
    return [SourceLine(option.line, option.text), *option.body]


def _judge(context: ItemContext, options: list[Entry]) -> None:
    texts = [_compared(option) for option in options]
    if not any(option.checked for option in options):
        context.error("E201")
    elif len(options) > 1 and all(option.checked for option in options):
        context.error("W710")
    if sum(bool(text) for text in texts) < _MIN_OPTIONS:
        context.error("E202")
    if len(options) > MAX_OPTIONS:
        context.error("E221", options[MAX_OPTIONS].line)
    seen: set[str] = set()
    for option, text in zip(options, texts, strict=True):
        if text and text in seen:
            context.error("E203", option.line)
        seen.add(text)


def _compared(option: Entry) -> str:
    """The text of an option as E203 compares it: composed, white space joined."""
    text = "\n".join(line.text for line in _lines(option))
    return " ".join(unicodedata.normalize("NFC", text).split())
