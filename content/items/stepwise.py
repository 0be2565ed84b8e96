"""terminal and branch: answers that grow step by step, and what of the key may be seen at each of them (section 5)."""

from __future__ import annotations

import html
from collections import deque
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from content.items.commands import FULL_WIDTH, has_full_width, read_command
from content.items.grading import AnswerRefusedError, Graded, register, state_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_COMMAND = 2000
MAX_PATH = 200
"""Entries of one try that are kept: far beyond any exercise, and what a row of state may hold."""
COMMANDS = "commands"
"""The answer to a terminal in a course test: ``{"commands": [one of each step so far]}``; in practice a list of all typed."""
_MAX_SEARCH = 5000
_UNANSWERED = Graded(Fraction(0), "invalid", costs_try=False)


class Stepper(Protocol):
    """A type whose answer is a path: one entry is added by every post, the server keeps the whole."""

    def advance(self, public: Mapping[str, Any], key: Mapping[str, Any], path: Sequence[Any], given: Any) -> list[Any]:
        """The path with one more entry; a path that has come to its end begins anew. Raises AnswerRefusedError."""

    def seen(self, public: Mapping[str, Any], key: Mapping[str, Any], path: Sequence[Any]) -> dict[str, Any]:
        """What may leave the server at this point of the path: nothing that lies ahead."""


STEPPERS: dict[str, Stepper] = {}


def _terminal_text(given: Any) -> str:
    if not isinstance(given, str) or len(given) > MAX_COMMAND:
        raise AnswerRefusedError("a command is expected")
    return given


def _runs(key: Mapping[str, Any], path: Sequence[Any]) -> Iterator[tuple[int, str, bool]]:
    """(number of the step, command as read, whether it solved the step) of every entry of a path."""
    steps, at = key["steps"], 0
    for given in path:
        if at >= len(steps):
            raise AnswerRefusedError("every step is solved")
        command = read_command(_terminal_text(given))
        right = is_accepted(steps[at], command)
        yield at, command, right
        at += right


def is_accepted(step: Mapping[str, Any], command: str) -> bool:
    """Whether a command as read solves a step of the key."""
    return any(read_command(accepted) == command for accepted in step["commands"])


def commands_of(answer: Any) -> tuple[str, ...]:
    """The commands of an answer given in a test, as read. Raises AnswerRefusedError for what is none."""
    given = answer.get(COMMANDS) if isinstance(answer, Mapping) else None
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise AnswerRefusedError("one command of each step is expected")
    return tuple(read_command(_terminal_text(one)) for one in given)


def _share_in_test(key: Mapping[str, Any], answer: Mapping[str, Any]) -> Fraction:
    """Steps solved ÷ steps, one command each; a command more than there are steps counts nothing."""
    solved = sum(is_accepted(step, command) for step, command in zip(key["steps"], commands_of(answer), strict=False))
    return Fraction(solved, len(key["steps"]))


def _solved(runs: Sequence[tuple[int, str, bool]]) -> int:
    return sum(right for _at, _command, right in runs)


def _whole_if_off(public: Mapping[str, Any], share: Fraction) -> Fraction:
    if share != 1 and public.get("settings", {}).get("partial", "each") == "off":
        return Fraction(0)
    return share


@register("terminal")
class TerminalGrader:
    """Steps solved ÷ steps. A wrong command and the one that solves the last step cost a try, others do not."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is the list of commands typed so far in this try; of a course test see ``COMMANDS``."""
        if isinstance(answer, Mapping):
            share = _whole_if_off(public, _share_in_test(key, answer))
            return Graded(share, state_of(share))
        if not isinstance(answer, (list, tuple)):
            raise AnswerRefusedError("a list of commands is expected")
        runs = list(_runs(key, answer))
        if not runs or not runs[-1][1]:
            return _UNANSWERED
        at, command, right = runs[-1]
        if not right and has_full_width(command):
            return Graded(Fraction(0), "invalid", (FULL_WIDTH["ja"],), costs_try=False)
        share = Fraction(_solved(runs), len(key["steps"]))
        done = share == 1
        share = _whole_if_off(public, share)
        step = key["steps"][at]
        if right:
            said = (step["feedback"],) if step["feedback"] else ()
            return Graded(share, "right" if done else "going", said, costs_try=done)
        slips = (slip["feedback"] for slip in step["slips"] if read_command(slip["command"]) == command)
        message = next(slips, "")
        return Graded(share, "not_yet", (message,) if message else ())

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ARG002
        """The first spelling of every command."""
        return tuple(f"<code>{html.escape(step['commands'][0])}</code>" for step in key["steps"])


