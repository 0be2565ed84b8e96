"""The sample lesson of the editor: every block of this release once, without an error."""

from __future__ import annotations

import re
from collections import Counter

from content.lessonmark import AVAILABLE, compile_lesson
from content.lessonmark.samples import SAMPLES, sample_lesson


def test_every_block_stands_in_it_under_its_japanese_name() -> None:
    text = sample_lesson()
    assert set(re.findall(r"^:::+ ([a-z]+)", text, re.MULTILINE)) == AVAILABLE
    for name in AVAILABLE:
        if not SAMPLES[name].inside:
            assert f"## {SAMPLES[name].label}\n\n::: {name}" in text


def test_it_compiles_and_no_name_stands_twice() -> None:
    text = sample_lesson()
    assert [str(finding) for finding in compile_lesson(text).lint] == []
    names = Counter(re.findall(r"\{#([a-z0-9-]+)", text))
    assert set(names.values()) == {1}


def test_a_release_with_fewer_blocks_shows_only_those() -> None:
    text = sample_lesson(AVAILABLE - {"branch", "scene"})
    assert "::: branch" not in text
    assert "::: choice" in text
