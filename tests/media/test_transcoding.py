"""Films are converted by the worker, step by step; a kill in the middle loses nothing and doubles nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from lms.ledger import clock, outbox
from lms.ledger.models import OutboxRow
from media import transcoding
from media.models import Recording, Variant
from tests.accounts.factories import make_region
from tests.media import files
from tests.media.files import store

pytestmark = files.needs_ffmpeg


@pytest.fixture
def region(db):
    return make_region()


def probe(variant):
    with tempfile.NamedTemporaryFile(suffix=Path(variant.file.name).suffix) as copy, variant.file.open("rb") as stored:
        copy.write(stored.read())
        copy.flush()
        return transcoding.probe(Path(copy.name))


def test_a_film_gets_a_still_two_sizes_and_its_sound(region):
    film = store(region, "film", files.film(seconds=3, size="1280x720"), "film.mp4").row
    row = OutboxRow.objects.get(effect="media.prepare")
    assert (row.recipient, row.queue, row.region) == (str(film.pk), "media", region)
    assert outbox.drain(slow=False) == 0
    assert outbox.drain(slow=True) == 1
    film.refresh_from_db()
    assert (film.state, film.seconds, film.height) == ("ready", 3, 720)
    made = {variant.name: variant for variant in film.variants.all()}
    assert set(made) == {"poster", "540p", "240p", "audio"}
    assert (probe(made["540p"]).width, probe(made["540p"]).height) == (960, 540)
    assert (made["540p"].width, made["540p"].height) == (960, 540)
    assert probe(made["240p"]).height == 240
    assert not probe(made["audio"]).has_picture
    assert made["240p"].file_size < made["540p"].file_size
    with made["poster"].file.open("rb") as still:
        assert still.read(3) == b"\xff\xd8\xff"


def test_a_silent_film_has_no_sound_file_and_a_small_one_is_not_blown_up(region):
    film = store(region, "film", files.film(seconds=2, sound=False), "film.mp4").row
    outbox.drain()
    assert set(film.variants.values_list("name", flat=True)) == {"poster", "540p", "240p"}
    assert probe(film.variants.get(name="540p")).height == 240


def test_a_sound_file_becomes_small(region):
    tone = store(region, "tone", files.tone(ending="wav"), "tone.wav").row
    outbox.drain()
    assert [variant.name for variant in tone.variants.all()] == ["audio"]
    assert tone.variants.get().file_size < tone.file_size


def test_the_same_file_again_is_not_converted_again_and_another_one_is(region):
    data = files.film(seconds=2)
    film = store(region, "film", data, "film.mp4").row
    outbox.drain()
    before = {variant.name: variant.file.name for variant in film.variants.all()}
    store(region, "film", data, "film.mp4", licence="CC BY 4.0")
    assert outbox.drain() == 0
    store(region, "film", files.film(seconds=3), "film.mp4")
    assert outbox.drain() == 1
    after = {variant.name: variant.file.name for variant in film.variants.all()}
    assert set(before) == set(after)
    assert not set(before.values()) & set(after.values())


def test_without_ffmpeg_the_original_is_shown(region, monkeypatch):
    film = store(region, "film", files.film(seconds=2), "film.mp4").row
    monkeypatch.setenv("PATH", "/nonexistent")
    outbox.drain()
    film.refresh_from_db()
    assert film.state == "original"
    assert OutboxRow.objects.get(effect="media.prepare").state == "done"


def test_a_film_that_breaks_in_the_middle_is_marked_and_not_tried_for_ever(region):
    film = store(region, "film", files.film(seconds=2), "film.mp4").row
    path = Path(film.file.path)
    path.write_bytes(path.read_bytes()[:2000])
    outbox.drain()
    film.refresh_from_db()
    assert film.state == "broken"
    assert outbox.drain() == 0


WORKER = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
django.setup()
from django.core.management import call_command
call_command("run_worker", pause=0.1)
"""


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_killed_during_a_conversion_loses_nothing_and_doubles_nothing():
    film = store(make_region(), "film", files.film(seconds=60, size="1280x720"), "film.mp4").row
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"]), str(settings.MEDIA_ROOT)],
        env=environment,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )
    try:
        assert wait_until(lambda: Variant.objects.filter(name="poster").exists())
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    row = OutboxRow.objects.get(effect="media.prepare")
    assert row.state == "leased"
    assert Recording.objects.get().state == "waiting"
    kept = {variant.pk: variant.file.name for variant in film.variants.all()}
    assert 1 <= len(kept) < 4
    with clock.set_to(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.drain() == 1
        assert outbox.drain() == 0
    film.refresh_from_db()
    assert film.state == "ready"
    assert {variant.name for variant in film.variants.all()} == {"poster", "540p", "240p", "audio"}
    assert film.variants.count() == 4
    assert kept.items() <= {variant.pk: variant.file.name for variant in film.variants.all()}.items()
    assert all(default_storage.exists(variant.file.name) for variant in film.variants.all())
    assert OutboxRow.objects.get(effect="media.prepare").state == "done"


def test_a_long_step_keeps_its_lease(region, monkeypatch):
    store(region, "film", files.film(seconds=2), "film.mp4")
    (row,) = outbox.claim(1, slow=True)
    later = clock.now() + timedelta(seconds=50)
    with clock.set_to(later):
        outbox.keep(row)
    assert OutboxRow.objects.get(pk=row.pk).leased_until == later + outbox.LEASE
