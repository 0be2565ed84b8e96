"""rubric: the table a person grades by. First column the criterion, further headers the points of the level.

A criterion may end with the skills it counts for, ``体裁 {skill=DOC-02}``; without them it counts for every skill of the
question (curriculum.md §2: "no criterion of this skill at the lowest level").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from content.lessonmark import chars
from content.lessonmark.kinds import KINDS, BadValueError, SkillCodes
from content.lessonmark.marks import shown_lines
from content.lessonmark.tree import Node, SourceLine

if TYPE_CHECKING:
    from content.lessonmark.types.parts import ItemContext

_PIPE = re.compile(r"(?<!\\)(?:\\\\)*\|")
_RULE = re.compile(r":?-+:?")
_POINTS = re.compile("[0-9]{1,3}")
_SKILLS = re.compile(
    '[{｛][ \u3000]*skill[ \u3000]*[=＝][ \u3000]*(?P<q>"?)(?P<codes>[^"{}｛｝|｜]*)(?P=q)[ \u3000]*[}｝]$'
)
_MIN_ROWS = 3
_MIN_COLUMNS = 3


@dataclass(frozen=True)
class Rubric:
    """``public``: ``{"levels": [0, 3, 5], "rows": [{"criterion", "text", "cells", "skills"}]}``; ``plain``: its words in reading order.

    ``skills`` of a row is there only where the author named some.
    """

    public: dict[str, Any]
    plain: list[str] = field(default_factory=list)

    @property
    def skills(self) -> tuple[str, ...]:
        """Every skill a criterion names, in the order of the table."""
        return tuple(dict.fromkeys(code for row in self.public["rows"] for code in row.get("skills", ())))


def read(context: ItemContext) -> Rubric | None:
    """The rubric of an item, or ``None`` where there is none or it cannot be read (E218)."""
    if "rubric" not in KINDS[context.node.name].children:
        return None
    nodes = [part for part in context.node.body if isinstance(part, Node) and part.name == "rubric"]
    found = None
    for node in nodes:
        if node.broken:
            continue
        rubric = _table(context, node) if node is nodes[0] and not node.label else None
        if rubric is None:
            context.error("E218", node.line)
        found = found or rubric
    return found


def _table(context: ItemContext, node: Node) -> Rubric | None:
    """Nothing but one table of at least two levels and one criterion."""
    if not all(isinstance(part, (SourceLine, Node)) for part in node.body):
        return None
    lines = [line for line in shown_lines(node.body, context.source.findings) if line.text.strip(" \t\u3000")]
    rows = [_cells(line.text) for line in lines]
    if len(rows) < _MIN_ROWS or any(row is None for row in rows):
        return None
    header, rule, *body = [row or [] for row in rows]
    levels = _levels(header[1:])
    if levels is None or len(rule) != len(header) or not all(map(_RULE.fullmatch, rule)):
        return None
    if any(len(row) != len(header) or not row[0] for row in body):
        return None
    return _rendered(context, levels, [(line.no, row) for line, row in zip(lines[2:], body, strict=True)])


def _cells(text: str) -> list[str] | None:
    """The cells of one table row without the outer bars, or ``None`` for a line that is no row."""
    stripped = text.strip(" \t\u3000")
    ends = [match.end() for match in _PIPE.finditer(stripped)]
    if not ends:
        return None
    parts = [stripped[begin : end - 1] for begin, end in pairwise([0, *ends, len(stripped) + 1])]
    if not parts[0].strip() and stripped.startswith("|"):
        parts = parts[1:]
    if parts and not parts[-1].strip() and ends[-1] == len(stripped):
        parts = parts[:-1]
    return [part.strip(" \t\u3000").replace("\\|", "|") for part in parts]


def _levels(written: list[str]) -> list[int] | None:
    """Two or more rising whole numbers."""
    texts = [unicodedata.normalize("NFKC", text).strip() for text in written]
    if len(texts) + 1 < _MIN_COLUMNS or not all(map(_POINTS.fullmatch, texts)):
        return None
    levels = [int(text) for text in texts]
    return levels if all(low < high for low, high in pairwise(levels)) else None


def _named_skills(context: ItemContext, cell: str, line: int) -> tuple[str, tuple[str, ...]]:
    """(the criterion without the group, the codes of the group); E108 for what is no code."""
    match = _SKILLS.search(chars.mask_code(cell))
    if match is None:
        return cell, ()
    codes = chars.ascii_of(match["codes"])
    try:
        return cell[: match.start()].rstrip(" \t\u3000"), SkillCodes().read(codes)
    except BadValueError as refused:
        context.error("E108", line, key="skill", value=codes[:60], hint=refused.hint)
        return cell, ()


def _rendered(context: ItemContext, levels: list[int], body: list[tuple[int, list[str]]]) -> Rubric:
    rows, plain = [], []
    for no, cells in body:
        name, skills = _named_skills(context, cells[0], no)
        criterion, *said = [context.prose.inline(cell, no) for cell in (name, *cells[1:])]
        row = {"criterion": criterion.html, "text": criterion.plain, "cells": [cell.html for cell in said]}
        rows.append({**row, "skills": list(skills)} if skills else row)
        plain += [criterion.plain, *(cell.plain for cell in said if cell.plain)]
    return Rubric({"levels": levels, "rows": rows}, plain)
