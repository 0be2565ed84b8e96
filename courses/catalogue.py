"""The filter of the catalogue: words, path, level and minutes from the address, and the courses they leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from courses.search import matching_courses

if TYPE_CHECKING:
    from django.http import QueryDict
    from wagtail.models import Site

    from courses.outline import CourseEntry, Outline

MINUTES = (60, 120, 180)
LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for; unreadable values count as not asked."""

    words: str = ""
    path: str = ""
    level: int = 0
    minutes: int = 0

    @classmethod
    def of(cls, data: QueryDict) -> Filter:
        """From the GET form."""
        return cls(
            words=data.get("words", "").strip()[:100],
            path=data.get("path", "")[:60],
            level=_one_of(data.get("level", ""), LEVELS),
            minutes=_one_of(data.get("minutes", ""), MINUTES),
        )

    @property
    def is_set(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.words or self.path or self.level or self.minutes)

    def courses(self, outline: Outline, site: Site) -> list[CourseEntry]:
        """The courses that fit, in the catalogue's order; a path gives its own order."""
        path = outline.path(self.path)
        found = outline.courses_of(path) if path else list(outline.courses)
        matching = matching_courses(site, self.words) if self.words else None
        return [course for course in found if self._fits(course, matching)]

    def _fits(self, course: CourseEntry, matching: set[int] | None) -> bool:
        if matching is not None and course.id not in matching:
            return False
        if self.minutes and course.minutes > self.minutes:
            return False
        return not self.level or any(level >= self.level for _code, level in course.skills)


def _one_of(text: str, allowed: tuple[int, ...]) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 and int(text) in allowed else 0
