"""The tree the splitter makes of a text: text lines, code fences and directives, all with their line numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class SourceLine(NamedTuple):
    """One line of text and its number in the source."""

    no: int
    text: str


@dataclass(slots=True)
class Fence:
    """A code fence with its delimiters. ``info`` is what stands behind the opening marks."""

    line: int
    indent: int
    info: str
    lines: list[SourceLine]
    closed: bool = False

    @property
    def role(self) -> str:
        """The second word of the info string: ``hidden``, ``solution`` ..."""
        words = self.info.split()
        return words[1] if len(words) > 1 else ""


@dataclass(slots=True)
class Node:
    """One directive. ``broken`` = a structure error (E101–E106) stands in its own frame."""

    name: str
    line: int
    depth: int
    id: str | None = None
    label: str = ""
    attrs: dict[str, str | None] = field(default_factory=dict)
    body: list[SourceLine | Fence | Node] = field(default_factory=list)
    end: int = 0
    broken: bool = False
    hidden: int = 0
    """How many misplaced directives (E104) are open here; what stands inside them reaches no reader."""
