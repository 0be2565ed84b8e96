"""The shape in which definitions read what happened, whichever event table it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded fact. `subject` is a pseudonym (or `guest:<session>:<n>`), never a name; dates are Asia/Tokyo dates."""

    id: str
    kind: str
    region_id: int
    subject: str | None
    occurred_on: date | None
    recorded_at: datetime
    stream: str
    version: int
    payload: Mapping[str, Any] = field(default_factory=dict)
    corrects: str | None = None
    programme: str | None = None


_sources: dict[str, Callable[[int, frozenset[str] | None], Iterable[Fact]]] = {}


def register_fact_source(name: str, source: Callable[[int, frozenset[str] | None], Iterable[Fact]]) -> None:
    """Add an event table: `source(region_id, kinds=None) -> Iterable[Fact]`, in order of recording."""
    _sources[name] = source


def facts_of(region_id: int, kinds: Iterable[str] | None = None) -> list[Fact]:
    """Every fact of a Region over all event tables, ordered by (recorded_at, stream, version)."""
    wanted = None if kinds is None else frozenset(kinds) | {"event.reversed", "person.merged", "person.excluded"}
    found = [fact for source in _sources.values() for fact in source(region_id, wanted)]
    return sorted(found, key=lambda fact: (fact.recorded_at, fact.stream, fact.version))
