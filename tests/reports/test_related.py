"""A related institution reads the handout: small counts hidden, month by month, and nothing exact by any way (workflows.md §1)."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from lms.ledger import clock
from lms.ledger.models import AuditEntry
from lms.reports.permissions import audiences_for
from lms.reports.report import Audience
from tests.accounts.factories import make_person, make_region, sign_in
from tests.reports.test_screens import grant

if TYPE_CHECKING:
    from django.test import Client

    from lms.accounts.models import Person
    from lms.programmes.models import Programme
    from lms.regions.models import Region

pytestmark = pytest.mark.django_db
REPORT = "/staff/reports/hagi-cognity/"


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def related(region: Region, client: Client, hagi: Programme) -> Person:
    person = make_person(region)
    grant(person, region, "RO")
    grant(person, hagi.region, "RO")
    sign_in(client, person)
    return person


def lines(client: Client, query: str = "") -> dict[str, list[str]]:
    answer = client.get(f"/staff/reports/hagi-cognity.csv?encoding=utf-8&{query}")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return {line[0]: line for line in reversed(rows) if line and line[0]}


def test_it_finds_the_reports_and_reads_hidden_counts(client: Client, related: Person, hagi: Programme) -> None:
    assert 'href="/staff/reports/"' in client.get("/courses/").content.decode()
    assert "hagi-cognity" in client.get("/staff/reports/").content.decode()
    page = client.get(REPORT).content.decode()
    assert "関係機関用（少ない数は出しません）" in page
    assert "内部用" not in page
    assert "18人" in page


def test_k_is_that_of_the_handout(client: Client, related: Person, hagi: Programme) -> None:
    """Nine persons applied for outsourcing work: printed at five, hidden at ten."""
    assert hagi.region.k_handout == 5
    assert lines(client)["OUT-P"][2] == "9人"
    type(hagi.region).objects.filter(pk=hagi.region_id).update(k_handout=10)
    assert lines(client)["OUT-P"][2] == "x"
    assert "9人" not in client.get(REPORT).content.decode()


@pytest.mark.parametrize("query", ["audience=exact", "audience=public", "as_of=2023-01-31", "known_at=2023-01-31"])
def test_it_can_choose_neither_another_audience_nor_a_day(
    client: Client, related: Person, hagi: Programme, query: str
) -> None:
    assert lines(client, query) == lines(client)
    page = client.get(f"{REPORT}?{query}").content.decode()
    assert "関係機関用（少ない数は出しません）" in page
    assert 'name="audience"' not in page
    assert 'name="as_of"' not in page


def test_it_reads_to_the_end_of_the_month_before(client: Client, related: Person, hagi: Programme) -> None:
    for day, last in (
        (datetime(2027, 2, 1, 3, tzinfo=UTC), "2027-01-31"),
        (datetime(2027, 2, 28, 3, tzinfo=UTC), "2027-01-31"),
    ):
        with clock.set_to(day):
            sign_in(client, related)
            page = client.get(REPORT).content.decode()
            assert f"集計日 {last}" in page
            assert f"記録の締め {last} 24:00" in page


def test_april_offers_no_fiscal_year_without_a_closed_month(client: Client, related: Person, hagi: Programme) -> None:
    with clock.set_to(datetime(2027, 4, 15, 3, tzinfo=UTC)):
        sign_in(client, related)
        assert 'value="2027"' not in client.get(REPORT).content.decode()
        assert 'value="2026"' in client.get(REPORT).content.decode()
        assert client.get(f"{REPORT}?period=2027").status_code == 422


def test_saving_a_file_is_recorded(client: Client, related: Person, hagi: Programme) -> None:
    client.get(REPORT)
    lines(client)
    rows = AuditEntry.objects.filter(object_id="hagi-cognity").values_list("kind", "reason_key")
    assert list(rows) == [("report.exported", "handout")]


def test_without_a_grant_in_its_region_a_programme_does_not_exist(
    client: Client, related: Person, nagaoka: Programme
) -> None:
    assert client.get("/staff/reports/nagaoka-worker/").status_code == 404
    assert "nagaoka-worker" not in client.get("/staff/reports/").content.decode()


def test_a_role_counts_in_the_programmes_region_only(related: Person, region: Region, hagi: Programme, rf) -> None:
    """A coordinator of one Region who is a related institution in another reads the other's handout."""
    grant(related, region, "C")
    request = rf.get(REPORT)
    request.user, request.region = related.user, region
    assert audiences_for(request, hagi) == (Audience.HANDOUT,)
    hagi.region = region
    assert audiences_for(request, hagi) == tuple(Audience)
