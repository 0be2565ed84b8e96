"""The courses of the demo town are finished teaching: they compile cleanly and keep the promises of a full lesson."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from content.items import grade
from content.lessonmark import compile_lesson

if TYPE_CHECKING:
    from content.items import Item
    from content.lessonmark import Block, Lesson

COURSES = Path(__file__).resolve().parents[2] / "demo" / "courses"
ALLOWED_BLOCKS = {"choice", "truefalse", "number", "text", "hint", "explain", "note", "details", "memo"}
LICENCE = "CC BY 4.0"
POTENTIAL = re.compile(r"(できる|[えけげせてねべめれ]る)$")
HALF_YEAR, YEAR = 6, 12

# id: (title, minutes, audience, skills, refs), the table of the curriculum.
TABLE: dict[str, tuple[str, int, str, list[str], list[str]]] = {
    "A3-1": ("強い認証にする", 35, "全", ["SEC-01"], ["dss:how-care", "ipa2026:ind"]),
    "A3-2": ("フィッシングを見分ける", 40, "全", ["SEC-02"], ["ipa2026:ind"]),
    "A3-3": ("ランサムウェアなどに備える", 40, "全", ["SEC-02"], ["ipa2026:org1", "sec5"]),
    "A3-4": (
        "10大脅威を自分の生活に当てはめる",
        35,
        "全",
        ["SEC-01", "SEC-02"],
        ["ipa2026:org1", "ipa2026:org2", "ipa2026:org3", "ipa2026:ind"],
    ),
    "A3-5": ("事故が起きたときの連絡", 30, "全", ["SEC-02"], ["tw:security", "sec5"]),
    "B4-1": ("チャットの書き方", 35, "全", ["COM-01"], ["tw:management"]),
    "B4-2": ("Web会議の進行", 35, "全", ["COM-02"], ["tw:management"]),
    "B4-3": ("課題管理", 35, "市子大", ["TWK-03"], ["tw:management"]),
    "B4-4": ("共同編集", 30, "全", ["COM-01", "TWK-03"], ["dss:how-use", "info1:2"]),
    "B4-5": ("引き継ぎ文書（課題）", 45, "全", ["COM-01", "TWK-03"], ["tw:management"]),
}
OBJECTIVES = {
    "A3-1": "サービスごとに違う強い認証と二段階の確認を設定できる",
    "A3-2": "メール・SMSのあやしい点を3つ以上言い、正しい入口から確かめられる",
    "A3-3": "更新とバックアップの計画を立てられる",
    "A3-4": "3つの脅威について、自分の備えを書ける",
    "A3-5": "切りはなす・そのままにする・連絡する・書きとめるの順に動ける",
    "B4-1": "状況・予定・困りごとを3文で報告できる",
    "B4-2": "準備・開始・確認・終了の手順を守って参加できる",
    "B4-3": "仕事を1〜2時間に分け、期限と状態を更新できる",
    "B4-4": "同じ文書をほかの人と直し、変更を説明できる",
    "B4-5": "ほかの人が続けられる引き継ぎ文書を作れる",
}
# What a second reader answered, with the habits of a Japanese keyboard left in.
ANSWERS: dict[str, Any] = {
    "sec1-reuse": "false",
    "sec1-pin": "１０，０００通り",
    "sec1-best": "管理アプリに16文字",
    "sec1-code": "番号は言わずに電話を切り",
    "sec1-bio": " 生体認証。",
    "sec2-signs": ("24時間後に", "暗証番号を入力"),
    "sec2-lock": "false",
    "sec2-domain": "ＳＨＩＨＡＲＡＩ．ｔｅｓｔ",
    "sec2-entrance": "広報紙にのっている",
    "sec3-pay": "切りはなし",
    "sec3-settings": "true",
    "sec3-sync": "別にバックアップがいる",
    "sec3-size": "200ＧＢ",
    "sec4-supply": "二段階の確認を入れる",
    "sec4-ai": "false",
    "sec4-first": "カードのうらの電話番号",
    "sec4-chain": "ｻﾌﾟﾗｲﾁｪｰﾝ",
    "sec5-first": "Wi-Fiを切って",
    "sec5-unknown": "true",
    "sec5-report": "10時5分に",
    "sec5-minutes": "８分",
    "onl1-report": "60まいのうち45まい",
    "onl1-forecast": "90 分",
    "onl1-ask": "500円少ない",
    "onl1-read": "false",
    "onl2-camera": "紙をはずすか",
    "onl2-record": "false",
    "onl2-confirm": "アオイさんが、28日",
    "onl2-agenda": "１０",
    "onl3-title": "12月号の写真を5まい",
    "onl3-days": "4日",
    "onl3-late": "今日の朝のうちに",
    "onl3-done": "false",
    "onl4-right": "名前を選び「コメント」",
    "onl4-name": "２０２６１２０３＿会議メモ＿Ｖ２",
    "onl4-suggest": "true",
    "onl4-explain": "500円から300円",
    "onl5-never": "管理の担当に",
    "onl5-date": "8日",
    "onl5-next": "2まいに説明文があれば終わり",
    "onl5-unknown": "true",
}


@dataclass(frozen=True)
class LessonFile:
    """One lesson as it lies in the folder: front matter, text, compiled lesson."""

    path: Path
    front: dict[str, Any]
    body: str
    lesson: Lesson


def _front_and_body(path: Path) -> tuple[dict[str, Any], str]:
    start, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert start == ""
    return yaml.safe_load(front), body


def _lesson_file(path: Path) -> LessonFile:
    front, body = _front_and_body(path)
    return LessonFile(path, front, body, compile_lesson(body))


PATHS = sorted(COURSES.glob("*/lessons/*.md"))
FILES = {path.relative_to(COURSES).as_posix(): _lesson_file(path) for path in PATHS}
COURSE_FILES = sorted(COURSES.glob("*/course.yaml"))
each_lesson = pytest.mark.parametrize("file", FILES.values(), ids=list(FILES))


def _all_items() -> list[Item]:
    return [item for file in FILES.values() for item in file.lesson.items]


def _html_of(blocks: tuple[Block, ...]) -> str:
    return "".join(block.html + block.label_html + _html_of(block.children) for block in blocks)


def _headings(file: LessonFile) -> list[str]:
    return re.findall(r"^## +(.+)$", file.body, re.MULTILINE)


def _months_between(first: datetime.date, last: datetime.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def test_the_two_courses_have_the_ten_lessons_of_the_table() -> None:
    assert sorted(file.front["id"] for file in FILES.values()) == sorted(TABLE)


@each_lesson
def test_compiles_without_error_or_warning(file: LessonFile) -> None:
    assert [str(finding) for finding in file.lesson.lint] == []


@each_lesson
def test_front_matter_follows_the_curriculum(file: LessonFile) -> None:
    front = file.front
    title, minutes, audience, skills, refs = TABLE[front["id"]]
    assert (front["title"], front["minutes"], front["audience"]) == (title, minutes, audience)
    assert (front["skills"], front["refs"]) == (skills, refs)
    assert front["objective"] == OBJECTIVES[front["id"]]
    assert POTENTIAL.search(front["objective"])
    assert front["licence"] == LICENCE
    assert front["credits"]
    assert front["reviewer"]
    assert re.fullmatch(r"\d{3}-" + front["slug"], file.path.stem)


@each_lesson
def test_review_dates_are_set_by_subject(file: LessonFile) -> None:
    reviewed, following = file.front["reviewed_on"], file.front["next_review"]
    assert reviewed == datetime.date(2026, 11, 20)
    quick = any(skill.startswith(("SEC", "AI", "LAW")) for skill in file.front["skills"])
    assert _months_between(reviewed, following) == (HALF_YEAR if quick else YEAR)
    assert following.day == reviewed.day


@each_lesson
def test_length_and_sections_of_a_full_lesson(file: LessonFile) -> None:
    assert 2000 <= len(file.lesson.plain_text) <= 5000
    headings = _headings(file)
    teaching = [text for text in headings if text not in {"できるようになったこと", "つぎ"}]
    assert len(teaching) >= 3
    assert headings[-2:] == ["できるようになったこと", "つぎ"]
    assert any(text.startswith("やってみよう") for text in headings)
    assert not file.body.lstrip().startswith("#"), "a lesson opens with a scene, not with a heading"


@each_lesson
def test_items_teach(file: LessonFile) -> None:
    items = file.lesson.items
    keys = [item.key.to_json() for item in items]
    assert 3 <= len(items) <= 5
    assert len({item.type for item in items}) >= 3
    assert all(key["explain"].strip() for key in keys)
    assert any(key["hints"] for key in keys)
    assert {skill for item in items for skill in item.skill} <= set(file.front["skills"])


@each_lesson
def test_every_wrong_option_and_slip_has_its_answer(file: LessonFile) -> None:
    told = 0
    for item in file.lesson.items:
        key = item.key.to_json()
        if item.type == "choice":
            wrong = [text for place, text in enumerate(key["feedback"]) if place not in key["right"]]
            assert all(wrong), item.id
            told += len(wrong)
        elif item.type in {"number", "text"}:
            assert all(slip["feedback"] for slip in key["slips"]), item.id
    assert told >= 1


@each_lesson
def test_only_blocks_of_this_release(file: LessonFile) -> None:
    assert set(re.findall(r"^:::+ ([a-z]+)", file.body, re.MULTILINE)) <= ALLOWED_BLOCKS


@each_lesson
def test_no_mark_is_left_in_the_page(file: LessonFile) -> None:
    page = _html_of(file.lesson.blocks) + "".join(str(item.public) for item in file.lesson.items)
    text = re.sub(r"<code>.*?</code>", "", page)
    assert not re.search(r"\*\*|:::|\[\[|\[ \]|\[x\]|[|｜]", text)
    assert "style=" not in page


@each_lesson
def test_furigana_where_the_curriculum_asks_for_it(file: LessonFile) -> None:
    page = _html_of(file.lesson.blocks)
    assert page.count("<ruby>") >= (20 if file.front["id"].startswith("A") else 5)
    assert "{" not in file.front["title"] + file.front["objective"]


@each_lesson
def test_two_skills_are_both_practised(file: LessonFile) -> None:
    skills = file.front["skills"]
    if len(skills) > 1:
        assert {item.skill for item in file.lesson.items} == {(skill,) for skill in skills}


def test_ids_are_unique_over_the_courses() -> None:
    ids = [item.id for item in _all_items()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]{2,39}", name) for name in ids)


def _answer(item: Item) -> Any:
    said = ANSWERS[item.id]
    if item.type != "choice":
        return said
    wanted = said if isinstance(said, tuple) else (said,)
    options = [re.sub(r"<rt>.*?</rt>|<[^>]+>", "", option["html"]) for option in item.public["options"]]
    places = [[place for place, text in enumerate(options) if part in text] for part in wanted]
    assert all(len(found) == 1 for found in places), item.id
    return [found[0] for found in places]


@pytest.mark.parametrize("item", _all_items(), ids=lambda item: item.id)
def test_second_readers_answer_is_right(item: Item) -> None:
    assert grade(item.public, item.key, _answer(item)).share == 1


def test_every_answer_belongs_to_an_item() -> None:
    assert {item.id for item in _all_items()} == set(ANSWERS)


def test_right_answers_cannot_be_guessed_from_their_place() -> None:
    single = [item for item in _all_items() if item.type == "choice" and len(item.key.to_json()["right"]) == 1]
    places = [item.key.to_json()["right"][0] for item in single]
    assert set(places) == {0, 1, 2, 3}
    assert max(places.count(place) for place in set(places)) <= len(places) // 2
    truths = [item.key.to_json()["right"] for item in _all_items() if item.type == "truefalse"]
    assert set(truths) == {True, False}


@pytest.mark.parametrize("path", COURSE_FILES, ids=lambda path: path.parent.name)
def test_course_record(path: Path) -> None:
    course = yaml.safe_load(path.read_text(encoding="utf-8"))
    lessons = [file for file in FILES.values() if file.path.parents[1] == path.parent]
    skills = {skill for file in lessons for skill in file.front["skills"]}
    refs = {ref for file in lessons for ref in file.front["refs"]}
    assert course["slug"] == path.parent.name
    assert course["id"].startswith(course["path"])
    assert course["lessonmark"] == 1
    assert course["licence"] == LICENCE
    assert course["minutes"] == sum(file.front["minutes"] for file in lessons) == 180
    assert {entry["code"] for entry in course["skills"]} == skills
    assert set(course["refs"]) == refs
    assert len(course["objective"]) == 3
    assert all(line.endswith("できる") for line in course["objective"])
    assert [file.front["id"] for file in lessons] == [f"{course['id']}-{number}" for number in range(1, 6)]
