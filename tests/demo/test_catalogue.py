"""CT-01, CT-02, CT-03, CT-05, CT-11: the two paths as a whole, from the first record to the last."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from content.formats.course_zip import read_course_folder, read_course_zip, write_course_zip
from content.items.draw import shares
from content.lessonmark.kinds import NAMES
from lms.learning.requirements.rules import evaluate
from tests.demo.files import BANKS, COURSE_FILES, FILES, FULL, LICENCE, LessonFile, front_and_body
from tests.demo.table import COURSES, PATHS, SKILLS, TABLE
from tests.learning.test_rules import RULES, standing

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


def _promised(path: Path) -> dict[str, int]:
    """Skill -> the level the course leads to."""
    return {entry["code"]: entry["level"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["skills"]}


def _lessons_of(path: Path) -> list[LessonFile]:
    return [file for file in FILES.values() if file.path.parents[1] == path.parent]


def test_ct02_26_skills_each_taught_by_a_lesson_of_the_course_that_promises_it() -> None:
    assert len(SKILLS) == 26
    promised: dict[str, dict[str, int]] = {}
    for path in COURSE_FILES:
        taught = {skill for file in _lessons_of(path) for skill in file.front["skills"]}
        course = yaml.safe_load(path.read_text(encoding="utf-8"))["id"]
        for skill, level in _promised(path).items():
            assert skill in taught, (course, skill)
            promised.setdefault(skill, {})[course] = level
    assert {skill: (tuple(found), max(found.values())) for skill, found in promised.items()} == SKILLS


@each_course
def test_ct02_each_skill_is_tested_and_can_reach_the_level_named_for_its_course(path: Path) -> None:
    """Level 2 needs a course test that asks for the skill, level 3 work that is judged (section 2).

    A course in preparation has no test yet: its plan must have one. A finished course has the real one.
    """
    lessons = _lessons_of(path)
    name = lessons[0].id.split("-")[0]
    draw = COURSES[name][2]
    asked = _asked(path)
    judged = {skill for file in lessons if "submit" in TABLE[file.id].uses for skill in file.front["skills"]}
    finished = not any(file.planned for file in lessons)
    assert (asked is not None) == finished, name
    for skill, level in _promised(path).items():
        assert 1 <= level <= 3
        assert level < 2 or draw > 0, skill
        assert level < 3 or skill in judged, skill
        if asked is not None:
            assert level < 2 or asked[skill] > 0, skill
    if asked is not None:
        assert sum(asked.values()) == draw
        assert {"submit", "rubric"} <= {kind for file in lessons for kind in file.kinds} or not judged


def _asked(path: Path) -> dict[str, int] | None:
    """How many questions of each skill the course's test draws; None where it has none."""
    plans = [(file, plan) for file in _lessons_of(path) for plan in file.lesson.tests]
    if not plans:
        return None
    ((_file, plan),) = plans
    bank = BANKS[path.parent / "bank" / f"{plan.pool}.md"]
    front, _body = front_and_body(path.parent / "bank" / f"{plan.pool}.md")
    counts = Counter((item.skill or tuple(front["skills"]))[0] for item in bank.items)
    return shares(counts, plan.draw)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_ct03_a_rule_is_met_by_who_finished_the_courses_and_by_nobody_one_level_lower(rule: dict[str, Any]) -> None:
    day, on = "2027-01-10", date(2027, 4, 1)
    reached: dict[str, int] = {}
    for path in COURSE_FILES:
        for skill, level in _promised(path).items():
            reached[skill] = max(level, reached.get(skill, 0))
    assert evaluate(rule, standing([(skill, level, day) for skill, level in reached.items()]), on).met
    for leaf in rule["all"]:
        asked, level = leaf["skill_level"]
        less = {**reached, asked: level - 1}
        found = evaluate(rule, standing([(skill, has, day) for skill, has in less.items() if has]), on)
        assert list(found.missing) == [asked]


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
