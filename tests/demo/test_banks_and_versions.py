"""CT-04, CT-07 (size of the banks) and the texts in やさしい日本語; the files beside the lessons."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import yaml
from PIL import Image

from content.lessonmark import compile_lesson
from content.lessonmark.kinds import KINDS
from tests.demo.files import BANKS, COURSE_FILES, COURSES, EASY, FULL, front_and_body
from tests.demo.table import COURSES as TABLE

if TYPE_CHECKING:
    from pathlib import Path

    from content.lessonmark import Lesson

PICTURE_LIMIT, FILE_LIMIT = 150_000, 500_000
each_bank = pytest.mark.parametrize(("path", "bank"), BANKS.items(), ids=[path.stem for path in BANKS])
each_easy = pytest.mark.parametrize("name", list(EASY))


@each_bank
def test_ct04_bank_compiles_and_every_question_is_explained(path: Path, bank: Lesson) -> None:
    assert [str(finding) for finding in bank.lint] == [], path.name
    for item in bank.items:
        key = item.key.to_json()
        assert KINDS[item.type].auto
        assert key["explain"].strip(), item.id
        assert len(item.skill) == 1, item.id
        if item.type == "choice":
            assert all(key["feedback"]), item.id


@each_bank
def test_ct07_bank_has_twice_the_draw_and_twice_the_share_of_each_skill(path: Path, bank: Lesson) -> None:
    course = yaml.safe_load((path.parents[1] / "course.yaml").read_text(encoding="utf-8"))
    draw = TABLE[course["id"]][2]
    skills = Counter(item.skill[0] for item in bank.items)
    wanted = {entry["code"] for entry in course["skills"]}
    assert set(skills) == wanted == set(front_and_body(path)[0]["skills"])
    assert len(bank.items) >= 2 * draw
    assert all(count >= 2 * draw / len(wanted) for count in skills.values())


def test_ct07_the_last_lesson_draws_from_the_bank() -> None:
    for last, pool, draw in (("A3-5", "a3-test", 10), ("B4-5", "b4-test", 12)):
        (plan,) = FULL[last].lesson.tests
        assert (plan.pool, plan.draw, plan.pass_mark, plan.tries_per_day) == (pool, draw, 80, 3)


def test_ids_of_banks_and_lessons_do_not_meet() -> None:
    names = [item.id for lesson in (*BANKS.values(), *(file.lesson for file in FULL.values())) for item in lesson.items]
    assert len(names) == len(set(names))


def test_the_plain_versions_the_curriculum_asks_for() -> None:
    assert {"A3-2", "A3-5", "B4-1", "B6-4"} <= set(EASY)
    assert min(sum(name[0] == path for name in EASY) for path in "AB") >= 4


@each_easy
def test_plain_version_compiles_without_error_or_warning(name: str) -> None:
    assert [str(finding) for finding in EASY[name].lint] == []


@each_easy
def test_plain_version_has_the_questions_and_no_secret(name: str) -> None:
    main, easy = FULL[name], EASY[name]
    assert [item.id for item in easy.items] == [item.id for item in main.lesson.items]
    assert [item.type for item in easy.items] == [item.type for item in main.lesson.items]
    text = main.path.with_suffix(".easy.md").read_text(encoding="utf-8")
    assert not re.search(r"^::: (hint|explain|scene)|^- \[x\]|^!?= ", text, re.MULTILINE)
    assert easy.plain_text.count("\n") > 10
    assert "できるようになったこと" in easy.plain_text


@pytest.mark.parametrize("path", COURSE_FILES, ids=lambda path: path.parent.name)
def test_every_file_named_is_there_small_and_described(path: Path) -> None:
    sheet = path.parent / "assets.yaml"
    rows = yaml.safe_load(sheet.read_text(encoding="utf-8")) if sheet.exists() else []
    keys = {row["key"] for row in rows}
    texts = [file.read_text(encoding="utf-8") for file in (path.parent / "lessons").glob("*.md")]
    named = {key for text in texts for key in re.findall(r"(?:image|file|media):([a-z0-9-]+)", text)}
    assert named <= keys
    for row in rows:
        file = path.parent / row["file"]
        assert row["licence"] == "CC BY 4.0"
        assert row["credit"]
        if file.suffix == ".png":
            assert row["alt"]
            assert file.stat().st_size <= PICTURE_LIMIT
            assert Image.open(file).width >= 900
        elif file.suffix in {".pdf", ".docx", ".xlsx"}:
            assert file.stat().st_size <= FILE_LIMIT


def test_the_downloads_of_the_curriculum_are_what_they_say() -> None:
    pdf = (COURSES / "b5-rules-money/assets/job-posting-sample.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf
    assert b"/MarkInfo" in pdf
    assert (COURSES / "a4-documents/assets/party-accounts.xlsx").read_bytes().startswith(b"PK")
    assert (COURSES / "b4-online-work/assets/handover-template.docx").read_bytes().startswith(b"PK")


def test_ct04_names_of_pictures_and_files_are_known_to_the_compiler() -> None:
    for path in COURSE_FILES:
        sheet = path.parent / "assets.yaml"
        rows = yaml.safe_load(sheet.read_text(encoding="utf-8")) if sheet.exists() else []
        known = [row["key"] for row in rows]
        for file in FULL.values():
            if file.path.parents[1] == path.parent:
                lesson = compile_lesson(file.body, known_images=known, known_files=known)
                assert not [finding for finding in lesson.lint if finding.code == "E502"], file.id
