"""Hints, explanations, later steps and scenes in another version of the text; grading is that of the main text (ADR 0011)."""

from __future__ import annotations

from itertools import product

import pytest

from content.items import GRADERS, STEPPERS, AnswerRefusedError, ItemKey, grade
from content.items.words import told_in, worded, worded_key
from content.lessonmark import compile_lesson, compile_variant, lesson_to_json
from tests.content.items.test_stepwise import BRANCH, TERMINAL

MAIN = (
    """::: choice {#q-choice}
どれですか。
- [ ] 甲
- [x] 乙
::: hint
手がかり一
:::
::: hint
手がかり二
:::
::: explain
わけ
:::
:::
"""
    + TERMINAL
    + "\n"
    + BRANCH
)
ENGLISH = """::: choice {#q-choice}
Which one?
- [ ] first
- [ ] second
::: hint
Canary hint one
:::
::: hint
Canary hint two
:::
::: explain
Canary reason
:::
:::
::: terminal {#dev-cd}
Go to Documents.
$ 1
Canary show what is there.
$ 2
Canary done.
:::
::: branch {#tw-hokoku}
A morning.
::: scene asa
A message.
- answer at once
- leave it
:::
::: scene owari
Canary the day is planned.
:::
::: scene keikaku
Canary anything else?
- Canary ask
- Canary say no
:::
::: scene chinmoku
Canary a call.
- Canary apologise
:::
:::
"""


@pytest.fixture(scope="module")
def main():
    found = compile_lesson(MAIN)
    assert found.ok, found.errors
    return found


def english(main, text: str = ENGLISH):
    return compile_variant(text, main, "en")


@pytest.fixture(scope="module")
def both(main):
    other = english(main)
    assert other.ok, other.errors
    return {item.id: (item, variant) for item, variant in zip(main.items, other.items, strict=True)}


def test_the_words_stand_in_the_key_and_in_nothing_that_is_shown(main, both) -> None:
    other = english(main)
    for shown in (repr(lesson_to_json(other)), other.plain_text, other.search_text, repr(other.items)):
        assert "Canary" not in shown
    assert both["q-choice"][1].key.to_json() == {
        "hints": ["<p>Canary hint one</p>", "<p>Canary hint two</p>"],
        "explain": "<p>Canary reason</p>",
        "solution": ["second"],
    }


def test_the_first_scene_and_prompt_are_public_in_these_words(both) -> None:
    public = both["tw-hokoku"][1].public
    assert public["scene_html"] == "<p>A message.</p>"
    assert [option["html"] for option in public["options"]] == ["answer at once", "leave it"]
    assert both["dev-cd"][1].public["prompt_html"] == "<p>Go to Documents.</p>"


def paths(item):
    """Every way of a branch; of a terminal every pair of right and wrong commands."""
    if item.type == "terminal":
        return [list(found) for n in range(4) for found in product(("cd Documents", "ls", "x"), repeat=n)]
    numbers = range(len(item.key.to_json()["edges"]))
    return [list(found) for n in range(4) for found in product(numbers, repeat=n)]


@pytest.mark.parametrize("name", ["dev-cd", "tw-hokoku"])
def test_grading_is_the_same_and_what_was_told_is_what_would_have_been_told(both, name) -> None:
    """Told in the standard text and put into words afterwards = asked in these words from the beginning."""
    item, variant = both[name]
    other, stepper, ways = worded(item, variant), STEPPERS[item.type], 0
    for path in paths(item):
        try:
            graded = grade(item.public, item.key, path)
        except AnswerRefusedError:
            with pytest.raises(AnswerRefusedError):
                grade(other.public, other.key, path)
            continue
        assert grade(other.public, other.key, path) == graded
        ways += 1
        seen = stepper.seen(item.public, item.key.to_json(), path)
        told = told_in({"seen": seen, "state": graded.state}, path, variant.key.to_json())
        assert told["seen"] == stepper.seen(other.public, other.key.to_json(), path)
        assert told["state"] == graded.state
    assert ways > 5


