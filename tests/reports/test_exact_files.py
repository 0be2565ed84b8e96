"""Files with exact numbers: one person asks with a reason, an approver agrees, the first one saves within three days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lms.ledger import clock
from lms.ledger.models import AuditEntry, Event
from lms.reports.models import ExactExport
from tests.accounts.factories import make_person, make_region, sign_in
from tests.reports.test_screens import grant

if TYPE_CHECKING:
    from lms.accounts.models import Person
    from lms.programmes.models import Programme
    from lms.regions.models import Region

pytestmark = pytest.mark.django_db
PAGE = "/staff/reports/hagi-cognity/exact/"
ASKED = {"period": "all", "as_of": "2023-03-31", "known_at": "2023-03-31", "reason": "県の実績報告に使います"}
DAY = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def region() -> Region:
    return make_region()


def staff(region: Region, hagi: Programme, *roles: str) -> Person:
    person = make_person(region)
    for role in roles:
        grant(person, region, role)
        grant(person, hagi.region, role)
    return person


@pytest.fixture
def coordinator(region: Region, hagi: Programme) -> Person:
    return staff(region, hagi, "C")


@pytest.fixture
def approver(region: Region, hagi: Programme) -> Person:
    return staff(region, hagi, "AP")


def post(person: Person, url: str, data: dict[str, str]) -> int:
    return sign_in(Client(), person).post(url, data).status_code


def asked(person: Person, **changes: str) -> ExactExport:
    assert post(person, PAGE, ASKED | changes) == 302
    return ExactExport.objects.latest("asked_at")


def saved(person: Person, row: ExactExport, encoding: str = "utf-8") -> tuple[int, str]:
    answer = sign_in(Client(), person).get(f"{PAGE}{row.pk}.csv?encoding={encoding}")
    kind = answer.get("Content-Type", "")
    return answer.status_code, answer.content.decode("utf-8-sig" if "csv" in kind else "utf-8")


def test_asked_agreed_and_saved_with_every_step_in_the_audit(
    coordinator: Person, approver: Person, hagi: Programme
) -> None:
    row = asked(coordinator)
    assert saved(coordinator, row)[0] == 409
    assert post(approver, f"{PAGE}{row.pk}/", {"decision": "agree"}) == 302
    status, text = saved(coordinator, row)
    assert status == 200
    assert "OUT-P,就業者（業務委託）,9人" in text
    assert "内部用" in text
    rows = AuditEntry.objects.filter(region=hagi.region, kind__startswith="exact_export").order_by("pk")
    assert list(rows.values_list("kind", "reason_text", "actor_id")) == [
        ("exact_export.asked", ASKED["reason"], coordinator.pseudonym),
        ("exact_export.is_agreed", "", approver.pseudonym),
    ]
    assert AuditEntry.objects.filter(kind="report.exported", reason_key="exact").count() == 1
    kinds = Event.objects.filter(stream_type="exactexport", stream_id=str(row.pk)).order_by("version")
    assert list(kinds.values_list("kind", flat=True)) == ["exact_export.asked", "exact_export.is_agreed"]


def test_nobody_agrees_to_their_own_file_even_with_both_roles(region: Region, hagi: Programme) -> None:
    both = staff(region, hagi, "C", "AP")
    row = asked(both)
    assert post(both, f"{PAGE}{row.pk}/", {"decision": "agree"}) == 409
    row.refresh_from_db()
    assert row.state == "waiting"
    assert saved(both, row)[0] == 409


def test_a_coordinator_does_not_decide_and_a_related_institution_finds_nothing(
    coordinator: Person, region: Region, hagi: Programme
) -> None:
    row = asked(coordinator)
    assert post(staff(region, hagi, "C"), f"{PAGE}{row.pk}/", {"decision": "agree"}) == 404
    related = staff(region, hagi, "RO")
    assert sign_in(Client(), related).get(PAGE).status_code == 404
    assert post(related, PAGE, ASKED) == 404
    assert post(related, f"{PAGE}{row.pk}/", {"decision": "agree"}) == 404


def test_only_who_asked_saves(coordinator: Person, approver: Person, region: Region, hagi: Programme) -> None:
    row = asked(coordinator)
    post(approver, f"{PAGE}{row.pk}/", {"decision": "agree"})
    assert saved(approver, row)[0] == 404
    assert saved(staff(region, hagi, "C"), row)[0] == 404


def test_a_refused_file_is_never_saved_and_a_decision_falls_once(coordinator: Person, approver: Person) -> None:
    row = asked(coordinator)
    assert post(approver, f"{PAGE}{row.pk}/", {"decision": "refuse"}) == 302
    assert post(approver, f"{PAGE}{row.pk}/", {"decision": "agree"}) == 409
    assert saved(coordinator, row)[0] == 409


@pytest.mark.parametrize(("days", "status"), [(2, 200), (4, 409)])
def test_an_agreed_file_is_saved_for_three_days(coordinator: Person, approver: Person, days: int, status: int) -> None:
    with clock.set_to(DAY):
        row = asked(coordinator)
        post(approver, f"{PAGE}{row.pk}/", {"decision": "agree"})
    with clock.set_to(DAY + timedelta(days=days)):
        assert saved(coordinator, row)[0] == status


def test_a_week_without_a_decision_ends_it(coordinator: Person, approver: Person) -> None:
    with clock.set_to(DAY):
        row = asked(coordinator)
    with clock.set_to(DAY + timedelta(days=8)):
        assert post(approver, f"{PAGE}{row.pk}/", {"decision": "agree"}) == 409
        assert "期限切れ" in sign_in(Client(), approver).get(PAGE).content.decode()


def test_a_file_without_a_reason_is_refused_at_its_field_and_what_was_typed_stays(coordinator: Person) -> None:
    answer = sign_in(Client(), coordinator).post(PAGE, ASKED | {"reason": " ", "as_of": "2999-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "未来の日付は選べません。" in page
    assert 'value="2999-01-01"' in page
    assert not ExactExport.objects.exists()


def test_a_later_record_does_not_change_an_agreed_file(coordinator: Person, approver: Person) -> None:
    row = asked(coordinator, known_at="2023-02-25")
    post(approver, f"{PAGE}{row.pk}/", {"decision": "agree"})
    assert "OUT-P,就業者（業務委託）,10人" in saved(coordinator, row)[1]


def test_without_an_agreed_file_the_address_of_the_report_gives_no_exact_numbers(coordinator: Person) -> None:
    answer = sign_in(Client(), coordinator).get("/staff/reports/hagi-cognity.csv?audience=exact")
    assert answer.status_code == 409
    assert "もう1人の承認が必要です" in answer.content.decode()


def test_the_approver_finds_what_waits_and_who_asked_does_not(
    coordinator: Person, approver: Person, region: Region, hagi: Programme
) -> None:
    both = staff(region, hagi, "C", "AP")
    asked(both)
    for person, found in ((approver, True), (coordinator, False), (both, False)):
        page = sign_in(Client(), person).get("/staff/reports/").content.decode()
        assert ("あなたの決定を待っています" in page) is found
