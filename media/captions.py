"""Captions: WebVTT and SRT read strictly, stored as WebVTT, given as lines with times and as running text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

MAX_CUES = 5000
_TIME = r"(?:(?P<{0}h>\d{{1,3}}):)?(?P<{0}m>[0-5]?\d):(?P<{0}s>[0-5]?\d)[.,](?P<{0}f>\d{{1,3}})"
_TIMES = re.compile(rf"^\s*{_TIME.format('a')}\s*-->\s*{_TIME.format('b')}(?P<rest>(?:[ \t].*)?)$")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>|</?\d[\d:.]*>|\{\\[^{}\n]*\}")
_ROWS = re.compile(r"(?<=[^\x00-\xff])\n(?=[^\x00-\xff])")
_BLOCKS = ("NOTE", "STYLE", "REGION")


class CaptionsRefused(ValueError):
    """The text is no captions. `key` is one of `encoding`, `empty`, `times`, `order`, `text`, `many`; `line` from 1."""

    def __init__(self, key: str, line: int = 0) -> None:
        super().__init__(key)
        self.key = key
        self.line = line


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: from and to in milliseconds, the text in plain words, one line feed between rows."""

    start: int
    end: int
    text: str

    @property
    def seconds(self) -> float:
        """When it begins."""
        return self.start / 1000

    @property
    def time(self) -> str:
        """The beginning as people read it: 1:05."""
        minutes, seconds = divmod(self.start // 1000, 60)
        return f"{minutes}:{seconds:02}"


def decode(data: bytes) -> str:
    """The text of a captions file: UTF-8, else CP932 as older Japanese tools write it. Raises CaptionsRefused."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise CaptionsRefused("encoding")


def read_captions(text: str) -> list[Cue]:
    """The captions of a WebVTT or SRT text in their order. Raises CaptionsRefused with the line."""
    lines = text.lstrip("\ufeff").split("\n")
    cues: list[Cue] = []
    at = 1 if lines and lines[0].startswith("WEBVTT") else 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
        if not (at == 1 and cues == [] and "-->" not in "".join(lines[at:end])) and not lines[at].startswith(_BLOCKS):
            cues.append(_read_cue(lines, at, end, cues[-1] if cues else None))
        at = end
    if not cues:
        raise CaptionsRefused("empty")
    if len(cues) > MAX_CUES:
        raise CaptionsRefused("many")
    return cues


def _read_cue(lines: list[str], at: int, end: int, before: Cue | None) -> Cue:
    """One block: an optional number or name, the times, the text."""
    place = at if "-->" in lines[at] else at + 1
    times = _TIMES.match(lines[place]) if place < end else None
    if times is None:
        raise CaptionsRefused("times", at + 1)
    start, stop = (_milliseconds(times, side) for side in "ab")
    if stop <= start or (before is not None and start < before.start):
        raise CaptionsRefused("order", place + 1)
    text = "\n".join(part for line in lines[place + 1 : end] if (part := _plain(line)))
    if not text:
        raise CaptionsRefused("text", place + 1)
    return Cue(start, stop, text)


def _milliseconds(times: re.Match[str], side: str) -> int:
    hours, minutes, seconds = (int(times[side + unit] or 0) for unit in "hms")
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(times[side + "f"].ljust(3, "0"))


def _plain(line: str) -> str:
    """Words only: voices, colours and other marks are taken out."""
    return html.unescape(_TAG.sub("", line)).strip()


def parse_vtt(stored: str) -> list[Cue]:
    """The cues of a stored text; it was checked when it came."""
    return read_captions(stored) if stored else []


def to_vtt(cues: list[Cue]) -> str:
    """Captions as we store and serve them."""
    blocks = [f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{html.escape(cue.text, quote=False)}\n" for cue in cues]
    return "WEBVTT\n\n" + "\n".join(blocks)


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def spoken_text(cues: list[Cue]) -> str:
    """What is said, as running text: rows of one caption join, captions stand on lines of their own."""
    return "\n".join(_ROWS.sub("", cue.text).replace("\n", " ") for cue in cues)
