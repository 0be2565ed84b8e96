"""The best score any way through a graph of scenes can have, in one linear pass (E306)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    Edges = Mapping[str, Sequence[tuple[str, int]]]


def best_score(edges: Edges, start: str, ends: Collection[str]) -> int:
    """The highest score at an end, from ``start``; a choice taken again counts once. −1 when no end is reached.

    Scenes that lead to each other can all be walked through, so their choices all count; between such groups there
    is no way back, so the best way over the groups is the answer.
    """
    group = _groups(edges, start)
    inside: dict[int, int] = {}
    for name, at in group.items():
        inside[at] = inside.get(at, 0) + sum(score for to, score in edges[name] if group[to] == at)
    best: dict[int, int] = {}
    for name, at in group.items():  # groups come in the order in which nothing later is led to
        found = 0 if name in ends else -1
        for to, score in edges[name]:
            if group[to] != at and best[group[to]] >= 0:
                found = max(found, score + best[group[to]] + inside[group[to]])
        best[at] = max(best.get(at, -1), found)
    total = best[group[start]]
    return total + inside[group[start]] if total >= 0 else -1


def _groups(edges: Edges, start: str) -> dict[str, int]:
    """Scene → number of its group of mutually reachable scenes; what a group leads to has a smaller number.

    Tarjan's algorithm with a stack of its own: a lesson may hold thousands of scenes. In order of the numbers.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    open_scenes: list[str] = []
    is_open: set[str] = set()
    group: dict[str, int] = {}
    groups = 0
    work = [(start, 0)]
    while work:
        name, at = work.pop()
        if at == 0:
            number[name] = low[name] = len(number)
            open_scenes.append(name)
            is_open.add(name)
        targets = edges[name]
        if at and targets[at - 1][0] in is_open:
            low[name] = min(low[name], low[targets[at - 1][0]])
        while at < len(targets) and targets[at][0] in number:
            if targets[at][0] in is_open:
                low[name] = min(low[name], number[targets[at][0]])
            at += 1
        if at < len(targets):
            work += [(name, at + 1), (targets[at][0], 0)]
        elif low[name] == number[name]:
            while True:
                closed = open_scenes.pop()
                is_open.discard(closed)
                group[closed] = groups
                if closed == name:
                    break
            groups += 1
    return group
