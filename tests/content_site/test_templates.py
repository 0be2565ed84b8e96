"""Every component: no inline style or script, well-formed, tied labels, and weights within the budget."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from tests.content_site import samples

STATIC = Path(settings.BASE_DIR) / "content" / "static" / "content"
TEMPLATES = Path(settings.BASE_DIR) / "content" / "templates"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
DRAWN = {"path", "circle", "rect", "line", "polyline", "polygon"}  # SVG elements closed in place


class Outline(HTMLParser):
    """Collects what the checks need and notes every element closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.refs: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.elements.append((tag, values))
        if len(values) != len(attrs):
            self.wrong.append(f"twice the same attribute on <{tag}>")
        if values.get("id"):
            self.ids.append(str(values["id"]))
        for name in ("for", "aria-describedby", "aria-labelledby", "popovertarget"):
            self.refs.extend((values.get(name) or "").split())
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


def outline_of(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    found.close()
    return found


PAGES = ["public", "learner", "workspace", "lesson"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_every_reference_has_its_element(name: str) -> None:
    page = outline_of(samples.all_pages()[name])
    assert page.wrong == []
    assert page.open == []
    assert sorted(page.ids) == sorted(set(page.ids))
    assert set(page.refs) - set(page.ids) == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_obeys_the_strict_policy(name: str) -> None:
    page = outline_of(samples.all_pages()[name])
    for tag, attributes in page.elements:
        assert "style" not in attributes, tag
        assert not [a for a in attributes if a.startswith("on")], (tag, attributes)
        assert tag != "style"
        if tag == "script":
            assert attributes.get("src"), "inline script"
        assert not (attributes.get("href") or "").startswith("javascript:")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_main_one_first_heading_and_names_for_its_navigations(name: str) -> None:
    page = outline_of(samples.all_pages()[name])
    tags = [tag for tag, _ in page.elements]
    assert tags.count("main") == 1
    assert tags.count("h1") == 1
    navigations = [a.get("aria-label") for tag, a in page.elements if tag == "nav"]
    assert all(navigations)
    assert len(navigations) == len(set(navigations))
    assert ("a", "#main") in [(tag, a.get("href")) for tag, a in page.elements[:20]]


def test_no_template_file_carries_inline_style_or_script() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text), path
        assert not re.search(r"<script(?![^>]*src=)", text), path


def test_every_component_says_what_it_wants() -> None:
    for path in [*TEMPLATES.glob("components/*.html"), *TEMPLATES.glob("blocks/*.html"), *TEMPLATES.glob("base*.html")]:
        assert "{% comment %}" in path.read_text(encoding="utf-8").split("{% endcomment %}")[0], path


def test_no_template_is_longer_than_the_house_allows() -> None:
    long = {p.name for p in TEMPLATES.rglob("*.html") if len(p.read_text(encoding="utf-8").splitlines()) > 150}
    assert long == set()


def gzipped(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_style_sheet_and_script_stay_within_their_budgets() -> None:
    assert gzipped(STATIC / "app.css") <= 12 * 1024
    assert gzipped(STATIC / "app.js") <= 6 * 1024
    # The scripts of all interactions together ; the other families load only where they are used.
    assert gzipped(STATIC / "app.js", STATIC / "interactions.js") <= 8 * 1024


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_sheet_and_script_stays_within_30_kilobytes(name: str) -> None:
    html = len(gzip.compress(samples.all_pages()[name].encode(), 9))
    assert html + gzipped(STATIC / "app.css", STATIC / "app.js") <= 30 * 1024


def test_the_style_sheet_asks_for_no_foreign_address() -> None:
    sheet = (STATIC / "app.css").read_text(encoding="utf-8")
    for address in re.findall(r"url\(\"?([^\")]+)", sheet):
        assert (STATIC / address).is_file(), address
    assert "@import" not in sheet


def test_a_signed_in_page_signs_out_by_post_and_a_public_one_carries_no_token() -> None:
    assert '<form method="post" action="/out/">' in samples.parts_page()
    public = samples.parts_page(signed_in=False)
    assert "/accounts/login/" in public
    assert public.count("csrfmiddlewaretoken") == 0


def test_an_anonymous_question_carries_no_token() -> None:
    from django.template.loader import render_to_string

    assert "csrfmiddlewaretoken" in render_to_string(
        "blocks/text.html", {"item": samples.item("text"), "csrf_token": "t"}
    )
    anonymous = render_to_string("blocks/text.html", {"item": samples.item("text", anonymous=True), "csrf_token": "t"})
    assert "csrfmiddlewaretoken" not in anonymous


@pytest.mark.parametrize(
    ("state", "word"),
    [("right", "正解です！"), ("partly", "一部が正解"), ("not_yet", "おしい！"), ("revealed", "答えはこちら")],
)
def test_each_state_of_a_question_has_colour_icon_and_word(state: str, word: str) -> None:
    from django.template.loader import render_to_string

    html = render_to_string("blocks/choice.html", {"item": samples.item("choice", state)})
    status = html.split('role="status"')[1]
    assert f'class="fb {state}"' in status
    assert "<svg" in status.split("</div>")[0]
    assert word in status


def test_reveal_is_offered_only_when_the_item_says_so() -> None:
    from django.template.loader import render_to_string

    assert 'value="reveal"' in render_to_string("blocks/choice.html", {"item": samples.item("choice", "not_yet")})
    assert 'value="reveal"' not in render_to_string("blocks/choice.html", {"item": samples.item("choice")})