def test_no_more_is_told_than_was_told(both) -> None:
    words = both["q-choice"][1].key.to_json()
    assert told_in({"hints": [], "explain": "", "solution": []}, [1], words) == {
        "hints": [],
        "explain": "",
        "solution": [],
    }
    assert told_in({"hints": ["<p>手がかり一</p>"]}, [1], words)["hints"] == ["<p>Canary hint one</p>"]
    assert told_in({"explain": "<p>わけ</p>"}, [1], words)["explain"] == "<p>Canary reason</p>"
    assert told_in({"hints": ["a"], "explain": "b"}, [1], {}) == {"hints": ["a"], "explain": "b"}


def test_the_solution_is_told_in_these_words(both) -> None:
    item, variant = both["tw-hokoku"]
    assert variant.key.to_json()["solution"] == ["answer at once", "Canary ask"]
    told = told_in(
        {"solution": list(GRADERS["branch"].solution(item.public, item.key.to_json()))}, [], variant.key.to_json()
    )
    assert told["solution"] == ["answer at once", "Canary ask"]


def test_what_is_right_stays_in_the_main_key(both) -> None:
    for item, variant in both.values():
        words = repr(variant.key.to_json())
        for secret in ("cd Documents", "score", "goal", "commands", "right"):
            assert secret not in words
        key = worded_key(item.key.to_json(), variant.key.to_json())
        assert ItemKey(item.type, key).to_json().keys() == item.key.to_json().keys()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("::: hint\nCanary hint two\n:::\n", "", "E606@1"),
        ("$ 2\n", "", "E606@15"),
        ("$ 1\n", "$ 3\n", "E606@15"),
        ("$ 1\n", "$ cd Documents\n", "E607@17"),
        ("$ 1\n", "$ 1\n$| cd ./Documents\n", "E607@18"),
        ("- leave it", "- leave it => chinmoku", "E607@27"),
        ("- leave it", "- leave it > think", "E607@27"),
        ("- leave it", "- leave it\n  > think", "E607@28"),
        ("- leave it\n", "", "E606@24"),
        ("::: scene keikaku", "::: scene other", "E606@22"),
        ("::: scene owari\nCanary the day is planned.\n:::\n", "", "E606@22"),
    ],
)
def test_words_that_do_not_fit_and_answer_marks_are_refused(main, old, new, expected) -> None:
    assert old in ENGLISH
    found = english(main, ENGLISH.replace(old, new, 1))
    assert expected in [f"{one.code}@{one.line}" for one in found.errors]
    assert "Canary" not in repr([block.to_json() for block in found.blocks])


def test_the_messages_say_what_differs(main) -> None:
    found = {str(one) for one in english(main, ENGLISH.replace("$ 2\n", "")).errors}
    assert found == {
        "15行目：「英語」版の問題「dev-cd」が、もとの文と合いません（手順は $ 1 から $ 2 まで順に書きます）。"
    }
    found = {str(one) for one in english(main, ENGLISH.replace("::: hint\nCanary hint two\n:::\n", "")).errors}
    assert found == {"1行目：「英語」版の問題「q-choice」が、もとの文と合いません（ヒントが1個、もとは2個です）。"}
    found = {str(one) for one in english(main, ENGLISH.replace("scene keikaku", "scene other")).errors}
    assert found == {"22行目：「英語」版の問題「tw-hokoku」が、もとの文と合いません（場面の名前が違います）。"}


def test_all_of_it_may_be_left_out_and_full_width_marks_are_read(main) -> None:
    short = "::: choice {#q-choice}\nW\n- [ ] a\n- [ ] b\n:::\n::: terminal {#dev-cd}\nGo.\n:::\n::: branch {#tw-hokoku}\nM\n:::\n"
    found = english(main, short)
    assert found.ok, found.errors
    wide = english(main, ENGLISH.replace("$ 1", "＄　１").replace("$ 2", "＄ ２"))
    assert wide.ok, wide.errors
    item = next(one for one in wide.items if one.id == "dev-cd")
    assert len(item.key.to_json()["prompts"]) == 2
