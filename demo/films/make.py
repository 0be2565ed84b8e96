"""Make the films of the demo lessons with sound and captions: `python demo/films/make.py [a3-2|b4-2] [--look FOLDER]`.

Needs ffmpeg, the typeface BIZ UDPGothic (fonts-morisawa-bizud-gothic) and Open JTalk (Debian: open-jtalk,
open-jtalk-mecab-naist-jdic, and from contrib hts-voice-nitech-jp-atr503-m001). The voice is CC BY 3.0: its credit stands
in the last picture, in assets.yaml and in the README of the courses.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
import wave
from array import array
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import meeting
import phishing
from PIL import Image
from stage import QUIET, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

HERE = Path(__file__).resolve().parent
COURSES = HERE.parent / "courses"
VOICE = Path("/usr/share/hts-voice/nitech-jp-atr503-m001/nitech_jp_atr503_m001.htsvoice")
WORDS = Path("/var/lib/mecab/dic/open-jtalk/naist-jdic")
CREDIT = (
    "教材 CC BY 4.0：Sonjuku（村塾）教材チーム　声 CC BY 3.0：HTS Voice NIT ATR503 M001（名古屋工業大学・東京工業大学）"
)
RATE = 48_000
QUIET_BELOW = 260
FRAMES = 15
FADE = 6  # frames
BEFORE, BETWEEN, AFTER_SCENE, AT_END = 2.5, 0.7, 1.3, 2.5  # seconds
# After these sentences (scene, step) the lesson may pause at the next whole second: nothing is said for a moment.
PAUSES = {("a3-2", 6, 1), ("b4-2", 2, 0)}
# The page of samples shows this film too; its copy stays the same to the byte.
COPIES = {"a3-2": HERE.parent / "samples" / "assets"}
TARGETS: dict[str, tuple[ModuleType, str]] = {
    "a3-2": (phishing, "a3-security/assets/phishing"),
    "b4-2": (meeting, "b4-online-work/assets/web-meeting"),
}


@dataclass(frozen=True)
class Cue:
    """One sentence: when it is said, and what is seen from its start."""

    start: float
    end: float
    text: str
    scene: int
    step: int


def sentences(line: str) -> list[str]:
    """A line cut after each full stop that stands outside quotation marks."""
    return re.findall(r"(?:「[^」]*」|[^。「])+。", line)


def speak(text: str, path: Path) -> bytes:
    """A sentence as sound, without the silence the voice puts around it: captions follow what is heard."""
    command = ["open_jtalk", "-x", str(WORDS), "-m", str(VOICE), "-s", str(RATE), "-r", "0.92", "-ow", str(path)]
    subprocess.run(command, input=text.encode(), check=True, capture_output=True)  # noqa: S603
    with wave.open(str(path)) as said:
        samples = array("h", said.readframes(said.getnframes()))
    loud = [place for place in range(0, len(samples), 48) if abs(samples[place]) > QUIET_BELOW]
    margin = RATE // 20
    return samples[max(0, loud[0] - margin) : loud[-1] + margin].tobytes()


def narrate(name: str, folder: Path) -> tuple[list[Cue], Path, float]:
    """The cues with their times, the whole sound and its length."""
    cues: list[Cue] = []
    sound = bytearray(_silence(BEFORE))
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    for scene, line in enumerate(filter(None, lines)):
        for step, text in enumerate(sentences(line)):
            start = len(sound) / 2 / RATE
            sound += speak(text, folder / "one.wav")
            length = len(sound) / 2 / RATE - start
            cues.append(Cue(start, start + length, text, scene, step))
            sound += _silence(ceil(start + length) + 0.9 - start - length if (name, scene, step) in PAUSES else BETWEEN)
        sound += _silence(AFTER_SCENE - BETWEEN)
    sound += _silence(AT_END)
    whole = folder / "whole.wav"
    with wave.open(str(whole), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(bytes(sound))
    return cues, whole, len(sound) / 2 / RATE


def _silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


def pictures(story: ModuleType, cues: list[Cue]) -> list[tuple[float, Image.Image]]:
    """What is seen from which second."""
    last = cues[-1]
    found = [(0.0, story.title().shown())]
    for cue in cues:
        stage: Stage = story.SCENES[cue.scene](cue.step)
        if cue.scene == last.scene:
            stage.words((640, 690), CREDIT, 20, colour=QUIET)
        found.append((cue.start - (0.3 if cue.step == 0 else 0), stage.shown()))
    return found


def frames(shown: list[tuple[float, Image.Image]], seconds: float) -> Iterator[bytes]:
    """Every frame; pictures melt into each other."""
    at = -1
    since = 0
    for number in range(round(seconds * FRAMES)):
        if at + 1 < len(shown) and number / FRAMES >= shown[at + 1][0]:
            at, since = at + 1, number
        image, share = shown[at][1], (number - since + 1) / FADE
        if at and share < 1:
            image = Image.blend(shown[at - 1][1], image, share)
        yield image.tobytes()


def film(shown: list[tuple[float, Image.Image]], sound: Path, seconds: float, target: Path) -> None:
    """The film and the sound alone, both with one volume for all."""
    even = ("-af", f"highpass=f=70,loudnorm=I=-17:TP=-2,aresample={RATE}", "-c:a", "aac", "-ac", "1")
    exact = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart")
    command = [
        "ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "1280x720", "-r", str(FRAMES), "-i", "-",
        "-i", str(sound), "-c:v", "libx264", "-preset", "slow", "-tune", "animation", "-crf", "23", "-g", str(FRAMES * 5),
        "-pix_fmt", "yuv420p", *even, "-b:a", "64k", *exact, "-flags:v", "+bitexact", f"{target}.mp4",
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:  # noqa: S603
        for frame in frames(shown, seconds):
            process.stdin.write(frame)  # type: ignore[union-attr]  # a pipe was asked for
        process.communicate()
    if process.returncode:
        raise SystemExit("ffmpeg could not make the film")
    alone = ["ffmpeg", "-v", "error", "-y", "-i", str(sound), *even, "-b:a", "48k", *exact, f"{target}-sound.m4a"]
    subprocess.run(alone, check=True)  # noqa: S603


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    return f"{milliseconds // 60_000:02}:{milliseconds // 1000 % 60:02}.{milliseconds % 1000:03}"


def captions(cues: list[Cue], path: Path) -> None:
    """WebVTT with the times of the voice."""
    blocks = [f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{cue.text}\n" for cue in cues]
    path.write_text("WEBVTT\n\n" + "\n".join(blocks), encoding="utf-8")


def make(name: str, look: Path | None) -> None:
    """One film; with `look` only its pictures."""
    story, place = TARGETS[name]
    target = COURSES / place
    with tempfile.TemporaryDirectory(prefix="sonjuku-film-") as folder:
        cues, sound, seconds = narrate(name, Path(folder))
        shown = pictures(story, cues)
        if look:
            look.mkdir(parents=True, exist_ok=True)
            for number, (_at, image) in enumerate(shown):
                image.save(look / f"{name}-{number:02}.png")
            return
        target.parent.mkdir(exist_ok=True)
        film(shown, sound, seconds, target)
        captions(cues, target.with_name(f"{target.name}.vtt"))
        if name in COPIES:
            COPIES[name].mkdir(exist_ok=True)
            for ending in (".mp4", "-sound.m4a", ".vtt"):
                shutil.copy(f"{target}{ending}", COPIES[name])


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("film", nargs="*")
    reader.add_argument("--look", type=Path)
    wanted = reader.parse_args()
    for one in wanted.film or TARGETS:
        make(one, wanted.look)
