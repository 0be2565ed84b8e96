"""The catalogue of a site as plain values: what every list, course page and lesson needs, built by a few queries and kept.

A process keeps an outline for at most 30 seconds and drops it when a page of a catalogue is published, taken down,
moved, deleted or gets another address. Pages behind a view restriction are not in it: Wagtail serves those itself.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models.signals import post_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses.course_values import planned_headings
from courses.models import CataloguePage, CompiledLesson, CoursePage, LearningPathPage, LessonPage, PathCourse, Skill

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wagtail.models import Site

KEPT_SECONDS = 30.0
CATALOGUE_MODELS = (CataloguePage, LearningPathPage, CoursePage, LessonPage)


@dataclass(frozen=True, slots=True)
class TestEntry:
    """What everybody may know of a course test: how many questions, pass mark, tries, minutes. Never which questions."""

    __test__ = False

    id: str
    lesson_id: int
    label_html: str
    asked: int
    pass_mark: int
    tries_per_day: int
    minutes: int


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """One lesson as lists show it. `items`: entries of CompiledLesson.items; empty for a lesson in preparation.

    `variants`: (name, digest) of the other versions of the text that are written.
    """

    id: int
    key: str
    slug: str
    title: str
    objective: str
    minutes: int
    skills: tuple[str, ...]
    url: str
    live: bool
    digest: str = ""
    lead: str = ""
    preview_allowed: bool = False
    next_review: date | None = None
    licence: str = ""
    credits: str = ""
    items: tuple[dict[str, Any], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    tests: tuple[TestEntry, ...] = ()
    headings: tuple[str, ...] = ()
    """What a lesson in preparation will be about, as its front matter announces it; empty once it can be learned."""

    def digest_of(self, variant: str) -> str:
        """The digest of a version of the text; "" when it is not written. The main one is called ""."""
        return dict(self.variants).get(variant, "") if variant else self.digest

    @property
    def scored(self) -> tuple[str, ...]:
        """Names of the practice questions that count for a level."""
        return tuple(entry["item"] for entry in self.items if entry["scored"])

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the questions that must be done before the lesson is."""
        return tuple(entry["item"] for entry in self.items if entry["required"])


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """One course with its lessons in order."""

    id: int
    key: str
    slug: str
    title: str
    summary: str
    objectives: tuple[str, ...]
    minutes: int
    audience: str
    skills: tuple[tuple[str, int], ...]
    url: str
    live: bool
    licence: str
    credits: str
    lessons: tuple[LessonEntry, ...]
    paths: tuple[str, ...] = ()

    @property
    def open_lessons(self) -> tuple[LessonEntry, ...]:
        """Lessons that can be learned now."""
        return tuple(lesson for lesson in self.lessons if lesson.live)

    @property
    def test(self) -> TestEntry | None:
        """The course test; None for a course that has none (yet)."""
        return next((test for lesson in self.open_lessons for test in lesson.tests), None)

    def shared_items(self, lesson: LessonEntry) -> frozenset[str]:
        """Names of questions of a lesson that another lesson shows too: their answers belong to both."""
        own = {entry["item"] for entry in lesson.items}
        others = {entry["item"] for row in self.open_lessons if row.id != lesson.id for entry in row.items}
        return frozenset(own & others)

    @property
    def level(self) -> int:
        """The highest level one of its skills reaches."""
        return max((level for _code, level in self.skills), default=1)

    def lesson(self, slug: str) -> LessonEntry | None:
        """The open lesson with this slug."""
        return next((lesson for lesson in self.open_lessons if lesson.slug == slug), None)

    def lesson_by_id(self, lesson_id: int | None) -> LessonEntry | None:
        """The open lesson with this page id."""
        return next((lesson for lesson in self.open_lessons if lesson.id == lesson_id), None)

    def scored_for(self, skill: str) -> frozenset[str]:
        """Scored practice questions of the lessons that teach the skill: solving all gives level 1 (curriculum.md §2)."""
        return frozenset(item for lesson in self.open_lessons if skill in lesson.skills for item in lesson.scored)

    def taught_skills(self) -> tuple[str, ...]:
        """Skills some lesson of the course teaches, in order."""
        return tuple(dict.fromkeys(code for lesson in self.open_lessons for code in lesson.skills))


