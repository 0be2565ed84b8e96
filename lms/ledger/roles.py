"""Which roles an actor holds on a row: asked of the sources that the apps above register (architecture.md §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.ledger.workflow import SYSTEM_ROLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from lms.ledger.actors import Actor

RoleSource = "Callable[[Actor, Any], set[str]]"
_sources: list[Callable[[Actor, Any], set[str]]] = []


def register_role_source(source: Callable[[Actor, Any], set[str]]) -> None:
    """Add a function (actor, row) -> role codes."""
    if source not in _sources:
        _sources.append(source)


def roles_of(actor: Actor, row: Any) -> frozenset[str]:
    """Every role the actor holds on this row today; the system holds SYS and nothing else."""
    if actor.is_system:
        return frozenset({SYSTEM_ROLE})
    return frozenset().union(*(source(actor, row) for source in _sources))
