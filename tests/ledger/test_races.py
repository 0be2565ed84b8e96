"""Twenty parallel decisions on one stream have one effect; the losers get an answer, never an error (ENG-t3, ENG-2)."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import connection

from lms.ledger import outbox
from lms.ledger.engine import move
from lms.ledger.models import Event, OutboxRow
from lms.ledger.refusals import MoveNotAllowed
from tests.ledger.sample.models import Note, Parcel

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

RIVALS = 20


def race(call):
    """Run `call(n)` in parallel threads from one start signal; return answers, refusals by their key."""
    barrier, answers = threading.Barrier(RIVALS), []

    def run(number):
        barrier.wait()
        try:
            answers.append(call(number).state)
        except MoveNotAllowed as refusal:
            answers.append(refusal.key)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(RIVALS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_twenty_parallel_decisions_give_one_event_and_one_note(parcel, coordinator):
    row = parcel("sent")
    answers = race(
        lambda number: move(
            Parcel.objects.get(pk=row.pk), "check", actor=coordinator, expected_version=2, idempotency_key=f"k{number}"
        )
    )
    assert answers.count("checked") == 1
    assert answers.count("engine.stale") == RIVALS - 1
    assert Event.objects.filter(stream_id=str(row.pk), kind="parcel.checked").count() == 1
    assert OutboxRow.objects.count() == 1
    outbox.drain()
    assert Note.objects.count() == 1


def test_one_key_sent_twenty_times_in_parallel_has_one_effect_and_one_answer(parcel, coordinator):
    row, key = parcel("sent"), str(uuid4())
    answers = race(
        lambda _number: move(
            Parcel.objects.get(pk=row.pk), "check", actor=coordinator, expected_version=2, idempotency_key=key
        )
    )
    assert answers == ["checked"] * RIVALS
    assert Event.objects.filter(kind="parcel.checked").count() == 1
