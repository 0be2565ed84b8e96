"""Questions that go step by step inside a course test: every step is taken once, and none tells what it was worth (section 8.1).

In practice a wrong command stays at its step and a taken choice can be begun anew; both would tell right from wrong before a
try is over. In a test each command leads to the next prompt, without output, and a choice to its scene, without feedback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from content.items.commands import FULL_WIDTH, has_full_width, read_command
from content.items.grading import AnswerRefusedError
from content.items.stepwise import (
    COMMANDS,
    MAX_COMMAND,
    MAX_PATH,
    STEPPERS,
    BranchStepper,
    commands_of,
    edges_taken,
    is_accepted,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommandUnreadableError(AnswerRefusedError):
    """Full-width characters where no accepted command has any; nothing is taken."""

    message = FULL_WIDTH["ja"]


class OnceStepper(Protocol):
    """A type that goes step by step, as a test asks it. ``answer`` is what was kept so far, None at the beginning."""

    def advance(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any, given: Any) -> Any:
        """The answer with one more step. Raises AnswerRefusedError, also when nothing is left to be taken."""

    def seen(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> dict[str, Any]:
        """What may leave the server at this point, in the shape of ``Stepper.seen``."""

    def messages(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> tuple[str, ...]:
        """The author's words to what was done, as safe HTML; for who is entitled to them."""


class TerminalOnce:
    """One command of each step."""

    def advance(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any, given: Any) -> dict[str, Any]:
        """``given`` is the command of the step that is next."""
        del public
        done = list(answer[COMMANDS]) if answer else []
        if not isinstance(given, str) or not given.strip() or len(given) > MAX_COMMAND:
            raise AnswerRefusedError("a command is expected")
        if len(done) >= len(key["steps"]):
            raise AnswerRefusedError("every step is answered")
        # Told by what the step could accept, not by what was typed: the message says nothing about right or wrong.
        expects = any(has_full_width(accepted) for accepted in key["steps"][len(done)]["commands"])
        if has_full_width(given) and not expects:
            raise CommandUnreadableError(CommandUnreadableError.message)
        return {COMMANDS: [*done, given]}

    def seen(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> dict[str, Any]:
        """The commands typed and the prompt of the step that is next; no output, and not which command was right."""
        given, steps = list(answer[COMMANDS]) if answer else [], key["steps"]
        at = len(given)
        done = at >= len(steps)
        return {
            "log": [{"command": command} for command in given],
            "prompt_html": "" if done else steps[at]["prompt"] if at else public["prompt_html"],
            "step": min(at + 1, len(steps)),
            "done": done,
        }

    def messages(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> tuple[str, ...]:
        """Of each step the words to its command, or to the known slip."""
        del public
        found = []
        for step, command in zip(key["steps"], commands_of(answer), strict=False):
            slips = (slip["feedback"] for slip in step["slips"] if read_command(slip["command"]) == command)
            found.append(step["feedback"] if is_accepted(step, command) else next(slips, ""))
        return tuple(message for message in found if message)


class BranchOnce:
    """A way without return: a choice leads on as in practice, there is no beginning anew and no feedback."""

    def advance(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any, given: Any) -> list[Any]:
        """``given`` is the number of a choice of the scene; None where the first scene is an end."""
        path = list(answer or ())
        if len(path) >= MAX_PATH or (answer is not None and self.seen(public, key, path)["done"]):
            raise AnswerRefusedError("the way has come to its end")
        return _PRACTICE.advance(public, key, path, given)

    def seen(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> dict[str, Any]:
        """The scene, its choices and the way so far; a first scene that is an end is done once it was read."""
        found = _PRACTICE.seen(public, key, list(answer or ()))
        return {**found, "done": found["done"] and answer is not None}

    def messages(self, public: Mapping[str, Any], key: Mapping[str, Any], answer: Any) -> tuple[str, ...]:
        """The feedback of every choice on the way."""
        del public
        said = (edge["feedback"] for edge in edges_taken(key, answer))
        return tuple(message for message in said if message)


_PRACTICE = BranchStepper()
ONCE: dict[str, OnceStepper] = {"terminal": TerminalOnce(), "branch": BranchOnce()}
assert ONCE.keys() == STEPPERS.keys()  # noqa: S101 - a type that goes step by step must say how a test asks it
