"""A batch taken back as a whole leaves no trace in any number (ENG-10, ENG-t10, TH-17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.ledger import clock, imports
from lms.ledger.models import Event
from lms.ledger.refusals import MoveNotAllowed
from lms.reports.definitions import DEFINITIONS, RATES
from lms.reports.marks import READS
from lms.reports.numbers import FactNumbers
from lms.reports.quantity import Span
from lms.reports.requirements import counted_facts
from lms.reports.selectors import RollupNumbers

pytestmark = pytest.mark.django_db
LOADED_AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
PERSONS = 200
# Five facts of every person: what a poisoned list could claim about each of them.
FACTS = (
    ("session.attended", {"session": "s1"}),
    ("course.started", {"course": "A3"}),
    ("course.completed", {"course": "A3"}),
    ("application.submitted", {"post": "p1"}),
    ("contract.started", {"contract": "c", "contract_class": "emp_part"}),
)


def rows(persons, *, day=1):
    """The five facts of each person, one stream a person, all on a day of April 2026."""
    when = datetime(2026, 4, day, 3, 0, tzinfo=UTC)
    return [
        imports.ImportRow(
            kind=kind,
            stream=f"{person}/{number}",
            occurred_at=when + timedelta(minutes=number),
            subject=person,
            programme="spring",
            payload={**payload, **({"contract": f"c-{person}"} if "contract" in payload else {})},
        )
        for person in persons
        for number, (kind, payload) in enumerate(FACTS)
    ]


def load(region, title, facts):
    return imports.load(
        facts, region=region, title=title, prepared_by="who-typed", released_by="who-checked", source="import"
    )


def every_number(region, known_at):
    """Every number and rate of the catalogue: the programme's from the facts and the rollup, the Region's from the rollup."""
    span, known_day = Span(end=clock.today_in_tokyo()), clock.today_in_tokyo()
    ways = {
        "facts": FactNumbers(counted_facts(region.pk, READS), "spring", span, known_at),
        "rollup": RollupNumbers(region.pk, "spring", span, known_day),
        "region": RollupNumbers(region.pk, None, span, known_day),
    }
    found = {}
    for way, numbers in ways.items():
        found |= {(way, code): numbers.quantity(code).value for code in DEFINITIONS}
        found |= {(way, row.code): numbers.rate(row.code) for row in RATES}
    return found


def test_a_thousand_rows_reversed_bring_every_number_back(region) -> None:
    with clock.set_to(LOADED_AT):
        # Some of the poisoned list's persons are known already: their numbers must not be lost with it.
        load(region, "what is true", rows([f"person-{number}" for number in range(5)], day=20))
        before = every_number(region, LOADED_AT)
    with clock.set_to(LOADED_AT + timedelta(hours=1)):
        batch = load(region, "poisoned", rows([f"person-{number}" for number in range(PERSONS)]))
        poisoned = every_number(region, clock.now())
    with clock.set_to(LOADED_AT + timedelta(hours=2)):
        assert imports.reverse_batch(batch, actor_id="coordinator") == len(FACTS) * PERSONS
        after = every_number(region, clock.now())
        known_between = every_number(region, LOADED_AT + timedelta(hours=1))
    assert batch.events.count() == 2 * len(FACTS) * PERSONS
    assert poisoned["facts", "EMP-P"] == poisoned["rollup", "EMP-P"] == poisoned["region", "EMP-P"] == PERSONS
    assert poisoned != before
    assert after == before
    # What was believed in between stays reproducible.
    told = {key: value for key, value in poisoned.items() if key[0] == "facts"}
    assert {key: value for key, value in known_between.items() if key[0] == "facts"} == told


def test_a_batch_is_reversed_once_and_its_facts_stay_written(region) -> None:
    with clock.set_to(LOADED_AT):
        batch = load(region, "small", rows(["person-1"]))
        imports.reverse_batch(batch, actor_id="coordinator")
        with pytest.raises(MoveNotAllowed) as refused:
            imports.reverse_batch(batch, actor_id="coordinator")
    assert refused.value.key == "import.reversed_already"
    assert Event.objects.filter(batch=batch, kind="contract.started").count() == 1
