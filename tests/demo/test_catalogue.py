"""CT-01, CT-02, CT-05, CT-11: the two paths as a whole, from the first record to the last."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import yaml

from content.formats.course_zip import read_course_folder, read_course_zip, write_course_zip
from content.lessonmark.kinds import NAMES
from tests.demo.files import COURSE_FILES, FILES, FULL, LICENCE, LessonFile
from tests.demo.table import COURSES, PATHS, TABLE

if TYPE_CHECKING:
    from pathlib import Path

NOT_BLOCKS = {"glossary", "figure", "download", "ruby"}
each_planned = pytest.mark.parametrize(
    "file", [file for file in FILES.values() if file.planned], ids=lambda file: file.id
)
each_course = pytest.mark.parametrize("path", COURSE_FILES, ids=lambda path: path.parent.name)


def test_ct01_two_paths_twelve_courses_fifty_five_lessons() -> None:
    assert list(FILES) == sorted(TABLE)
    lessons = Counter(name[0] for name in FILES)
    minutes = Counter[str]()
    for name, file in FILES.items():
        minutes[name[0]] += file.front["minutes"]
    assert {path: (lessons[path], minutes[path]) for path in PATHS} == PATHS
    assert {name for name, row in TABLE.items() if row.full} <= set(FULL)


@each_course
def test_ct01_course_record_and_sums(path: Path) -> None:
    course = yaml.safe_load(path.read_text(encoding="utf-8"))
    lessons = [file for file in FILES.values() if file.path.parents[1] == path.parent]
    title, minutes, _draw = COURSES[course["id"]]
    assert (course["title"], course["minutes"]) == (title, minutes)
    assert sum(file.front["minutes"] for file in lessons) == minutes
    assert course["slug"] == path.parent.name
    assert course["id"].startswith(course["path"])
    assert (course["lessonmark"], course["licence"]) == (1, LICENCE)
    assert {entry["code"] for entry in course["skills"]} == {
        skill for file in lessons for skill in file.front["skills"]
    }
    assert set(course["refs"]) == {ref for file in lessons for ref in file.front["refs"]}
    assert len(course["objective"]) == 3
    assert all(line.endswith("できる") for line in course["objective"])
    assert [file.id for file in lessons] == [f"{course['id']}-{number}" for number in range(1, len(lessons) + 1)]


@each_planned
def test_a_lesson_in_preparation_has_its_record_and_no_filler(file: LessonFile) -> None:
    front, row = file.front, TABLE[file.id]
    assert (front["title"], front["objective"], front["minutes"]) == (row.title, row.objective, row.minutes)
    assert (tuple(front["skills"]), tuple(front["refs"]), front["audience"]) == (row.skills, row.refs, row.audience)
    assert len(front["headings"]) >= 4
    assert len(set(front["headings"])) == len(front["headings"])
    assert file.body.strip() == ""
    assert re.fullmatch(r"\d{3}-" + front["slug"], file.path.stem)


def test_ct02_every_skill_of_the_courses_is_taught() -> None:
    taught = {skill for file in FILES.values() for skill in file.front["skills"]}
    promised = {entry["code"] for path in COURSE_FILES for entry in yaml.safe_load(path.read_text("utf-8"))["skills"]}
    assert taught == promised
    assert len(taught) == 26


def test_ct05_the_blocks_the_tables_name_stand_in_the_lessons() -> None:
    for name, file in FULL.items():
        assert set(TABLE[name].uses) - NOT_BLOCKS <= file.kinds, name
        assert _marked(file) >= set(TABLE[name].uses) & NOT_BLOCKS, name


def test_ct05_every_type_of_release_1_stands_in_a_full_lesson() -> None:
    kinds = {kind for file in FULL.values() for kind in file.kinds}
    later = {"group", "hotspot", "timeline", "survey"}
    assert set(NAMES) - later == kinds
    marked = {mark for file in FULL.values() for mark in _marked(file)}
    assert marked == NOT_BLOCKS


def _marked(file: LessonFile) -> set[str]:
    """What is Markdown and no block: a word with its meaning, a figure, a download, furigana."""
    signs = {
        "glossary": r"^: .",
        "figure": r"!\[.+\]\(image:",
        "download": r"\]\(file:",
        "ruby": r"\{[^{}|]+\|[^{}]+\}",
    }
    return {name for name, sign in signs.items() if re.search(sign, file.body, re.MULTILINE)}


def test_ct11_no_text_names_a_real_person_or_can_call_one() -> None:
    """Telephone numbers are those of public windows; addresses end in names kept for examples."""
    for name, file in FULL.items():
        numbers = re.findall(r"0\d{1,3}-\d{2,4}-\d{3,4}|0[789]0\d{8}", file.body)
        assert numbers == [], name
        hosts = re.findall(r"https?://([^/\s`]+)", file.body)
        assert all(
            host.rsplit(".", 1)[-1] in {"example", "test"} or host.endswith((".go.jp", ".lg.jp")) for host in hosts
        )
        assert not re.search(r"[\w.]+@(?!.*example)[\w.]+", file.body), name


@each_course
def test_a_course_folder_is_a_zip_and_back(path: Path) -> None:
    bundle = read_course_folder(path.parent)
    assert bundle.skipped == ()
    assert read_course_zip(write_course_zip(bundle)) == bundle
