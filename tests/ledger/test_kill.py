"""A worker killed between commit and delivery: after a restart each effect exists exactly once (ENG-t9)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from lms.ledger import clock, outbox
from lms.ledger.models import OutboxRow
from tests.ledger.sample.models import Note

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORKER = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.core.management import call_command
call_command("run_worker", pause=0.1)
"""


def start_worker(seconds):
    name = str(connection.settings_dict["NAME"])
    env = {**os.environ, "SAMPLE_DELIVERY_SECONDS": str(seconds), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, name], env=env, cwd=settings.BASE_DIR, start_new_session=True
    )


def wait_until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_a_killed_worker_loses_no_effect_and_repeats_none(parcel):
    parcel("checked")
    worker = start_worker(60)
    try:
        assert wait_until(lambda: OutboxRow.objects.filter(state="leased").exists())
        time.sleep(0.5)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert Note.objects.count() == 0
    assert OutboxRow.objects.get().state == "leased"
    with clock.set_to(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.drain() == 1
        assert outbox.drain() == 0
    assert Note.objects.count() == 1
    assert OutboxRow.objects.get().state == "done"


def test_a_worker_ends_its_round_when_asked_to_stop(parcel):
    parcel("checked")
    worker = start_worker(0)
    try:
        assert wait_until(lambda: OutboxRow.objects.filter(state="done").exists())
        os.kill(worker.pid, signal.SIGTERM)
        assert worker.wait(timeout=15) == 0
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    assert Note.objects.count() == 1
