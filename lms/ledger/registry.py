"""Workflows with the functions bound to their keys. Filled at start-up by each app's `apps.py`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lms.ledger.engine import MoveContext
    from lms.ledger.workflow import Workflow

GUARD_KINDS = ("protective", "world", "form")
"""The order in which guards answer (workflows.md §2, steps 6 to 8)."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A function that raises a Refusal, and the step at which it is asked."""

    function: Callable[[MoveContext], None]
    kind: str = "world"

    def __post_init__(self) -> None:
        if self.kind not in GUARD_KINDS:
            raise ValueError(self.kind)


@dataclass(frozen=True, slots=True)
class Described:
    """What the envelope says of a row: whose it is, which firm's, which programme's."""

    subject_ref: str = ""
    org_id: str = ""
    programme: str = ""


@dataclass(slots=True)
class Bound:
    """One workflow and everything bound to it."""

    workflow: Workflow
    guards: dict[str, Guard] = field(default_factory=dict)
    effects: dict[str, Callable[[MoveContext], None]] = field(default_factory=dict)
    undo: dict[str, Callable[[MoveContext], None]] = field(default_factory=dict)
    payload: Callable[[MoveContext], dict[str, Any]] | None = None
    describe: Callable[[Any], Described] | None = None
    more_guards: defaultdict[str, list[Guard]] = field(default_factory=lambda: defaultdict(list))
    reactions: defaultdict[str, list[Callable[[MoveContext], None]]] = field(default_factory=lambda: defaultdict(list))


_bound: dict[str, Bound] = {}


def register_workflow(workflow: Workflow) -> None:
    """Make a workflow known under its name and its model."""
    if workflow.name not in _bound:
        _bound[workflow.name] = Bound(workflow)


def bind(
    name: str,
    *,
    guards: Mapping[str, Guard] | None = None,
    effects: Mapping[str, Callable[[MoveContext], None]] | None = None,
    undo: Mapping[str, Callable[[MoveContext], None]] | None = None,
    payload: Callable[[MoveContext], dict[str, Any]] | None = None,
    describe: Callable[[Any], Described] | None = None,
) -> None:
    """Bind functions to the keys of a workflow. `undo` maps transition ids to compensations of a reversal (ENG-6)."""
    bound = _bound[name]
    bound.guards.update(guards or {})
    bound.effects.update(effects or {})
    bound.undo.update(undo or {})
    bound.payload = payload or bound.payload
    bound.describe = describe or bound.describe


def extend_workflow(
    name: str,
    action: str,
    *,
    guard: Guard | None = None,
    reaction: Callable[[MoveContext], None] | None = None,
) -> None:
    """A higher app adds a guard or a reaction to a lower workflow; reactions run in the same transaction."""
    bound = _bound[name]
    if action not in bound.workflow.actions:
        raise KeyError(f"{name} has no action {action}")
    if guard and guard not in bound.more_guards[action]:
        bound.more_guards[action].append(guard)
    if reaction and reaction not in bound.reactions[action]:
        bound.reactions[action].append(reaction)


def workflows() -> Iterable[Bound]:
    """Every registered workflow, in order of registration."""
    return tuple(_bound.values())


def bound_workflow(name: str) -> Bound:
    """The workflow of this name. Raises KeyError."""
    return _bound[name]


def bound_for(row: Any) -> Bound:
    """The workflow whose rows are of this model. Raises KeyError."""
    label = row._meta.label
    for bound in _bound.values():
        if bound.workflow.model == label:
            return bound
    raise KeyError(label)


@register()
def check_workflows(**_kwargs: Any) -> list[CheckMessage]:
    """A key without a function, or a table without its model, stops the start."""
    problems: list[CheckMessage] = []
    for bound in _bound.values():
        table = bound.workflow
        for row in table.transitions:
            keys = [("guard", key) for key in row.guards if key not in bound.guards]
            keys += [("effect", key) for key in row.effects if key not in bound.effects]
            if not row.waits:
                problems += [
                    Error(f"{table.name} {row.id}: {what} {key!r} is not bound", id="ledger.E001") for what, key in keys
                ]
        try:
            apps.get_model(table.model)
        except LookupError:
            problems.append(Error(f"{table.name}: no model {table.model}", id="ledger.E002"))
    return problems
