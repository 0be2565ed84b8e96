"""video: a film by its keys, and the questions behind ``@ m:ss`` lines at which it pauses (section 4.15)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from content.lessonmark import chars
from content.lessonmark.kinds import KINDS
from content.lessonmark.tree import Fence, Node, SourceLine

if TYPE_CHECKING:
    from content.lessonmark.findings import Findings
    from content.lessonmark.links import MediaInfo
    from content.lessonmark.prose import Library
    from content.lessonmark.split import Source

_AT = re.compile(
    "^[ \u3000]{0,3}[@＠][ \t\u3000]*(?:(?P<h>[0-9０-９]{1,2})[:：])?(?P<m>[0-9０-９]{1,3})[:：](?P<s>[0-5０-５][0-9０-９])"
    "[ \t\u3000]*$"
)
DEFAULT_COMPLETE = 90


@dataclass
class FilmBody:
    """The body of a film cut up: its text, the blocks in it, and the second each question belongs to."""

    lines: list[SourceLine | Fence] = field(default_factory=list)
    blocks: list[Node] = field(default_factory=list)
    stops: dict[int, list[str]] = field(default_factory=dict)


def read_body(node: Node, source: Source) -> FilmBody:
    """Read the marks of time; a question in front of the first one has no place (E109)."""
    body, second = FilmBody(), -1
    for part in node.body:
        if isinstance(part, Node):
            body.blocks.append(part)
            if not KINDS[part.name].item if part.name in KINDS else True:
                continue
            if second < 0:
                source.findings.add("E109", part.line, name=part.name, parent=node.name)
            elif part.id:
                body.stops.setdefault(second, []).append(part.id)
        elif isinstance(part, SourceLine) and (match := _AT.match(part.text)):
            second = _second(match)
            source.rewrite(part.no, _canonical(match))
            body.lines.append(SourceLine(part.no, ""))
        else:
            body.lines.append(part)
    return body


def _second(match: re.Match[str]) -> int:
    return (int(match["h"] or 0) * 60 + int(match["m"])) * 60 + int(match["s"])


def _canonical(match: re.Match[str]) -> str:
    hours = f"{match['h']}:" if match["h"] else ""
    return chars.ascii_of(f"@ {hours}{match['m']}:{match['s']}")


@dataclass(frozen=True)
class Film:
    """The public half of a film, and what is said in it."""

    public: dict[str, Any]
    spoken: str = ""
    seconds: int = 0


def read_film(node: Node, settings: dict[str, Any], findings: Findings, library: Library) -> Film:
    """Judge the keys of a film against the files there are (E108, E502, E503, E505)."""
    source = settings.get("src", "")
    if not source and "src" not in node.attrs:
        findings.add("E108", node.line, key="src", value="", hint=("media",))
    outside = source.startswith("https://")
    if outside and library.film_hosts is not None and urlsplit(source).hostname not in library.film_hosts:
        findings.add("E505", node.line)
    found = {
        name: _find(node, settings.get(name, ""), kind, findings, library)
        for name, kind in (("src", "video"), ("captions", "captions"), ("audio", "audio"))
    }
    own = found["src"]
    captions = settings.get("captions") or (own.captions if own else "")
    if not captions:
        findings.add("E503", node.line)
    told = found["captions"] or (library.media(captions) if library.media and captions else None)
    public = {
        "src": source,
        "captions": captions,
        "audio": settings.get("audio", ""),
        "complete": settings.get("complete", DEFAULT_COMPLETE),
    }
    return Film(public, told.spoken if told else "", own.seconds if own else told.seconds if told else 0)


def _find(node: Node, key: str, kind: str, findings: Findings, library: Library) -> MediaInfo | None:
    """The recording with this key, if the library can tell; one of another kind is not found (E502)."""
    if not key or key.startswith("https://") or library.media is None:
        return None
    info = library.media(key)
    if info is None or info.kind != kind:
        findings.add("E502", node.line, key=key, kind=kind)
        return None
    return info
