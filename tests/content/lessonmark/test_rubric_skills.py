"""A criterion of a rubric may name the skills it counts for; they become skills of the question."""

from __future__ import annotations

import pytest

from content.lessonmark import compile_lesson

TEXT = "::: submit {{#abc{setting}}}\n出す\n::: rubric\n| 観点 | 0 | 1 |\n|---|---|---|\n| {first} | b | c |\n| 体裁 | b | c |\n:::\n:::"


def item(first: str, setting: str = ""):
    found = compile_lesson(TEXT.format(first=first, setting=setting))
    assert found.ok, found.errors
    return found.items[0], found


@pytest.mark.parametrize(
    "written", ["伝わる {skill=DOC-01,AI-02}", "伝わる　｛skill＝ＤＯＣ-01,AI-02｝", '伝わる {skill="DOC-01, AI-02"}']
)
def test_the_group_is_read_and_reaches_no_reader(written) -> None:
    found, lesson = item(written)
    first, second = found.public["rubric"]["rows"]
    assert (first["criterion"], first["text"], first["skills"]) == ("伝わる", "伝わる", ["DOC-01", "AI-02"])
    assert "skills" not in second
    assert found.skill == ("DOC-01", "AI-02")
    assert "DOC-01" not in lesson.plain_text


def test_skills_of_the_question_come_first_and_none_twice() -> None:
    assert item("a {skill=AI-02}", " skill=DOC-01,AI-02")[0].skill == ("DOC-01", "AI-02")
    assert item("a", " skill=DOC-01")[0].skill == ("DOC-01",)
    assert item("a")[0].skill == ()


def test_the_message_says_what_to_write() -> None:
    found = compile_lesson(TEXT.format(first="a {skill=文書}", setting=""))
    assert [str(one) for one in found.errors] == [
        "6行目：「skill=文書」は使えません。スキルの記号をコンマで区切って書いてください。"
    ]
