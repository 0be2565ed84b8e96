"""terminal and branch are read, cut into halves and graded step by step; nothing that lies ahead is in what is seen."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from content.items import STEPPERS, AnswerRefusedError, feedback, grade
from content.items.commands import read_command
from content.lessonmark import AVAILABLE, compile_lesson
from content.lessonmark.flow import best_score
from tests.content.lessonmark.samples import leaks
from tests.content.vectors import vectors

EVERY_TYPE = AVAILABLE | {"terminal", "branch", "scene"}
CASES = vectors("items/steps")
TERMINAL = """::: terminal {#dev-cd prompt="$ "}
Documents に移動してください。
$ cd Documents
$| cd ./Documents
$! cd documents > 大文字と小文字は区別されます。
中にあるものを表示してください。
$ ls
$| ls -l
  report.txt  photo.jpg

できました。
:::"""
BRANCH = """::: branch {#tw-hokoku start=asa goal=3}
在宅勤務の朝です。

::: scene asa
上司からチャット。
- すぐに返す => keikaku {score=2}
- そのままにする => chinmoku {score=0} > 待つ人には状況が見えません。
:::
::: scene keikaku
「ほかに困っていることは」
- 具体的に聞く => owari {score=1}
- ないと答える => owari {score=0} > 聞く、と決めておくと楽です。
:::
::: scene chinmoku
電話がありました。
- わびる => keikaku {score=1}
:::
::: scene owari {end}
今日の予定が決まりました。
:::
:::"""


def compiled(source: str):
    lesson = compile_lesson(source, available=EVERY_TYPE)
    assert lesson.ok, [str(finding) for finding in lesson.errors]
    (item,) = lesson.items
    return item


def seen(item, path):
    return STEPPERS[item.type].seen(item.public, item.key.to_json(), path)


def advance(item, path, given):
    return STEPPERS[item.type].advance(item.public, item.key.to_json(), path, given)


def graded(item, path):
    return grade(item.public, item.key, path)


def choices(item, path):
    """Text → number of the choices of the scene in which the path stands."""
    return {choice["html"]: choice["index"] for choice in seen(item, path)["choices"]}


def walked(item, *texts):
    path = []
    for text in texts:
        path = advance(item, path, choices(item, path)[text])
    return path


@pytest.mark.parametrize("case", vectors("lessonmark/steps"), ids=lambda case: case["source"])
def test_a_text_gives_exactly_its_errors(case):
    lesson = compile_lesson(case["source"], available=EVERY_TYPE)
    assert [f"{finding.code}@{finding.line}" for finding in lesson.errors] == sorted(
        case["expect"], key=lambda code: (int(code.split("@")[1]), code)
    )
    assert "ひみつ" not in str(lesson.blocks) + lesson.plain_text + "".join(str(item.public) for item in lesson.items)


@pytest.mark.parametrize("case", [case for case in CASES if "command" in case], ids=lambda case: case["command"])
def test_a_command_is_compared_with_its_spaces_joined(case):
    assert (read_command(case["command"]) == read_command(case["key"])) is case["equal"]


@pytest.mark.parametrize("case", [case for case in CASES if case.get("type") == "branch"])
def test_a_way_is_graded(case):
    source = BRANCH.replace("goal=3", f"goal={case['goal']} partial={case['partial']}")
    if case["score"] == 2:
        way = ("すぐに返す", "ないと答える")
    elif case["score"] == 1:
        way = ("そのままにする", "わびる", "ないと答える")
    else:
        way = ("すぐに返す", "具体的に聞く")
    item = compiled(source)
    assert graded(item, walked(item, *way)).share == Fraction(case["share"])


def test_only_the_first_prompt_and_the_first_scene_are_public():
    terminal, branch = compiled(TERMINAL), compiled(BRANCH)
    assert terminal.public["prompt_html"] == "<p>Documents に移動してください。</p>"
    assert (terminal.public["steps"], terminal.public["sign"]) == (2, "$ ")
    for later in ("ls", "report", "中にある", "できました", "cd ", "大文字"):
        assert later not in str(terminal.public)
    assert [option["html"] for option in branch.public["options"]] == ["すぐに返す", "そのままにする"]
    for later in ("keikaku", "asa", "困って", "予定", "待つ人", "電話", "score", "goal"):
        assert later not in str(branch.public)


def test_a_terminal_shows_outputs_of_solved_steps_and_the_prompt_of_the_next_one():
    item = compiled(TERMINAL)
    path = advance(item, [], "cd documents")
    wrong = graded(item, path)
    assert (wrong.state, wrong.share, wrong.costs_try) == ("not_yet", 0, True)
    assert wrong.messages == ("大文字と小文字は区別されます。",)
    assert (seen(item, path)["prompt_html"], seen(item, path)["step"]) == (item.public["prompt_html"], 1)
    path = advance(item, path, " cd   Documents\t")
    half = graded(item, path)
    assert (half.state, half.share, half.costs_try) == ("going", Fraction(1, 2), False)
    shown = seen(item, path)
    assert shown["prompt_html"] == "<p>中にあるものを表示してください。</p>"
    assert "report" not in str(shown)
    assert "できました" not in str(shown)
    path = advance(item, path, "ls -l")
    assert (graded(item, path).state, graded(item, path).share) == ("right", 1)
    shown = seen(item, path)
    assert shown["closing_html"] == "<p>できました。</p>"
    assert [row["output"] for row in shown["log"]] == ["", "", "report.txt  photo.jpg"]
    assert advance(item, path, "cd x") == ["cd x"]


def test_partial_off_gives_a_terminal_nothing_before_its_last_step():
    item = compiled(TERMINAL.replace("prompt=", "partial=off prompt="))
    assert graded(item, ["cd Documents"]).share == 0
    assert graded(item, ["cd Documents", "ls"]).share == 1


@pytest.mark.parametrize("typed", ["ｃｄ Documents", "cd　Documents", "cd Documents￥", "ls～"])
def test_a_full_width_command_is_told_and_costs_no_try(typed):
    told = graded(compiled(TERMINAL), [typed])
    assert (told.state, told.costs_try) == ("invalid", False)
    assert told.messages == ("全角の文字があります。半角に切りかえてください。",)


def test_a_full_width_command_the_author_accepts_is_right():
    item = compiled("::: terminal {#abc}\n問\n$ echo 「あ！」\n:::")
    assert graded(item, ["echo 「あ！」"]).state == "right"
    assert graded(item, ["echo 'あ'"]).state == "not_yet"


@pytest.mark.parametrize("path", [[""], ["  "], []])
def test_no_command_costs_no_try(path):
    told = graded(compiled(TERMINAL), path)
    assert (told.state, told.costs_try, told.messages) == ("invalid", False, ())


@pytest.mark.parametrize("path", ["cd Documents", [1], ["x" * 2001], ["cd Documents", "ls", "ls"], None])
def test_commands_no_form_of_ours_can_have_sent_are_refused(path):
    with pytest.raises(AnswerRefusedError):
        graded(compiled(TERMINAL), path)


def test_of_very_many_commands_the_oldest_wrong_ones_are_forgotten():
    item = compiled(TERMINAL)
    path = advance(item, [], "cd Documents")
    for number in range(300):
        path = advance(item, path, f"x{number}")
    assert (len(path), path[0], path[1], path[-1]) == (200, "cd Documents", "x101", "x299")
    assert graded(item, advance(item, path, "ls")).state == "right"


def test_marks_commands_and_outputs_are_stored_as_they_are_meant():
    source = (
        "::: terminal {#abc}\n問\n＄　echo ａ > b.txt\n＄｜ echo ａ  > b.txt\n＄！ ls > c > ちがいます\n"
        "  1 \\$ 2\n  \\$ x\n    字下げ\n$ \\[[ -f a ]]\n:::"
    )
    lesson = compile_lesson(source, available=EVERY_TYPE)
    step, last = lesson.items[0].key.to_json()["steps"]
    assert step["commands"] == ["echo ａ > b.txt", "echo ａ  > b.txt"]
    assert step["slips"] == [{"command": "ls > c", "feedback": "ちがいます"}]
    assert step["output"] == "1 \\$ 2\n$ x\n  字下げ"
    assert last["commands"] == ["[[ -f a ]]"]
    assert lesson.text.split("\n")[2:5] == ["$ echo ａ > b.txt", "$| echo ａ  > b.txt", "$! ls > c > ちがいます"]
    assert compile_lesson(lesson.text, available=EVERY_TYPE).text == lesson.text


def test_a_branch_shows_the_scene_it_stands_in_and_the_choices_taken():
    item = compiled(BRANCH)
    path = walked(item, "そのままにする")
    told = graded(item, path)
    assert (told.state, told.share, told.costs_try) == ("going", 0, False)
    assert told.messages == ("待つ人には状況が見えません。",)
    shown = seen(item, path)
    assert (shown["path"], shown["number"], shown["done"]) == (["そのままにする"], 2, False)
    assert [choice["html"] for choice in shown["choices"]] == ["わびる"]
    for later in ("予定", "困って", "具体的", "score", "owari"):
        assert later not in str(shown)
    end = walked(item, "そのままにする", "わびる", "具体的に聞く")
    assert (graded(item, end).state, graded(item, end).share) == ("not_yet", 0)
    best = walked(item, "すぐに返す", "具体的に聞く")
    assert (graded(item, best).state, seen(item, best)["done"], seen(item, best)["choices"]) == ("right", True, [])


def test_a_choice_of_another_scene_or_behind_the_end_is_refused():
    item = compiled(BRANCH)
    elsewhere = choices(item, walked(item, "すぐに返す"))["具体的に聞く"]
    for path in ([elsewhere], [0, 0], [99], [-1], [True], ["0"], "0", None, [0] * 201):
        with pytest.raises(AnswerRefusedError):
            graded(item, path)
    end = walked(item, "すぐに返す", "具体的に聞く")
    with pytest.raises(AnswerRefusedError):
        advance(item, end, elsewhere)


def test_a_choice_taken_again_counts_once():
    source = (
        "::: branch {#abc goal=3 partial=each}\n::: scene a\n- まわる => a {score=2}\n- 出る => e {score=1}\n:::\n"
        "::: scene e {end}\n終\n:::\n:::"
    )
    item = compiled(source)
    assert graded(item, walked(item, "まわる", "まわる", "出る")).share == 1
    assert graded(item, walked(item, "出る")).share == Fraction(1, 3)


def test_the_way_to_the_goal_is_told_when_the_learner_is_entitled():
    item = compiled(BRANCH)
    path = walked(item, "すぐに返す", "ないと答える")
    held = feedback(item.public, item.key, path, graded(item, path), tries=1)
    told = feedback(item.public, item.key, path, graded(item, path), tries=3, revealed=True)
    assert held.solution == ()
    assert told.solution == ("すぐに返す", "具体的に聞く")
    terminal = compiled(TERMINAL)
    told = feedback(terminal.public, terminal.key, ["x"], graded(terminal, ["x"]), tries=3, revealed=True)
    assert told.solution == ("<code>cd Documents</code>", "<code>ls</code>")


def test_a_branch_that_begins_at_its_end_is_done_by_reading_it():
    item = compiled("::: branch {#abc}\n::: scene a {end}\n読みました。\n:::\n:::")
    assert item.public["ends"] is True
    assert graded(item, advance(item, [], None)).state == "right"


def test_scene_names_targets_and_scores_are_stored_half_width():
    source = "::: branch {#abc}\n::: scene ａｓａ\n＊　文 ⇒ ｏｗａｒｉ ｛score＝２｝ ＞ 説明\n:::\n::: scene ｏｗａｒｉ {end}\n終\n:::\n:::"
    lesson = compile_lesson(source, available=EVERY_TYPE)
    assert lesson.ok, lesson.lint
    assert lesson.text.split("\n")[1:5] == [
        "::: scene asa", "- 文 => owari {score=2} > 説明", ":::", "::: scene owari {end}",
    ]  # fmt: skip
    assert lesson.items[0].key.to_json()["edges"][0]["score"] == 2


def exhaustive(edges, start, ends):
    """The best score by trying every set of scored choices: slow and plain."""
    best, waiting = -1, [(start, frozenset())]
    known = set(waiting)
    while waiting:
        scene, taken = waiting.pop()
        if scene in ends:
            best = max(best, sum(edges[name][number][1] for name, number in taken))
        for number, (to, _score) in enumerate(edges[scene]):
            state = (to, taken | {(scene, number)})
            if state not in known:
                known.add(state)
                waiting.append(state)
    return best


def test_the_best_score_is_what_trying_every_way_finds():
    rng = random.Random(4)
    for _ in range(150):
        names = "abcd"
        edges = {
            name: [(rng.choice(names + "e"), rng.randint(0, 3)) for _ in range(rng.randint(0, 2))] for name in names
        }
        edges["e"] = []
        assert best_score(edges, "a", {"e"}) == exhaustive(edges, "a", {"e"}), edges


def test_thousands_of_scenes_compile_in_no_time():
    scenes = "".join(f"::: scene s{n}\n- a => s{n + 1} {{score=1}}\n:::\n" for n in range(3000))
    lesson = compile_lesson(
        f"::: branch {{#abc goal=3000}}\n{scenes}::: scene s3000 {{end}}\n:::\n:::", available=EVERY_TYPE
    )
    assert lesson.ok, lesson.errors[:3]


CANARIES = {
    "terminal": (
        "::: terminal {#abc}\n問\n$ カナリア\n$| カナリア\n$! カナリア二 > カナリア\n  カナリア\n次カナリア\n$ カナリア\n"
        "終カナリア\n::: hint\nカナリア\n:::\n::: explain\nカナリア\n:::\n:::"
    ),
    "branch": (
        "::: branch {#abc}\n::: scene a\n見える\n- 見える => canary {score=1} > カナリア\n  > カナリア\n:::\n"
        "::: scene canary\nカナリア\n- カナリア => e\n:::\n::: scene e {end}\nカナリア\n:::\n::: memo\nカナリア\n:::\n:::"
    ),
}


@pytest.mark.parametrize("source", CANARIES.values(), ids=CANARIES)
def test_secrets_stay_in_the_key(source):
    lesson = compile_lesson(source, available=EVERY_TYPE)
    assert lesson.ok
    assert leaks(lesson) == []
    cut = [compile_lesson("\n".join(source.split("\n")[:n]), available=EVERY_TYPE) for n in range(source.count("\n"))]
    assert [leaks(part) for part in cut if leaks(part)] == []


def test_every_way_of_typing_ends_where_the_key_says():
    """The share never falls while a path grows, and the log never tells an output of an unsolved step."""
    item = compiled(TERMINAL)
    for typed in product(["cd Documents", "ls", "cd documents"], repeat=3):
        path, before = [], Fraction(0)
        for command in typed:
            path = advance(item, path, command)
            now = graded(item, path)
            assert now.share >= before or len(path) == 1
            assert ("report" in str(seen(item, path))) == (now.share == 1)
            before = now.share
