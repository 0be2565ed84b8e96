"""The lesson language: Markdown with blocks for everything a learner does, compiled as pure functions."""

from __future__ import annotations

from content.lessonmark import messages
from content.lessonmark.compile import compile_lesson
from content.lessonmark.findings import Finding
from content.lessonmark.kinds import AVAILABLE, KINDS, VERSION, nearest
from content.lessonmark.lesson import Block, Lesson, blocks_from_json, lesson_to_json
from content.lessonmark.links import ImageInfo

__all__ = [
    "AVAILABLE",
    "KINDS",
    "VERSION",
    "Block",
    "Finding",
    "ImageInfo",
    "Lesson",
    "blocks_from_json",
    "compile_lesson",
    "lesson_to_json",
    "messages",
    "nearest",
]
