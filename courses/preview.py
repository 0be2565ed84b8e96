"""Pages that Wagtail itself serves (CMS preview, restricted pages) get the context their templates need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from courses import services, views
from courses.outline import Outline, course_entry_of, lesson_entry_of, outline
from courses.shell import segments_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from courses.models import CataloguePage, CoursePage, LearningPathPage, LessonPage
    from courses.outline import CourseEntry


def _catalogue(page: Any) -> Outline:
    site = page.get_site()
    found = outline(site) if site is not None else None
    return found or Outline(title="", introduction="", url="/courses/", page_id=0, courses=(), paths=())


def catalogue_context(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    """The catalogue of the page's site."""
    site = page.get_site()
    entry = _catalogue(page)
    return views.catalogue_context(request, entry, site) if site is not None else {"catalogue": entry}


def path_context(page: LearningPathPage, request: HttpRequest) -> dict[str, Any]:
    """The path with the courses it names now."""
    del request
    entry = _catalogue(page)
    wanted = [row.course_id for row in page.path_courses.all()]
    found = [course for course in entry.courses if course.id in wanted]
    found.sort(key=lambda course: wanted.index(course.id))
    return {"catalogue": entry, "path": page, "cards": [views.course_card(course) for course in found]}


def course_entry(page: CoursePage) -> CourseEntry:
    """The page as the values lists and templates use, with its published lessons."""
    from courses.models import CompiledLesson, LessonPage

    lessons = list(LessonPage.objects.child_of(page).live().order_by("path"))
    compiled = {row.lesson_id: row for row in CompiledLesson.objects.filter(lesson__in=lessons)}
    base = f"/courses/{page.slug}/"
    return course_entry_of(
        page,
        base,
        [lesson_entry_of(lesson, f"{base}{lesson.slug}/", compiled.get(lesson.pk)) for lesson in lessons],
        (),
    )


def course_context(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    """The course as it stands in the page."""
    return views.course_context(request, _catalogue(page), course_entry(page))


def lesson_context(page: LessonPage, request: HttpRequest) -> dict[str, Any]:
    """The draft compiled now; a text with errors shows its error boxes, never the raw text (LM-03)."""
    del request
    compiled = services.compile_draft(page)
    publics = {item.id: item.public for item in compiled.items}
    entry = _catalogue(page)
    parts = segments_of([block.to_json() for block in compiled.blocks])
    return {
        "catalogue": entry,
        "course": course_entry(page.get_parent().specific),
        "lesson": lesson_entry_of(page, "", None),
        "segments": [
            {"kind": kind, "html": value}
            if kind == "html"
            else {"kind": kind, "item": views.shown_item(publics[value])}
            for kind, value in parts
        ],
        "skills": [entry.skills.get(code, code) for code in page.skill_codes()],
        "crumbs": [],
        "findings": compiled.errors,
        "is_draft": True,
    }
