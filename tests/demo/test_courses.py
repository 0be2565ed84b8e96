"""The full lessons of the demo town are finished teaching: they compile cleanly and keep the promises of the curriculum."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import pytest

from content.lessonmark.kinds import KINDS
from tests.demo.files import FULL, LICENCE, LessonFile, all_items, html_of
from tests.demo.table import TABLE

if TYPE_CHECKING:
    from content.items import Item

POTENTIAL = re.compile(r"(できる|[えけげせてねべめれ]る)$")
HALF_YEAR, YEAR = 6, 12
RUBY_PATHS = ("A1", "A2", "A3", "B1")
each_full = pytest.mark.parametrize("file", FULL.values(), ids=list(FULL))


def _scored(file: LessonFile) -> list[Item]:
    return [item for item in file.lesson.items if KINDS[item.type].scored]


def _explained(file: LessonFile) -> list[Item]:
    """Scored items that take an explanation: all but branch, whose feedback stands at its choices."""
    return [item for item in _scored(file) if item.type != "branch"]


def _headings(file: LessonFile) -> list[str]:
    return re.findall(
        r"^## +(.+)$", re.sub(r"^:::+ tabs.*?^:::+$", "", file.body, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )


def _months_between(first: datetime.date, last: datetime.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


@each_full
def test_ct04_compiles_without_error_or_warning(file: LessonFile) -> None:
    assert [str(finding) for finding in file.lesson.lint] == []


@each_full
def test_ct04_the_record_follows_the_table(file: LessonFile) -> None:
    front, row = file.front, TABLE[file.id]
    assert (front["title"], front["minutes"], front["audience"]) == (row.title, row.minutes, row.audience)
    assert (tuple(front["skills"]), tuple(front["refs"])) == (row.skills, row.refs)
    assert front["objective"] == row.objective
    assert POTENTIAL.search(front["objective"])
    assert front["licence"] == LICENCE
    assert front["credits"]
    assert re.fullmatch(r"\d{3}-" + front["slug"], file.path.stem)


@each_full
def test_ct04_the_next_review_is_set_by_subject(file: LessonFile) -> None:
    """A second reader fills in `reviewed_on` and `reviewer` together; the date of the next review stands from the start."""
    front = file.front
    quick = any(skill.startswith(("SEC", "AI", "LAW")) for skill in front["skills"])
    written = front.get("reviewed_on", datetime.date(2026, 11, 20))
    assert _months_between(written, front["next_review"]) == (HALF_YEAR if quick else YEAR)
    assert ("reviewed_on" in front) == ("reviewer" in front)


@each_full
def test_ct04_length_sections_and_next_step(file: LessonFile) -> None:
    assert 2000 <= len(file.lesson.plain_text) <= 5000
    headings = _headings(file)
    teaching = [text for text in headings if text not in {"できるようになったこと", "つぎ"}]
    assert len(teaching) >= 3
    assert headings[-2:] == ["できるようになったこと", "つぎ"]
    assert any(text.startswith("やってみよう") for text in headings)
    assert not file.body.lstrip().startswith("#"), "a lesson opens with a scene, not with a heading"
    assert "**もとにした資料**" in file.body


@each_full
def test_ct04_items_teach(file: LessonFile) -> None:
    explained = [item.key.to_json() for item in _explained(file)]
    assert 3 <= len(explained) <= len(_scored(file)) <= 5
    assert len({item.type for item in file.lesson.items}) >= 3
    assert "choice" in {item.type for item in file.lesson.items}
    assert all(key["explain"].strip() for key in explained)
    assert any(key["hints"] for key in explained)
    assert {skill for item in file.lesson.items for skill in item.skill} <= set(file.front["skills"])


@each_full
def test_ct04_every_wrong_option_and_slip_has_its_answer(file: LessonFile) -> None:
    told = 0
    for item in file.lesson.items:
        key = item.key.to_json()
        if item.type == "choice":
            wrong = [text for place, text in enumerate(key["feedback"]) if place not in key["right"]]
            assert all(wrong), item.id
            told += len(wrong)
        elif item.type in {"number", "text"}:
            assert all(slip["feedback"] for slip in key["slips"]), item.id
        elif item.type == "branch":
            assert all(edge["feedback"] for edge in key["edges"] if not edge["score"]), item.id
    assert told >= 1


@each_full
def test_no_mark_is_left_in_the_page(file: LessonFile) -> None:
    page = html_of(file.lesson.blocks) + "".join(str(item.public) for item in file.lesson.items)
    text = re.sub(r"<code.*?</code>", "", page, flags=re.DOTALL)
    assert not re.search(r"\*\*|:::|\[\[|\[ \]|\[x\]|[|｜]", text)
    assert "style=" not in page


@each_full
def test_furigana_where_the_curriculum_asks_for_it(file: LessonFile) -> None:
    page = html_of(file.lesson.blocks)
    assert page.count("<ruby>") >= (20 if file.id.startswith(RUBY_PATHS) else 5)
    assert "{" not in file.front["title"] + file.front["objective"]


@each_full
def test_two_skills_are_both_practised(file: LessonFile) -> None:
    skills = file.front["skills"]
    if len(skills) > 1:
        assert {skill for item in _scored(file) for skill in item.skill} == set(skills)


def test_ids_are_unique_over_the_courses() -> None:
    ids = [item.id for item in all_items()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]{2,39}", name) for name in ids)


def test_right_answers_cannot_be_guessed_from_their_place() -> None:
    single = [item for item in all_items() if item.type == "choice" and len(item.key.to_json()["right"]) == 1]
    places = [item.key.to_json()["right"][0] for item in single]
    assert set(places) == {0, 1, 2, 3}
    assert max(places.count(place) for place in set(places)) <= len(places) // 2
    truths = [item.key.to_json()["right"] for item in all_items() if item.type == "truefalse"]
    assert set(truths) == {True, False}
