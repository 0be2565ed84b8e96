"""Effects are delivered after commit, given back on failure, and clocks wait for working days (ENG-8, workflows.md §13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from lms.ledger import clock, clocks, outbox
from lms.ledger.models import Clock, OutboxRow
from lms.regions.models import NonWorkingDay
from tests.ledger.sample.models import Note

pytestmark = pytest.mark.django_db


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=clock.TOKYO)


def test_an_effect_is_delivered_once_and_closed(parcel):
    parcel("checked")
    assert outbox.drain() == 1
    assert outbox.drain() == 0
    assert list(Note.objects.values_list("text", flat=True)) == ["told"]
    assert OutboxRow.objects.get().state == "done"


def test_the_same_effect_of_an_event_is_written_once(region):
    event = uuid4()
    for _ in range(2):
        outbox.enqueue(event, "sample.note", "owner", region=region, payload={"text": "a"})
    assert OutboxRow.objects.count() == 1


def test_a_failing_effect_is_given_back_and_dies_after_its_last_try(region):
    outbox.enqueue(uuid4(), "nobody.delivers.this", "owner", region=region)
    moment = clock.now()
    for _try in range(outbox.MOST_ATTEMPTS):
        with clock.set_to(moment):
            outbox.drain()
        moment += timedelta(hours=1)
    row = OutboxRow.objects.get()
    assert (row.state, row.attempts, row.last_error) == ("dead", outbox.MOST_ATTEMPTS, "LookupError")


def test_a_lease_that_ran_out_is_taken_up_again(parcel):
    parcel("checked")
    assert len(outbox.claim()) == 1
    assert outbox.drain() == 0
    with clock.set_to(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.drain() == 1
    assert Note.objects.count() == 1


def test_a_lost_lease_cannot_close_the_row(parcel):
    parcel("checked")
    [row] = outbox.claim()
    assert not outbox.deliver(row.id, uuid4())
    assert Note.objects.count() == 0


def test_a_clock_rings_on_its_day_at_nine_and_only_once(parcel):
    row = parcel()
    clocks.start(row, "parcel.reminder", date(2026, 11, 20), step=1)
    with clock.set_to(datetime(2026, 11, 20, 8, 59, tzinfo=clock.TOKYO)):
        assert clocks.fire_due() == 0
    with clock.set_to(at(date(2026, 11, 20))):
        assert clocks.fire_due() == 1
        assert clocks.fire_due() == 0
        outbox.drain()
    assert Note.objects.get().text == "reminder 1"


def test_a_clock_due_on_a_holiday_waits_for_the_next_working_day(parcel, region):
    NonWorkingDay.objects.create(region=region, day=date(2026, 11, 23), name="勤労感謝の日")
    clocks.start(parcel(), "parcel.reminder", date(2026, 11, 21))
    for day in (date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)):
        with clock.set_to(at(day)):
            assert clocks.fire_due() == 0
    with clock.set_to(at(date(2026, 11, 24))):
        assert clocks.fire_due() == 1


def test_of_several_steps_that_were_missed_only_the_latest_acts(parcel):
    row = parcel()
    for step, day in enumerate((date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)), start=1):
        clocks.start(row, "parcel.reminder", day, step=step)
    with clock.set_to(at(date(2026, 11, 19))):
        assert clocks.fire_due() == 1
        assert clocks.fire_due() == 0
        outbox.drain()
    assert Note.objects.get().text == "reminder 3"


def test_a_paused_clock_stands_still_and_the_pause_is_added(parcel):
    row = parcel()
    with clock.set_to(at(date(2026, 11, 16))):
        clocks.start(row, "parcel.reminder", date(2026, 11, 18))
        clocks.pause(row, "parcel.reminder")
    with clock.set_to(at(date(2026, 11, 18))):
        assert clocks.fire_due() == 0
        clocks.resume(row, "parcel.reminder")
        assert Clock.objects.get().due_at.date() == date(2026, 11, 20)
        clocks.cancel(row)
    with clock.set_to(at(date(2026, 11, 24))):
        assert clocks.fire_due() == 0
