"""Where links and pictures of a lesson may point (section 9), and the words a link needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_OPEN_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_KEY = re.compile(r"[\w][\w-]{0,79}")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\\]")
_SIZE = re.compile(r"[0-9０-９]\s*(?:[KMGkmgＫＭ][Bbｂ]|キロ|メガ)")
_WORDS_ALONE = re.compile(r"(?:^|[-_])(?:moji|mojidake|bunsho|chirashi|flyer|poster|banner)(?:[-_0-9]|$)")
_QUOTED = re.compile("「[^」]*」|『[^』]*』")
_LONG_QUOTE = 20
_TELLING = re.compile(r"(?:^|[-_])(?:answer|correct|incorrect|wrong|seikai|fuseikai|kotae|machigai)(?:[-_0-9]|$)")
_EMPTY_WORDS = frozenset(("", "こちら", "ここ"))


@dataclass(frozen=True)
class ImageInfo:
    """A picture to show: its address, its size in pixels, and its own description (``""`` for a decoration)."""

    url: str
    width: int | None = None
    height: int | None = None
    alt: str | None = None


@dataclass(frozen=True)
class FileInfo:
    """A file to save: its address, and its type and size as a reader sees them before the click."""

    url: str
    note: str = ""


@dataclass(frozen=True)
class MediaInfo:
    """A film, sound or captions. ``captions`` is the key of a film's own ones, ``spoken`` what captions say."""

    kind: Literal["video", "audio", "captions"]
    seconds: int = 0
    captions: str = ""
    spoken: str = ""


ImageResolver = Callable[[str], ImageInfo | None]
FileResolver = Callable[[str], FileInfo | str | None]
MediaResolver = Callable[[str], MediaInfo | None]
UrlResolver = Callable[[str], str | None]


@dataclass(frozen=True)
class Target:
    """What a link points to: an address as it is, or something of ours by its key."""

    kind: Literal["url", "file", "page"]
    value: str


def read_target(href: str) -> Target | None:
    """The target of a link; ``None`` when it cannot be used (E505)."""
    plain = unquote(href)
    if href.startswith("//") or _CONTROL.search(plain) or plain.startswith("//"):
        return None
    scheme = _SCHEME.match(plain)
    if scheme is None:
        return Target("url", href)
    name = scheme[1].lower()
    if name in _OPEN_SCHEMES:
        return Target("url", href)
    key = plain[scheme.end() :]
    if name == "file" and _KEY.fullmatch(key):
        return Target("file", key)
    if name == "page" and _KEY.fullmatch(key):
        return Target("page", key)
    return None


def image_key(src: str) -> str | None:
    """The key of a picture of ours; ``None`` for pictures from elsewhere (E504)."""
    plain = unquote(src)
    key = plain.removeprefix("image:")
    return key if key != plain and _KEY.fullmatch(key) else None


def says_nothing(words: str) -> bool:
    """Whether the words of a link tell nothing about where it leads (E508)."""
    words = words.strip().removesuffix("。").strip()
    return words in _EMPTY_WORDS or bool(_ADDRESS.fullmatch(words))


def tells_size(words: str) -> bool:
    """Whether the words of a link say how large the file is."""
    return bool(_SIZE.search(words))


def tells_the_answer(key: str) -> bool:
    """Whether the key of a picture names it right, wrong or an answer (W703)."""
    return bool(_TELLING.search(key))


def is_words(key: str, alt: str) -> bool:
    """Whether a picture seems to be words alone (W708): its key says so, or its description is a quotation of it.

    The picture itself is not looked at; a picture of words has to repeat them in its description, and that shows.
    """
    quoted = sum(len(part) for part in _QUOTED.findall(alt))
    return bool(_WORDS_ALONE.search(key)) or (quoted >= _LONG_QUOTE and quoted * 3 >= len(alt) * 2)


def has_bare_address(text: str) -> bool:
    """Whether an address stands in prose (W704)."""
    return "http" in text and bool(re.search(r"https?://\S", text))
