"""Higher apps hear every fact of both event tables inside the transaction that records it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lms.ledger.facts import Fact

_projectors: list[tuple[frozenset[str] | None, Callable[[list[Fact]], None]]] = []


def register_projector(kinds: Iterable[str] | None, function: Callable[[list[Fact]], None]) -> None:
    """Call `function` with the facts of these kinds (None: all) as they are recorded."""
    entry = (None if kinds is None else frozenset(kinds), function)
    if entry not in _projectors:
        _projectors.append(entry)


def project(facts: list[Fact]) -> None:
    """Tell the projectors. Called by whoever appends to an event table, in the same transaction."""
    for kinds, function in _projectors:
        wanted = [fact for fact in facts if kinds is None or fact.kind in kinds]
        if wanted:
            function(wanted)
