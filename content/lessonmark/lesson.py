"""A compiled lesson: blocks for pages, items in two halves, texts for search, and the remarks of the lint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from content.items import Item
    from content.lessonmark.findings import Finding

BlockKind = Literal["html", "item", "note", "details", "tabs", "tab", "test"]


@dataclass(frozen=True)
class Block:
    """One piece of a lesson page. ``html`` and ``label_html`` are safe; an item is found by ``item_id``.

    ``note``, ``details``, ``tabs``, each ``tab`` of them and ``test`` hold ``children``; ``options`` are plain values such as ``{"kind": "tip"}``.
    A ``test`` says how many questions it asks, its pass mark, tries and minutes, and nothing about which ones.
    """

    kind: BlockKind
    html: str = ""
    item_id: str = ""
    label_html: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    children: tuple[Block, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; empty fields are left out."""
        found: dict[str, Any] = {"kind": self.kind}
        for name in ("html", "item_id", "label_html", "options"):
            if value := getattr(self, name):
                found[name] = value
        if self.children:
            found["children"] = [child.to_json() for child in self.children]
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Block:
        """The block that :meth:`to_json` gave."""
        children = tuple(cls.from_json(child) for child in data.get("children", ()))
        return cls(**{**data, "children": children})


@dataclass(frozen=True)
class TestPlan:
    """A course test: what it draws from. ``draw`` 0 = all; ``minutes`` 0 = no limit; ``pool`` "" = only what stands in it."""

    __test__ = False

    id: str
    draw: int
    pass_mark: int
    tries_per_day: int
    minutes: int
    pool: str
    items: tuple[str, ...]
    """Names of the questions written inside; they are in ``Lesson.items`` with ``in_test``."""
    uses: tuple[str, ...]
    """Names of questions written elsewhere."""
    line: int


@dataclass(frozen=True)
class Lesson:
    """The result of compiling. ``text`` is the canonical source; only ``items[…].key`` holds secrets."""

    version: int
    text: str
    blocks: tuple[Block, ...]
    items: tuple[Item, ...]
    plain_text: str
    search_text: str
    lint: tuple[Finding, ...]
    minutes: int
    tests: tuple[TestPlan, ...] = ()
    uses: tuple[str, ...] = ()
    """Names of questions written elsewhere that stand in this text outside a test."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The remarks that block publishing."""
        return tuple(finding for finding in self.lint if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The remarks that block nothing."""
        return tuple(finding for finding in self.lint if not finding.is_error)

    @property
    def ok(self) -> bool:
        """Whether the text may be published."""
        return not self.errors


def lesson_to_json(lesson: Lesson) -> dict[str, Any]:
    """The public side of a lesson as plain JSON values, to be stored with a published revision. Holds no key.

    Of a test only its block is public: which questions it can ask is not.
    """
    return {
        "version": lesson.version,
        "blocks": [block.to_json() for block in lesson.blocks],
        "items": [
            {
                "id": item.id,
                "type": item.type,
                "public": item.public,
                "skill": list(item.skill),
                "required": item.required,
                "points": item.points,
                "attempts": item.attempts,
            }
            for item in lesson.items
            if not item.in_test
        ],
        "plain_text": lesson.plain_text,
        "search_text": lesson.search_text,
        "minutes": lesson.minutes,
    }


def blocks_from_json(data: Mapping[str, Any]) -> tuple[Block, ...]:
    """The blocks stored by :func:`lesson_to_json`."""
    return tuple(Block.from_json(block) for block in data["blocks"])
