"""What a lesson text consists of, counted for reports of imports: headings, paragraphs, list items, tables, pictures, questions."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

Kind = Literal["headings", "paragraphs", "items", "tables", "pictures", "questions", "code"]
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}\s")
_ITEM = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])\s+\S")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)\s]*\)")
_OPEN = re.compile(r" {0,3}:{3,}\s*[a-z]")
_CLOSE = re.compile(r" {0,3}:{3,}\s*$")


def contents(text: str) -> Counter[Kind]:
    """How many of each kind stand in a Markdown text. A `:::` block counts as one question; what it holds is not counted again.

    A picture that stands alone is no paragraph; rows of one table are one table.
    """
    found: Counter[Kind] = Counter()
    fence, depth, before = "", 0, ""
    for line in text.split("\n"):
        opening = _FENCE.match(line)
        if fence or (opening and not depth):
            if not fence and opening:
                fence = opening["mark"]
                found["code"] += 1
            elif opening and opening["mark"].startswith(fence):
                fence = ""
            before = "code"
            continue
        if _OPEN.match(line):
            found["questions"] += not depth
            depth += 1
        elif _CLOSE.match(line):
            depth = max(0, depth - 1)
        elif not depth:
            before = _counted(line, before, found)
    return found


def _counted(line: str, before: str, found: Counter[Kind]) -> str:
    """Counts one line of prose; answers what it belongs to, so that the next line of it is not counted again."""
    found["pictures"] += len(_PICTURE.findall(line))
    rest = _PICTURE.sub("", line).strip()
    if not rest:
        return ""
    kind: Kind
    if _HEADING.match(line):
        kind = "headings"
    elif rest.startswith("|"):
        kind = "tables"
    elif _ITEM.match(line):
        kind = "items"
    elif before in ("items", "paragraphs"):
        return before
    else:
        kind = "paragraphs"
    if kind != "tables" or before != "tables":
        found[kind] += 1
    return kind
