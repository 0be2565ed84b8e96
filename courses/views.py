"""Public pages of the catalogue, served from the kept outline; whatever is not in it goes to Wagtail (drafts, restrictions)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe
from wagtail.models import Site
from wagtail.views import serve

from content.hooks import page_context
from content.items import shown_order
from courses.catalogue import LEVELS, MINUTES, Filter
from courses.models.skills import SKILL_LEVELS
from courses.outline import outline
from courses.search import search_pages
from courses.selectors import shown_lesson
from courses.shell import modules, segments
from courses.versions import switch, version_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from courses.outline import CourseEntry, LessonEntry, Outline


GAP = '<span class="gap">＿＿＿＿</span>'


def _outline(request: HttpRequest) -> Outline:
    found = outline(Site.find_for_request(request))
    if found is None:
        raise Http404
    return found


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """「さがす」 with the filter as a GET form (S2)."""
    site = Site.find_for_request(request)
    entry = outline(site)
    if entry is None or site is None:
        return serve(request, "courses/")
    return render(request, "courses/catalogue_page.html", catalogue_context(request, entry, site))


def catalogue_context(request: HttpRequest, entry: Outline, site: Site) -> dict[str, Any]:
    """Filter, cards with this learner's progress, paths."""
    wanted = Filter.of(request.GET)
    extra = page_context("courses.catalogue", request)
    progress = extra.get("progress", {})
    found = wanted.courses(entry, site)
    return {
        **extra,
        "catalogue": entry,
        "filter": wanted,
        "levels": [(level, f"{level} {SKILL_LEVELS[level]}") for level in LEVELS],
        "minutes_choices": MINUTES,
        "cards": [course_card(course, progress.get(course.id)) for course in found],
        "crumbs": [],
    }


def course_card(course: CourseEntry, progress: tuple[int, int] | None = None) -> dict[str, Any]:
    """A course for components/course_card.html; `progress` = (done, count)."""
    count = len(course.lessons)
    meta = ngettext("%(count)d lesson", "%(count)d lessons", count) % {"count": count}
    card: dict[str, Any] = {
        "title": course.title,
        "url": course.url if course.live else "",
        "slug": course.slug,
        "summary": course.summary,
        "meta": _("%(lessons)s, %(minutes)d min.") % {"lessons": meta, "minutes": course.minutes},
        "done": None,
        "chip": "",
        "chip_kind": "",
    }
    if not course.live:
        card["chip"] = pgettext("course", "In preparation")
    elif progress is not None:
        card["done"], card["count"] = progress
        finished = progress[0] >= progress[1] > 0
        card["chip"], card["chip_kind"] = (
            (_("Completed"), "ok") if finished else (pgettext("a course", "In progress"), "ai")
        )
    return card


@login_not_required
@require_safe
def path_or_course(request: HttpRequest, slug: str) -> HttpResponse:
    """A course (S3) or a learning path."""
    entry = outline(Site.find_for_request(request))
    if entry is not None:
        course = entry.course(slug)
        if course is not None:
            return render(request, "courses/course_page.html", course_context(request, entry, course))
        path = entry.path(slug)
        if path is not None:
            progress = page_context("courses.catalogue", request).get("progress", {})
            cards = [course_card(found, progress.get(found.id)) for found in entry.courses_of(path)]
            return render(request, "courses/path_page.html", {"catalogue": entry, "path": path, "cards": cards})
    return serve(request, f"courses/{slug}/")


def course_context(request: HttpRequest, entry: Outline, course: CourseEntry) -> dict[str, Any]:
    """The course with what the higher apps know of the reader: `started`, `lesson_states`, `next_url`, `posts`."""
    request.course_entry = course  # type: ignore[attr-defined]
    extra = page_context("courses.course", request)
    states = extra.get("lesson_states", {})
    rows = [
        {
            "title": lesson.title,
            "url": lesson.url if lesson.live else "",
            "minutes": lesson.minutes,
            "state": states.get(lesson.id, "todo"),
            "objective": lesson.objective,
            "live": lesson.live,
            "headings": lesson.headings,
        }
        for lesson in course.lessons
    ]
    return {
        **extra,
        "catalogue": entry,
        "course": course,
        "lessons": rows,
        "skills": [(code, entry.skills.get(code, code), level) for code, level in course.skills],
        "crumbs": [{"label": entry.title, "url": entry.url}],
    }


