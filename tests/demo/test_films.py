"""The two films of the demo town: short, small, spoken and written, timed by the voice, and credited (curriculum.md section 7)."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
import yaml
from django.test import Client

from content.formats.course_zip import read_course_folder
from courses.importing import import_course
from courses.models import LessonPage
from media.captions import read_captions
from media.models import Recording
from media.transcoding import prepare, probe
from tests.courses.factories import catalogue_of, make_site
from tests.demo.files import COURSES, FULL

FILMS = {
    "A3-2": ("a3-security", "phishing-film", "a3-2"),
    "B4-2": ("b4-online-work", "web-meeting-film", "b4-2"),
}
each_film = pytest.mark.parametrize(("course", "key", "text"), FILMS.values(), ids=list(FILMS))
MEGABYTE = 1_000_000


@cache
def _rows(course: str) -> dict[str, dict[str, Any]]:
    rows = yaml.safe_load((COURSES / course / "assets.yaml").read_text(encoding="utf-8"))
    return {row["key"]: row for row in rows}


def _streams(path: Any) -> dict[str, dict[str, Any]]:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(path)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return {stream["codec_type"]: stream for stream in found["streams"]}


@each_film
def test_at_most_90_seconds_and_5_megabytes_in_a_form_every_browser_plays(course: str, key: str, text: str) -> None:
    del text
    row = _rows(course)[key]
    film, sound = (COURSES / course / _rows(course)[name]["file"] for name in (key, row["audio"]))
    found, heard = probe(film), probe(sound)
    assert 40 < found.seconds <= 90
    assert abs(found.seconds - heard.seconds) < 0.5
    assert film.stat().st_size <= 2 * MEGABYTE
    assert sound.stat().st_size <= MEGABYTE / 2
    assert (found.has_picture, found.has_sound, heard.has_picture, heard.has_sound) == (True, True, False, True)
    streams = _streams(film)
    assert (streams["video"]["codec_name"], streams["video"]["pix_fmt"]) == ("h264", "yuv420p")
    assert (streams["audio"]["codec_name"], _streams(sound)["audio"]["codec_name"]) == ("aac", "aac")


@each_film
def test_captions_say_the_narration_and_stand_while_it_is_spoken(course: str, key: str, text: str) -> None:
    row = _rows(course)[key]
    cues = read_captions((COURSES / course / _rows(course)[row["captions"]]["file"]).read_text(encoding="utf-8"))
    narration = (COURSES.parent / "films" / f"{text}.txt").read_text(encoding="utf-8")
    assert "".join(cue.text for cue in cues) == re.sub(r"\s", "", narration)
    silences = _silences(COURSES / course / row["file"])
    for cue in cues:
        start, end = cue.start / 1000, cue.end / 1000
        still = sum(max(0.0, min(end, till) - max(start, since)) for since, till in silences)
        assert still < 0.5 * (end - start), cue
    for before, after in pairwise(cues):
        assert before.end <= after.start
        between = (before.end + after.start) / 2000
        assert any(start <= between <= end for start, end in silences), after


def _silences(path: Any) -> list[tuple[float, float]]:
    """Where nothing is said, heard from the sound itself."""
    command = ["ffmpeg", "-nostdin", "-i", str(path), "-af", "silencedetect=noise=-38dB:d=0.15", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    starts, ends = (re.findall(rf"silence_{name}: (-?[\d.]+)", told) for name in ("start", "end"))
    return [(float(start), float(end)) for start, end in zip(starts, ends, strict=False)]


@each_film
def test_the_voice_is_credited_and_the_film_described(course: str, key: str, text: str) -> None:
    del text
    rows = _rows(course)
    for name in (key, rows[key]["audio"]):
        assert rows[name]["licence"] == "CC BY 4.0"
        assert "HTS Voice NIT ATR503 M001" in rows[name]["credit"]
        assert "CC BY 3.0" in rows[name]["credit"]
    assert len(rows[key]["alt"]) > 20


@pytest.mark.parametrize("name", FILMS)
def test_the_lesson_pauses_between_two_sentences_for_a_question(name: str) -> None:
    course, key, _text = FILMS[name]
    public = next(item.public for item in FULL[name].lesson.items if item.type == "video")
    row = _rows(course)[key]
    assert public["src"] == key
    assert (public["captions"], public["audio"]) == (row["captions"], row["audio"])
    cues = read_captions((COURSES / course / _rows(course)[row["captions"]]["file"]).read_text(encoding="utf-8"))
    for stop in public["stops"]:
        # The player looks four times a second: it may pause a quarter of a second late.
        late = (stop["seconds"] * 1000, stop["seconds"] * 1000 + 500)
        assert not any(cue.start < moment < cue.end for cue in cues for moment in late)
        assert len(stop["items"]) == 1
    assert public["stops"]


@pytest.mark.django_db
@each_film
def test_a_visitor_finds_film_captions_sound_and_text_in_the_lesson(course: str, key: str, text: str) -> None:
    del text
    region = make_site("hama")
    report = import_course(read_course_folder(COURSES / course), catalogue_of(region), publish=True)
    assert [line for line in report.lines if line.outcome == "refused"] == []
    film = Recording.objects.get(key=key)
    prepare(film.pk)
    film.refresh_from_db()
    assert film.state == Recording.State.READY
    assert {variant.name for variant in film.variants.all()} == {"poster", "540p", "240p", "audio"}
    lesson = LessonPage.objects.get(title__in=["フィッシングを見分ける", "Web会議の進行"])
    LessonPage.objects.filter(pk=lesson.pk).update(preview_allowed=True)
    html = Client(SERVER_NAME=region.site.hostname).get(lesson.get_url()).content.decode()
    cues = read_captions(film.captions.vtt)
    assert html.count("data-seek=") == len(cues)
    assert all(cue.text in html for cue in cues)
    assert f"/files/captions/{film.captions.uuid}.vtt" in html
