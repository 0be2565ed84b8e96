"""Folding a stream into the columns the engine keeps on a row, and rebuilding or checking all of them (ENG-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from lms.ledger.events import effective
from lms.ledger.models import Event
from lms.ledger.registry import workflows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lms.ledger.workflow import Workflow

_rebuilds: dict[str, Callable[[bool], list[str]]] = {}


def register_rebuild(name: str, function: Callable[[bool], list[str]]) -> None:
    """Add a projection kept outside the engine: `function(check)` returns the differences it found."""
    _rebuilds[name] = function


def fold_stream(workflow: Workflow, stream: Iterable[Event]) -> dict[str, Any]:
    """The folded columns of one stream, from its events alone."""
    ordered = sorted(stream, key=lambda event: event.version)
    folded: dict[str, Any] = {
        "state": "", "version": ordered[-1].version, "since": None, "last_phase": "", "frozen": False, "attempt": 1,
    }  # fmt: skip
    for event in effective(ordered):
        transition = workflow.by_id(event.transition)
        state = transition.lands_in(folded["state"])
        if state != folded["state"]:
            folded["since"] = event.occurred_at
        folded["state"] = state
        folded["last_phase"] = state if state in workflow.phases else folded["last_phase"]
        folded["frozen"] = folded["frozen"] if transition.freezes is None else transition.freezes
        folded["attempt"] += 1 if transition.next_attempt else 0
    return folded


def write_folded(row: Any, folded: dict[str, Any]) -> None:
    """Put folded columns on a row."""
    for name in row.FOLDED:
        setattr(row, name, folded[name])
    row.save(update_fields=list(row.FOLDED))


def rebuild_workflow(workflow: Workflow, *, check: bool) -> list[str]:
    """Compare every row of a workflow with its events; repair it unless `check`. Returns the differences."""
    model = apps.get_model(workflow.model)
    streams: dict[str, list[Event]] = {}
    for event in Event.objects.filter(stream_type=workflow.name).order_by("stream_id", "version").iterator():
        streams.setdefault(event.stream_id, []).append(event)
    found: list[str] = []
    for row in model._default_manager.all().iterator():
        stream = streams.pop(str(row.pk), [])
        if not stream:
            found.append(f"{workflow.name}:{row.pk}: row without events")
            continue
        folded = fold_stream(workflow, stream)
        wrong = [f"{name} is {getattr(row, name)!r}, events say {folded[name]!r}" for name in row.FOLDED
                 if getattr(row, name) != folded[name]]  # fmt: skip
        found += [f"{workflow.name}:{row.pk}: {text}" for text in wrong]
        if wrong and not check:
            write_folded(row, folded)
    return found + [f"{workflow.name}:{stream_id}: events without row" for stream_id in streams]


def rebuild_all(*, check: bool, only: str = "") -> dict[str, list[str]]:
    """Differences by projection name; nothing is changed with `check`."""
    found: dict[str, list[str]] = {}
    for bound in workflows():
        if not only or only == bound.workflow.name:
            with transaction.atomic():
                found[bound.workflow.name] = rebuild_workflow(bound.workflow, check=check)
    for name, function in _rebuilds.items():
        if not only or only == name:
            with transaction.atomic():
                found[name] = function(check)
    return found
