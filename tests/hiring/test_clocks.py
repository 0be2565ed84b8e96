"""Clocks of the hiring side under a set time (workflows.md §13; APP-t3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.accounts.actors import actor_for
from lms.hiring import services
from lms.ledger import clock, clocks, engine
from lms.notices.models import Notice
from lms.regions.models import NonWorkingDay
from tests.hiring import factories
from tests.hiring.factories import Firm, apply, make_learner, step

HOLIDAYS = (date(2026, 4, 29), date(2026, 5, 3), date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6), date(2027, 1, 1))


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 1, tzinfo=clock.TOKYO)


def run(first: date, last: date, *, without: tuple[date, ...] = ()) -> dict[date, str]:
    """Let the worker's morning come every day; what the firm was told or what ended, by day."""
    told: dict[date, str] = {}
    day = first
    while day <= last:
        if day not in without:
            before = Notice.objects.filter(code__startswith="N15").count()
            with clock.set_to(at(day)):
                clocks.fire_due()
            if Notice.objects.filter(code__startswith="N15").count() > before:
                told[day] = ",".join(
                    sorted(set(Notice.objects.filter(created_at=at(day)).values_list("code", flat=True)))
                )
        day += timedelta(days=1)
    return told


@pytest.fixture
def holidays(region):
    for day in HOLIDAYS:
        NonWorkingDay.objects.create(region=region, day=day, name="祝日")


def sent_on(region, day):
    with clock.set_to(at(day, 12)):
        return apply(make_learner(region), Firm(region).post())


def test_app_t3_over_the_may_holidays(region, holidays):
    row = sent_on(region, date(2026, 4, 25))
    told = run(date(2026, 4, 26), date(2026, 5, 26))
    # Day 3 is a Tuesday; day 7 falls on a Saturday and waits for Thursday 7 May; day 14 for Monday 11 May.
    assert list(told) == [date(2026, 4, 28), date(2026, 5, 7), date(2026, 5, 11), date(2026, 5, 25)]
    row.refresh_from_db()
    assert row.state == "lapsed"
    assert told[date(2026, 5, 25)] == "N15.L"


def test_app_t3_over_the_turn_of_the_year(region, holidays):
    row = sent_on(region, date(2026, 12, 20))
    told = run(date(2026, 12, 21), date(2027, 1, 20))
    assert list(told) == [date(2026, 12, 23), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 19)]
    row.refresh_from_db()
    assert row.state == "lapsed"


def test_a_missed_run_sends_the_latest_step_once(region, holidays):
    sent_on(region, date(2026, 6, 1))
    told = run(date(2026, 6, 9), date(2026, 6, 12))
    assert list(told) == [date(2026, 6, 9)]
    assert Notice.objects.filter(code="N15").count() == 2


def test_the_firms_clock_waits_while_the_applicant_has_to_answer(region, holidays):
    firm = Firm(region)
    with clock.set_to(at(date(2026, 6, 1), 12)):
        row = apply(make_learner(region), firm.post())
        factories.opened(row, firm)
    with clock.set_to(at(date(2026, 6, 2), 12)):
        factories.asked(row, firm)
    assert run(date(2026, 6, 3), date(2026, 6, 7)) == {}
    with clock.set_to(at(date(2026, 6, 8), 12)):
        services.decline_interview(row, actor=actor_for(row.person), **step(row))
    # It stood still for six days: day 3 (4 June) comes on the 10th.
    assert next(iter(run(date(2026, 6, 9), date(2026, 6, 20)))) == date(2026, 6, 10)


def test_an_interview_request_without_an_answer_ends_after_30_days(region, holidays):
    firm = Firm(region)
    with clock.set_to(at(date(2026, 6, 1), 12)):
        row = apply(make_learner(region), firm.post())
        factories.opened(row, firm)
        factories.asked(row, firm)
    for day in (4, 8, 15):
        with clock.set_to(at(date(2026, 6, day))):
            clocks.fire_due()
    assert Notice.objects.filter(code="N14", person=row.person, created_at__gt=at(date(2026, 6, 2))).count() == 3
    with clock.set_to(at(date(2026, 7, 1))):
        clocks.fire_due()
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_an_offer_expires_on_the_day_after(sent, firm):
    factories.offered(sent, firm)
    offer = sent.offers.get()
    with clock.set_to(clock.end_of_day(offer.expires_on) - timedelta(minutes=1)):
        clocks.fire_due()
    sent.refresh_from_db()
    assert sent.state == "offer"
    with clock.set_to(clock.end_of_day(offer.expires_on) + timedelta(minutes=1)):
        clocks.fire_due()
    sent.refresh_from_db()
    assert sent.state == "offer_expired"
    assert Notice.objects.filter(code="N19", person=sent.person).count() >= 2


def test_played_history_starts_no_clock_and_sends_no_notice(region):
    with engine.quiet_history(), clock.set_to(datetime(2026, 3, 2, 2, 0, tzinfo=UTC)):
        firm = Firm(region)
        row = apply(make_learner(region), firm.post())
        factories.started(row, firm)
    from lms.ledger.models import Clock

    assert not Clock.objects.exists()
    assert not Notice.objects.exists()
