"""From recorded facts to those that count at a day, on the knowledge of a day (metrics MX-20, MX-21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from lms.ledger.clock import end_of_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lms.ledger.facts import Fact

ABOUT_KNOWLEDGE = frozenset({"event.reversed", "person.merged", "person.excluded"})
GUEST = "guest:"


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact that counts, with the person (or organisation, or stream) it counts for and its business day."""

    who: str
    day: date
    fact: Fact

    @property
    def guest(self) -> bool:
        """A guest has no account: counted in times, never in persons (metrics section 4)."""
        return self.who.startswith(GUEST)


@dataclass(frozen=True, slots=True)
class Folded:
    """What is left of the facts: the dated ones in order, and those whose source gives no day."""

    entries: tuple[Entry, ...]
    undated: tuple[Fact, ...]

    def scoped(self, programme: str | None) -> Folded:
        """Only the facts of one programme; None leaves the whole region."""
        if programme is None:
            return self
        return Folded(
            tuple(entry for entry in self.entries if entry.fact.programme == programme),
            tuple(fact for fact in self.undated if fact.programme == programme),
        )


def owner_key(fact: Fact) -> str:
    """Whose fact it is: the person, else the organisation, else the stream (an outcome taken from a document)."""
    if fact.subject:
        return fact.subject
    org = fact.payload.get("org")
    return f"org:{org}" if org else f"stream:{fact.stream}"


def known_by(fact: Fact, known_at: date | datetime) -> bool:
    """Was the fact recorded by then? A date means the end of that day in Tokyo, an instant includes
    itself."""
    if isinstance(known_at, datetime):
        return fact.recorded_at <= known_at
    return fact.recorded_at < end_of_day(known_at)


def not_reversed(events: Iterable[Fact]) -> list[Fact]:
    """Drop every event that a standing reversal points to; a reversal that is itself reversed does not
    stand."""
    events = list(events)
    reversals: dict[str, list[str]] = {}
    for event in events:
        if event.kind == "event.reversed" and event.corrects is not None:
            reversals.setdefault(event.corrects, []).append(event.id)
    if not reversals:
        return events
    standing: dict[str, bool] = {}

    def stands(event_id: str) -> bool:
        if event_id not in standing:
            standing[event_id] = True  # a reversal never points forward, so this only ends a corrupt loop
            standing[event_id] = not any(stands(reversal) for reversal in reversals.get(event_id, ()))
        return standing[event_id]

    return [event for event in events if stands(event.id)]


def _persons(events: Sequence[Fact]) -> tuple[dict[str, str], set[str]]:
    """Where merged accounts lead to, and which persons are in no number (staff, tests)."""
    into: dict[str, str] = {}

    def root(key: str) -> str:
        while key in into:
            key = into[key]
        return key

    for event in events:
        if event.kind == "person.merged" and event.subject:
            source, target = root(event.subject), root(str(event.payload["into"]))
            if source != target:
                into[source] = target
    excluded = {root(event.subject) for event in events if event.kind == "person.excluded" and event.subject}
    return {key: root(key) for key in into}, excluded


def visible(events: Iterable[Fact], known_at: date | datetime) -> Folded:
    """Steps 1 to 3 of MX-21: what is known, not taken back, and whose it is; no cut by business day yet."""
    kept = not_reversed(event for event in events if known_by(event, known_at))
    persons, excluded = _persons(kept)
    entries, undated = [], []
    for fact in kept:
        if fact.kind in ABOUT_KNOWLEDGE:
            continue
        key = owner_key(fact)
        who = persons.get(key, key)
        if who in excluded:
            continue
        if fact.occurred_on is None:
            undated.append(fact)
        else:
            entries.append(Entry(who, fact.occurred_on, fact))
    entries.sort(
        key=lambda entry: (
            entry.day,
            entry.fact.recorded_at,
            entry.fact.stream,
            entry.fact.version,
            entry.fact.id,
        )
    )
    return Folded(tuple(entries), tuple(undated))


def fold(events: Iterable[Fact], as_of: date, known_at: date | datetime) -> Folded:
    """Steps 1 to 4 of MX-21: the facts that happened by `as_of` as they were known at `known_at`."""
    seen = visible(events, known_at)
    return Folded(tuple(entry for entry in seen.entries if entry.day <= as_of), seen.undated)
