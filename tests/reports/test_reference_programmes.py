"""The reference programmes print the numbers of their sources, and never what those numbers do not mean."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from lms.reports.definitions import compute, compute_rate, fiscal_year_span
from lms.reports.exports import as_json, csv_file, text_lines
from lms.reports.numbers import FactNumbers
from lms.reports.programme_files import ProgrammeFile, read_programme
from lms.reports.quantity import Refused, Span, ratio
from lms.reports.report import Audience, Subject, build
from lms.reports.small_counts import Printer

if TYPE_CHECKING:
    from lms.reports.tables import Report

NEW_YEAR_2030 = date(2029, 12, 31)
FOLDER = Path(__file__).parents[2] / "demo" / "programmes"
FILES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
LINES = [
    pytest.param(name, line, id=f"{name}-{number}")
    for name, data in FILES.items()
    for number, line in enumerate(data["expect"], start=1)
]
K = {"exact": 1, "handout": 5, "public": 10}
READ_ON = {"hagi-cognity": date(2023, 3, 31), "nagaoka-worker": date(2025, 3, 13), "kitami-salmon": date(2024, 3, 31)}


def programme(name: str) -> ProgrammeFile:
    return read_programme(FILES[name])


def report_of(
    name: str, audience: str = "exact", as_of: date | None = None, released: frozenset[str] = frozenset()
) -> Report:
    file = programme(name)
    numbers = FactNumbers(file.facts, file.code, Span(end=as_of or READ_ON[name]), NEW_YEAR_2030)
    subject = Subject(
        file.code, file.title, file.region_name, figures=[(figure, file.source) for figure in file.figures]
    )
    return build(subject, numbers, Printer(K[audience], released), Audience(audience))


@pytest.mark.parametrize(("name", "line"), LINES)
def test_a_reference_programme_gives_the_stated_number(name: str, line: dict[str, Any]) -> None:
    file = programme(name)
    as_of = line.get("as_of", NEW_YEAR_2030)
    known_at = line.get("known_at", NEW_YEAR_2030)
    span: Any = fiscal_year_span(line["fiscal_year"]) if "fiscal_year" in line else as_of
    if "ratio" in line:
        first, second = (compute(code, file.facts, span, known_at, programme=name) for code in line["ratio"])
        assert ratio(first, second).text == line["text"]
    elif "rate" in line:
        share = compute_rate(line["rate"], file.facts, as_of, known_at, programme=name)
        assert not isinstance(share, Refused)
        assert share.text == line["text"]
        assert report_of(name, as_of=as_of).rates[line["rate"]].label == line["label"]
    elif "audience" in line:
        released = frozenset({line["code"]}) if line.get("released") else frozenset()
        assert report_of(name, line["audience"], as_of, released).numbers[line["code"]].cell.text == line["text"]
    else:
        quantity = compute(line["code"], file.facts, span, known_at, where=line.get("where"), programme=name)
        assert quantity.value == line["value"]
        if "label" in line:
            assert report_of(name, as_of=as_of).numbers[line["code"]].label == line["label"]


def in_every_format(report: Report) -> dict[str, str]:
    """The report in each format, with one space between cells and lines."""
    formats = {
        "text": "\n".join(text_lines(report)),
        "csv": csv_file(report, "utf-8").content.decode("utf-8-sig").replace(",", " ").replace('"', ""),
        "csv cp932": csv_file(report, "cp932").content.decode("cp932").replace(",", " ").replace('"', ""),
    }
    return {name: re.sub(r"\s+", " ", text) for name, text in formats.items()}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_reference_programme_prints_what_its_source_says_and_never_what_it_does_not(name: str) -> None:
    for format_name, text in in_every_format(report_of(name)).items():
        for wanted in map(str, FILES[name]["print"]):
            wanted_here = wanted.replace(",", " ") if format_name.startswith("csv") else wanted
            assert wanted_here in text, (format_name, wanted)
        for unwanted in FILES[name]["never"]:
            assert unwanted not in text, (format_name, unwanted)


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_rate_between_persons_and_times_is_anywhere(name: str) -> None:
    for unwanted in ("16.8", "8.4", "21.4"):
        assert unwanted not in as_json(report_of(name))


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("audience", ["handout", "public"])
def test_no_small_count_of_the_catalogue_is_printed(name: str, audience: str) -> None:
    for number in report_of(name, audience).numbers.values():
        assert number.cell.value is None or number.cell.value == 0 or number.cell.value >= K[audience], number
        for _name, _value, cell in number.parts:
            assert cell.value is None or cell.value == 0 or cell.value >= K[audience]
