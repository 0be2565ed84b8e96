"""W01: an instructor who writes and publishes a lesson meets no English on the way."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import LessonPage
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import BODY, make_course, make_lesson
from tests.courses.test_cms import BROKEN, fields

pytestmark = pytest.mark.django_db
SHOWN = ("aria-label", "title", "placeholder", "alt")
SHOWN_DATA = re.compile(r"data-(w-tooltip-content-value|[a-z]+-word|pattern|none)$")
HIDDEN = {"script", "style", "code", "svg", "pre", "textarea"}
# Names, keys of the language and of skills, formats and file kinds that stay as they are in every language.
KEPT = re.compile(
    r"""(?<![A-Za-z])(Wagtail|Sonjuku|Markdown|JavaScript|Ctrl|Windows|Mac|Wi-Fi|DNS|DHCP|CSV|XLSX|PDF|ZIP|zip|DOCX|docx|GIF|JPEG|JPG
    |PNG|WEBP|SVG|AVIF|HEIC|YAML|MB|KB|GB|URL|AI|IT|PC|HTML|SEC|LAW|CC|BY|Chrome|English|Enter|Esc|Shift|Alt|md|yaml|course|lessons
    |SEO|ID|choice|key|image|example|jp|[A-Z]{2,4}-\d\d|[A-Z]\d(-\d)?|[WE]\d{3})(?![A-Za-z])|[\w.+-]+@[\w.-]+|https?://\S+|:::\s?\w*|\{\#?[^}]*\}
    |(?<![A-Za-z])(hint|explain|note|details|name)(?![A-Za-z])""",
    re.VERBOSE,
)
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ '’-][A-Za-z]+)*")


class Reader(HTMLParser):
    """Collects what a person sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        values = dict(attrs)
        # Wagtail writes None into the counter it hides.
        if tag in HIDDEN or "data-side-panel-toggle-counter" in values:
            self.open.append(tag)
        if "svg" in self.open or "script" in self.open:
            return
        self.found += [text for name, text in attrs if text and (name in SHOWN or SHOWN_DATA.match(name))]
        if tag == "input" and values.get("type") in {"submit", "button"} and values.get("value"):
            self.found.append(values["value"])

    def handle_endtag(self, tag) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data) -> None:
        if not self.open and data.strip():
            self.found.append(" ".join(data.split()))


def english_in(page: str, own: tuple[str, ...] = ()) -> set[str]:
    """The English words of a page with the text they stand in; `own` words of the test's pages do not count."""
    reader = Reader()
    reader.feed(page)
    left = set()
    for text in reader.found:
        foreign = re.sub("|".join(map(re.escape, own)), "", text) if own else text
        left |= {f"{match[0]} ({text[:60]})" for match in ENGLISH.finditer(KEPT.sub("", foreign))}
    return left


@pytest.fixture
def writer(region):
    client = Client(SERVER_NAME=region.site.hostname)
    client.person = make_person(region, "I", mail="koushi@example.jp")
    return sign_in(client, client.person)


@pytest.fixture
def lesson(region, writer):
    lesson = make_lesson(make_course(region), live=False)
    lesson.save_revision(user=writer.person.user)
    return lesson


def walk(writer, lesson):
    """(name, page) of every screen on the way to a published lesson, and beside it."""
    course = lesson.get_parent()
    page = "wagtailadmin_pages:"

    def get(name: str, *args, query: str = ""):
        answer = writer.get(reverse(name, args=args) + query)
        assert answer.status_code == 200, (name, answer.status_code)
        return name + query, answer.content.decode()

    def post(name: str, address: str, data: dict, *, status: int = 200):
        answer = writer.post(address, data, follow=True)
        assert answer.status_code == status, (name, answer.status_code)
        return name, answer.content.decode()

    yield get("wagtailadmin_home")
    yield get("wagtailadmin_explore", course.get_parent().pk)
    yield get("wagtailadmin_explore", course.pk)
    yield get(page + "search", query="?q=単元")
    yield get(page + "add_subpage", course.pk)
    add = reverse(page + "add", args=["courses", "lessonpage", course.pk])
    yield "add", writer.get(add).content.decode()
    yield post("add refused", add, {"title": ""})
    yield get(page + "edit", lesson.pk)
    edit = reverse(page + "edit", args=[lesson.pk])
    yield post("saved", edit, fields(lesson, objective="新しい目標"))
    yield post("refused", edit, fields(lesson, body=BROKEN, **{"action-publish": "1"}))
    old = {"loaded_revision_id": "1", "loaded_revision_created_at": "x"}
    yield post("conflict", edit, fields(lesson, body=BODY + "ほかの行", **old), status=409)
    form = reverse("courses_block_form", args=[lesson.pk])
    yield post("form", form, {"text": BODY, "line": 8})
    yield post("form refused", form, {"text": "文", "line": 1}, status=422)
    yield "preview", preview(writer, lesson)
    yield get(page + "view_draft", lesson.pk)
    yield post("scheduled", edit, fields(lesson, go_live_at="2030-01-01 09:00", **{"action-publish": "1"}))
    yield get(page + "edit", lesson.pk)
    yield post("unscheduled", reverse(page + "revisions_unschedule", args=[lesson.pk, lesson.revisions.last().pk]), {})
    yield post("published", edit, fields(LessonPage.objects.get(pk=lesson.pk), **{"action-publish": "1"}))
    yield get(page + "edit", lesson.pk)
    yield get(page + "history", lesson.pk)
    first, last = lesson.revisions.order_by("pk").first(), lesson.revisions.order_by("pk").last()
    yield get(page + "revisions_compare", lesson.pk, first.pk, last.pk)
    yield get(page + "revisions_revert", lesson.pk, first.pk)
    yield get(page + "copy", lesson.pk)
    yield get(page + "unpublish", lesson.pk)
    yield get(page + "delete", lesson.pk)
    yield get(page + "move", lesson.pk)
    yield get(page + "edit", course.pk)
    yield get("courses_import")
    yield get("wagtailimages:index")
    yield get("wagtaildocs:index")


def preview(writer, lesson) -> str:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    assert writer.post(address, fields(lesson)).json()["is_valid"]
    return writer.get(address).content.decode()


def test_no_english_on_the_way_to_a_published_lesson(writer, lesson) -> None:
    # "Search" stands in Wagtail's home page itself, on a button nobody sees; its label is not translatable.
    own = ("Search", "koushi", "copy", "hama", "l1", "a3", "q-one", "q-two", "q-", "A3-1")
    left = {name: found for name, html in walk(writer, lesson) if (found := english_in(html, own))}
    assert not left, "\n".join(f"{name}: {sorted(found)}" for name, found in left.items())


def test_the_words_of_the_scripts_are_japanese(writer) -> None:
    text = writer.get("/cms/jsi18n/").content.decode()
    for word in ("Collapse all", "Toggle section", "A network error occurred.", "Changes have been autosaved."):
        assert re.search(re.escape(f'"{word}": "') + '[^A-Za-z"]', text) or re.search(
            re.escape(f'"{word}": "') + r"\\u", text
        ), word


def test_the_reader_finds_english() -> None:
    assert english_in('<p>文 Save draft</p><a title="Edit this page">編集</a><script>var x = "word"</script>') == {
        "Save draft (文 Save draft)",
        "Edit this page (Edit this page)",
    }
