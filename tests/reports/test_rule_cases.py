"""The worked cases of the metrics rules: each expected line is one test."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from lms.reports.definitions import DEFINITIONS, compute, compute_retention, fiscal_year_span
from lms.reports.programme_files import read_facts

NEW_YEAR_2030 = date(2029, 12, 31)
CASES = yaml.safe_load((Path(__file__).parent / "rule_cases.yaml").read_text(encoding="utf-8"))["cases"]
LINES = [
    pytest.param(case, line, id=f"{case['case']}-{number}")
    for case in CASES
    for number, line in enumerate(case["expect"], start=1)
]


def span_of(line: dict[str, Any]) -> Any:
    if "fiscal_year" in line:
        return fiscal_year_span(line["fiscal_year"])
    return line.get("as_of", NEW_YEAR_2030)


@pytest.mark.parametrize(("case", "line"), LINES)
def test_a_rule_case_gives_the_expected_number(case: dict[str, Any], line: dict[str, Any]) -> None:
    facts = read_facts(case["facts"], code=case["case"])
    known_at = line.get("known_at", NEW_YEAR_2030)
    if "retention" in line:
        answer = compute_retention(line["retention"], facts, span_of(line), known_at)
        for name in ("due", "same_firm", "other_firm", "left", "unknown"):
            assert getattr(answer, name) == line[name], name
        assert answer.text == line["text"]
        return
    quantity = compute(line["code"], facts, span_of(line), known_at, programme=line.get("programme"))
    assert quantity.value == line["value"]
    assert quantity.unit is DEFINITIONS[line["code"]].unit
