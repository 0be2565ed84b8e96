"""cloze: gaps ``[[…]]`` in a text; a parenthesised alternative makes a select, ``bank`` offers the words as a list."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from content.items.normalise import normalise
from content.lessonmark import chars
from content.lessonmark.marks import Sieve, stray_mark
from content.lessonmark.tree import Fence, Node, SourceLine
from content.lessonmark.types.lists import compared
from content.lessonmark.types.parts import ItemContext, ItemParts

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN = re.compile(r"[\[［][\[［]")
_CLOSE = re.compile(r"[\]］][\]］]")
_SEPARATOR = re.compile(r"(?<!\\)[;；]")
_WHOLE = re.compile(r"[(（](?P<inner>.*)[)）]", re.DOTALL)
_UNESCAPE = re.compile(r"\\(?=[;；\[(（=>:{-])")
_FIRST_PLACE = 0xF0000
"""Gaps stand in the Markdown as single private characters (plane 15), taken out of whatever the author writes."""
_PLACES = re.compile("[\U000f0000-\U000fffff]")


@dataclass
class Gap:
    """One gap: accepted spellings of a text gap, or the entries of a select and which one is right."""

    accepted: list[str] = field(default_factory=list)
    select: list[str] | None = None


@dataclass
class _Text:
    lines: list[SourceLine] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    wrong: bool = False
    """Whether a gap that cannot be read was told already (E207)."""


def read(context: ItemContext) -> ItemParts:
    """Read the gaps; the text between them is public, the spellings are the key."""
    found = _Text()
    sieve = Sieve(context.source.findings)
    for part in context.node.body:
        if isinstance(part, Node):
            found.lines.append(SourceLine(part.line, ""))
        elif isinstance(part, Fence):
            if sieve.passes_fence(part):
                found.lines.extend(_without_places(part.lines))
        else:
            _line(context, found, sieve, part)
    if not found.gaps:
        if not found.wrong:
            context.error("E207")
        return ItemParts([], {}, {})
    rendered = context.prose.block(found.lines)
    bank = _bank(found.gaps) if context.settings.get("bank") else []
    public: dict[str, Any] = {
        "input": "cloze",
        "parts_html": _PLACES.split(rendered.html),
        "gaps": [{"select": gap.select} if gap.select else {} for gap in found.gaps],
        "bank": bank,
        "shuffle": bool(context.settings.get("shuffle")),
    }
    if len(public["parts_html"]) != len(found.gaps) + 1:
        context.error("E207")  # a gap inside a link target or a picture would be repeated or lost
    key = {"gaps": [gap.accepted for gap in found.gaps]}
    selects = [word for gap in found.gaps for word in gap.select or ()]
    return ItemParts([], public, key, [_PLACES.sub("＿", rendered.plain), *selects, *bank])


@dataclass
class Numbered:
    """The text of a cloze in another version: gaps stand as their numbers, the words are those of the main text."""

    lines: list[SourceLine] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    secrets: list[int] = field(default_factory=list)
    """Lines on which something else than a number stands in a gap, or another answer mark."""

    @staticmethod
    def cut(html: str) -> list[str]:
        """The text around the gaps."""
        return _PLACES.split(html)

    @staticmethod
    def cut_plain(plain: str) -> str:
        """The same as it is read."""
        return _PLACES.sub("＿", plain)


def numbered_gaps(node: Node) -> Numbered:
    """Read ``[[1]]``, ``[[2]]`` … of a cloze."""
    found = Numbered()
    for part in node.body:
        if isinstance(part, Fence):
            found.lines.extend(_without_places(part.lines))
        elif isinstance(part, Node):
            found.lines.append(SourceLine(part.line, ""))
        else:
            _numbered_line(found, SourceLine(part.no, _PLACES.sub("", part.text)))
    return found


def _numbered_line(found: Numbered, line: SourceLine) -> None:
    parts, last = [], 0
    for start, end, inner in _gaps(line.text):
        number = unicodedata.normalize("NFKC", inner or "").strip()
        if not (number.isascii() and number.isdecimal() and len(number) < 3):
            found.secrets.append(line.no)
            return
        parts += [line.text[last:start], chr(_FIRST_PLACE + len(found.numbers))]
        found.numbers.append(int(number))
        last = end
    text = "".join((*parts, line.text[last:]))
    if stray_mark(text):
        found.secrets.append(line.no)
        return
    found.lines.append(SourceLine(line.no, text))


def _without_places(lines: list[SourceLine]) -> Iterator[SourceLine]:
    return (SourceLine(line.no, _PLACES.sub("", line.text)) for line in lines)


def gaps_of(text: str) -> Iterator[tuple[int, int, Gap]]:
    """(start, end, gap) of every gap of a text that can be read; for exports, nothing is judged."""
    at = 0
    for line in text.split("\n"):
        for start, end, inner in _gaps(line):
            written = [word.strip(" \t\u3000") for word in _SEPARATOR.split(inner or "")]
            wholes = [_WHOLE.fullmatch(word) for word in written]
            words = [
                _UNESCAPE.sub("", whole["inner"] if whole else word)
                for whole, word in zip(wholes, written, strict=True)
            ]
            right = [word for whole, word in zip(wholes, words, strict=True) if whole]
            yield at + start, at + end, Gap(right[:1], words) if right else Gap(words)
        at += len(line) + 1


def _bank(gaps: list[Gap]) -> list[str]:
    """The first spelling of every text gap, each once, in code-point order."""
    return sorted({gap.accepted[0] for gap in gaps if gap.accepted and not gap.select})


def _line(context: ItemContext, found: _Text, sieve: Sieve, line: SourceLine) -> None:
    """One line of the text: its gaps become single characters, their marks are stored half-width."""
    text = _PLACES.sub("", line.text)
    parts, stored, last = [], [], 0
    for start, end, inner in _gaps(text):
        if inner is None or _OPEN.search(inner) or not inner.strip():
            context.error("E207", line.no)
            found.wrong = True
        if inner is None:
            break
        gap, canonical = _read_gap(context, inner, line.no)
        parts += [text[last:start], chr(_FIRST_PLACE + len(found.gaps))]
        stored += [text[last:start], f"[[{canonical}]]"]
        found.gaps.append(gap)
        last = end
    rest = "".join((*parts, text[last:]))
    context.source.rewrite(line.no, "".join((*stored, text[last:])))
    code = stray_mark(rest)
    if code == "E402":  # an unclosed gap, already told as E207
        found.lines.append(SourceLine(line.no, ""))
    else:
        shown = sieve.passes(SourceLine(line.no, rest))
        found.lines.append(SourceLine(line.no, rest if shown else ""))


def _gaps(text: str) -> Iterator[tuple[int, int, str | None]]:
    """(start, end, inner text) of every gap outside code spans; ``None`` for one that is not closed."""
    masked = chars.mask_code(text)
    at = 0
    while match := _OPEN.search(masked, at):
        at = match.end()
        if chars.is_escaped(masked, match.start()):
            at = match.start() + 1
            continue
        close = _CLOSE.search(masked, at)
        if close is None:
            yield match.start(), len(text), None
            return
        yield match.start(), close.end(), text[match.end() : close.start()]
        at = close.end()


def _read_gap(context: ItemContext, inner: str, no: int) -> tuple[Gap, str]:
    """The gap and its canonical form."""
    written = [alternative.strip(" \t\u3000") for alternative in _SEPARATOR.split(inner)]
    if not all(written):
        context.error("E207", no)
    wholes = [_WHOLE.fullmatch(alternative) for alternative in written]
    words = [
        _UNESCAPE.sub("", whole["inner"] if whole else alternative)
        for whole, alternative in zip(wholes, written, strict=True)
    ]
    stored = ";".join(
        f"({whole['inner']})" if whole else alternative for whole, alternative in zip(wholes, written, strict=True)
    )
    if not any(wholes):
        flags = {name: bool(context.settings.get(name)) for name in ("case", "kana", "chouon")}
        if not all(normalise(word, **flags) for word in words):
            context.error("E207", no)
        return Gap(accepted=words), stored
    if len(words) == 1 or sum(bool(whole) for whole in wholes) != 1:
        context.error("E208", no)
    if len({compared(word) for word in words}) < len(words):
        context.error("E203", no)
    right = next(word for whole, word in zip(wholes, words, strict=True) if whole)
    return Gap(accepted=[right], select=sorted(words)), stored
