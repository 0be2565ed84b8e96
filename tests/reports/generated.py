"""Random histories of a few people: every kind of fact, corrections, merges, exclusions, late and early records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from lms.ledger.clock import start_of_day
from lms.ledger.facts import Fact

FIRST_DAY = date(2025, 2, 1)
DAYS = 500
PEOPLE = ("P1", "P2", "P3")
# What a fact says about its person changes from fact to fact: people grow older and move.
ABOUT = (
    {},
    {"age_band": "18-24", "area": "みなみ市", "school_kind": "university"},
    {"age_band": "25-34", "area": "", "school_kind": "none"},
)
CLASSES = ("emp_part", "emp_indefinite", "outsourcing")
ABOUT_PEOPLE = frozenset({"person.merged", "person.excluded", "event.reversed"})


def plain_kinds() -> st.SearchStrategy[tuple[str, str, dict[str, Any]]]:
    """Kind, the part of the stream's name after the person, payload."""
    one_two = st.sampled_from("12")
    post = st.sampled_from("ab")
    return st.one_of(
        st.sampled_from(["account.opened", "account.closed"]).map(lambda kind: (kind, "account", {})),
        one_two.map(lambda n: ("session.attended", f"s{n}", {"session": f"s{n}"})),
        one_two.map(lambda n: ("course.started", f"c{n}", {"course": f"c{n}"})),
        one_two.map(lambda n: ("course.completed", f"c{n}", {"course": f"c{n}"})),
        st.tuples(one_two, st.sampled_from([None, "2025-06-30", "2026-03-31"])).map(
            lambda pair: ("qualification.met", f"r{pair[0]}", {"rule": f"r{pair[0]}", "valid_until": pair[1]})
        ),
        one_two.map(lambda n: ("qualification.lost", f"r{n}", {"rule": f"r{n}"})),
        st.tuples(post, one_two).map(lambda p: ("application.submitted", p[0], {"post": p[0], "attempt": int(p[1])})),
        st.tuples(post, one_two).map(
            lambda p: ("application.entered", p[0], {"phase": "interview", "attempt": int(p[1])})
        ),
        st.tuples(post, one_two).map(lambda p: ("application.entered", p[0], {"phase": "hired", "attempt": int(p[1])})),
        st.tuples(post, one_two, st.sampled_from(["withdrawn", "lapsed", "rejected"])).map(
            lambda p: ("application.closed", p[0], {"attempt": int(p[1]), "outcome": p[2]})
        ),
        st.tuples(post, one_two).map(lambda p: ("offer.accepted", p[0], {"attempt": int(p[1])})),
        st.tuples(post, one_two).map(lambda p: ("hire.cancelled", p[0], {"attempt": int(p[1])})),
        st.tuples(one_two, st.sampled_from(CLASSES), st.sampled_from(["contract.started", "contract.ended"])).map(
            lambda p: (
                p[2],
                f"k{p[0]}{p[1]}",
                {"contract": f"k{p[0]}{p[1]}", "firm": f"f{p[0]}", "contract_class": p[1]},
            )
        ),
        st.sampled_from(["experience", "outsourcing", "visit"]).map(
            lambda kind: ("trial.started", f"t{kind}", {"kind": kind})
        ),
    )


@st.composite
def histories(draw: st.DrawFn, *, calm: bool = False, max_size: int = 14) -> list[Fact]:
    """Facts in the order of recording; `calm` leaves out corrections, merges, exclusions and losses."""
    facts: list[Fact] = []
    versions: dict[str, int] = defaultdict(int)
    recorded = 0
    for number in range(draw(st.integers(1, max_size))):
        recorded += draw(st.integers(0, 60))
        fact = draw(_next_fact(facts, calm=calm))
        versions[fact.stream] += 1
        moment = start_of_day(FIRST_DAY + timedelta(days=min(recorded, DAYS))) + timedelta(seconds=number)
        facts.append(replace(fact, id=f"e{number}", version=versions[fact.stream], recorded_at=moment))
    return facts


@st.composite
def _next_fact(draw: st.DrawFn, facts: list[Fact], *, calm: bool) -> Fact:
    who = draw(st.sampled_from(PEOPLE))
    day = FIRST_DAY + timedelta(days=draw(st.integers(0, DAYS)))
    choice = draw(st.integers(0, 11))
    blank = Fact("", "", 0, who, day, start_of_day(day), "", 0)
    if not calm and choice == 0 and facts:
        target = draw(st.sampled_from(facts))
        payload = {name: value for name, value in target.payload.items() if name == "org"}
        return replace(target, kind="event.reversed", corrects=target.id, payload=payload, occurred_on=day)
    if not calm and choice == 1:
        into = draw(st.sampled_from([other for other in PEOPLE if other != who]))
        return replace(blank, kind="person.merged", stream=f"person:{who}", payload={"into": into})
    if not calm and choice == 2 and draw(st.booleans()):
        return replace(blank, kind="person.excluded", stream=f"person:{who}", payload={"reason": "staff"})
    if choice == 3:
        return _of_nobody(draw, blank)
    kind, name, payload = draw(plain_kinds().filter(lambda row: not calm or row[0] != "qualification.lost"))
    undated = not calm and draw(st.integers(0, 19)) == 0
    return replace(
        blank,
        kind=kind,
        stream=f"{kind.split('.')[0]}:{who}/{name}",
        payload={**payload, **draw(st.sampled_from(ABOUT))},
        programme=draw(st.sampled_from(["p1", "p1", "p2", None])),
        occurred_on=None if undated else day,
    )


def _of_nobody(draw: st.DrawFn, blank: Fact) -> Fact:
    which = draw(st.sampled_from(["outcome", "member", "guest"]))
    if which == "guest":
        return replace(
            blank,
            kind="session.attended",
            subject="guest:s1:1",
            stream="session:guest",
            payload={"session": "s1"},
            programme="p1",
        )
    if which == "member":
        org = draw(st.sampled_from(["O1", "O2"]))
        status = draw(st.sampled_from(["candidate", "active", "suspended"]))
        payload = {"org": org, "kind": draw(st.sampled_from(["regular", "supporting"])), "status": status}
        return replace(blank, kind="membership.changed", subject=None, stream=f"membership:{org}", payload=payload)
    payload = {
        "persons": draw(st.sampled_from(["3", "40+"])),
        "firm": draw(st.sampled_from(["F1", "F2"])),
        "category": "x",
    }
    return replace(
        blank,
        kind="outcome.recorded",
        subject=None,
        stream=f"outcome:{draw(st.integers(0, 9))}",
        payload=payload,
        programme="p1",
    )
