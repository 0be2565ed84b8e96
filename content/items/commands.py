"""Typed commands as they are compared (lesson language, section 6): spaces joined, everything else exact."""

from __future__ import annotations

import re

FULL_WIDTH = {
    "ja": "全角の文字があります。半角に切りかえてください。",
    "en": "There are full-width characters. Please switch to half-width.",
}
_QUOTED_OR_SPACES = re.compile("'[^']*'|\"[^\"]*\"|[ \t]+")
_WIDE = re.compile("[\u3000\uff01-\uff60\uffe0-\uffe6]")


def read_command(text: str) -> str:
    """The command without outer white space, its spaces and tabs outside quotation marks joined; case and width stay."""
    return _QUOTED_OR_SPACES.sub(lambda part: part[0] if part[0][0] in "'\"" else " ", text.strip(" \t\r\n"))


def has_full_width(text: str) -> bool:
    """Whether the command holds characters that only a Japanese input method left on can have made."""
    return bool(_WIDE.search(text))
