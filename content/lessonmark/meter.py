"""How long and how hard a lesson reads: characters, minutes, and kanji beyond the target, 中学校卒業程度 (law.md §10)."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content.lessonmark.lesson import Lesson

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_MAX_LISTED = 40


@dataclass(frozen=True)
class Meter:
    """Figures of a lesson. ``kanji`` are the characters outside the 常用漢字, each once, in reading order."""

    characters: int
    minutes: int
    kanji: tuple[str, ...]


@functools.cache
def common_kanji() -> frozenset[str]:
    """The 2,136 常用漢字 of the cabinet notice of 2010, which school teaches up to 中学校."""
    text = (Path(__file__).parent / "joyo.txt").read_text(encoding="utf-8")
    return frozenset(_HAN.findall(text))


def measure(lesson: Lesson) -> Meter:
    """The figures of what readers see. A character with a reading above it counts like any other: the reading can be off."""
    beyond = dict.fromkeys(char for char in _HAN.findall(lesson.plain_text) if char not in common_kanji())
    return Meter(len("".join(lesson.plain_text.split())), lesson.minutes, tuple(beyond)[:_MAX_LISTED])
