"""The lessons of the demo town as they lie in the folders: front matter, text, compiled lesson."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from content.lessonmark import compile_lesson, compile_variant

if TYPE_CHECKING:
    from content.items import Item
    from content.lessonmark import Block, Lesson

COURSES = Path(__file__).resolve().parents[2] / "demo" / "courses"
LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class LessonFile:
    """One lesson. `planned` ones have a record and no text."""

    path: Path
    front: dict[str, Any]
    body: str
    lesson: Lesson

    @property
    def id(self) -> str:
        """A3-1."""
        return str(self.front["id"])

    @property
    def planned(self) -> bool:
        """In preparation: 「準備中」 in the catalogue."""
        return bool(self.front.get("state") == "planned")

    @property
    def kinds(self) -> set[str]:
        """The names of the blocks in the text."""
        return set(re.findall(r"^:::+ ([a-z]+)", self.body, re.MULTILINE))


def front_and_body(path: Path) -> tuple[dict[str, Any], str]:
    """The two parts of a lesson file."""
    start, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert start == ""
    return yaml.safe_load(front), body


def _lesson_file(path: Path) -> LessonFile:
    front, body = front_and_body(path)
    return LessonFile(path, front, body, compile_lesson(body))


MAIN = re.compile(r"\d{3}-[a-z0-9-]+\.md")
PATHS = sorted(path for path in COURSES.glob("*/lessons/*.md") if MAIN.fullmatch(path.name))
FILES = {file.id: file for file in map(_lesson_file, PATHS)}
FULL = {name: file for name, file in FILES.items() if not file.planned}
EASY = {
    name: compile_variant(path.read_text(encoding="utf-8"), file.lesson, "easy")
    for name, file in FULL.items()
    if (path := file.path.with_suffix(".easy.md")).exists()
}
BANKS = {path: compile_lesson(front_and_body(path)[1], bank=True) for path in sorted(COURSES.glob("*/bank/*.md"))}
COURSE_FILES = sorted(COURSES.glob("*/course.yaml"))


def all_items() -> list[Item]:
    """Every item of the full lessons."""
    return [item for file in FULL.values() for item in file.lesson.items]


def html_of(blocks: tuple[Block, ...]) -> str:
    """What the page shows between the items."""
    return "".join(block.html + block.label_html + html_of(block.children) for block in blocks)
