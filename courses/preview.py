"""Pages that Wagtail itself serves (CMS preview, restricted pages) get the context their templates need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from content.items.words import worded
from courses import questions, services, views
from courses.library import with_film
from courses.outline import Outline, TestEntry, course_entry_of, lesson_entry_of, outline
from courses.rehearsals import rehearsal
from courses.shell import modules, segments_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from content.items import Item
    from content.lessonmark import Lesson
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
    main = services.compile_draft(page)
    mode = getattr(request, "preview_mode", "")
    words = services.compile_variants(page, main).get(mode, main)
    entry = _catalogue(page)
    faces = _Faces(page, request, main, words)
    shown = [faces.segment(kind, value) for kind, value in segments_of([block.to_json() for block in words.blocks])]
    return {
        "catalogue": entry,
        "course": course_entry(page.get_parent().specific),
        "lesson": lesson_entry_of(page, "", None),
        "segments": shown,
        "furigana": mode == "furigana",
        "modules": modules(shown),
        "skills": [entry.skills.get(code, code) for code in page.skill_codes()],
        "crumbs": [],
        "findings": words.errors,
        "is_draft": True,
    }


class _Faces:
    """The pieces of a draft: text, tests as cards, questions; who may edit the page can answer them, and only here (LK-04)."""

    def __init__(self, page: LessonPage, request: HttpRequest, main: Lesson, words: Lesson) -> None:
        self.page = page
        self.mode = getattr(request, "preview_mode", "")
        self.holder = f"{request.user.pk}.{page.pk}"
        self.player = rehearsal() if page.pk and page.permissions_for_user(request.user).can_edit() else None
        items = {item.id: item for item in main.items}
        # A version of the text brings the words; key and identity are those of the main text.
        self.items: dict[str, Item] = {
            item.id: items[item.id] if words is main else worded(items[item.id], item)
            for item in words.items
            if item.id in items
        }
        site = page.get_site()
        self.publics = {
            item.id: with_film(site, item.public) if item.type == "video" else item.public for item in words.items
        } | _of_other_texts(page, main.uses)
        self.tests = {test.id: test for test in _draft_tests(page, main)}

    def segment(self, kind: str, value: str) -> dict[str, Any]:
        """One piece for courses/lesson_page.html."""
        if kind == "html":
            return {"kind": kind, "html": value}
        if kind == "test":
            return {"kind": kind, "test": self.tests.get(value)}
        if self.player is None or value not in self.items or self.items[value].type == "video":
            return {"kind": kind, "item": views.shown_item(self.publics[value])}
        url = reverse("courses_draft_answer", args=[self.page.pk, value]) + (f"?mode={self.mode}" if self.mode else "")
        return {"kind": kind, "question": self.player.shown(self.items[value], action_url=url, holder=self.holder)}


def _of_other_texts(page: LessonPage, names: tuple[str, ...]) -> dict[str, Any]:
    """Public halves of questions this draft only shows, as they are published now."""
    from courses.models import ItemVersion

    course_id = questions.course_of(page)
    if not names or course_id is None:
        return {}
    entries = questions.offered(course_id, without=page.pk)
    versions = ItemVersion.objects.in_bulk([entries[name]["version"] for name in names if name in entries])
    return {version.item: version.public for version in versions.values()}


def _draft_tests(page: LessonPage, compiled: Lesson) -> list[TestEntry]:
    """The tests of a draft as their cards show them."""
    course_id = questions.course_of(page)
    pools = questions.pool_sizes(course_id) if course_id is not None else {}
    labels = {block.item_id: block.label_html for block in compiled.blocks if block.kind == "test"}
    return [
        TestEntry(
            id=plan.id,
            lesson_id=page.pk or 0,
            label_html=labels.get(plan.id, ""),
            asked=plan.draw or len(plan.items) + len(plan.uses) + pools.get(plan.pool, 0),
            pass_mark=plan.pass_mark,
            tries_per_day=plan.tries_per_day,
            minutes=plan.minutes,
        )
        for plan in compiled.tests
    ]
