"""A course of language version 1 is still read, compiles and gives the same scores (LT-13)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import yaml

from content.formats import read_course_folder, read_course_zip, write_course_zip
from content.items import grade
from content.lessonmark import compile_lesson, compile_variant

FIXTURE = Path(__file__).parent / "course_v1"


def test_the_course_of_version_1_compiles_and_gives_the_same_scores():
    bundle = read_course_folder(FIXTURE)
    assert [line.file for line in bundle.skipped] == ["scores.yaml"]
    main = next(lesson for lesson in bundle.lessons if not lesson.variant)
    compiled = compile_lesson(main.text)
    assert compiled.errors == ()
    assert compile_variant(bundle.lessons[0].text, compiled, "easy").errors == ()
    assert compile_lesson(bundle.banks[0].text).errors == ()
    expected = yaml.safe_load((FIXTURE / "scores.yaml").read_text())
    assert {item.id for item in compiled.items} == set(expected)
    for item in compiled.items:
        for row in expected[item.id]:
            assert grade(item.public, item.key, row["answer"]).share == Fraction(row["share"]), (item.id, row)


def test_it_goes_out_and_comes_back_byte_for_byte():
    bundle = read_course_folder(FIXTURE)
    packed = write_course_zip(bundle)
    assert write_course_zip(read_course_zip(packed)) == packed
