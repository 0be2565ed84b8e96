"""Reach and learning (metrics 5.1): who is registered, takes part, starts, completes and meets
requirements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.reports.quantity import Unit

from .model import (
    NO_DIMS,
    PERSONAL,
    Definition,
    Dims,
    Distinct,
    Entries,
    Hit,
    Spell,
    Stock,
    Total,
    about_person,
    by_key,
    dim_value,
    read_dims,
    state_spells,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.reports.fold import Entry

ATTENDED, STARTED, COMPLETED = "session.attended", "course.started", "course.completed"
MET, LOST = "qualification.met", "qualification.lost"
READS = frozenset({ATTENDED, STARTED, COMPLETED, MET, LOST})
OPENED, CLOSED = "account.opened", "account.closed"
SEATED, UNSEATED = "partner_user.activated", "partner_user.deactivated"


def account_spells(entries: Entries) -> Iterable[Spell]:
    """From opening to closing of each account of a person, without the days on which it is an account of a firm."""
    accounts = by_key((e for e in entries if e.fact.kind in {OPENED, CLOSED}), lambda e: (e.fact.stream,))
    seats = [entry for entry in entries if entry.fact.kind in {SEATED, UNSEATED}]

    def state(seen: Entries) -> Dims | None:
        """Registered: the account is open and no seat in a firm is taken."""
        streams = by_key(seen, lambda entry: (entry.fact.stream,))
        last = {in_stream_order(stream)[-1].fact.kind for stream in streams.values()}
        return NO_DIMS if OPENED in last and SEATED not in last else None

    for stream in accounts.values():
        yield from state_spells([*stream, *seats], state)


def in_stream_order(entries: Entries) -> list[Entry]:
    """Facts of one stream are ordered by stream version (MX-21), those without versions of their own as recorded."""
    return sorted(entries, key=lambda entry: (entry.fact.version, entry.fact.recorded_at))


def starts(entries: Entries) -> Iterable[Hit]:
    """A course start: person, course and programme; a second enrolment in the same is the same start."""
    for entry in entries:
        if entry.fact.kind == STARTED:
            dims = {**read_dims(entry, "course"), **about_person(entry), "part": "course", "guest": "false"}
            yield Hit(entry.who, (entry.who, "course", dims["course"], entry.fact.programme or ""), entry.day, dims)


def participations(entries: Entries) -> Iterable[Hit]:
    """Attended sessions (guests too) and course starts; the same session twice by one person is one."""
    for entry in entries:
        if entry.fact.kind == ATTENDED:
            session = dim_value(entry.fact.payload.get("session"))
            dims = {**about_person(entry), "part": "session", "guest": dim_value(entry.guest)}
            yield Hit(entry.who, (entry.who, "session", session), entry.day, dims)
    yield from starts(entries)


def participants(entries: Entries) -> Iterable[Hit]:
    """Participation facts of people with an account; guests are in times, never in persons."""
    return (hit for hit in participations(entries) if hit.dims["guest"] == "false")


def completions(entries: Entries) -> Iterable[Hit]:
    """Certificates: the same course twice is one, its first."""
    for entry in entries:
        if entry.fact.kind == COMPLETED:
            dims = read_dims(entry, "course", *PERSONAL)
            yield Hit(entry.who, (entry.who, dims["course"]), entry.day, dims)


def completed_starts(entries: Entries) -> Iterable[Hit]:
    """Started pairs of person and course that were completed too, dated when both are true."""
    done: dict[tuple[str, str], date] = {}
    for entry in entries:
        if entry.fact.kind == COMPLETED:
            done.setdefault((dim_value(entry.fact.payload.get("course")), entry.fact.programme or ""), entry.day)
    for hit in starts(entries):
        finished = done.get((hit.dims["course"], hit.thing[3]))
        if finished is not None:
            yield Hit(hit.who, hit.thing, max(hit.day, finished), hit.dims)


def _rule_streams(entries: Entries) -> Iterable[list[Entry]]:
    rows = (e for e in entries if e.fact.kind in {MET, LOST})
    return by_key(rows, lambda e: (e.fact.stream, dim_value(e.fact.payload.get("rule")))).values()


def _until(entry: Entry) -> date | None:
    value = entry.fact.payload.get("valid_until")
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _expiries(stream: Entries) -> list[date]:
    ends = [_until(entry) for entry in stream if entry.fact.kind == MET]
    return [end + timedelta(days=1) for end in ends if end is not None and end < date.max]


def qualified_spells(entries: Entries) -> Iterable[Spell]:
    """A rule whose latest result is met and still valid (the last day of validity counts)."""
    for stream in _rule_streams(entries):
        expiries = _expiries(stream)
        for day, until, rule in _met_days(stream, expiries):
            yield Spell(stream[0].who, (rule,), day, until, {"rule": rule})


def _met_days(stream: Entries, expiries: list[date]) -> Iterable[tuple[date, date | None, str]]:
    days = sorted({entry.day for entry in stream} | set(expiries))
    for number, day in enumerate(days):
        seen = [entry for entry in stream if entry.day <= day]
        latest = in_stream_order(seen)[-1] if seen else None
        if latest is None or latest.fact.kind == LOST:
            continue
        valid = _until(latest)
        following = days[number + 1] if number + 1 < len(days) else None
        if valid is None or valid >= day:
            yield day, following, dim_value(latest.fact.payload.get("rule"))


def qualified_days(entries: Entries) -> Iterable[Hit]:
    """Every day on which a rule was met; a loss on the very day it was first met does not take that day
    away."""
    for spell in qualified_spells(entries):
        last = date.max if spell.end is None else spell.end - timedelta(days=1)
        yield Hit(spell.who, spell.thing, spell.start, spell.dims, until=last)
    for entry in entries:
        if entry.fact.kind == MET and (_until(entry) or date.max) >= entry.day:
            rule = dim_value(entry.fact.payload.get("rule"))
            yield Hit(entry.who, (rule,), entry.day, {"rule": rule})


def _reads(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


DEFINITIONS = (
    Definition(
        "REG-P",
        _("Registered people (on the day)"),
        Unit.PERSONS,
        Stock(account_spells),
        _reads(OPENED, CLOSED, SEATED, UNSEATED),
        _(
            "Accounts of the region that are active at the end of the day. Who has left by then is not "
            "counted, nor who acts for a company or works in an office. "
            "Registering alone is not taking part."
        ),
        regional=True,
    ),
    Definition(
        "PAR-P",
        _("Participants (different persons)"),
        Unit.PERSONS,
        Distinct(participants),
        _reads(ATTENDED, STARTED),
        _(
            "Persons who attended at least one session or started at least one course (completed its "
            "first lesson) "
            "in the period. Each person once. Opening a page or enrolling is not taking part; guests are "
            "not counted."
        ),
        personal=True,
    ),
    Definition(
        "PAR-S",
        _("Participations (total times)"),
        Unit.TIMES,
        Total(participations),
        _reads(ATTENDED, STARTED),
        _(
            "Attended sessions plus started courses, each time counted. The same person at the same "
            "session is one; "
            "cancelled sessions, no-shows and lesson views are none; guests without an account are counted."
        ),
        breakdowns=(("part",), ("guest",)),
    ),
    Definition(
        "STA-P",
        _("People who started a course"),
        Unit.PERSONS,
        Distinct(starts),
        _reads(STARTED),
        _("Persons who completed the first lesson of a course in the period. Each person once."),
        personal=True,
    ),
    Definition(
        "STA-K",
        _("Course starts"),
        Unit.THINGS,
        Total(starts),
        _reads(STARTED),
        _(
            "Pairs of person and course, on the day of the first completed lesson. Enrolling again in the "
            "same course is no new start."
        ),
        breakdowns=(("course",),),
    ),
    Definition(
        "CMP-P",
        _("People who completed a course"),
        Unit.PERSONS,
        Distinct(completions),
        _reads(COMPLETED),
        _("Persons who were issued a certificate of completion in the period. Each person once."),
        personal=True,
    ),
    Definition(
        "CMP-K",
        _("Course completions"),
        Unit.THINGS,
        Total(completions),
        _reads(COMPLETED),
        _("Certificates of completion by day of issue. The same course completed twice is one, its first certificate."),
        breakdowns=(("course",),),
    ),
    Definition(
        "QUA-P",
        _("People who met the requirements (in the period)"),
        Unit.PERSONS,
        Distinct(qualified_days, lasting=True),
        _reads(MET, LOST),
        _(
            "Persons for whom a requirement rule of the programme or of one of its posts was met on any "
            "day of the period, "
            "by the version of the rule valid that day."
        ),
    ),
    Definition(
        "QUS-P",
        _("People who meet the requirements (on the day)"),
        Unit.PERSONS,
        Stock(qualified_spells),
        _reads(MET, LOST),
        _(
            "Persons with at least one requirement rule whose latest result is met and still valid; the "
            "last valid day counts."
        ),
    ),
)
