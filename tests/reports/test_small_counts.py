"""What is hidden cannot be worked out from its neighbours on the same report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from lms.reports.definitions import fiscal_year_span
from lms.reports.exports import as_json, csv_file, text_lines
from lms.reports.numbers import FactNumbers
from lms.reports.programme_files import read_facts
from lms.reports.quantity import Span
from lms.reports.report import Audience, Subject, build
from lms.reports.small_counts import Printer

if TYPE_CHECKING:
    from lms.reports.tables import Report

DAY = date(2026, 3, 31)


def public(rows: list[dict[str, Any]], span: Span | None = None) -> Report:
    facts = read_facts(rows, code="x", programme="x")
    numbers = FactNumbers(facts, "x", span or Span(end=DAY), DAY)
    return build(Subject("x", "x", "x"), numbers, Printer(10), Audience.PUBLIC)


def contract(who: str, kind: str) -> dict[str, Any]:
    return {"kind": "contract.started", "who": who, "firm": f"f-{kind}", "class": kind, "occurred": "2025-06-01"}


APPLIED = {"kind": "application.submitted", "who": "P001..P030", "post": "a", "occurred": "2025-05-01"}


def test_a_small_part_hides_the_union_in_the_table_the_rates_and_the_steps() -> None:
    report = public([APPLIED, contract("P001..P004", "emp_part"), contract("P003..P014", "outsourcing")])
    assert report.numbers["OUT-P"].cell.text == "12人"
    assert report.numbers["EMP-P"].cell.text == "x"
    assert report.numbers["WRK-P"].cell.text == "x"
    assert report.rates["r.out"].cells[0].text == "40.0%"
    assert report.rates["r.wrk"].cells[0].text == "x"
    assert next(row for row in report.table("funnel").rows if row.code == "WRK-P").cells[0].text == "x"


def test_the_total_since_the_beginning_is_hidden_beside_a_year_that_lacks_few_of_it() -> None:
    rows = [
        {"kind": "session.attended", "who": "P001..P003", "ref": "s1", "occurred": "2024-05-01"},
        {"kind": "session.attended", "who": "P004..P043", "ref": "s2", "occurred": "2025-05-01"},
    ]
    report = public(rows, fiscal_year_span(2025))
    assert report.numbers["PAR-P"].cell.text == "40人"
    assert report.table("funnel").rows[0].cells[0].text == "x"
    assert public(rows).table("funnel").rows[0].cells[0].text == "43人"


def test_the_line_of_months_leaves_out_a_point_that_would_show_few_people() -> None:
    rows = [
        {"kind": "session.attended", "who": "P001..P020", "ref": "s1", "occurred": "2025-04-10"},
        {"kind": "session.attended", "who": "P021..P023", "ref": "s2", "occurred": "2025-05-10"},
        {"kind": "session.attended", "who": "P024..P050", "ref": "s3", "occurred": "2025-06-10"},
    ]
    points = [row.cells[0].text for row in public(rows, Span(end=date(2025, 6, 30))).table("trend").rows]
    assert points == ["20人", "x", "50人"]


def test_an_exact_value_that_is_hidden_is_in_no_format() -> None:
    """MT-06: the canary is a count that nothing else on the report has."""
    rows = [APPLIED, contract("P001..P007", "emp_part")]
    report = public(rows)
    for text in (as_json(report), csv_file(report, "utf-8").content.decode("utf-8-sig"), "\n".join(text_lines(report))):
        assert "7人" not in text
        assert '"value": 7' not in text
        assert "23.3" not in text
    assert "7人" not in repr(report)
