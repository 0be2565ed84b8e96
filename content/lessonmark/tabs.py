"""tabs: a body cut at its ``## headings`` into panels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from content.lessonmark.tree import Fence, Node, SourceLine

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADING = re.compile(r"^ {0,3}##[ \t\u3000]+(?P<title>.*?)(?:[ \t]+#+)?[ \t\u3000]*$")


@dataclass
class Panel:
    """One panel: its heading, empty for what stands before the first one, and what is in it."""

    title: str = ""
    line: int = 0
    body: list[SourceLine | Fence | Node] = field(default_factory=list)


def panels(body: Sequence[SourceLine | Fence | Node]) -> list[Panel]:
    """The panels in order; headings in code fences and inside other blocks are none."""
    found = [Panel()]
    for part in body:
        heading = _HEADING.match(part.text) if isinstance(part, SourceLine) else None
        if heading is not None and heading["title"] and isinstance(part, SourceLine):
            found.append(Panel(heading["title"], part.no))
        else:
            found[-1].body.append(part)
    return found
