"""Reads a programme written as YAML (a reference programme or a rule case) into the facts that it states."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from lms.ledger.clock import start_of_day, tokyo_date
from lms.ledger.facts import Fact
from lms.reports.quantity import Amount, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Row = dict[str, Any]
_RANGE = re.compile(r"(?P<letter>[A-Z]+)(?P<first>\d+)\.\.(?P=letter)(?P<last>\d+)")
# Which keys of a row become payload, and under which name the definitions read them.
PAYLOAD: dict[str, dict[str, str]] = {
    "session.attended": {"ref": "session"},
    "lesson.completed": {"course": "course", "lesson": "lesson"},
    "course.completed": {"course": "course"},
    "qualification.met": {"rule": "rule", "valid_until": "valid_until"},
    "qualification.lost": {"rule": "rule"},
    "application.submitted": {"post": "post", "firm": "firm"},
    "application.entered": {"post": "post", "phase": "phase"},
    "application.closed": {"post": "post", "outcome": "outcome"},
    "offer.accepted": {"post": "post"},
    "hire.cancelled": {"post": "post"},
    "contract.started": {
        "firm": "firm",
        "class": "contract_class",
        "post": "post",
        "job": "post",
        "includes_trial": "includes_trial",
        "category": "hire_category",
    },
    "contract.ended": {"firm": "firm", "class": "contract_class"},
    "trial.started": {"trial": "kind"},
    "retention.answered": {"month": "month", "status": "status", "firm": "firm"},
    "membership.changed": {"member": "kind", "status": "status"},
    "outcome.recorded": {
        "persons": "persons",
        "contracts": "contracts",
        "class": "class",
        "category": "category",
        "firm": "firm",
        "returned": "returned",
        "label": "label",
    },
    "person.merged": {"into": "into"},
    "person.excluded": {"reason": "reason"},
    "event.reversed": {"reason": "reason"},
    "account.opened": {},
    "account.closed": {},
}
# How the stream of a fact is named, after the person; facts of the same name follow one another in it.
STREAMS: dict[str, tuple[str, ...]] = {
    "session": ("ref",),
    "lesson": ("course",),
    "course": ("course",),
    "qualification": ("rule",),
    "application": ("post",),
    "offer": ("post",),
    "hire": ("post",),
}
APPLICATION = frozenset({"application", "offer", "hire"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a document states and nobody here counted (metrics 9.2)."""

    label: str
    unit: Unit
    amount: Amount
    as_of: date | None = None
    fiscal_year: int | None = None
    shown_as: str = ""


@dataclass(slots=True)
class ProgrammeFile:
    """A programme as a file states it: its name, its facts in the order of writing, and figures of its
    source."""

    code: str
    title: str
    region_name: str
    source: str
    facts: list[Fact] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    starts_on: date | None = None


