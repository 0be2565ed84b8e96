"""The lesson language: Markdown with blocks for everything a learner does, compiled as pure functions."""

from __future__ import annotations

from content.lessonmark import messages
from content.lessonmark.compile import compile_lesson
from content.lessonmark.findings import Finding
from content.lessonmark.kinds import AVAILABLE, KINDS, VERSION, nearest
from content.lessonmark.lesson import Block, Lesson, TestPlan, blocks_from_json, lesson_to_json
from content.lessonmark.links import ImageInfo
from content.lessonmark.variants import VARIANTS, compile_variant

__all__ = [
    "AVAILABLE",
    "KINDS",
    "VARIANTS",
    "VERSION",
    "Block",
    "Finding",
    "ImageInfo",
    "Lesson",
    "TestPlan",
    "blocks_from_json",
    "compile_lesson",
    "compile_variant",
    "lesson_to_json",
    "messages",
    "nearest",
]
