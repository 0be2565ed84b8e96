"""Read the inline tokens of one paragraph: links, pictures, line joins and readings, with findings."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.items.normalise import is_cjk
from content.lessonmark import links
from content.lessonmark.profile import clean_attributes
from content.lessonmark.ruby import without_readings

if TYPE_CHECKING:
    from collections.abc import Collection

    from markdown_it.token import Token

    from content.lessonmark.findings import Findings
    from content.lessonmark.prose import Library

DECORATION = "飾り"
_SHOWN = ("text", "code_inline", "ruby", "ruby_error", "math_inline", "text_special")
_LITERAL_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")


@dataclass
class InlineReader:
    """Reads inline tokens of one piece; ``numbers`` are the source lines of its rows."""

    findings: Findings
    library: Library
    numbers: list[int]

    def read(self, token: Token, row: int, *, alone: bool = False) -> str:
        """Judge and rewrite the children of one inline token; returns what a reader sees as text."""
        children = token.children or []
        join_lines(children)
        parts: list[str] = []
        link: int | None = None
        for at, child in enumerate(children):
            if child.type in ("softbreak", "hardbreak", "joined"):
                row += 1
                parts.append("" if child.type == "joined" else "\n")
            elif child.type == "link_open":
                link = len(parts)
                self._link(children, at, self._line(row))
            elif child.type == "link_close":
                self._link_words("".join(parts[link or 0 :]), self._line(row))
                link = None
                child.type = "markup" if child.meta else child.type
            else:
                parts.append(self._part(child, self._line(row), in_link=link is not None, alone=alone))
        return "".join(parts)

    def _line(self, row: int) -> int:
        return self.numbers[min(row, len(self.numbers) - 1)]

    def _part(self, token: Token, line: int, *, in_link: bool, alone: bool) -> str:
        if token.type == "image":
            return self._image(token, line, in_link=in_link, alone=alone)
        if token.type == "code_inline" and token.attrs:
            clean_attributes(token)
        if token.type == "ruby_error":
            self.findings.add("E510", line)
        if token.type == "text":
            if not in_link and links.has_bare_address(token.content):
                self.findings.add("W704", line)
            if "**" in token.content and _spaced_bold(token.content):
                self.findings.add("W705", line)
        return token.content if token.type in _SHOWN else ""

    def _link(self, children: list[Token], at: int, line: int) -> None:
        opened = children[at]
        clean_attributes(opened)
        if "title" in opened.attrs:
            opened.attrs["title"] = without_readings(str(opened.attrs["title"]))
        target = links.read_target(str(opened.attrs.get("href", "")))
        if target is None:
            self.findings.add("E505", line)
        elif target.kind == "url":
            return
        elif found := self._address(target, line):
            self._relink(children, at, found)
            return
        self._unlink(children, at)

    @staticmethod
    def _relink(children: list[Token], at: int, found: links.FileInfo) -> None:
        """Point the link to its address; what it weighs stands behind it, unless the author wrote it."""
        children[at].attrs["href"] = found.url
        closing = next(place for place in range(at, len(children)) if children[place].type == "link_close")
        words = "".join(child.content for child in children[at:closing])
        if found.note and not links.tells_size(words):
            note = html.escape(found.note)
            children[closing].meta = {"html": f'</a><span class="file-note">（{note}）</span>'}

    def _address(self, target: links.Target, line: int) -> links.FileInfo | None:
        """The address of a file or page of ours; ``None`` when it is not known here."""
        known: Collection[str] | None = self.library.files if target.kind == "file" else None
        find: links.FileResolver | None = self.library.file_url if target.kind == "file" else self.library.page_url
        found = find(target.value) if find else None
        if (known is not None and target.value not in known) or (find and found is None):
            self.findings.add("E502", line, key=target.value, kind=target.kind)
            return None
        return links.FileInfo(found) if isinstance(found, str) else found

    @staticmethod
    def _unlink(children: list[Token], at: int) -> None:
        """Keep the words, drop the link."""
        closing = next(token for token in children[at:] if token.type == "link_close")
        children[at].type = "markup"
        children[at].meta = {"html": '<span class="link-none">'}
        closing.meta = {"html": "</span>"}

    def _link_words(self, words: str, line: int) -> None:
        if links.says_nothing(words):
            self.findings.add("E508", line)

    def _image(self, token: Token, line: int, *, in_link: bool, alone: bool) -> str:
        key = links.image_key(str(token.attrs.get("src", "")))
        title = without_readings(str(token.attrs.get("title", "")))
        alt = "".join(child.content for child in token.children or [] if child.type in _SHOWN).strip()
        info = self._found_picture(key, line)
        if not alt and info is not None and info.alt is not None:
            alt = info.alt or DECORATION
        if not alt:
            self.findings.add("E501", line)
        if key is not None and links.is_words(key, alt):
            self.findings.add("W708", line, key=key)
        clean_attributes(token)
        picture = _picture(token, info, "" if alt == DECORATION else alt)
        if alone:
            picture = f"<figure>{picture}<figcaption>{html.escape(title)}</figcaption></figure>"
        token.meta = {"html": picture}
        if in_link:
            return alt
        return title if alone else ""

    def _found_picture(self, key: str | None, line: int) -> links.ImageInfo | None:
        """The picture in the library; what is wrong with its key is noted."""
        if key is None:
            self.findings.add("E504", line)
            return None
        if links.tells_the_answer(key):
            self.findings.add("W703", line, key=key)
        library = self.library
        info = library.image_url(key) if library.image_url else None
        unknown = library.images is not None and key not in library.images
        if unknown or (library.image_url and info is None):
            self.findings.add("E502", line, key=key, kind="image")
        return info


def _picture(token: Token, info: links.ImageInfo | None, alt: str) -> str:
    escaped = html.escape(alt)
    if info is None:
        return f'<span class="picture-none" role="img" aria-label="{escaped}">{escaped}</span>'
    attributes: dict[str, object] = {
        "src": info.url,
        "alt": alt,
        "width": info.width,
        "height": info.height,
        "loading": "lazy",
    }
    attributes |= {name: value for name in ("id", "class", "lang") if (value := token.attrs.get(name))}
    pairs = (f'{k}="{html.escape(str(v))}"' for k, v in attributes.items() if v is not None)
    return f"<img {' '.join(pairs)}>"


def join_lines(children: list[Token]) -> None:
    """Hide every soft break between two CJK characters (section 9.3); linear in the number of tokens."""
    following = ""
    after: dict[int, str] = {}
    for at in range(len(children) - 1, -1, -1):
        token = children[at]
        if token.type == "softbreak":
            after[at] = following
        elif token.type in ("image", "hardbreak"):
            following = ""
        elif token.type in _SHOWN and token.content:
            following = token.content[0]
    before = ""
    for at, token in enumerate(children):
        if token.type == "softbreak":
            if before and after[at] and is_cjk(before) and is_cjk(after[at]):
                token.type = "joined"
        elif token.type in ("image", "hardbreak"):
            before = ""
        elif token.type in _SHOWN and token.content:
            before = token.content[-1]


def _spaced_bold(text: str) -> bool:
    return any(inner != inner.strip() for inner in _LITERAL_BOLD.findall(text))
