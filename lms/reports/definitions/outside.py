"""What comes from documents and organisations: outcomes without an application here (EXT) and cooperating
firms (ORG)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.reports.quantity import Amount, Kind, Span, Unit

from .learning import in_stream_order
from .model import Definition, Dims, Entries, Hit, Spell, Stock, by_key, dim_value, matches, read_dims, state_spells

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.reports.fold import Entry

OUTCOME, MEMBERSHIP = "outcome.recorded", "membership.changed"
OUTCOME_DIMS = ("class", "category", "returned", "firm", "label", "persons", "contracts")


def outcomes(entries: Entries) -> Iterable[Hit]:
    """Outcomes as their source states them: the amounts stay literal among the values of the hit."""
    for entry in entries:
        if entry.fact.kind == OUTCOME:
            yield outcome_hit(entry)


def outcome_hit(entry: Entry) -> Hit:
    """One outcome; `persons` and `contracts` are literals of metrics 9.1."""
    return Hit(entry.who, (entry.fact.id,), entry.day, read_dims(entry, *OUTCOME_DIMS))


def add_up(hits: Iterable[Hit], name: str) -> Amount:
    """Sum the literal amounts of outcomes by metrics 9.1; not stated stays visible."""
    amount: Amount | None = None
    for hit in hits:
        literal = hit.dims[name]
        part = Amount.parse("?" if literal == "unknown" else literal)
        amount = part if amount is None else amount + part
    return amount or Amount(0)


@dataclass(frozen=True, slots=True)
class Stated:
    """Adds the amounts that the sources of outcomes state."""

    name: str
    kind: Kind

    def amount(self, entries: Entries, span: Span, where: Dims) -> Amount:
        """The sum over the outcomes of the period in the asked cell."""
        return self.of_hits(outcomes(entries), span, where)

    def of_hits(self, hits: Iterable[Hit], span: Span, where: Dims) -> Amount:
        """The same from outcomes already read (the rollup keeps them whole)."""
        return add_up(counted(hits, span, where), self.name)


@dataclass(frozen=True, slots=True)
class NamedFirms:
    """Counts the firms that outcomes name."""

    kind: Kind = Kind.DISTINCT

    def amount(self, entries: Entries, span: Span, where: Dims) -> Amount:
        """Different named firms of the outcomes of the period in the asked cell."""
        return self.of_hits(outcomes(entries), span, where)

    def of_hits(self, hits: Iterable[Hit], span: Span, where: Dims) -> Amount:
        """The same from outcomes already read."""
        return Amount(len({hit.dims["firm"] for hit in counted(hits, span, where)} - {"unknown"}))


def counted(hits: Iterable[Hit], span: Span, where: Dims) -> list[Hit]:
    """The outcomes of the period in the asked cell."""
    return [hit for hit in hits if hit.first_day_in(span) is not None and matches(hit.dims, where)]


def memberships(entries: Entries) -> Iterable[Spell]:
    """The latest kind and status of each membership of an organisation."""

    def state(seen: Entries) -> Dims | None:
        payload = in_stream_order(seen)[-1].fact.payload
        return {"member": dim_value(payload.get("kind")), "status": dim_value(payload.get("status"))}

    rows: Iterable[Entry] = (entry for entry in entries if entry.fact.kind == MEMBERSHIP)
    for stream in by_key(rows, lambda e: (e.fact.stream,)).values():
        yield from state_spells(stream, state)


DEFINITIONS = (
    Definition(
        "EXT-P",
        _("Results by registration (work without an application here)"),
        Unit.PERSONS,
        Stated("persons", Kind.DISTINCT),
        frozenset({OUTCOME}),
        _(
            "Persons in work as stated in a source document, by the start day it gives. Never part of the "
            "hires or of business outsourcing."
        ),
    ),
    Definition(
        "EXT-K",
        _("Results by registration: contracts"),
        Unit.THINGS,
        Stated("contracts", Kind.TOTAL),
        frozenset({OUTCOME}),
        _("Contracts as stated in a source document; unknown where the source gives no number."),
    ),
    Definition(
        "EXT-C",
        _("Results by registration: companies"),
        Unit.ORGANISATIONS,
        NamedFirms(),
        frozenset({OUTCOME}),
        _("Different companies that the source documents name."),
    ),
    Definition(
        "ORG-C",
        _("Cooperating companies and members"),
        Unit.ORGANISATIONS,
        Stock(memberships, default={"status": "active"}),
        frozenset({MEMBERSHIP}),
        _(
            "Organisations whose membership is active at the end of the day, by kind of member. "
            "Candidates, planned contacts, "
            "applications under way and suspended members stand in rows of their own."
        ),
        regional=True,
        breakdowns=(("status",), ("member", "status")),
    ),
)
