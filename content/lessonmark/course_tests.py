"""Checks of course tests and of questions written elsewhere: what stands in a test, how many, from which bank (E502, E601–E604)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.lessonmark.kinds import ITEMS, KINDS
from content.lessonmark.lesson import TestPlan
from content.lessonmark.tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from content.lessonmark.structure import Structure

PASS_MARK = 80
TRIES_PER_DAY = 3
BY_PERSON = frozenset(("code", "submit", "reflect"))
_SHARE_OF_TWO_TRIES = 2


@dataclass(frozen=True)
class Surroundings:
    """What is known of the course around a text; ``None`` = no course at hand, and nothing of it is checked.

    ``pools``: key of a bank → how many of its questions the machine grades; ``items``: name → type of the questions of
    other lessons and of banks. ``bank``: the text is one; ``variant``: it is another version of a lesson, whose tests and
    uses are judged in the main text.
    """

    bank: bool = False
    variant: bool = False
    pools: Mapping[str, int] | None = None
    items: Mapping[str, str] | None = None


def refused_in(parent: str, name: str) -> str:
    """The code for a block that a test refuses with words of its own, else ``""``."""
    if parent != "test":
        return ""
    return "E604" if name == "test" else "E603" if name in BY_PERSON else ""


def check_test(node: Node, structure: Structure) -> None:
    """The bank exists (E602) and there are enough questions for the draw (E601, W709)."""
    if structure.around.variant:
        return
    settings = structure.settings[node.line]
    pool, pools = settings.get("pool"), structure.around.pools
    if pool is not None:
        if pools is None:
            return
        if pool not in pools:
            structure.findings.add("E602", node.line, pool=pool)
            return
    inside = sum(isinstance(part, Node) and part.name != "memo" for part in node.body)
    available = inside + (pools[pool] if pool is not None and pools is not None else 0)
    draw = settings.get("draw", max(available, 1))
    if draw > available:
        structure.findings.add("E601", node.line, draw=draw, n=available)
    elif available < draw * _SHARE_OF_TWO_TRIES:
        structure.findings.add("W709", node.line)


def check_uses(root: Node, structure: Structure) -> None:
    """Every ``use`` names a question that exists (E502), stands here once (E111) and fits into its test (E603)."""
    own = {node.id: node for node, _test in _walk(root) if node.id and node.name in ITEMS}
    tests = {node.id: test for node, test in _walk(root) if node.id and node.name in ITEMS}
    seen: dict[tuple[int, str], int] = {}
    for node, test in _walk(root):
        name = structure.settings.get(node.line, {}).get("item") if node.name == "use" else None
        if name is None:
            continue
        place = (test.line if test else 0, name)
        stands_here = name in own and tests[name] is test
        if place in seen or stands_here:
            line = seen.get(place) or own[name].line
            structure.findings.add("E111", node.line, id=name, n=line)
            continue
        seen[place] = node.line
        _check_use(node, name, structure, own[name].name if name in own else None, in_test=test is not None)


def _check_use(node: Node, name: str, structure: Structure, kind: str | None, *, in_test: bool) -> None:
    known = structure.around.items
    if kind is None and known is not None:
        kind = known.get(name)
        if kind is None:
            structure.findings.add("E502", node.line, key=name, kind="item")
            return
    if in_test and kind is not None and not KINDS[kind].auto:
        structure.findings.add("E603", node.line)


def _walk(node: Node, test: Node | None = None) -> Iterator[tuple[Node, Node | None]]:
    """(directive, the test it stands in) below a node, in reading order, without broken ones."""
    for part in node.body:
        if isinstance(part, Node) and not part.broken:
            yield part, test
            yield from _walk(part, part if part.name == "test" else test)


def plan_of(node: Node, settings: Mapping[str, object], items: tuple[str, ...], uses: tuple[str, ...]) -> TestPlan:
    """The test as it was written, defaults filled in."""

    def number(name: str, default: int) -> int:
        value = settings.get(name, default)
        return value if isinstance(value, int) else default

    return TestPlan(
        id=node.id or "",
        draw=number("draw", 0),
        pass_mark=number("pass", PASS_MARK),
        tries_per_day=number("attempts", TRIES_PER_DAY),
        minutes=number("minutes", 0),
        pool=str(settings.get("pool", "")),
        items=items,
        uses=uses,
        line=node.line,
    )
