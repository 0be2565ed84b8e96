"""Sources and what they compile to, line by line (sections 9 and 10)."""

from __future__ import annotations

import json

import pytest

from content.lessonmark import compile_lesson, lesson_to_json
from tests.content.vectors import vectors


def shown(lesson) -> str:
    """Everything of a compiled lesson that can reach a page, the search index or the lint panel."""
    return json.dumps(lesson_to_json(lesson), ensure_ascii=False) + "".join(map(str, lesson.lint))


def listed(findings) -> list[str]:
    return [f"{finding.code}@{finding.line}" for finding in findings]


@pytest.mark.parametrize("case", vectors("lessonmark/lint"), ids=lambda case: case["source"])
def test_a_text_gives_exactly_its_errors_and_shows_no_secret(case):
    lesson = compile_lesson(case["source"])
    assert listed(lesson.errors) == [code for code in case["expect"] if code[0] == "E"]
    warned = {finding.code for finding in lesson.warnings}
    assert {code for code in case["expect"] if code[0] == "W"} <= warned
    assert "ひみつ" not in shown(lesson)


@pytest.mark.parametrize("case", vectors("lessonmark/later"), ids=lambda case: case["source"])
def test_a_type_of_a_later_release_is_known_refused_and_shown_to_nobody(case):
    lesson = compile_lesson(case["source"])
    assert set(case["expect"]) <= set(listed(lesson.errors))
    assert lesson.items == ()
    assert "ひみつ" not in shown(lesson)
    assert "まだ使えません" in "".join(map(str, lesson.errors))


@pytest.mark.parametrize("name", ["emphasis", "ruby", "join"])
def test_markdown_reads_well_in_japanese(name):
    for source, expected in vectors(f"lessonmark/{name}"):
        lesson = compile_lesson(source)
        assert "".join(block.html for block in lesson.blocks) == f"<p>{expected}</p>", source
