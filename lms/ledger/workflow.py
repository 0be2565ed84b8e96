"""How an app declares a workflow: states and one table of transitions, read by people, tests and the engine alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db import models

START = ""
"""The from-state of a stream that does not exist yet ("–" in the tables)."""

SYSTEM_ROLE = "SYS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of a table. Guards and effects are keys; the app binds functions to them in its `apps.py`.

    `to_state` None leaves the state as it is. `backdating` names roles that may give an earlier date without a
    reason (a coordinator may always, with one). `waits` rows are declared and refused in this release.
    `freezes` True/False sets or lifts the freeze of the row; `next_attempt` begins a new attempt.
    """

    id: str
    action: str
    from_states: tuple[str, ...]
    to_state: str | None
    roles: frozenset[str]
    event_kind: str
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    reason_required: bool = False
    backdating: frozenset[str] = frozenset()
    reversible: bool = True
    waits: bool = False
    freezes: bool | None = None
    next_attempt: bool = False

    def lands_in(self, state: str) -> str:
        """The state after this transition, taken from `state`."""
        return state if self.to_state is None else self.to_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A declared workflow. `name` is the stream type, `model` the label of the row the engine writes on."""

    name: str
    model: str
    states: type[models.TextChoices]
    terminals: frozenset[str]
    transitions: tuple[Transition, ...]
    phases: frozenset[str] = frozenset()

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action once, in the order of the table."""
        return tuple(dict.fromkeys(row.action for row in self.transitions))

    @property
    def roles(self) -> frozenset[str]:
        """Every role that occurs in the table."""
        return frozenset().union(*(row.roles for row in self.transitions))

    def rows(self, state: str, action: str) -> list[Transition]:
        """Rows of the table for this state and action, whoever may take them."""
        return [row for row in self.transitions if row.action == action and state in row.from_states]

    def find(self, state: str, action: str, roles: frozenset[str] | set[str]) -> Transition | None:
        """The row for (state, action) that one of `roles` may take, or None."""
        return next((row for row in self.rows(state, action) if row.roles & roles), None)

    def by_id(self, transition_id: str) -> Transition:
        """The row with this id. Raises KeyError."""
        for row in self.transitions:
            if row.id == transition_id:
                return row
        raise KeyError(transition_id)
