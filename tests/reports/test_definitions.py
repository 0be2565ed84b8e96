"""The catalogue of numbers as a whole: complete, worded with care, and sound for every history of facts."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from babel.messages.pofile import read_po
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.reports.definitions import CATALOGUE, DEFINITIONS, RATES, compute, compute_rate, fiscal_year_span
from lms.reports.quantity import Kind, Unit
from lms.reports.sections import definitions
from tests.reports.generated import DAYS, FIRST_DAY, histories

if TYPE_CHECKING:
    from lms.ledger.facts import Fact
    from lms.reports.definitions import Definition

ROOT = Path(__file__).parents[2]
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
CODES = [
    "REG-P",
    "PAR-P",
    "PAR-S",
    "STA-P",
    "STA-K",
    "CMP-P",
    "CMP-K",
    "QUA-P",
    "QUS-P",
    "APP-P",
    "APP-K",
    "APP-S",
    "APW-K",
    "APL-K",
    "INT-P",
    "OFR-P",
    "TRI-P",
    "TRI-K",
    "OBS-P",
    "OBS-K",
    "EMP-P",
    "EMP-K",
    "OUT-P",
    "OUT-K",
    "WRK-P",
    "WRK-K",
    "EXT-P",
    "EXT-K",
    "EXT-C",
    "ORG-C",
    "RET1-P",
    "RET3-P",
    "RET6-P",
    "RET12-P",
]
UNIT_OF = {"P": Unit.PERSONS, "S": Unit.TIMES, "K": Unit.THINGS, "C": Unit.ORGANISATIONS}
quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_every_number_asked_for_is_defined_once() -> None:
    assert [row.code for row in CATALOGUE] == CODES


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.code)
def test_a_definition_says_label_unit_rule_and_version_in_japanese(row: Definition) -> None:
    with override("ja"):
        assert JAPANESE.search(str(row.label))
        assert JAPANESE.search(str(row.rule))
    assert row.unit is UNIT_OF[row.code[-1]]
    assert row.version


def test_the_list_of_definitions_names_every_number_and_rate() -> None:
    assert {row.code for row in definitions().rows} == {*DEFINITIONS, *(rate.code for rate in RATES)}


def test_the_bare_word_for_running_totals_is_in_no_text_of_the_product() -> None:
    """MX-02: the word is a label only with its noun, since sources use it in two senses."""
    for path in sorted(ROOT.glob("**/locale/ja/LC_MESSAGES/django.po")):
        if ".venv" in path.parts:
            continue
        with path.open("rb") as file:
            for message in read_po(file, locale="ja"):
                texts = message.string if isinstance(message.string, tuple) else (message.string or "",)
                for text in texts:
                    assert not re.search(r"延べ(?!参加|利用)", text), (path, text)


def test_no_view_template_or_command_counts_by_itself() -> None:
    for name in (
        "views.py",
        "dashboard.py",
        "decision_views.py",
        "breakdowns.py",
        "sections.py",
        "report.py",
        "exports.py",
        "management/commands/report.py",
    ):
        source = (ROOT / "lms/reports" / name).read_text(encoding="utf-8")
        assert ".count(" not in source, name
        assert "Count(" not in source, name
    for template in (ROOT / "lms/reports/templates").rglob("*.html"):
        assert ".count" not in template.read_text(encoding="utf-8"), template.name


def day(number: int) -> object:
    return FIRST_DAY + timedelta(days=number)


@quick
@given(facts=histories(), first=st.integers(0, DAYS), more=st.integers(0, DAYS))
def test_a_running_total_never_falls_as_days_pass(facts: list[Fact], first: int, more: int) -> None:
    known_at = day(2 * DAYS)
    for row in CATALOGUE:
        if row.kind is not Kind.STOCK and row.code not in {"EXT-P", "EXT-K"}:
            before, after = (compute(row.code, facts, day(n), known_at).value for n in (first, first + more))
            assert before <= after, row.code


@quick
@given(facts=histories(calm=True), first=st.integers(0, DAYS), more=st.integers(0, DAYS))
def test_without_corrections_a_running_total_never_falls_as_more_is_known(
    facts: list[Fact], first: int, more: int
) -> None:
    for row in CATALOGUE:
        # An end that becomes known late makes a new start of what looked like a continuation, never the reverse.
        if row.kind is not Kind.STOCK and not row.code.startswith(("EXT", "RET")):
            before, after = (compute(row.code, facts, day(DAYS), day(n)).value for n in (first, first + more))
            assert before <= after, row.code


@quick
@given(facts=histories(), as_of=st.integers(0, DAYS))
def test_the_union_of_hires_and_outsourcing_lies_between_its_parts(facts: list[Fact], as_of: int) -> None:
    known_at, end = day(2 * DAYS), day(as_of)
    for span in (end, fiscal_year_span(2025)):
        emp, out, wrk = (compute(code, facts, span, known_at).value for code in ("EMP-P", "OUT-P", "WRK-P"))
        assert max(emp, out) <= wrk <= emp + out
    par_p, par_s = (compute(code, facts, end, known_at).value for code in ("PAR-P", "PAR-S"))
    assert par_p <= par_s
    app_p, app_k, app_s = (compute(code, facts, end, known_at).value for code in ("APP-P", "APP-K", "APP-S"))
    assert app_p <= app_k <= app_s


@quick
@given(facts=histories(calm=True), as_of=st.integers(0, DAYS))
def test_reversing_everything_restores_every_number(facts: list[Fact], as_of: int) -> None:
    from dataclasses import replace

    half = len(facts) // 2
    last = facts[-1].recorded_at + timedelta(days=1)
    undo = [
        replace(f, id=f"undo-{f.id}", kind="event.reversed", corrects=f.id, recorded_at=last, version=f.version + 100)
        for f in facts[half:]
    ]
    for row in CATALOGUE:
        before = compute(row.code, facts[:half], day(as_of), day(3 * DAYS))
        assert compute(row.code, facts + undo, day(as_of), day(3 * DAYS)) == before, row.code


@quick
@given(facts=histories(), as_of=st.integers(0, DAYS), known=st.integers(0, DAYS))
def test_the_part_of_a_rate_is_never_more_than_its_whole(facts: list[Fact], as_of: int, known: int) -> None:
    for row in RATES:
        for programme in (None, "p1"):
            assert compute_rate(row.code, facts, day(as_of), day(known), programme=programme).text


def test_rule_cases_and_reference_programmes_name_only_known_codes() -> None:
    for path in [*(ROOT / "demo/programmes").glob("*.yaml"), Path(__file__).parent / "rule_cases.yaml"]:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        lines = data.get("expect") or [line for case in data["cases"] for line in case["expect"]]
        assert {line["code"] for line in lines if "code" in line} <= set(DEFINITIONS)
