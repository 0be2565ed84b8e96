"""`import_programmes` and `report`: the numbers of the reference programmes reproduce from the ledger."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lms.ledger.models import Batch, Event
from lms.ledger.refusals import MoveNotAllowed
from lms.regions.models import Region
from lms.reports.models import ExternalFigure, Rollup
from lms.reports.rollup import rebuild, verify_every_night
from tests.reports.conftest import FOLDER, load

if TYPE_CHECKING:
    from pathlib import Path

    from lms.programmes.models import Programme


def report(code: str, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("report", code, *options, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def test_hagi_prints_the_numbers_of_its_source(hagi: Programme) -> None:
    numbers = report("hagi-cognity", "--as-of", "2023-03-31")
    assert (numbers["PAR-S"]["value"], numbers["PAR-S"]["unit"], numbers["PAR-S"]["text"]) == (107, "回", "107回")
    assert numbers["APP-P"]["value"] == 18
    assert numbers["OUT-P"]["value"] == 9
    assert numbers["OUT-P"]["by"]["includes_trial"]["true"]["value"] == 9
    assert numbers["EMP-P"]["value"] == 0
    assert (numbers["r.out"]["value"], numbers["r.out"]["text"]) == (50.0, "50.0%")
    assert numbers["OUT-P"]["as_of"] == "2023-03-31"


def test_what_was_known_earlier_is_still_known(hagi: Programme) -> None:
    numbers = report("hagi-cognity", "--as-of", "2023-03-31", "--known-at", "2023-02-25")
    assert numbers["OUT-P"]["value"] == 10
    assert numbers["OUT-P"]["known_at"] == "2023-02-25 24:00"


def test_an_instant_within_a_day_is_read_from_the_facts(hagi: Programme) -> None:
    before = report("hagi-cognity", "--as-of", "2023-03-31", "--known-at", "2023-02-28T23:00:00+09:00")
    after = report("hagi-cognity", "--as-of", "2023-03-31", "--known-at", "2023-03-01T12:00:00+09:00")
    assert (before["OUT-P"]["value"], after["OUT-P"]["value"]) == (10, 9)


def test_nagaoka_and_kitami_are_results_by_registration(nagaoka: Programme, kitami: Programme) -> None:
    numbers = report("nagaoka-worker", "--as-of", "2025-04-01")
    assert numbers["EXT-P"]["value"] == 30
    assert {name: part["value"] for name, part in numbers["EXT-P"]["by"]["category"].items()} == {"新卒": 27, "中途": 3}
    assert numbers["EMP-P"]["value"] == 0
    numbers = report("kitami-salmon", "--as-of", "2024-03-31")
    assert (numbers["EXT-P"]["value"], numbers["EXT-C"]["value"]) == (41, 3)


def test_the_public_sees_no_small_number(hagi: Programme) -> None:
    numbers = report("hagi-cognity", "--as-of", "2023-03-31", "--audience", "public")
    assert numbers["OUT-P"] | {"text": "x", "value": None} == numbers["OUT-P"]
    assert numbers["WRK-P"]["text"] == "x"
    assert numbers["r.out"]["text"] == "x"
    assert numbers["APP-P"]["value"] == 18


def test_loading_a_file_again_changes_nothing(hagi: Programme) -> None:
    before = (Event.objects.count(), Batch.objects.count(), ExternalFigure.objects.count(), Rollup.objects.count())
    assert load("hagi-cognity") == hagi
    assert (
        Event.objects.count(),
        Batch.objects.count(),
        ExternalFigure.objects.count(),
        Rollup.objects.count(),
    ) == before


def test_the_rollup_of_the_import_equals_its_facts(hagi: Programme, nagaoka: Programme, kitami: Programme) -> None:
    assert rebuild(check=True) == []


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_on_postgresql_the_rollup_of_the_import_equals_its_facts(hagi: Programme, nagaoka: Programme) -> None:
    assert rebuild(check=True) == []
    assert report("hagi-cognity", "--as-of", "2023-03-31")["PAR-S"]["value"] == 107


def test_the_nightly_check_reports_a_difference_and_rebuilds(hagi: Programme, caplog: pytest.LogCaptureFixture) -> None:
    Rollup.objects.filter(code="PAR-P").update(first_ever=1)
    verify_every_night()
    assert "was rebuilt" in caplog.text
    assert rebuild(check=True) == []


def test_a_damaged_rollup_is_found_and_written_anew(hagi: Programme) -> None:
    Rollup.objects.filter(code="OUT-P").update(first_ever=100)
    assert rebuild(check=True)
    rebuild(check=False)
    assert rebuild(check=True) == []
    assert report("hagi-cognity", "--as-of", "2023-03-31")["OUT-P"]["value"] == 9


def test_the_region_of_a_reference_programme_has_no_site(hagi: Programme) -> None:
    assert hagi.region.site is None


def test_history_is_refused_by_a_region_that_was_open(db: None) -> None:
    from datetime import date

    Region.objects.create(code="hagi-cognity", name="Open", opened_on=date(2024, 4, 1))
    with pytest.raises(MoveNotAllowed):
        load("hagi-cognity")


def test_the_command_loads_a_folder(db: None) -> None:
    out = io.StringIO()
    call_command("import_programmes", str(FOLDER), stdout=out)
    assert "hagi-cognity: 136 facts, loaded" in out.getvalue()
    call_command("import_programmes", str(FOLDER), stdout=out)
    assert "hagi-cognity: 136 facts, already there" in out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "programme: x",
        "- a list",
        "programme: x\ntitle: t\nregion: r\nsource: s\nfacts: [{kind: nonsense, occurred: 2020-01-01}]",
        "a: [",
        "",
    ],
)
def test_a_broken_file_is_refused_with_its_name(db: None, tmp_path: Path, text: str) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=r"broken\.yaml"):
        call_command("import_programmes", str(broken))


@pytest.mark.parametrize(
    "options",
    [
        ["--as-of", "2999-01-01"],
        ["--known-at", "2023-02-30"],
        ["--known-at", "2023-02-28T12:00"],
        ["--fiscal-year", "2022", "--as-of", "2021-05-01"],
    ],
)
def test_an_impossible_reading_is_refused(hagi: Programme, options: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("report", "hagi-cognity", *options)


def test_an_unknown_programme_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="no-such"):
        call_command("report", "no-such")
