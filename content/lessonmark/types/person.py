"""submit and code: what a learner hands in and a person grades."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from content.lessonmark.marks import Sieve
from content.lessonmark.tree import Fence, SourceLine
from content.lessonmark.types.parts import ItemContext, ItemParts

if TYPE_CHECKING:
    from collections.abc import Callable

# A fence with a role inside another one: the outer one was never closed, and what it shows would show the inner one too.
_INNER = re.compile(r"^[ \t\u3000]*(?:`{3,}|~{3,})[^`\s]*[ \t\u3000]+(?:start|test|hidden|solution)\b")
ROLES = ("start", "test", "hidden", "solution")
DEFAULT_MEGABYTES = 10


def read_submit(context: ItemContext) -> ItemParts:
    """Without ``accept`` a text is handed in; with it a file of one of these kinds, and a few words beside it."""
    endings = list(context.settings.get("accept", ()))
    public = {"input": "file" if endings else "writing", "accept": endings}
    if endings:
        public["max_mb"] = context.settings.get("max", DEFAULT_MEGABYTES)
    return ItemParts(_prompt(context), public, {})


def read_code(context: ItemContext) -> ItemParts:
    """Code to finish: start and shown tests are public, ``hidden`` and ``solution`` go into the key (E108 for others)."""
    found: dict[str, list[str]] = {role: [] for role in ROLES}

    def taken(fence: Fence) -> bool:
        if any(_INNER.match(line.text) for line in fence.lines[1:]):
            context.error("E105", fence.line)
            return True
        if fence.role in found:
            found[fence.role].append(code_of(fence))
        elif fence.role:
            context.error("E108", fence.line, key="role", value=fence.role[:60], hint=_HINT)
        return bool(fence.role)

    prompt = _prompt(context, taken)
    start = "\n".join(found["start"])
    public = {
        "input": "code",
        "language": context.settings.get("lang", ""),
        "start": start,
        "tests": found["test"],
    }
    key = {"hidden": found["hidden"], "solution": found["solution"]}
    return ItemParts(prompt, public, key, [text for text in (start, *found["test"]) if text])


_HINT = ("one_of", ("values", "、".join(ROLES)))


def _prompt(context: ItemContext, taken: Callable[[Fence], bool] | None = None) -> list[SourceLine]:
    """The lines of the prompt; fences that ``taken`` answers true to belong to the type."""
    sieve = Sieve(context.source.findings)
    prompt: list[SourceLine] = []
    for part in context.node.body:
        if isinstance(part, SourceLine):
            prompt.append(part if sieve.passes(part) else SourceLine(part.no, ""))
        elif isinstance(part, Fence) and not (taken and taken(part)) and sieve.passes_fence(part):
            prompt.extend(part.lines)
    return prompt


def code_of(fence: Fence) -> str:
    """The lines between the marks, without the columns the marks stand in from."""
    inner = fence.lines[1:-1] if fence.closed else fence.lines[1:]
    return "\n".join(line.text.removeprefix(" " * fence.indent) for line in inner)


READERS = {"submit": read_submit, "code": read_code}
