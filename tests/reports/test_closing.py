"""年度確定 (MX-26, MT-10): the closed figures stay, later records stand in a list with their reason and approver."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lms.accounts.actors import actor_for
from lms.ledger import clock
from lms.ledger.events import record
from lms.ledger.models import Event
from lms.reports import closing
from lms.reports.models import YearChange, YearClosing
from tests.accounts.factories import make_region, sign_in
from tests.reports.test_exact_files import post, staff

if TYPE_CHECKING:
    from lms.accounts.models import Person
    from lms.programmes.models import Programme
    from lms.regions.models import Region

pytestmark = pytest.mark.django_db
PAGE = "/staff/reports/hagi-cognity/years/"
REPORT = "/staff/reports/hagi-cognity/?period=2022"
CLOSED, LATER, AFTER = (datetime(2026, 11, day, 3, tzinfo=UTC) for day in (10, 15, 20))


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def coordinator(region: Region, hagi: Programme) -> Person:
    return staff(region, hagi, "C")


@pytest.fixture
def approver(region: Region, hagi: Programme) -> Person:
    return staff(region, hagi, "AP")


@pytest.fixture
def closed(coordinator: Person, approver: Person, hagi: Programme) -> YearClosing:
    with clock.set_to(CLOSED):
        assert post(coordinator, PAGE, {"year": "2022", "known_at": "2026-11-09"}) == 302
        row = YearClosing.objects.get()
        assert post(approver, f"{PAGE}{row.pk}/", {"decision": "agree"}) == 302
    row.refresh_from_db()
    return row


def late_guest(hagi: Programme, approver: Person) -> None:
    """Somebody attended in the closed year, and it is recorded only now."""
    record(
        "session.attended", region=hagi.region, stream_type="session", stream_id="late", actor=actor_for(approver),
        subject_ref="P900", programme=hagi.code, payload={"session": "seminar-9"},
        occurred_at=datetime(2023, 1, 10, 3, tzinfo=UTC),
    )  # fmt: skip


def page(person: Person, url: str) -> str:
    answer = sign_in(Client(), person).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_closed_year_keeps_its_figures_and_lists_what_came_later(
    closed: YearClosing, coordinator: Person, approver: Person, hagi: Programme
) -> None:
    assert (closed.figures["PAR-P"], closed.figures["PAR-S"], closed.figures["OUT-P"]) == ("84", "107", "9")
    with clock.set_to(LATER):
        late_guest(hagi, approver)
    with clock.set_to(AFTER):
        fixed = page(coordinator, REPORT)
        assert "107回" in fixed
        assert "記録の締め 2026-11-09 24:00" in fixed
        assert "確定後の変更一覧" in fixed
        live = page(coordinator, f"{REPORT}&known_at=2026-11-20")
        assert "108回" in live
        found = closing.changes(closed)
    lines = [(change.known_day, change.code, change.before, change.after, change.why) for change in found]
    assert lines == [
        (date(2026, 11, 15), "PAR-P", "84", "85", None),
        (date(2026, 11, 15), "PAR-S", "107", "108", None),
    ]
    assert closing.check(True) == []
    assert list(Event.objects.filter(stream_type="yearclosing").order_by("version").values_list("kind", flat=True)) == [
        "fiscal_year.closing_asked",
        "fiscal_year.closing_agreed",
    ]


def test_the_approver_gives_a_reason_once_and_it_stands_in_the_list(
    closed: YearClosing, coordinator: Person, approver: Person, hagi: Programme
) -> None:
    url = f"{PAGE}{closed.pk}/changes/"
    with clock.set_to(LATER):
        late_guest(hagi, approver)
        assert post(approver, url, {"day": "2026-11-15", "reason": "名簿の記入もれ"}) == 422
    with clock.set_to(AFTER):
        assert post(coordinator, url, {"day": "2026-11-15", "reason": "名簿の記入もれ"}) == 404
        assert post(approver, url, {"day": "2026-11-14", "reason": "名簿の記入もれ"}) == 422
        assert post(approver, url, {"day": "2026-11-15", "reason": ""}) == 422
        assert "決裁者の記入待ち" in page(coordinator, url)
        assert post(approver, url, {"day": "2026-11-15", "reason": "名簿の記入もれ"}) == 302
        assert post(approver, url, {"day": "2026-11-15", "reason": "もう一度"}) == 409
        assert "名簿の記入もれ" in page(coordinator, REPORT)
        assert "名簿の記入もれ" in page(coordinator, url)
    change = YearChange.objects.get()
    assert change.approved_by == approver
    assert Event.objects.filter(kind="fiscal_year.change_approved", stream_id=str(closed.pk)).count() == 1


def test_files_and_handouts_of_a_closed_year_keep_to_it_and_tell_no_changes(
    closed: YearClosing, coordinator: Person, approver: Person, hagi: Programme, region: Region
) -> None:
    with clock.set_to(LATER):
        late_guest(hagi, approver)
    related = staff(region, hagi, "RO")
    with clock.set_to(AFTER):
        for person in (coordinator, related):
            file = sign_in(Client(), person).get("/staff/reports/hagi-cognity.csv?period=2022")
            text = file.content.decode("utf-8-sig")
            assert "PAR-S,延べ参加回数,107回" in text
            assert "確定後の変更一覧" not in text
        assert "確定後の変更一覧" not in page(related, REPORT)
        assert sign_in(Client(), related).get(PAGE).status_code == 404
        assert sign_in(Client(), related).get(f"{PAGE}{closed.pk}/changes/").status_code == 404


def test_four_eyes_and_one_closing_a_year(
    coordinator: Person, approver: Person, region: Region, hagi: Programme
) -> None:
    both = staff(region, hagi, "C", "AP")
    with clock.set_to(CLOSED):
        assert post(both, PAGE, {"year": "2022", "known_at": "2026-11-09"}) == 302
        row = YearClosing.objects.get()
        assert post(both, f"{PAGE}{row.pk}/", {"decision": "agree"}) == 409
        assert post(coordinator, f"{PAGE}{row.pk}/", {"decision": "agree"}) == 404
        assert post(coordinator, PAGE, {"year": "2022", "known_at": "2026-11-09"}) == 422
        assert "確定済み" not in page(coordinator, PAGE)
        assert post(approver, f"{PAGE}{row.pk}/", {"decision": "refuse"}) == 302
        assert "2022" in page(coordinator, PAGE)
        assert closing.closing_of(hagi, 2022) is None
        assert post(coordinator, PAGE, {"year": "2022", "known_at": "2026-11-09"}) == 302


@pytest.mark.parametrize("known_at", ["2023-03-30", "2026-11-10", "2027-01-01", "soon", ""])
def test_a_year_is_closed_on_a_day_that_is_over(coordinator: Person, hagi: Programme, known_at: str) -> None:
    with clock.set_to(CLOSED):
        answer = sign_in(Client(), coordinator).post(PAGE, {"year": "2022", "known_at": known_at})
    assert answer.status_code == 422
    assert not YearClosing.objects.exists()
    assert f'value="{known_at}"' in answer.content.decode() or known_at == ""


def test_the_running_year_cannot_be_closed(coordinator: Person, hagi: Programme) -> None:
    with clock.set_to(CLOSED):
        assert post(coordinator, PAGE, {"year": "2026", "known_at": "2026-11-09"}) == 422


def test_the_check_names_a_closed_figure_the_facts_no_longer_give(closed: YearClosing) -> None:
    YearClosing.objects.filter(pk=closed.pk).update(figures=closed.figures | {"PAR-P": "83"})
    assert closing.check(True) == ["hagi-cognity 2022: PAR-P closed as 83, by facts 84"]
