"""Names of blocks (`{#a3-x7k2}`): fresh ones for what has none, at an explicit save or publish only (section 2, Identity)."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from content.lessonmark.compile import compile_lesson
from content.lessonmark.kinds import KINDS
from content.lessonmark.split import clean, refuse, split
from content.lessonmark.tree import Node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
"""Base32 in small letters."""
_LENGTH = 4
_MAX_PREFIX = 20
_GROUP_AT_END = re.compile(r"\{(?P<inner>[^{}]*)\}[ \t]*$")


def prefix_of(course: str) -> str:
    """The first part of names in a course, from its number or slug: `A3` gives `a3`."""
    plain = re.sub("[^a-z0-9]+", "-", course.lower()).strip("-")[:_MAX_PREFIX].strip("-")
    return plain if plain[:1].isalpha() else f"q{plain}"[:_MAX_PREFIX]


def fresh_name(prefix: str, taken: set[str]) -> str:
    """A name nothing in ``taken`` has; it is added there."""
    while True:
        name = f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _position in range(_LENGTH))
        if name not in taken:
            taken.add(name)
            return name


def settled(text: str, prefix: str, taken: Collection[str] = ()) -> str:
    """The text as an explicit save stores it: marks half-width, a name for every block that needs one and has none.

    What cannot be read stays as typed, and so does a text that is too large or holds U+0000.
    """
    text = clean(text)
    if refuse(text) is not None:
        return text
    canonical = compile_lesson(text).text
    source = split(canonical)
    nodes = list(_nodes(source.root))
    used = {*taken, *(node.id for node in nodes if node.id)}
    lines = canonical.split("\n")
    for node in nodes:
        if node.id is None and not node.broken and node.name in KINDS and KINDS[node.name].needs_id:
            lines[node.line - 1] = _named(lines[node.line - 1], fresh_name(prefix, used), bool(node.attrs))
    return "\n".join(lines)


def _named(line: str, name: str, has_group: bool) -> str:
    match = _GROUP_AT_END.search(line)
    if match is None or (not has_group and match["inner"].strip()):  # the braces are ruby or text of the label
        return f"{line.rstrip()} {{#{name}}}"
    inner = match["inner"].strip()
    return line[: match.start()] + f"{{#{name} {inner}".rstrip() + "}"


def _nodes(node: Node) -> Iterator[Node]:
    for part in node.body:
        if isinstance(part, Node):
            yield part
            yield from _nodes(part)