class TerminalStepper:
    """The path of a terminal: the commands typed, right and wrong ones."""

    def advance(self, public: Mapping[str, Any], key: Mapping[str, Any], path: Sequence[Any], given: Any) -> list[Any]:  # noqa: ARG002
        """One more command; of very many the oldest wrong ones are forgotten."""
        command = _terminal_text(given)
        runs = list(_runs(key, path))
        if _solved(runs) == len(key["steps"]):
            return [command]
        kept = list(path)
        while len(kept) >= MAX_PATH:
            wrong = next((n for n, (_at, _command, right) in enumerate(_runs(key, kept)) if not right), None)
            if wrong is None:
                break
            del kept[wrong]
        return [*kept, command]

    def seen(self, public: Mapping[str, Any], key: Mapping[str, Any], path: Sequence[Any]) -> dict[str, Any]:
        """The commands typed, the outputs of solved steps and the prompt of the step that is next."""
        steps, runs = key["steps"], list(_runs(key, path))
        solved = _solved(runs)
        done = solved == len(steps)
        return {
            "log": [
                {"command": command, "right": right, "output": steps[at]["output"] if right else ""}
                for at, command, right in runs
            ],
            "prompt_html": "" if done else steps[solved]["prompt"] if solved else public["prompt_html"],
            "step": min(solved + 1, len(steps)),
            "solved": solved,
            "done": done,
            "closing_html": key["closing"] if done else "",
        }


def _walk(key: Mapping[str, Any], path: Any) -> int:
    """The number of the scene in which a path of choices ends. Raises AnswerRefusedError for a way that is none."""
    if not isinstance(path, (list, tuple)) or len(path) > MAX_PATH:
        raise AnswerRefusedError("a list of choices is expected")
    scene = 0
    for taken in path:
        if type(taken) is not int or taken not in key["scenes"][scene]["edges"]:
            raise AnswerRefusedError("no such choice in this scene")
        scene = key["edges"][taken]["to"]
    return scene


def edges_taken(key: Mapping[str, Any], path: Any) -> tuple[Mapping[str, Any], ...]:
    """The choices of a path as the key holds them. Raises AnswerRefusedError for a way that is none."""
    _walk(key, path)
    return tuple(key["edges"][taken] for taken in path)


def _score(key: Mapping[str, Any], taken: Sequence[int] | frozenset[int]) -> int:
    """A choice taken again in the same try counts once."""
    return sum(key["edges"][edge]["score"] for edge in set(taken))


@register("branch")
class BranchGrader:
    """``off``: an end reached with the goal; ``each``: score ÷ goal at an end. Only an end costs a try."""

    def grade(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> Graded:
        """``answer`` is the list of choices taken so far in this try, by their numbers in the key."""
        scene = _walk(key, answer)
        at_end = key["scenes"][scene]["end"]
        if not answer and not at_end:
            return _UNANSWERED
        said = key["edges"][answer[-1]]["feedback"] if answer else ""
        messages = (said,) if said else ()
        if not at_end:
            return Graded(Fraction(0), "going", messages, costs_try=False)
        share = Fraction(1)
        if key["goal"]:
            share = min(share, Fraction(_score(key, answer), key["goal"]))
        if public.get("settings", {}).get("partial", "off") == "off":
            share = Fraction(int(share == 1))
        return Graded(share, state_of(share), messages)

    def solution(self, public: Mapping[str, Any], key: Mapping[str, Any]) -> tuple[str, ...]:  # noqa: ARG002
        """The choices of a shortest way that reaches the goal; nothing when it is too far to be found."""
        return tuple(key["edges"][edge]["html"] for edge in _shortest(key))


def _shortest(key: Mapping[str, Any]) -> tuple[int, ...]:
    waiting: deque[tuple[int, tuple[int, ...], frozenset[int]]] = deque([(0, (), frozenset())])
    known = {(0, frozenset[int]())}
    while waiting and len(known) < _MAX_SEARCH:
        scene, path, scored = waiting.popleft()
        if key["scenes"][scene]["end"] and _score(key, scored) >= key["goal"]:
            return path
        for edge in key["scenes"][scene]["edges"]:
            to, score = key["edges"][edge]["to"], key["edges"][edge]["score"]
            state = (to, scored | {edge} if score else scored)
            if state not in known:
                known.add(state)
                waiting.append((to, (*path, edge), state[1]))
    return ()


class BranchStepper:
    """The path of a branch: the choices taken from the first scene on."""

    def advance(self, public: Mapping[str, Any], key: Mapping[str, Any], path: Sequence[Any], given: Any) -> list[Any]:
        """One more choice; it must be one of the scene in which the path stands."""
        if given is None:  # the start is an end: reading it is all there is to do
            if not public["ends"]:
                raise AnswerRefusedError("a choice is expected")
            return []
        longer = [*path, given]
        _walk(key, longer)
        return longer

    def seen(self, public: Mapping[str, Any], key: Mapping[str, Any], path: Sequence[Any]) -> dict[str, Any]:  # noqa: ARG002
        """The scene in which the path stands, its choices, and the choices taken on the way."""
        scene = key["scenes"][_walk(key, path)]
        return {
            "scene_html": scene["html"],
            "choices": [{"index": edge, "html": key["edges"][edge]["html"]} for edge in scene["edges"]],
            "path": [key["edges"][edge]["html"] for edge in path],
            "number": len(path) + 1,
            "done": scene["end"],
        }


STEPPERS["terminal"] = TerminalStepper()
STEPPERS["branch"] = BranchStepper()
