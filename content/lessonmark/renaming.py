"""Names that are taken elsewhere get a number behind them, in a text and everything that refers to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from content.lessonmark.kinds import KINDS
from content.lessonmark.split import clean, refuse, split
from content.lessonmark.tree import Node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_MAX = 40


def names_in(text: str) -> list[tuple[int, str]]:
    """(line, name) of every named block of a text that needs a name, in reading order."""
    text = clean(text)
    if refuse(text) is not None:
        return []
    return [
        (node.line, node.id)
        for node in _nodes(split(text).root)
        if node.id and node.name in KINDS and KINDS[node.name].needs_id
    ]


def free_names(names: Collection[str], taken: Collection[str]) -> dict[str, str]:
    """New names for those of `names` that are taken: `id-2`, `id-3` …, the same ones at every import."""
    used = {*taken, *names}
    found: dict[str, str] = {}
    for name in names:
        if name not in taken or name in found:
            continue
        number = 2
        while (fresh := f"{name[: _MAX - len(str(number)) - 1]}-{number}") in used:
            number += 1
        used.add(fresh)
        found[name] = fresh
    return found


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with the names changed, in opening lines and in `use`; every other line stays as it is."""
    if not names or refuse(clean(text)) is not None:
        return text
    source = split(clean(text))
    lines = list(source.lines)
    for node in _nodes(source.root):
        at = node.line - 1
        if node.id is not None and node.id in names and node.name in KINDS:
            lines[at] = re.sub(rf"(\{{\s*#){re.escape(node.id)}(?=[\s}}])", rf"\g<1>{names[node.id]}", lines[at])
        target = node.attrs.get("item") if node.name == "use" else None
        if target is not None and target in names:
            lines[at] = re.sub(rf'(item="?){re.escape(target)}(?=["\s}}])', rf"\g<1>{names[target]}", lines[at])
    return "\n".join(lines)


def _nodes(node: Node) -> Iterator[Node]:
    for part in node.body:
        if isinstance(part, Node):
            yield part
            yield from _nodes(part)
