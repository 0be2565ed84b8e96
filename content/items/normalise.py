"""How typed Japanese answers and numbers are read before they are compared (lesson language, section 6)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_CJK_RANGES = (
    (0x3000, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
CJK_CLASS = "".join(f"{chr(low)}-{chr(high)}" for low, high in _CJK_RANGES)
"""The characters called CJK (section 9.1), as the inside of a regular expression class."""

_DASHES = "‐‑–—―−ー"
_TO_HYPHEN = dict.fromkeys(map(ord, _DASHES), "-")
_CJK_GAP = re.compile(f"(?<=[{CJK_CLASS}]) | (?=[{CJK_CLASS}])")
_WHITE = re.compile(r"\s+")
_FINAL_STOP = re.compile(" ?。$")
_KATAKANA_RUN = re.compile("[\u30a1-\u30faー]{4,}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_MAX_NUMBER = 40
_TOLERANCE = re.compile(r"±|\+-")


def is_cjk(char: str) -> bool:
    """Whether one character counts as CJK in the sense of section 9.1."""
    code = ord(char)
    return any(low <= code <= high for low, high in _CJK_RANGES)


def without_invisible(text: str) -> str:
    """Without control and format characters (white space stays) and without variation selectors."""
    return "".join(
        char
        for char in text
        if not (
            (unicodedata.category(char) in ("Cc", "Cf") and not char.isspace())
            or "\ufe00" <= char <= "\ufe0f"
            or "\U000e0100" <= char <= "\U000e01ef"
        )
    )


def as_read(text: str) -> str:
    """Steps 1 to 6 of section 6: width, invisible characters, spaces, final stop and dashes; the case is kept."""
    text = without_invisible(unicodedata.normalize("NFKC", text))
    text = _WHITE.sub(" ", text).strip()
    text = _FINAL_STOP.sub("", text)
    dashed = text.translate(_TO_HYPHEN)
    if dashed.isascii():
        text = dashed
    return _CJK_GAP.sub("", text)


def normalise(text: str, case: bool = False, kana: bool = False, chouon: bool = False) -> str:
    """The form in which a typed answer and a key are compared; both sides go through it.

    ``case`` keeps upper and lower case apart, ``kana`` reads hiragana as katakana, ``chouon`` drops the final
    ー of katakana runs of four or more characters (the same rule as the search).
    """
    text = as_read(text)
    if not case:
        text = text.casefold()
    if kana:
        text = "".join(chr(ord(c) + 0x60) if "\u3041" <= c <= "\u3096" or c in "ゝゞ" else c for c in text)
    if chouon:
        text = _KATAKANA_RUN.sub(lambda run: run[0].removesuffix("ー"), text)
    return text


@dataclass(frozen=True)
class ReadNumber:
    """A number as it was read: its value and the characters that were taken as the number."""

    value: Decimal
    text: str


def read_number(text: str, unit: str = "") -> ReadNumber | None:
    """Read a typed number; ``None`` when it cannot be read (kanji numerals, fractions, misplaced commas).

    One final ``unit`` (without one: ``%``) may stand behind the number, in any width and case.
    """
    compact = _compact(text)
    ending = _compact(unit) or "%"
    if compact.casefold().endswith(ending.casefold()):
        compact = compact[: -len(ending)]
    if len(compact) > _MAX_NUMBER or not _NUMBER.fullmatch(compact):
        return None
    return ReadNumber(Decimal(compact.replace(",", "")), compact)


def _compact(text: str) -> str:
    text = _WHITE.sub("", without_invisible(unicodedata.normalize("NFKC", text)))
    return "-" + text[1:] if text[:1] in _DASHES and text else text


@dataclass(frozen=True)
class NumberRange:
    """What a number line accepts: every value from ``low`` to ``high``, both included."""

    low: Decimal
    high: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies in the range."""
        return self.low <= value <= self.high

    @property
    def reversed(self) -> bool:
        """Whether the author wrote the larger number first (E206)."""
        return self.low > self.high


def read_range(text: str, unit: str = "") -> NumberRange | None:
    """Read an accepted answer ``450``, ``3.14 ± 0.01`` or ``10..20``; ``None`` when it cannot be read (E205)."""
    text = unicodedata.normalize("NFKC", text).strip()
    tolerance = _TOLERANCE.split(text)
    if len(tolerance) == 2:
        middle, width = read_number(tolerance[0], unit), read_number(tolerance[1], unit)
        if middle is None or width is None or width.value < 0:
            return None
        return NumberRange(middle.value - width.value, middle.value + width.value)
    low_text, dots, high_text = text.partition("..")
    low = read_number(low_text, unit)
    high = read_number(high_text, unit) if dots else low
    if low is None or high is None:
        return None
    return NumberRange(low.value, high.value)
