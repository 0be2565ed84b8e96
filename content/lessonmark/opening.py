"""Read one directive line: name, label and the attrs group, with full-width marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from content.lessonmark import chars
from content.lessonmark.ruby import ruby_at

_COLONS = re.compile("^(?P<indent>[ \u3000]{0,3})(?P<colons>[:：]{3,})(?P<gap>[ \t\u3000]*)(?P<rest>.*)$")
_MISPLACED = re.compile(rf"^(?:{chars.SPACES}|[-*+－＊＋・•]|[0-9０-９]++[.)．）]|[>＞|｜])++[:：]{{3,}}(?P<rest>.*)$")
_NAME_END = re.compile("[ \t\u3000{｛]")
_KEY = re.compile("[a-z][a-z0-9-]*")
_ID = re.compile(r"#([^\s{}]*)")
_BARE = re.compile(r'[^\s"{}|]+')
_QUOTED = re.compile(r'"(?:\\["\\]|[^"\\]|\\(?!["\\]))*"|[“”＂](?:\\["\\]|[^"“”＂\\]|\\(?!["\\]))*["“”＂]')
_UNQUOTE = re.compile(r'\\(["\\])')


@dataclass
class Group:
    """An attrs group: ``{#id key=value flag}``; ``text`` is its canonical form."""

    end: int
    text: str
    id: str | None = None
    attrs: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Opening:
    """A directive line that opens; ``bad_group`` = E106."""

    name: str
    label: str
    group: Group | None
    bad_group: bool
    canonical: str


def looks_like_directive(line: str) -> bool:
    """A cheap first look: three colons in a row, of any width."""
    return ":::" in line or ("：" in line and ":::" in line.replace("：", ":"))


def split_line(line: str) -> tuple[str, str] | None:
    """(canonical front up to the gap, rest) of a line that begins with three colons, else ``None``."""
    match = _COLONS.match(line)
    if match is None:
        return None
    front = " " * len(match["indent"]) + ":" * len(match["colons"])
    gap = match["gap"].replace("\u3000", " ")
    rest = match["rest"].rstrip(" \t\u3000")
    return front + (gap or " ") if rest else front, rest


def misplaced(line: str) -> str | None:
    """The rest of a line whose first ``:::`` stands behind white space, list, quote or table marks (E104)."""
    match = _MISPLACED.match(line)
    return match["rest"].strip(" \t\u3000|｜") if match else None


def read_opening(front: str, rest: str) -> Opening:
    """Read what stands behind the colons."""
    end = _NAME_END.search(rest)
    cut = end.start() if end else len(rest)
    name = chars.ascii_of(rest[:cut])
    tail = rest[cut:]
    group, at, bad = _find_group(tail)
    label_part = tail[:at] if group else tail
    canonical = front + name + _spaced(label_part, group)
    return Opening(name, label_part.strip(" \t\u3000"), group, bad, canonical)


def _spaced(label_part: str, group: Group | None) -> str:
    """Label and group as they are stored: the marks half-width, a space before each."""
    label = label_part.strip(" \t\u3000")
    text = ""
    if label:
        lead = label_part[: len(label_part) - len(label_part.lstrip(" \t\u3000"))]
        text = (lead.replace("\u3000", " ") or " ") + label
    if group:
        trail = label_part[len(label_part.rstrip(" \t\u3000")) :] if label else label_part
        text += (trail.replace("\u3000", " ") or " ") + group.text
    return text


def _find_group(tail: str) -> tuple[Group | None, int, bool]:
    """(attrs group at the end, where it begins, whether a brace group is wrong)."""
    folded = chars.ascii_of(tail)
    masked = chars.ascii_of(chars.mask_code(tail))
    at = masked.find("{")
    while at >= 0:
        if chars.is_escaped(tail, at):
            at = masked.find("{", at + 1)
            continue
        group = read_group(tail, folded, at)
        if group and group.end == len(tail):
            return group, at, False
        after = ruby_at(tail, at)
        if after is None:
            close = folded.find("}", at)
            if folded.startswith("{#", at) or close < 0 or close + 1 == len(tail):
                return None, at, True
            after = close + 1
        at = masked.find("{", after)
    return None, len(tail), False


def read_group(text: str, folded: str, at: int) -> Group | None:
    """Read an attrs group that begins at ``at``; ``folded`` is the text in ASCII marks, position by position."""
    parts = ["{"]
    pos = _skip(folded, at + 1, parts)
    group = Group(0, "")
    match = _ID.match(folded, pos)
    if match:
        group.id = match[1]
        parts.append(match[0])
        pos = match.end()
    while True:
        before = pos
        pos = _skip(folded, pos, parts)
        if folded.startswith("}", pos):
            group.end, group.text = pos + 1, "".join((*parts, "}"))
            return group
        if pos == before and (match or group.attrs):
            return None
        step = _attr(text, folded, pos, group, parts)
        if step is None:
            return None
        pos = step


def _attr(text: str, folded: str, pos: int, group: Group, parts: list[str]) -> int | None:
    """Read one ``key`` or ``key=value``; the position behind it, or ``None``."""
    key = _KEY.match(folded, pos)
    if key is None or key[0] in group.attrs:
        return None
    pos = key.end()
    parts.append(key[0])
    group.attrs[key[0]] = None
    if not folded.startswith("=", pos):
        return pos
    quoted = _QUOTED.match(text, pos + 1)
    if quoted:
        inner = quoted[0][1:-1]
        group.attrs[key[0]] = _UNQUOTE.sub(r"\1", inner)
        parts.append(f'="{inner}"')
        return quoted.end()
    bare = _BARE.match(folded, pos + 1)
    if bare is None:
        return None
    group.attrs[key[0]] = bare[0]
    parts.append("=" + bare[0])
    return bare.end()


def _skip(folded: str, pos: int, parts: list[str]) -> int:
    start = pos
    while pos < len(folded) and folded[pos] in " \t":
        pos += 1
    parts.append(folded[start:pos])
    return pos
