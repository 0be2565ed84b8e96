"""What every item type is given and gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from content.lessonmark.prose import Prose
    from content.lessonmark.split import Source
    from content.lessonmark.tree import Node, SourceLine


@dataclass
class ItemContext:
    """One item being compiled: its directive, its settings as read, and the tools to note and render."""

    node: Node
    settings: dict[str, Any]
    source: Source
    prose: Prose

    def error(self, code: str, line: int | None = None, **params: Any) -> None:
        """Note a remark, by default at the directive's own line."""
        self.source.findings.add(code, self.node.line if line is None else line, **params)

    def html(self, lines: list[SourceLine]) -> str:
        """Render lines of an entry or a feedback; a single paragraph comes without its ``<p>``."""
        return self.prose.block(lines, tight=True).html


@dataclass
class ItemParts:
    """The two halves a type makes; the common parts (hints, explanation, settings) are added by the compiler."""

    prompt: list[SourceLine]
    public: dict[str, Any]
    key: dict[str, Any]
    plain: list[str] = field(default_factory=list)
    """What the public half shows as text behind the prompt, such as options."""
