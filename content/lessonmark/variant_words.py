"""The words a variant has for what is secret: hints, explanations, later prompts of a terminal, scenes of a branch.

Nothing of it says what is right: a step is written as its number (``$ 1``) and a choice without its target, in the order of
the main text. All steps or none, all scenes or none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from content.lessonmark import chars
from content.lessonmark.entries import Entry, EntryReader, cut_feedback
from content.lessonmark.marks import has_secret_role, stray_mark
from content.lessonmark.tree import Fence, Node, SourceLine
from content.lessonmark.types.branch import ChoiceMark
from content.lessonmark.types.lists import BOX, BULLET

if TYPE_CHECKING:
    from content.lessonmark.split import Source

_STEP = re.compile("^[ \u3000]?[$＄][ \u3000]+(?P<number>[0-9０-９]{1,3})[ \u3000]*$")


@dataclass
class Steps:
    """A terminal of a variant: the lines before the first step, between two, and behind the last."""

    numbers: list[int] = field(default_factory=list)
    groups: list[list[SourceLine]] = field(default_factory=lambda: [[]])
    secrets: list[int] = field(default_factory=list)


def read_steps(node: Node) -> Steps:
    """``secrets``: lines that hold a command, an answer mark or a solution."""
    found = Steps()
    for part in node.body:
        if isinstance(part, SourceLine):
            _step_line(part, found)
        elif isinstance(part, Fence):
            if has_secret_role(part):
                found.secrets.append(part.line)
            else:
                found.groups[-1].extend(part.lines)
        else:
            found.groups[-1].append(SourceLine(part.line, ""))
    return found


def _step_line(line: SourceLine, found: Steps) -> None:
    step = _STEP.match(line.text)
    if step is not None:
        found.numbers.append(int(chars.ascii_of(step["number"])))
        found.groups.append([])
    elif stray_mark(line.text):
        found.secrets.append(line.no)
    else:
        found.groups[-1].append(line)


class WordsOfChoice:
    """A bullet of a scene: its words alone; a target or a score is a secret mark."""

    def __init__(self) -> None:
        self.secrets: list[int] = []

    def entry(self, line: SourceLine, source: Source) -> Entry | None:
        """The choice on this line."""
        del source
        match = BULLET.match(line.text)
        if match is None or BOX.match(match["text"]):
            return None
        text, feedback = cut_feedback(match["text"])
        if feedback is not None or ChoiceMark.leads(text):
            self.secrets.append(line.no)
        return Entry("option", line.no, text)

    def broken(self, text: str) -> bool:  # noqa: ARG002 - the contract of all types
        """No half-written form of its own."""
        return False


@dataclass
class SceneWords:
    """A scene of a variant."""

    name: str
    line: int
    prompt: list[SourceLine]
    choices: list[Entry]
    secrets: list[int]


def read_scenes(node: Node, source: Source) -> list[SceneWords]:
    """The scenes in the order of the text."""
    found = []
    for part in node.body:
        if isinstance(part, Node) and part.name == "scene" and not part.broken:
            mark = WordsOfChoice()
            read = EntryReader(part, source, mark).run()
            told = [line.no for entry in read.entries for line in entry.feedback if line.text.strip()]
            secrets = mark.secrets + told
            found.append(SceneWords(chars.ascii_of(part.label), part.line, read.prompt, read.entries, secrets))
    return found


def order_of(node: Node) -> list[str]:
    """The names of the scenes of a main text in the order of its key: the start, then the others by name."""
    names = [chars.ascii_of(part.label) for part in node.body if isinstance(part, Node) and part.name == "scene"]
    start = str(node.attrs.get("start") or (names[0] if names else ""))
    return [start, *sorted(set(names) - {start})]


def numbered(key: dict[str, Any], scenes: list[list[str]]) -> list[dict[str, Any]]:
    """Words of the choices by scene -> by the numbers the key gives them, with the scene each leads to."""
    edges = [{"html": "", "to": edge["to"]} for edge in key["edges"]]
    for scene, texts in zip(key["scenes"], scenes, strict=True):
        for number, text in zip(scene["edges"], texts, strict=True):
            edges[number]["html"] = text
    return edges
