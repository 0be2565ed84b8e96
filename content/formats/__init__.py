"""Courses and questions in the formats of the world: pure functions from bytes to data and back."""

from __future__ import annotations

from content.formats.course_zip import (
    Asset,
    BankFile,
    CourseBundle,
    LessonFile,
    course_as_files,
    read_course_folder,
    read_course_zip,
    write_course_zip,
)
from content.formats.report import ReportLine, ZipRefusedError

ZipRefused = ZipRefusedError
"""The name callers know the refusal by."""

__all__ = [
    "Asset",
    "BankFile",
    "CourseBundle",
    "LessonFile",
    "ReportLine",
    "ZipRefused",
    "ZipRefusedError",
    "course_as_files",
    "read_course_folder",
    "read_course_zip",
    "write_course_zip",
]
