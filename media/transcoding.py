"""What the worker makes of a film: a still, two smaller sizes and the sound alone. Without ffmpeg the original is shown.

Every step is kept as soon as it is done, and a step that is there already is not made again: after a kill the next
worker goes on where the last one stopped.
"""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction

from media.models import Recording, Variant

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mp3,ogg,wav"
_PROBE_SECONDS = 30
_STEP_SECONDS = 3600
_BEAT_SECONDS = 10
_POSTER_AT = 1
_H264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-movflags", "+faststart")
_AAC = ("-c:a", "aac", "-ac", "2")


class RecordingBroken(ValueError):
    """The file cannot be played."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What ffprobe says of a file."""

    seconds: float
    width: int
    height: int
    has_sound: bool
    has_picture: bool


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    ending: str
    content_type: str
    arguments: tuple[str, ...]
    height: int = 0


def is_installed() -> bool:
    """Whether this machine can convert films."""
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def probe(path: Path) -> Probe:
    """Length, size and streams of a file. Raises RecordingBroken when it has none that can be played."""
    command = [
        "ffprobe", "-v", "error", "-format_whitelist", _FORMATS, "-protocol_whitelist", "file", "-of", "json",
        "-show_entries", "format=duration:stream=codec_type,width,height,disposition", str(path),
    ]  # fmt: skip
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_PROBE_SECONDS, check=True)  # noqa: S603
        found: dict[str, Any] = json.loads(answer.stdout)
        seconds = float(found["format"]["duration"])
    except (subprocess.SubprocessError, ValueError, KeyError) as error:
        raise RecordingBroken("probe") from error
    streams = found.get("streams", [])
    # The cover of a music file is a picture, not a film.
    films = [s for s in streams if s["codec_type"] == "video" and not s.get("disposition", {}).get("attached_pic")]
    has_sound = any(stream["codec_type"] == "audio" for stream in streams)
    if seconds <= 0 or not (films or has_sound):
        raise RecordingBroken("streams")
    film = films[0] if films else {}
    return Probe(seconds, int(film.get("width", 0)), int(film.get("height", 0)), has_sound, bool(films))


def prepare(recording_id: int, beat: Callable[[], None] = lambda: None) -> None:
    """Make every variant that is missing. `beat` is called every few seconds while a step runs."""
    recording = Recording.objects.filter(pk=recording_id).exclude(kind=Recording.Kind.CAPTIONS).first()
    if recording is None or recording.state != Recording.State.WAITING:
        return
    if not is_installed():
        _settle(recording, Recording.State.ORIGINAL)
        return
    with tempfile.TemporaryDirectory(prefix="sonjuku-film-") as folder:
        source = Path(folder) / f"source{Path(recording.file.name).suffix}"
        with recording.file.open("rb") as stored, source.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        try:
            found = probe(source)
            for step in _missing(recording, found):
                _make(recording, found, step, source, beat)
        except RecordingBroken:
            log.warning("recording %s cannot be read", recording.pk)
            _settle(recording, Recording.State.BROKEN)
            return
    _settle(recording, Recording.State.READY, seconds=round(found.seconds), width=found.width, height=found.height)


def _settle(recording: Recording, state: Recording.State, **values: Any) -> None:
    """Close the work on this version of the file; a newer upload keeps its own state."""
    Recording.objects.filter(pk=recording.pk, source_hash=recording.source_hash).update(state=state, **values)


def _steps(recording: Recording, found: Probe) -> list[_Step]:
    sound = _Step("audio", ".m4a", "audio/mp4", ("-vn", *_AAC, "-b:a", "64k", "-movflags", "+faststart"))
    if recording.kind == Recording.Kind.AUDIO or not found.has_picture:
        return [sound]
    # Some 25 KB: what a lesson with a film weighs on a weak line is mostly its poster.
    still = ("-frames:v", "1", "-vf", "scale=-2:'min(405,ih)'", "-q:v", "7")
    steps = [_Step("poster", ".jpg", "image/jpeg", still)]
    for height, quality, rate in ((540, "26", "96k"), (240, "29", "48k")):
        scaled = ("-vf", f"scale=-2:'min({height},ih)'", *_H264, "-crf", quality, *_AAC, "-b:a", rate)
        steps.append(_Step(f"{height}p", ".mp4", "video/mp4", scaled, height))
    return [*steps, sound] if found.has_sound else steps


def _missing(recording: Recording, found: Probe) -> list[_Step]:
    made = set(recording.variants.filter(made_of=recording.source_hash).values_list("name", flat=True))
    return [step for step in _steps(recording, found) if step.name not in made]


def _make(recording: Recording, found: Probe, step: _Step, source: Path, beat: Callable[[], None]) -> None:
    """Run one step and keep what came of it."""
    out = source.with_name(f"{step.name}{step.ending}")
    start = ["-ss", str(min(_POSTER_AT, found.seconds / 2))] if step.name == "poster" else []
    _run(
        [
            "ffmpeg", "-nostdin", "-v", "error", "-y", "-format_whitelist", _FORMATS, "-protocol_whitelist", "file",
            *start, "-i", str(source), "-map_metadata", "-1", *step.arguments, str(out),
        ],
        beat,
    )  # fmt: skip
    if not out.exists() or not out.stat().st_size:
        raise RecordingBroken(step.name)
    with out.open("rb") as stream:
        _keep(recording, found, step, File(stream, name=out.name))


def _run(command: list[str], beat: Callable[[], None]) -> None:
    started = beaten = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            while process.poll() is None:
                time.sleep(0.05)
                if time.monotonic() - beaten > _BEAT_SECONDS:
                    beat()
                    beaten = time.monotonic()
                if time.monotonic() - started > _STEP_SECONDS:
                    raise RecordingBroken("time")
        finally:
            if process.poll() is None:
                process.kill()
        if process.returncode:
            raise RecordingBroken("ffmpeg")


def _keep(recording: Recording, found: Probe, step: _Step, file: File[bytes]) -> None:
    height = min(step.height, found.height)
    width = round(found.width * height / found.height / 2) * 2 if height else 0
    old = recording.variants.filter(name=step.name).first()
    with transaction.atomic():
        variant = old or Variant(recording=recording, name=step.name)
        replaced = variant.file.name
        variant.file_size = file.size
        variant.content_type, variant.width, variant.height = step.content_type, width, height
        variant.made_of = recording.source_hash
        variant.file.save(f"x{step.ending}", file, save=False)
        variant.save()
        if replaced:
            transaction.on_commit(lambda: variant.file.storage.delete(replaced))
