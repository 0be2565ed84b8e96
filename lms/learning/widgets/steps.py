"""terminal and branch: one post is one step; what is shown depends on how far the answer has come.

Where the path stands is part of the public half while a page is made: ``{**public, "at": seen}`` with what
``content.items.STEPPERS[type].seen`` allowed out of the key; without it the question is at its beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from content.items import STEPPERS, AnswerRefusedError
from lms.learning.widgets.base import AnswerIncompleteError, only_one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.widgets.base import Face

READ = "read"


def is_stepwise(public: Mapping[str, Any]) -> bool:
    """Whether the answer grows step by step."""
    return public["type"] in STEPPERS


def standing(public: Mapping[str, Any], seen: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The public half as it is at this point of the path."""
    return {**public, "at": seen} if seen else public


class TerminalWidget:
    """The value is the command typed; the answer is the whole path, kept by who calls."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """None: nothing is chosen."""
        del public
        return 0

    def decode(self, face: Face, values: Sequence[str]) -> str:
        """The command. In a test the number of the step it was typed for comes first: no step can be taken back there."""
        at = face.public.get("at") or {}
        if not at.get("once"):
            return only_one(values)
        number, *typed = values or [""]
        command = only_one(typed)
        if number != str(at["step"]) or at["done"]:
            raise AnswerIncompleteError(
                gettext("This question has gone on in the meantime. Here is where it stands now.")
            )
        if not command.strip():
            raise AnswerIncompleteError(gettext("Please type a command."))
        return command

    def values(self, face: Face, answer: Any) -> list[str]:
        """None: the field is empty for the next command."""
        del face, answer
        return []

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`log` [{value, right, output}], `sign`, `step` of `steps`, `at_end`, `closing_html`, and the prompt of this step.

        `once`: asked in a test; nothing of right, wrong or output is there.
        """
        at = face.public.get("at") or {}
        log = [{**row, "value": row["command"]} for row in at.get("log", ())]
        for row in log:
            del row["command"]
        return {
            "log": log,
            "sign": face.public["sign"],
            "step": at.get("step", 1),
            "steps": face.public["steps"],
            "at_end": at.get("done", False),
            "closing_html": at.get("closing_html", ""),
            "value": next((text for text in sent if text), ""),
            "once": at.get("once", False),
            "may_restart": bool(log),
            "unkept": bool(log),
            **({"prompt_html": at["prompt_html"]} if at else {}),
        }

    def blank(self, public: Mapping[str, Any]) -> list[str]:
        """No command."""
        del public
        return []


class BranchWidget:
    """The value is the token of a choice of the scene shown; the answer is the whole path, kept by who calls."""

    module = ""

    def token_count(self, public: Mapping[str, Any]) -> int:
        """One for each choice up to the last of this scene: choices of all scenes are numbered in one row."""
        return max((choice["index"] for choice in _choices(public)), default=-1) + 1

    def decode(self, face: Face, values: Sequence[str]) -> int | None:
        """The number of the choice; None when there is none to choose: then READ says that the scene was read."""
        given = only_one(values)
        choices = _choices(face.public)
        if not given or (given == READ and not choices):
            if choices:
                raise AnswerRefusedError("a choice is expected")
            return None
        index = face.index_of(given)
        if index not in {choice["index"] for choice in choices}:
            raise AnswerRefusedError("a choice of another scene")
        return index

    def values(self, face: Face, answer: Any) -> list[str]:
        """None: what was chosen has led on."""
        del face, answer
        return []

    def fields(self, face: Face, sent: Sequence[str]) -> dict[str, Any]:
        """`scene_html`, `choices` [{token, html}], `path` [html], `number` of the scene, `at_end`, `to_read` (no choice at all)."""
        del sent
        at = face.public.get("at") or {}
        choices = _choices(face.public)
        return {
            "scene_html": at.get("scene_html", face.public["scene_html"]),
            "choices": [{"token": face.names[choice["index"]], "html": choice["html"]} for choice in choices],
            "path": list(at.get("path", ())),
            "number": at.get("number", 1),
            "at_end": at.get("done", False),
            "to_read": face.public["ends"] and not at.get("done"),
            "once": at.get("once", False),
            "may_restart": bool(at.get("path")),
        }

    def blank(self, public: Mapping[str, Any]) -> list[int]:
        """No choice."""
        del public
        return []


def _choices(public: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    at = public.get("at")
    if at is not None:
        return list(at["choices"])
    return [{"index": index, "html": option["html"]} for index, option in enumerate(public["options"])]
