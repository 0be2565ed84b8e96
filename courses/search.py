"""Search over the public pages of one site: Wagtail's own backend, Japanese tokens, our order of results (law.md §12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from content.search import match_rank, phrase_query

if TYPE_CHECKING:
    from wagtail.models import Site

MOST_HITS = 200
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One page found: `kind` is the model name, `lead` what may be shown under the title."""

    page_id: int
    title: str
    url: str
    kind: str
    lead: str


def search_pages(site: Site, words: str) -> list[Hit]:
    """Live, unrestricted pages of the site, title before body and whole words before parts, equal ones newest first.

    At most 200. Nothing to look for (signs, emoji, empty): no hits, never an error.
    """
    query = phrase_query(words[:LONGEST_QUERY])
    if query is None:
        return []
    root = site.root_page
    pages = Page.objects.live().public().descendant_of(root)
    found = list(get_search_backend().search(query, pages, order_by_relevance=True)[:MOST_HITS])
    found.sort(key=lambda page: page.last_published_at.timestamp() if page.last_published_at else 0.0, reverse=True)
    found.sort(key=lambda page: match_rank(words, page.title))
    leads = _leads([page.pk for page in found])
    return [
        Hit(
            page_id=page.pk,
            title=page.title,
            url="/" + page.url_path.removeprefix(root.url_path),
            kind=page.cached_content_type.model,
            lead=leads.get(page.pk, page.search_description),
        )
        for page in found
    ]


def _leads(page_ids: list[int]) -> dict[int, str]:
    """The first sentences of lessons, which stop before the first question (LK-07), and the summaries of courses."""
    from courses.models import CompiledLesson, CoursePage

    texts = dict(CompiledLesson.objects.filter(lesson_id__in=page_ids).values_list("lesson_id", "lead_text"))
    texts.update(CoursePage.objects.filter(pk__in=page_ids).values_list("pk", "summary"))
    return {pk: text[:120] for pk, text in texts.items()}


def matching_courses(site: Site, words: str) -> set[int]:
    """Ids of courses that match, or that have a lesson that does."""
    from courses.models import CoursePage, LessonPage

    query = phrase_query(words[:LONGEST_QUERY])
    if query is None:
        return set()
    backend = get_search_backend()
    within = {"live": True, "path__startswith": site.root_page.path}
    courses = {page.pk for page in backend.search(query, CoursePage.objects.filter(**within))}
    lessons = [page.path[: -Page.steplen] for page in backend.search(query, LessonPage.objects.filter(**within))]
    return courses | set(CoursePage.objects.filter(path__in=lessons).values_list("pk", flat=True))
