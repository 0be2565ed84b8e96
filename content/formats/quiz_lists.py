"""Markdown of other tools with `- [x]` lists: each becomes a `choice`, shown as a diff before anything is stored."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from content.formats.questions import QuestionSet, option
from content.lessonmark.blockform import BlockForm, NoFormError, Part, write_block
from content.lessonmark.identity import fresh_name
from content.lessonmark.split import clean, split
from content.lessonmark.tree import Fence, Node

if TYPE_CHECKING:
    from collections.abc import Collection

    from content.formats.report import ReportLine
    from content.lessonmark.rows import Row

_BOX = re.compile(r"^ {0,3}(?:[-*+]|[0-9]{1,3}[.)]) +[\[(](?P<mark>[ xX✓])[\])] +(?P<text>.*\S) *$")
_BELONGS = re.compile(r"^ {2,}(?P<quote>> ?)?(?P<text>.*\S) *$")
_OPEN = re.compile(
    r"^ {0,3}(?:```+ *quiz\b.*|~~~+ *quiz\b.*|<quiz\b[^>]*>|\{%[- ]*quiz\b.*%\}|!!! *quiz\b.*|\?\?\? *(?:quiz|question)\b.*)$",
    re.IGNORECASE,
)
_CLOSE = re.compile(r"^ {0,3}(?:```+|~~~+|</quiz>|\{%[- ]*endquiz[- ]*%\})\s*$", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}#{1,6} +(?P<text>.*?) *#* *$")
_EXPLAIN = re.compile(
    r"^ {0,3}(?:> *)?(?:\*\*)?(?:解説|Explanation|Answer)(?:\*\*)?[:：] *(?P<text>.*\S) *$", re.IGNORECASE
)


@dataclass(frozen=True)
class Rewritten:
    """The text with questions in place of the lists; `diff` has the lines of a unified diff."""

    text: str
    count: int
    diff: tuple[str, ...]
    report: tuple[ReportLine, ...]


@dataclass
class _List:
    """One list of boxes with what stands around it; rows of the text from `start` to before `end`."""

    start: int
    end: int
    prompt: list[str]
    rows: list[Row] = field(default_factory=list)
    explain: str = ""


def rewrite_quiz_lists(text: str, prefix: str, taken: Collection[str] = ()) -> Rewritten:
    """Every list of boxes outside our own blocks as `::: choice`; all other lines stay as they are."""
    text = clean(text)
    lines = text.split("\n")
    closed = _ours(text)
    told, used = QuestionSet(), set(taken)
    made: list[str] = []
    count = at = 0
    while at < len(lines):
        found = _list_at(lines, at, closed) if at not in closed else None
        if found is None:
            made.append(lines[at])
            at += 1
            continue
        block = _block(found, prefix, used, told)
        if block is None:
            made += lines[at : found.end]
        else:
            del made[len(made) - (at - found.start) :]
            made += [*block.split("\n")]
            count += 1
        at = found.end
    after = "\n".join(made)
    diff = difflib.unified_diff(lines, made, "もとの文", "取り込んだ文", lineterm="", n=2)
    return Rewritten(after, count, tuple(diff), tuple(told.report))


def _ours(text: str) -> set[int]:
    """Rows (from 0) inside our blocks and in code fences that are no quiz."""
    source = split(text)
    rows: set[int] = set()
    for part in source.root.body:
        if isinstance(part, Node):
            rows.update(range(part.line - 1, part.end))
        elif isinstance(part, Fence) and not _OPEN.match(part.lines[0].text):
            rows.update(line.no - 1 for line in part.lines)
    return rows


def _list_at(lines: list[str], at: int, closed: set[int]) -> _List | None:
    """The list of boxes whose first box stands at this row, with its question before it and the tool's own marks."""
    if not _BOX.match(lines[at]) or at in closed:
        return None
    start = _prompt_start(lines, at, closed)
    prompt = [_HEADING.sub(lambda match: match["text"], line) for line in lines[start:at] if not _OPEN.match(line)]
    found = _List(start, at, [line.strip() for line in prompt])
    while found.end < len(lines) and found.end not in closed:
        line = lines[found.end]
        box, belongs = _BOX.match(line), _BELONGS.match(line)
        if box is not None:
            found.rows.append(option(box["text"], right=box["mark"] != " "))
        elif belongs is not None and found.rows:
            name = "feedback" if belongs["quote"] else "text"
            row = found.rows[-1]
            row[name] = f"{row[name]}\n{belongs['text']}".strip("\n")
        elif line.strip() or not _another_box(lines, found.end):
            break
        found.end += 1
    _take_rest(lines, found)
    return found


def _prompt_start(lines: list[str], at: int, closed: set[int]) -> int:
    """Where the paragraph before the list begins; one blank line may lie between, a heading belongs to it."""
    start = at
    if start and not lines[start - 1].strip():
        start -= 1
    while start and lines[start - 1].strip() and start - 1 not in closed and not _CLOSE.match(lines[start - 1]):
        start -= 1
        if _HEADING.match(lines[start]) or _OPEN.match(lines[start]):
            break
    return start


def _another_box(lines: list[str], at: int) -> bool:
    return at + 1 < len(lines) and _BOX.match(lines[at + 1]) is not None


def _take_rest(lines: list[str], found: _List) -> None:
    """An explanation and the closing mark of the other tool directly behind the list."""
    at = found.end
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at < len(lines) and (match := _EXPLAIN.match(lines[at])):
        found.explain = match["text"]
        found.end = at + 1
    opened = any(_OPEN.match(line) for line in lines[found.start : found.end])
    if opened and found.end < len(lines) and _CLOSE.match(lines[found.end]):
        found.end += 1


def _block(found: _List, prefix: str, used: set[str], told: QuestionSet) -> str | None:
    line = found.start + 1
    if len(found.rows) < 2:
        told.left("quiz_few", line)
        return None
    if not any(row["right"] for row in found.rows):
        told.left("quiz_none", line)
        return None
    parts = (Part("explain", found.explain),) if found.explain else ()
    form = BlockForm("choice", prompt="\n".join(found.prompt).strip("\n"), rows=tuple(found.rows), parts=parts)
    try:
        return write_block(BlockForm("choice", fresh_name(prefix, used), "", (), form.prompt, form.rows, form.parts))
    except NoFormError:
        told.left("mark", line)
        return None