def people(text: str) -> list[str]:
    """`P001..P003` as the three persons it stands for; anything else is one."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return [text]
    width = len(match["first"])
    return [f"{match['letter']}{n:0{width}d}" for n in range(int(match["first"]), int(match["last"]) + 1)]


def _day(value: Any) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    return date.fromisoformat(str(value))


def _instant(value: Any) -> datetime:
    instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs its zone: {value}")
    return instant


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class _Reader:
    """Keeps what later rows of the same file refer to: versions, attempts, running contracts, named facts."""

    def __init__(self, code: str, region_id: int, programme: str | None) -> None:
        self.code, self.region_id, self.programme = code, region_id, programme
        self.versions: dict[str, int] = defaultdict(int)
        self.attempts: dict[str, int] = defaultdict(int)
        self.contracts: dict[tuple[str, str, str], list[tuple[date, str]]] = defaultdict(list)
        self.named: dict[str, Fact] = {}
        self.count = 0

    def read(self, row: Row) -> Iterator[Fact]:
        """The facts of one row, one for each person or organisation it names."""
        kind = row["kind"]
        if kind not in PAYLOAD:
            raise ValueError(f"unknown kind of fact: {kind}")
        if kind == "event.reversed":
            yield self._reversal(row)
            return
        for who in people(str(row.get("who") or row.get("org") or row.get("person") or "")) or [""]:
            yield self._fact(row, kind, who)

    def _fact(self, row: Row, kind: str, who: str) -> Fact:
        occurred = tokyo_date(_instant(row["occurred_at"])) if "occurred_at" in row else _day(row.get("occurred"))
        payload = {name: _plain(row[key]) for key, name in PAYLOAD[kind].items() if key in row}
        stream = self._stream(row, kind, who, occurred, payload)
        if "org" in row:
            payload["org"] = who
        self.versions[stream] += 1
        self.count += 1
        fact = Fact(
            id=str(row.get("id") or f"{self.code}-{self.count}"),
            kind=kind,
            region_id=self.region_id,
            subject=who if who and "org" not in row else None,
            occurred_on=occurred,
            recorded_at=self._recorded(row, occurred),
            stream=stream,
            version=self.versions[stream],
            payload=payload,
            programme=row.get("programme") or self.programme,
        )
        self.named[fact.id] = fact
        return fact

    def _stream(self, row: Row, kind: str, who: str, occurred: date | None, payload: Row) -> str:
        family = kind.split(".", maxsplit=1)[0]
        if family == "contract":
            name = self._contract(row, kind, who, occurred)
            payload["contract"] = name
        elif family in {"trial", "outcome", "retention"}:
            name = f"{family}/{who}/{self.count + 1}"
        else:
            keys = "/".join(str(row.get(key, "")) for key in STREAMS.get(family, ()))
            name = f"{'application' if family in APPLICATION else family}/{keys}/{who}"
        stream = f"imported:{self.code}/{name}"
        if family in APPLICATION:
            if kind == "application.submitted":
                self.attempts[stream] += 1
            payload["attempt"] = row.get("attempt", max(self.attempts[stream], 1))
        return stream

    def _contract(self, row: Row, kind: str, who: str, occurred: date | None) -> str:
        known = self.contracts[who, str(row["firm"]), str(row["class"])]
        day = occurred or date.max
        if kind == "contract.ended":
            if row.get("contract"):
                return str(row["contract"])
            return max(pair for pair in known if pair[0] <= day)[1]
        name = str(row.get("contract") or f"contract/{row['firm']}/{who}/{self.count + 1}")
        known.append((day, name))
        return name

    def _recorded(self, row: Row, occurred: date | None) -> datetime:
        if "recorded_at" in row:
            return _instant(row["recorded_at"])
        if "recorded" in row:
            return start_of_day(date.fromisoformat(str(row["recorded"])))
        if "occurred_at" in row:
            return _instant(row["occurred_at"])
        if occurred is None:
            raise ValueError(f"a row without a day needs the day it was recorded: {row}")
        return start_of_day(occurred)

    def _reversal(self, row: Row) -> Fact:
        target = self.named[str(row["of"])]
        self.versions[target.stream] += 1
        self.count += 1
        recorded = self._recorded(row, _day(row.get("occurred")))
        fact = replace(
            target,
            id=str(row.get("id") or f"{self.code}-{self.count}"),
            kind="event.reversed",
            occurred_on=tokyo_date(recorded),
            recorded_at=recorded,
            version=self.versions[target.stream],
            payload={"reason": row.get("reason", "")},
            corrects=target.id,
        )
        self.named[fact.id] = fact
        return fact


def start_markers(facts: list[Fact]) -> list[Fact]:
    """The start of a course for each person and enrolment: with the first completed lesson (metrics
    section 2)."""
    first: dict[tuple[str | None, str], Fact] = {}
    for fact in facts:
        if fact.kind == "lesson.completed" and fact.occurred_on is not None:
            key = (fact.subject, fact.stream)
            earlier = first.get(key)
            if earlier is None or (fact.occurred_on, fact.recorded_at) < (earlier.occurred_on, earlier.recorded_at):
                first[key] = fact
    return [
        replace(
            fact,
            id=f"{fact.id}-start",
            kind="course.started",
            stream=f"{fact.stream}/start",
            version=1,
            payload={"course": fact.payload["course"], "enrolment": fact.stream},
        )
        for fact in first.values()
    ]


def read_facts(rows: list[Row], *, code: str, region_id: int = 0, programme: str | None = None) -> list[Fact]:
    """The facts that the rows state, in their order, with the start markers of courses.

    ValueError for an unknown kind, a day without zone or a row without any day; KeyError for an unknown reference.
    """
    reader = _Reader(code, region_id, programme)
    facts = [fact for row in rows for fact in reader.read(row)]
    return facts + start_markers(facts)


def read_figures(rows: list[Row]) -> list[Figure]:
    """The figures that the source states, as it states them."""
    return [
        Figure(
            label=row["label"],
            unit=Unit(row["unit"]),
            amount=Amount.parse(row["value"]),
            as_of=_day(row.get("as_of")),
            fiscal_year=row.get("fiscal_year"),
            shown_as=row.get("shown_as", ""),
        )
        for row in rows
    ]


def read_programme(data: Mapping[str, Any], *, region_id: int = 0) -> ProgrammeFile:
    """A whole programme file; see `read_facts` for the errors."""
    code = data["programme"]
    return ProgrammeFile(
        code=code,
        title=data["title"],
        region_name=data["region"],
        source=data["source"],
        facts=read_facts(data.get("facts", []), code=code, region_id=region_id, programme=code),
        figures=read_figures(data.get("figures", [])),
        starts_on=_day(data.get("programme_start")),
    )
