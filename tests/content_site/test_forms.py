"""Forms: a summary with links on top, messages tied to their fields, the error word before the title."""

from __future__ import annotations

from tests.content_site import samples
from tests.content_site.test_templates import outline_of


def test_the_summary_links_to_every_field_with_an_error_and_takes_the_focus() -> None:
    html = samples.parts_page()
    page = outline_of(html)
    summary = next(a for tag, a in page.elements if a.get("id") == "form-errors")
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary
    links = [a["href"] for tag, a in page.elements if tag == "a" and str(a.get("href", "")).startswith("#id_")]
    assert links == ["#id_called", "#id_email", "#id_school_0", "#id_read"]
    assert {link.removeprefix("#") for link in links if link} <= set(page.ids)


def test_a_field_with_an_error_says_so_and_refers_to_help_and_message() -> None:
    page = outline_of(samples.parts_page())
    called = next(a for tag, a in page.elements if a.get("id") == "id_called")
    assert called["aria-invalid"] == "true"
    assert called["aria-describedby"] == "id_called_helptext id_called_error"


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = samples.parts_page()
    assert "<legend>学校" in html
    assert "<legend>働ける日" in html


def test_the_title_of_a_page_with_errors_begins_with_the_error_word() -> None:
    html = samples.parts_page()
    title = html.split("<title>")[1].split("</title>")[0]
    assert title.startswith("エラー：")
    assert title.endswith("見本｜みなみ浜IT塾")


def test_a_form_without_errors_has_no_summary() -> None:
    assert "data-errors" not in str(samples.SampleForm())
