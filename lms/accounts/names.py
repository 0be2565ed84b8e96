"""Names, readings and phone numbers as people in Japan write them (law.md §11: D03, D07) and the advice of R03."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {0x309D: 0x30FD, 0x309E: 0x30FE}
_KANA_NAME = re.compile(r"[ァ-ヺー・A-Za-z '\-]*")
_COMBINING = {"\u3099": "\u3099", "\u309b": "\u3099", "\u309a": "\u309a", "\u309c": "\u309a"}
_VOICED = re.compile("([ぁ-ゖァ-ヺ])([\u3099-\u309c])")
_PHONE_NOISE = re.compile(r"[\s()\-‐-―−ー.]")

# Words that begin a matter firms must not look at (law.md §5, R03). The advice never blocks.
PRIVATE_WORDS = (
    "家族", "父", "母", "両親", "兄弟", "姉妹", "夫", "妻", "子ども", "出身", "本籍", "生まれ", "持ち家", "借家", "宗教", "信仰",
    "政党", "支持", "尊敬", "愛読", "組合", "結婚", "離婚", "妊娠", "出産", "病気", "障害", "国籍",
)  # fmt: skip


def compose_voiced_marks(value: str) -> str:
    """A name as typed, but か + ゛ as one letter. Not NFC: that would change other letters of a name (D04)."""
    return _VOICED.sub(lambda found: unicodedata.normalize("NFC", found[1] + _COMBINING[found[2]]), value)


def to_katakana(value: str) -> str:
    """Full-width katakana; hiragana and half-width kana are turned, Latin letters may stay (D03).

    Raises ValidationError for kanji and everything else.
    """
    wide = unicodedata.normalize("NFKC", compose_voiced_marks(value)).strip()
    kana = unicodedata.normalize("NFC", wide).translate(_HIRAGANA_TO_KATAKANA)
    if not _KANA_NAME.fullmatch(kana):
        raise ValidationError(_("D03"), code="D03")
    return kana


def phone_e164(value: str) -> str:
    """A Japanese number of 10 or 11 digits as +81…; "" stays empty (D07). Raises ValidationError otherwise."""
    digits = _PHONE_NOISE.sub("", unicodedata.normalize("NFKC", value))
    if not digits:
        return ""
    if digits.startswith("+81"):
        digits = "0" + digits[3:].removeprefix("0")
    if not re.fullmatch(r"0[0-9]{9,10}", digits):
        raise ValidationError(_("D07"), code="D07")
    return "+81" + digits[1:]


def phone_as_dialled(e164: str) -> str:
    """The number as people here dial it: +819012345678 becomes 09012345678."""
    return "0" + e164[3:] if e164.startswith("+81") else e164


def private_words_in(text: str) -> list[str]:
    """Words in a self introduction that need not be there; the reader is advised, never stopped (R03)."""
    return [word for word in PRIVATE_WORDS if word in text]
