"""The rollup says the same as the raw facts, for every number, day and day of knowledge (RU-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.regions.models import Region
from lms.reports.definitions import DEFINITIONS, RATES, Span, compute, compute_rate, fiscal_year_span
from lms.reports.models import Rollup
from lms.reports.numbers import FactNumbers
from lms.reports.rollup import project_facts
from lms.reports.selectors import RollupNumbers
from tests.reports.generated import DAYS, FIRST_DAY, histories

if TYPE_CHECKING:
    from lms.ledger.facts import Fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return Region.objects.create(code="rollup", name="Rollup")


def assert_equal(region: Region, facts: list[Fact], programme: str | None, span: Span, known_at: object) -> None:
    numbers = RollupNumbers(region.pk, programme, span, known_at)
    for code, definition in DEFINITIONS.items():
        raw = compute(code, facts, span, known_at, programme=programme)
        assert numbers.quantity(code) == raw, code
        for names in definition.breakdowns:
            for cell in {name: value for name in names for value in numbers.cells(code, name)}.items():
                if len(names) == 1:
                    where = dict([cell])
                    assert numbers.quantity(code, where) == compute(
                        code, facts, span, known_at, where=where, programme=programme
                    ), (code, where)
    assert numbers.persons() == FactNumbers(facts, programme, span, known_at).persons()
    for row in RATES:
        raw_rate = compute_rate(row.code, facts, span.end, known_at, programme=programme)
        assert numbers.rate(row.code) == raw_rate, row.code


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(facts=histories(), data=st.data())
def test_the_rollup_equals_the_raw_fold(region: Region, facts: list[Fact], data: st.DataObject) -> None:
    facts = [replace(fact, region_id=region.pk) for fact in facts]
    sizes = data.draw(st.integers(1, 3), label="facts in one transaction")
    order = data.draw(st.sampled_from(["as recorded", "as recorded", "late history"]), label="order")
    told = facts if order == "as recorded" else later_first(facts)
    day = FIRST_DAY + timedelta(days=data.draw(st.integers(0, DAYS + 90), label="as_of"))
    known_at = FIRST_DAY + timedelta(days=data.draw(st.integers(0, DAYS + 10), label="known_at"))
    year = fiscal_year_span(day.year)
    sid = transaction.savepoint()
    try:
        for start in range(0, len(told), sizes):
            project_facts(told[start : start + sizes])
        for programme in (None, "p1"):
            assert_equal(region, facts, programme, Span(end=day), known_at)
            if year.start and year.start <= day:
                assert_equal(region, facts, programme, Span(start=year.start, end=day), known_at)
    finally:
        transaction.savepoint_rollback(sid)


def later_first(facts: list[Fact]) -> list[Fact]:
    """History that arrives after newer facts, as a migration may bring it; a correction never before its event."""
    cut = len(facts) // 2
    early_ids = {fact.id for fact in facts[:cut]}
    wait = [fact for fact in facts[cut:] if fact.kind == "event.reversed"]
    while True:
        more = [f for f in facts[cut:] if f not in wait and f.corrects in early_ids | {w.id for w in wait}]
        if not more:
            break
        wait += more
    return [fact for fact in facts[cut:] if fact not in wait] + facts[:cut] + wait


def test_a_row_of_the_same_day_of_knowledge_grows_instead_of_multiplying(region: Region) -> None:
    from lms.reports.programme_files import read_facts

    rows = [{"kind": "session.attended", "who": "P001..P030", "ref": "s1", "occurred": "2026-05-10"}]
    facts = [replace(fact, region_id=region.pk) for fact in read_facts(rows, code="x", programme="x")]
    for fact in facts:
        project_facts([fact])
    row = Rollup.objects.get(region=region, scope="x", code="PAR-P", dims="")
    assert row.first_ever == 30
