"""terminal and branch in a course test: nothing of right or wrong before the end, one command a step, no way back (§8.1, §7)."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import product

import pytest

from content.items import ONCE, AnswerRefusedError, CommandUnreadableError, grade
from tests.content.items.test_stepwise import BRANCH, TERMINAL, compiled

COMMANDS = ("cd Documents", "cd ./Documents", "cd documents", "ls", "ls  -l", "rm -r")


@pytest.fixture(scope="module")
def terminal():
    return compiled(TERMINAL)


@pytest.fixture(scope="module")
def branch():
    return compiled(BRANCH)


def advance(item, answer, given):
    return ONCE[item.type].advance(item.public, item.key.to_json(), answer, given)


def seen(item, answer):
    return ONCE[item.type].seen(item.public, item.key.to_json(), answer)


def typed(item, *commands):
    answer = None
    for command in commands:
        answer = advance(item, answer, command)
    return answer


def share(item, answer):
    return grade(item.public, item.key, answer).share


def test_every_command_leads_to_the_same_next_prompt_and_shows_no_output(terminal) -> None:
    """What is seen depends on how many were sent and on nothing else but their own words."""
    for first, second in product(COMMANDS, COMMANDS):
        one, two = seen(terminal, typed(terminal, first)), seen(terminal, typed(terminal, first, second))
        assert one == {**seen(terminal, typed(terminal, "x")), "log": [{"command": first}]}
        assert (one["step"], one["done"], two["done"]) == (2, False, True)
        assert "中にあるもの" in one["prompt_html"]
        assert two == {**seen(terminal, typed(terminal, "x", "y")), "log": [{"command": first}, {"command": second}]}
        for found in (one, two):
            told = json.dumps(found, ensure_ascii=False)
            assert "report.txt" not in told
            assert "できました" not in told
            assert "区別されます" not in told


def test_at_the_beginning_only_the_first_prompt_is_seen(terminal) -> None:
    found = seen(terminal, None)
    assert (found["log"], found["step"], found["done"]) == ([], 1, False)
    assert found["prompt_html"] == terminal.public["prompt_html"]
    assert "中にあるもの" not in json.dumps(found, ensure_ascii=False)


def test_the_share_is_the_steps_whose_one_command_was_right(terminal) -> None:
    right = {0: {"cd Documents", "cd ./Documents"}, 1: {"ls", "ls  -l"}}
    for commands in product(COMMANDS, COMMANDS):
        expected = Fraction(sum(command in right[n] for n, command in enumerate(commands)), 2)
        assert share(terminal, typed(terminal, *commands)) == expected
    assert share(terminal, typed(terminal, "cd Documents")) == Fraction(1, 2)


def test_partial_off_is_all_or_nothing() -> None:
    item = compiled(TERMINAL.replace('prompt="$ "', "partial=off"))
    assert share(item, typed(item, "cd Documents", "x")) == 0
    assert share(item, typed(item, "cd Documents", "ls")) == 1


def test_a_command_too_many_an_empty_or_a_long_one_is_refused(terminal) -> None:
    whole = typed(terminal, "a", "b")
    for answer, given in ((whole, "c"), (None, " "), (None, ""), (None, "x" * 2001), (None, 3), (None, ["ls"])):
        with pytest.raises(AnswerRefusedError):
            advance(terminal, answer, given)
    for broken in ({}, {"commands": "ls"}, {"commands": [1]}, {"commands": None}, {"other": []}):
        with pytest.raises(AnswerRefusedError):
            grade(terminal.public, terminal.key, broken)


def test_full_width_is_told_whether_the_command_is_right_or_not(terminal) -> None:
    for command in ("ｃｄ　Documents", "ｘ"):
        with pytest.raises(CommandUnreadableError, match="全角の文字があります"):
            advance(terminal, None, command)
    wide = compiled("::: terminal {#w-1}\n書いてください。\n$ echo （笑）\n:::")
    for command in ("echo （笑）", "echo （泣）"):
        assert advance(wide, None, command) == {"commands": [command]}
    assert share(wide, {"commands": ["echo （笑）"]}) == 1


def test_a_way_leads_on_and_never_back(branch) -> None:
    rng = random.Random(7)
    for _round in range(200):
        answer, texts = None, []
        while not (found := seen(branch, answer))["done"]:
            choice = rng.choice(found["choices"])
            answer = advance(branch, answer, choice["index"])
            texts.append(choice["html"])
            assert seen(branch, answer)["path"] == texts
            told = json.dumps(seen(branch, answer), ensure_ascii=False)
            assert "待つ人には" not in told
            assert "聞く、と決めて" not in told
            assert "score" not in told
        with pytest.raises(AnswerRefusedError):
            advance(branch, answer, 0)
        score = {"すぐに返す": 2, "具体的に聞く": 1, "わびる": 1}
        assert share(branch, answer) == int(sum(score.get(text, 0) for text in texts) >= 3)


def test_a_choice_of_another_scene_is_refused_and_an_unfinished_way_earns_nothing(branch) -> None:
    first = seen(branch, None)["choices"][0]["index"]
    answer = advance(branch, None, first)
    assert share(branch, answer) == 0
    for wrong in (first, 99, -1, None, "0", True):
        with pytest.raises(AnswerRefusedError):
            advance(branch, answer, wrong)


def test_the_words_to_what_was_done_are_there_for_who_may_read_them(terminal, branch) -> None:
    def said(item, answer):
        return ONCE[item.type].messages(item.public, item.key.to_json(), answer)

    assert said(terminal, typed(terminal, "cd documents", "ls")) == ("大文字と小文字は区別されます。",)
    answer = None
    for text in ("そのままにする", "わびる", "ないと答える"):
        index = {row["html"]: row["index"] for row in seen(branch, answer)["choices"]}[text]
        answer = advance(branch, answer, index)
    assert said(branch, answer) == ("待つ人には状況が見えません。", "聞く、と決めておくと楽です。")


def test_a_first_scene_that_is_an_end_is_done_once_it_was_read() -> None:
    item = compiled("::: branch {#b-1 start=a}\n::: scene a {end}\n終わりです。\n:::\n:::")
    assert seen(item, None)["done"] is False
    answer = advance(item, None, None)
    assert (seen(item, answer)["done"], share(item, answer)) == (True, 1)
    with pytest.raises(AnswerRefusedError):
        advance(item, answer, None)
