"""A requirement counts for the programme whose post asks for it, from the day that post was opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lms.ledger.clock import start_of_day
from lms.reports.definitions import compute
from lms.reports.programme_files import read_facts
from lms.reports.requirements import Asked, repeated_for

if TYPE_CHECKING:
    from lms.ledger.facts import Fact

MET = {"kind": "qualification.met", "who": "P001..P003", "rule": "it-basics", "occurred": "2026-04-10"}
OPENED = start_of_day(date(2026, 6, 1))


def facts_of_rule(*more: dict) -> list[Fact]:
    return read_facts([MET, *more], code="x")


def test_before_the_post_was_opened_nobody_counts_for_its_programme_and_then_everybody() -> None:
    facts = facts_of_rule()
    facts += repeated_for(facts, [Asked("it-basics", "telework", OPENED)])
    for known_at, count in ((date(2026, 5, 31), 0), (date(2026, 6, 1), 3)):
        assert compute("QUA-P", facts, date(2026, 6, 30), known_at, programme="telework").value == count
        assert compute("QUA-P", facts, date(2026, 6, 30), known_at).value == 3


def test_a_lost_requirement_is_lost_for_the_programme_too() -> None:
    facts = facts_of_rule({"kind": "qualification.lost", "who": "P001", "rule": "it-basics", "occurred": "2026-05-01"})
    facts += repeated_for(facts, [Asked("it-basics", "telework", OPENED)])
    assert compute("QUS-P", facts, date(2026, 6, 30), date(2026, 6, 30), programme="telework").value == 2


def test_a_reversed_result_is_reversed_for_the_programme_too() -> None:
    facts = facts_of_rule()
    wrong = facts[0]
    facts.append(
        replace(wrong, id="undo", kind="event.reversed", corrects=wrong.id, recorded_at=OPENED + timedelta(days=5))
    )
    facts += repeated_for(facts, [Asked("it-basics", "telework", OPENED)])
    assert compute("QUA-P", facts, date(2026, 6, 30), date(2026, 6, 5), programme="telework").value == 3
    assert compute("QUA-P", facts, date(2026, 6, 30), date(2026, 6, 6), programme="telework").value == 2


def test_a_rule_that_nobody_asks_for_counts_for_no_programme() -> None:
    facts = facts_of_rule()
    assert repeated_for(facts, [Asked("another-rule", "telework", OPENED)]) == []
