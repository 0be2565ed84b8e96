"""The report screens: who may open them, what stands on them, what is saved from them, and how many queries they need."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Person, RoleGrant
from lms.ledger.models import AuditEntry
from lms.programmes.models import Programme
from lms.reports.exports import CP932_TWINS
from tests.accounts.factories import make_person, make_region, sign_in

if TYPE_CHECKING:
    from django.test import Client

    from lms.regions.models import Region

pytestmark = pytest.mark.django_db
HAGI = "/staff/reports/hagi-cognity/?as_of=2023-03-31"


@pytest.fixture
def region() -> Region:
    return make_region()


def grant(person: Person, region: Region, role: str) -> None:
    mine, _made = Person.objects.get_or_create(
        user=person.user,
        region=region,
        defaults={"pseudonym": f"{person.pseudonym[:20]}-{region.pk}", "status": Person.Status.ACTIVE},
    )
    RoleGrant.objects.create(person=mine, region=region, role=role, starts_on=date(2020, 1, 1))


@pytest.fixture
def coordinator(region: Region, client: Client) -> Person:
    person = make_person(region)
    grant(person, region, "C")
    sign_in(client, person)
    return person


def test_a_coordinator_with_a_grant_there_reads_the_reference_programme(
    client: Client, coordinator: Person, hagi: Programme
) -> None:
    grant(coordinator, hagi.region, "C")
    assert "hagi-cognity" in client.get("/staff/reports/").content.decode()
    page = client.get(HAGI).content.decode()
    for text in ("延べ参加回数", "107回", "18人", "9人", "試用期間を含む契約", "50.0%", "集計日 2023-03-31", "内部用"):
        assert text in page
    for text in ("8.4%", "16.8%", "107人"):
        assert text not in page


def test_without_a_grant_there_it_does_not_exist(client: Client, coordinator: Person, hagi: Programme) -> None:
    foreign, unknown = client.get("/staff/reports/hagi-cognity/"), client.get("/staff/reports/no-such/")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.content == unknown.content
    assert client.get("/staff/reports/hagi-cognity.csv").status_code == 404


@pytest.mark.parametrize("role", ["I", "AD", "SC"])
def test_other_roles_find_no_reports(client: Client, region: Region, role: str) -> None:
    person = make_person(region)
    grant(person, region, role)
    sign_in(client, person)
    assert client.get("/staff/reports/").status_code == 404


def test_a_learner_finds_no_reports_and_a_visitor_is_asked_to_sign_in(client: Client, region: Region) -> None:
    assert client.get("/staff/reports/").status_code == 302
    client.force_login(make_person(region).user)
    assert client.get("/staff/reports/").status_code == 404


def test_a_programme_without_records_says_so_and_offers_every_choice(
    client: Client, coordinator: Person, region: Region
) -> None:
    Programme.objects.create(region=region, code="new-one", name="あたらしい事業", starts_on=date(2026, 4, 1))
    page = client.get("/staff/reports/new-one/")
    assert page.status_code == 200
    assert "この条件の記録はまだありません。" in page.content.decode()


def test_a_fiscal_year_and_an_earlier_day_of_knowledge_can_be_read(
    client: Client, coordinator: Person, hagi: Programme
) -> None:
    grant(coordinator, hagi.region, "AP")
    page = client.get("/staff/reports/hagi-cognity/?period=2022&known_at=2023-02-25").content.decode()
    assert "2022年度（2022-04-01〜2023-03-31）" in page
    assert "記録の締め 2023-02-25 24:00" in page
    assert "10人" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("as_of=2999-01-01", "未来の日付は選べません。"),
        ("known_at=2999-01-01", "未来の日付は選べません。"),
        ("period=2022&as_of=2021-05-01", "この日は、選んだ年度の中にありません。"),
        ("period=1850", "period"),
        ("as_of=yesterday", "as_of"),
    ],
)
def test_an_impossible_choice_is_said_at_its_field(
    client: Client, coordinator: Person, hagi: Programme, query: str, message: str
) -> None:
    grant(coordinator, hagi.region, "C")
    answer = client.get(f"/staff/reports/hagi-cognity/?{query}")
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "107回" not in answer.content.decode()


def test_page_and_csv_hide_the_same_cells(client: Client, coordinator: Person, hagi: Programme) -> None:
    grant(coordinator, hagi.region, "C")
    page = client.get(f"{HAGI}&audience=public").content.decode()
    lines = saved(client, "as_of=2023-03-31&audience=public&encoding=utf-8", "utf-8-sig")
    by_code = {line[0]: line for line in reversed(lines) if line and line[0]}
    assert by_code["OUT-P"][2] == "x"
    assert by_code["APP-P"][2] == "18人"
    assert "x は少人数のため表示しない数です" in page
    assert "9人" not in page
    assert "50.0%" not in page


def saved(client: Client, query: str, encoding: str) -> list[list[str]]:
    answer = client.get(f"/staff/reports/hagi-cognity.csv?{query}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="hagi-cognity.csv"'
    return list(csv.reader(io.StringIO(answer.content.decode(encoding))))


def test_the_csv_is_utf8_with_mark_or_cp932(client: Client, coordinator: Person, hagi: Programme) -> None:
    grant(coordinator, hagi.region, "C")
    raw = client.get("/staff/reports/hagi-cognity.csv?as_of=2023-03-31").content
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    utf8 = saved(client, "as_of=2023-03-31&encoding=utf-8", "utf-8-sig")
    cp932 = saved(client, "as_of=2023-03-31&encoding=cp932", "cp932")
    assert [[cell.translate(CP932_TWINS) for cell in line] for line in utf8] == cp932
    assert ["PAR-S", "延べ参加回数", "107回"] in utf8


def test_what_cp932_cannot_hold_is_listed_before_it_is_saved(
    client: Client, coordinator: Person, hagi: Programme
) -> None:
    grant(coordinator, hagi.region, "C")
    Programme.objects.filter(pk=hagi.pk).update(name="𠮷田さんの=事業")
    asked = client.get("/staff/reports/hagi-cognity.csv?encoding=cp932")
    assert asked["Content-Type"].startswith("text/html")
    assert "𠮷田さんの=事業" in asked.content.decode()
    after = saved(client, "encoding=cp932&replaced=seen", "cp932")
    assert after[0] == ["〓田さんの=事業"]


def test_no_cell_of_a_csv_is_a_formula(client: Client, coordinator: Person, hagi: Programme) -> None:
    grant(coordinator, hagi.region, "C")
    Programme.objects.filter(pk=hagi.pk).update(name="=HYPERLINK(1)")
    assert saved(client, "encoding=utf-8", "utf-8-sig")[0] == ["'=HYPERLINK(1)"]


def test_reading_exact_numbers_and_saving_a_file_are_recorded(
    client: Client, coordinator: Person, hagi: Programme
) -> None:
    grant(coordinator, hagi.region, "C")
    client.get(HAGI)
    client.get(f"{HAGI}&audience=public")
    client.get("/staff/reports/hagi-cognity.csv")
    rows = AuditEntry.objects.filter(object_id="hagi-cognity").order_by("pk").values_list("kind", "reason_key")
    assert list(rows) == [("report.opened", "exact"), ("report.exported", "handout")]


def test_a_report_needs_few_queries_however_many_people_it_counts(
    client: Client, coordinator: Person, hagi: Programme, kitami: Programme
) -> None:
    for programme in (hagi, kitami):
        grant(coordinator, programme.region, "C")
    counts = []
    for code in ("hagi-cognity", "kitami-salmon"):
        client.get(f"/staff/reports/{code}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/staff/reports/{code}/")
        statements = [q["sql"] for q in queries if q["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 12, statements
