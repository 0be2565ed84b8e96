"""The outbox over a real broker: only the task closes its row, a killed Celery worker loses and repeats nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from uuid import uuid4

import kombu.pools
import pytest
from django.conf import settings
from django.db import connection

from config.celery import app
from lms.ledger import clock, outbox
from lms.ledger.models import OutboxRow
from tests.ledger.sample.models import Note
from tests.ledger.test_kill import wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

BROKERS = {
    "rabbitmq": os.environ.get("SERVICE_BROKER_URL", ""),
    "redis": os.environ.get("REDIS_URL", ""),
}
WORKER = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.CELERY_BROKER_URL = sys.argv[2]
django.setup()
from config.celery import app
app.conf.broker_url = sys.argv[2]
import lms.ledger.tasks
app.worker_main(["worker", "--pool=prefork", "--concurrency=1", "--queues", sys.argv[3], "--loglevel=WARNING",
                 "--without-gossip", "--without-mingle", "--without-heartbeat"])
"""


@pytest.fixture(params=BROKERS)
def broker(request, settings):
    """A broker that answers, with a queue of this test's own."""
    url = BROKERS[request.param]
    if not url:
        pytest.skip(f"{request.param} is not configured: run `make test`")
    settings.CELERY_BROKER_URL = url
    before = app.conf.broker_url
    point_at(url)
    queue = f"test-{uuid4().hex[:6]}"
    yield url, queue
    with app.connection_for_write(url) as link:
        link.default_channel.queue_delete(queue)
    point_at(before)


def point_at(url):
    """Celery keeps its connections for the life of the process; another broker needs fresh ones."""
    app.conf.broker_url = url
    app._pool = None
    app.amqp._producer_pool = None
    kombu.pools.reset()


def start_worker(url, queue, seconds):
    env = {**os.environ, "SAMPLE_DELIVERY_SECONDS": str(seconds), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), url, queue]
    return subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, start_new_session=True)


def stop(worker, number=signal.SIGKILL):
    if worker.poll() is None:
        os.killpg(worker.pid, number)
    worker.wait()


def put_on_queue(queue):
    OutboxRow.objects.update(queue=queue)
    outbox.drain()


def test_a_task_killed_in_the_middle_is_done_exactly_once_after_a_restart(broker, parcel):
    url, queue = broker
    parcel("checked")
    put_on_queue(queue)
    assert OutboxRow.objects.get().state == "leased"
    worker = start_worker(url, queue, 60)
    try:
        # The handler runs inside the closing transaction: nothing shows before its commit.
        time.sleep(4)
        assert worker.poll() is None
    finally:
        stop(worker)
    assert Note.objects.count() == 0
    with clock.set_to(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        put_on_queue(queue)
    worker = start_worker(url, queue, 0)
    try:
        assert wait_until(lambda: OutboxRow.objects.get().state == "done", 40)
        time.sleep(1)
    finally:
        stop(worker, signal.SIGTERM)
    assert Note.objects.count() == 1