@dataclass(frozen=True, slots=True)
class PathEntry:
    """A learning path with the ids of its courses in order."""

    id: int
    key: str
    slug: str
    title: str
    summary: str
    url: str
    course_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything public of one site's catalogue."""

    title: str
    introduction: str
    url: str
    page_id: int
    courses: tuple[CourseEntry, ...]
    paths: tuple[PathEntry, ...]
    skills: dict[str, str] = field(default_factory=dict)

    def course(self, slug: str) -> CourseEntry | None:
        """The open course with this slug."""
        return next((course for course in self.open_courses if course.slug == slug), None)

    def course_by_key(self, key: str) -> CourseEntry | None:
        """The course with this number of the curriculum, open or in preparation."""
        return next((course for course in self.courses if course.key == key), None)

    def course_by_id(self, course_id: int) -> CourseEntry | None:
        """The open course with this page id."""
        return next((course for course in self.open_courses if course.id == course_id), None)

    def path(self, slug: str) -> PathEntry | None:
        """The path with this slug."""
        return next((path for path in self.paths if path.slug == slug), None)

    @property
    def open_courses(self) -> tuple[CourseEntry, ...]:
        """Courses that can be taken now."""
        return tuple(course for course in self.courses if course.live)

    def courses_of(self, path: PathEntry) -> list[CourseEntry]:
        """The courses of a path in its order."""
        by_id = {course.id: course for course in self.courses}
        return [by_id[course_id] for course_id in path.course_ids if course_id in by_id]


_kept: dict[int, tuple[float, Outline | None]] = {}


def forget() -> None:
    """Drop every kept outline (after a change, and between tests)."""
    _kept.clear()


def outline(site: Site | None) -> Outline | None:
    """The public catalogue of a site, or None where it has none. No query while it is kept."""
    if site is None:
        return None
    kept = _kept.get(site.pk)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    built = _build(site)
    _kept[site.pk] = (time.monotonic() + KEPT_SECONDS, built)
    return built


def _build(site: Site) -> Outline | None:
    root = site.root_page
    catalogue = CataloguePage.objects.child_of(root).live().first()
    if catalogue is None:
        return None
    closed = _restricted_paths(catalogue)
    base = catalogue.url_path.removeprefix(root.url_path)
    lessons = _lessons(catalogue, f"/{base}", closed)
    paths = _paths(catalogue, f"/{base}", closed)
    found = []
    for page in CoursePage.objects.child_of(catalogue).order_by("path"):
        if _is_closed(page.path, closed) or not (page.live or page.announced):
            continue
        inside = tuple(path.title for path in paths if page.pk in path.course_ids)
        found.append(course_entry_of(page, f"/{base}{page.slug}/", lessons[page.path], inside))
    return Outline(
        title=catalogue.title,
        introduction=catalogue.introduction,
        url=f"/{base}",
        page_id=catalogue.pk,
        courses=tuple(found),
        paths=tuple(paths),
        skills=dict(Skill.objects.values_list("code", "label")),
    )


def _restricted_paths(catalogue: CataloguePage) -> list[str]:
    rows = PageViewRestriction.objects.filter(page__path__startswith=catalogue.path[: Page.steplen])
    return list(rows.values_list("page__path", flat=True))


def _is_closed(path: str, closed: Iterable[str]) -> bool:
    return any(path.startswith(prefix) for prefix in closed)


