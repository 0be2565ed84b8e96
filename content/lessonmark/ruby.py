"""Ruby ``{住所|じゅう|しょ}``: find, check and print readings above characters (section 9.2)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_GROUP = re.compile(r"\{([^{}|｜\\\n]+)((?:[|｜][^{}|｜\\\n]*)+)\}")
_READING = re.compile("[\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fd\u30fe・ー]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd々〆ヶ]")
_CHARACTER = re.compile(".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*")


@dataclass(frozen=True)
class Ruby:
    """A base with one reading, or a character for each reading."""

    base: str
    readings: tuple[str, ...]
    end: int

    @property
    def html(self) -> str:
        """The ruby element with brackets for readers that do not know it."""
        parts = [self.base] if len(self.readings) == 1 else _CHARACTER.findall(self.base)
        pairs = zip(parts, self.readings, strict=True)
        inner = "".join(f"{html.escape(part)}<rp>(</rp><rt>{said}</rt><rp>)</rp>" for part, said in pairs)
        return f"<ruby>{inner}</ruby>"


def read_ruby(text: str, at: int, end: int | None = None) -> Ruby | str | None:
    """The ruby that begins at ``at``; ``"E510"`` when the counts do not fit; ``None`` when it is plain text."""
    match = _GROUP.match(text, at, len(text) if end is None else end)
    if match is None:
        return None
    base = match[1]
    readings = tuple(re.split("[|｜]", match[2])[1:])
    fits = len(readings) in (1, len(_CHARACTER.findall(base)))
    if fits and all(_READING.fullmatch(reading) for reading in readings):
        return Ruby(base, readings, match.end())
    return "E510" if _HAN.search(base) else None


def ruby_at(text: str, at: int) -> int | None:
    """The position behind a correct ruby that begins at ``at``."""
    ruby = read_ruby(text, at)
    return ruby.end if isinstance(ruby, Ruby) else None


def without_readings(text: str) -> str:
    """The text with every ruby replaced by its base characters, for titles and alternative texts."""
    parts: list[str] = []
    last = 0
    at = text.find("{")
    while at >= 0:
        ruby = read_ruby(text, at)
        if isinstance(ruby, Ruby):
            parts += (text[last:at], ruby.base)
            last = ruby.end
        at = text.find("{", max(last, at + 1))
    return "".join((*parts, text[last:]))