@login_not_required
@require_safe
def lesson(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """A lesson's public page: what it teaches and the way in, or the text where the author allows it."""
    return show_lesson(request, course_slug, lesson_slug)


def show_lesson(request: HttpRequest, course_slug: str, lesson_slug: str, *, status: int = 200) -> HttpResponse:
    """The same page as an answer to whatever a higher app has heard of the reader."""
    entry = outline(Site.find_for_request(request))
    course = entry.course(course_slug) if entry else None
    found = course.lesson(lesson_slug) if course else None
    if entry is None or course is None or found is None:
        return serve(request, f"courses/{course_slug}/{lesson_slug}/")
    request.course_entry = course  # type: ignore[attr-defined]
    request.lesson_entry = found  # type: ignore[attr-defined]
    extra = page_context("courses.lesson", request)
    if extra.get("player_url"):
        return redirect(extra["player_url"])
    version = version_of(request, found, remembered=False)
    shown = preview_segments(found, version.name, extra.get("questions")) if found.preview_allowed else []
    context = {
        **extra,
        "catalogue": entry,
        "course": course,
        "lesson": found,
        "segments": shown,
        "versions": switch(found, version) if found.preview_allowed else {},
        "modules": modules(shown),
        "skills": [entry.skills.get(code, code) for code in found.skills],
        "crumbs": [{"label": entry.title, "url": entry.url}, {"label": course.title, "url": course.url}],
    }
    return render(request, "courses/lesson_page.html", context, status=status)


def preview_segments(
    found: LessonEntry, variant: str = "", questions: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The text with each question as a form, or as its public prompt and options where `questions` has none for it."""
    publics = shown_lesson(found, variant)["publics"]
    shown: list[dict[str, Any]] = []
    for kind, value in segments(found, variant):
        if kind != "item":
            shown.append(shown_segment(kind, value, found))
        elif questions and value in questions:
            shown.append({"kind": kind, "question": questions[value]})
        else:
            shown.append({"kind": kind, "item": shown_item(publics[value].public)})
    return shown


def shown_segment(kind: str, value: str, found: LessonEntry) -> dict[str, Any]:
    """A piece of text, or the card of a test with what everybody may know of it."""
    if kind == "html":
        return {"kind": kind, "html": value}
    return {"kind": kind, "test": next((test for test in found.tests if test.id == value), None)}


def shown_item(public: dict[str, Any]) -> dict[str, Any]:
    """The public half of a question for courses/preview_item.html."""
    if public["type"] == "video":
        return _shown_film(public)
    options = public.get("options", [])
    return {
        "type": public["type"],
        "prompt_html": public["prompt_html"] or GAP.join(public.get("parts_html", [])),
        "lefts": [left["html"] for left in public.get("left", [])],
        "options": ["○", "×"]
        if public["type"] == "truefalse"
        else [options[index]["html"] for index in shown_order(public, "preview")],
        "cards": public.get("cards", []),
        "unit": public.get("unit", ""),
    }


def _shown_film(public: dict[str, Any]) -> dict[str, Any]:
    """A film for somebody whose progress is not kept."""
    heading = mark_safe(public["label_html"])  # noqa: S308  # escaped when the lesson was compiled
    return {"type": "video", "module": "content/film.js", "id": "film", "heading": heading, "film": public.get("film", {}),
            "prompt_html": public["prompt_html"], "stops": []}  # fmt: skip


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search over every public page of the site."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    words = request.GET.get("words", "").strip()[:100]
    context = {"words": words, "hits": search_pages(site, words) if words else []}
    return render(request, "courses/search.html", context)
