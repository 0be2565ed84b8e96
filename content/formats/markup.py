"""Plain text as Markdown of the lesson language: whatever would be read as a mark gets a backslash."""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"[\\`*\[\]<{}|]|~(?=~)|\$(?=\S)|&(?=#?\w+;)|(?<!\w)_|_(?!\w)")
_AT_START = re.compile(
    r"^(?P<space>[ \t\u3000]*)(?=:::|：：：|[=＝]|[!！][=＝]|[$＄]|#|>|＞|[-+*・－](?:[ \t\u3000]|$)|~~~|---|:[ \t]|@ )"
)
_NUMBERED = re.compile(r"^(?P<number>[ \t]*[0-9０-９]{1,9})(?=[.)．）][ \t\u3000])")


def escaped(text: str) -> str:
    """The text as Markdown that shows exactly it; lines stay lines."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    line = _ANYWHERE.sub(lambda match: "\\" + match[0], line.strip(" \t\u3000"))
    line = _AT_START.sub(lambda match: match["space"] + "\\", line)
    return _NUMBERED.sub(lambda match: match["number"] + "\\", line)