def _lessons(catalogue: CataloguePage, base: str, closed: list[str]) -> dict[str, list[LessonEntry]]:
    """Lessons by the path of their course, in tree order; what is compiled without its blocks."""
    pages = LessonPage.objects.descendant_of(catalogue).order_by("path").defer("body", "plain_body", "body_en")
    compiled = {
        row.lesson_id: row
        for row in CompiledLesson.objects.filter(lesson__in=pages).defer(
            "blocks", "variants", "plain_text", "search_text"
        )
    }
    found: dict[str, list[LessonEntry]] = defaultdict(list)
    for page in pages:
        if _is_closed(page.path, closed) or not (page.live or page.announced):
            continue
        tail = page.url_path.removeprefix(catalogue.url_path)
        found[page.path[: -Page.steplen]].append(lesson_entry_of(page, f"{base}{tail}", compiled.get(page.pk)))
    return found


def lesson_entry_of(page: LessonPage, url: str, compiled: CompiledLesson | None) -> LessonEntry:
    """The page as a plain value; without `compiled` it cannot be learned yet."""
    live = page.live and compiled is not None
    return LessonEntry(
        id=page.pk,
        key=page.key,
        slug=page.slug,
        title=page.title,
        objective=page.objective,
        minutes=page.minutes or (compiled.minutes if compiled else 0),
        skills=tuple(page.skill_codes()),
        url=url,
        live=live,
        digest=compiled.digest if live and compiled else "",
        lead=compiled.lead_text[:160] if live and compiled else "",
        preview_allowed=page.preview_allowed,
        next_review=page.next_review,
        licence=page.licence,
        credits=page.credits,
        items=tuple(compiled.items) if live and compiled else (),
        variants=tuple(sorted(compiled.variant_digests.items())) if live and compiled else (),
        tests=tuple(test_entry_of(page, test) for test in compiled.tests) if live and compiled else (),
        headings=() if live else planned_headings(page.own_keys),
    )


def test_entry_of(page: LessonPage, test: dict[str, Any]) -> TestEntry:
    """The public side of a test as CompiledLesson.tests keeps it."""
    return TestEntry(
        id=test["id"],
        lesson_id=page.pk,
        label_html=test["label"],
        asked=test["asked"],
        pass_mark=test["pass"],
        tries_per_day=test["attempts"],
        minutes=test["minutes"],
    )


def course_entry_of(page: CoursePage, url: str, lessons: list[LessonEntry], paths: tuple[str, ...]) -> CourseEntry:
    """The page with its lessons as a plain value."""
    return CourseEntry(
        id=page.pk,
        key=page.key,
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        objectives=tuple(page.objective_list()),
        minutes=page.minutes or sum(lesson.minutes for lesson in lessons),
        audience=page.audience,
        skills=tuple(page.skill_targets()),
        url=url,
        live=page.live,
        licence=page.licence,
        credits=page.credits,
        lessons=tuple(lessons),
        paths=paths,
    )


def _paths(catalogue: CataloguePage, base: str, closed: list[str]) -> list[PathEntry]:
    pages = list(LearningPathPage.objects.child_of(catalogue).live().order_by("path"))
    courses: dict[int, list[int]] = defaultdict(list)
    for row in PathCourse.objects.filter(path__in=pages).order_by("sort_order"):
        courses[row.path_id].append(row.course_id)
    return [
        PathEntry(
            page.pk, page.key, page.slug, page.title, page.summary, f"{base}{page.slug}/", tuple(courses[page.pk])
        )
        for page in pages
        if not _is_closed(page.path, closed)
    ]


def connect_signals() -> None:
    """Drop kept outlines whenever a page of a catalogue changes its place or what is public of it."""

    def drop(sender: Any, **_kwargs: Any) -> None:
        del sender
        forget()

    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(drop, dispatch_uid=f"courses.outline.{id(signal)}", weak=False)
    for model in (*CATALOGUE_MODELS, PageViewRestriction):
        post_delete.connect(drop, sender=model, dispatch_uid=f"courses.outline.{model.__name__}", weak=False)
