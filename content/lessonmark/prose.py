"""Turn Markdown lines into safe HTML and plain text, and judge headings, tables and sentences on the way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from content.items.normalise import CJK_CLASS
from content.lessonmark.inline import InlineReader
from content.lessonmark.profile import clean_attributes, parser

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from markdown_it.token import Token

    from content.lessonmark.findings import Findings
    from content.lessonmark.links import FileResolver, ImageResolver, MediaResolver, UrlResolver
    from content.lessonmark.tree import SourceLine

LONG_SENTENCE = 80
MAX_MARKS = 30_000
"""Lines and Markdown marks of one lesson: far beyond any lesson, and what compiles within a second (E608)."""

_MARKS = "\n*[]`{<&~_$|!:\\"
_SENTENCE_END = re.compile("[。！？!?\n]")
_CJK = re.compile(f"[{CJK_CLASS}]")
_NOT_SLUG = re.compile(r"[^\w-]+")


@dataclass(frozen=True)
class Library:
    """What pictures, files, recordings and pages a lesson may name, and how their addresses are found. None = not checked."""

    images: Collection[str] | None = None
    files: Collection[str] | None = None
    image_url: ImageResolver | None = None
    file_url: FileResolver | None = None
    page_url: UrlResolver | None = None
    media: MediaResolver | None = None
    film_hosts: Collection[str] | None = None


@dataclass(frozen=True)
class Rendered:
    """A piece of text as safe HTML and as the text a reader sees."""

    html: str = ""
    plain: str = ""


@dataclass
class Prose:
    """The renderer of one lesson: it knows the headings so far and hands out unique anchors."""

    findings: Findings
    library: Library = field(default_factory=Library)
    _level: int = 1
    _slugs: dict[str, int] = field(default_factory=dict)
    long_sentence: int = LONG_SENTENCE
    scope: str = "b"
    """In front of the anchors of footnotes: an item has its own, so that its version does not move with the text."""
    _documents: dict[str, int] = field(default_factory=dict)
    _marks: int = 0

    def block(self, lines: Sequence[SourceLine], *, counted: bool = False, tight: bool = False) -> Rendered:
        """Render lines as blocks. ``counted`` = its headings take part in the order of the lesson (E507);
        ``tight`` = a single paragraph is given without its ``<p>``."""
        if not any(line.text.strip() for line in lines):
            return Rendered()
        text = "\n".join(line.text for line in lines)
        if self._is_too_dense(text):
            return Rendered()
        number = self._documents[self.scope] = self._documents.get(self.scope, 0) + 1
        env = {"docId": f"{self.scope}{number}"}
        md = parser()
        tokens = md.parse(text, env)
        if tight and [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]:
            tokens[0].hidden = tokens[2].hidden = True
        plain = self._walk(tokens, [line.no for line in lines], counted=counted)
        return Rendered(md.renderer.render(tokens, md.options, env).strip(), "\n".join(plain))

    def inline(self, text: str, line: int) -> Rendered:
        """Render one line of inline Markdown, such as a label."""
        if not text or self._is_too_dense(text):
            return Rendered()
        md = parser()
        env: dict[str, str] = {}
        tokens = md.parseInline(text, env)
        plain = InlineReader(self.findings, self.library, [line]).read(tokens[0], 0)
        return Rendered(md.renderer.render(tokens, md.options, env), plain)

    def _is_too_dense(self, text: str) -> bool:
        """Whether the lesson holds so many marks that parsing would take seconds."""
        if self._marks <= MAX_MARKS:
            self._marks += 1 + sum(map(text.count, _MARKS))
            if self._marks > MAX_MARKS:
                self.findings.add("E608", 1)
        return self._marks > MAX_MARKS

    def _walk(self, tokens: list[Token], numbers: list[int], *, counted: bool) -> list[str]:
        plain: list[str] = []
        reader = InlineReader(self.findings, self.library, numbers)
        for at, token in enumerate(tokens):
            if token.attrs and token.type in ("th_open", "td_open"):
                clean_attributes(token)
            if token.type == "inline":
                first = _first_row(tokens, at)
                text = reader.read(token, first, alone=_is_paragraph(tokens, at))
                self._judge(tokens[at - 1], text, numbers[min(first, len(numbers) - 1)], counted=counted)
                if text:
                    plain.append(text)
            elif token.type in ("fence", "code_block", "math_block"):
                plain.append(token.content.rstrip("\n"))
            elif token.type == "thead_open":
                self._judge_header(tokens, at, numbers)
        return plain

    def _judge(self, opened: Token, text: str, line: int, *, counted: bool) -> None:
        if opened.type == "heading_open":
            self._heading(opened, text, line, counted=counted)
        elif opened.type == "paragraph_open":
            longest = max((len(part.strip()) for part in _SENTENCE_END.split(text)), default=0)
            if longest > self.long_sentence and _CJK.search(text):
                self.findings.add("W701", line, n=longest)

    def _heading(self, opened: Token, text: str, line: int, *, counted: bool) -> None:
        level = int(opened.tag[1:])
        if level == 1 or (counted and level > self._level + 1):
            self.findings.add("E507", line)
        if counted:
            self._level = level
        slug = _NOT_SLUG.sub("-", unicodedata.normalize("NFC", text).lower()).strip("-") or "section"
        slug = slug if self.scope == "b" else self.scope + slug
        seen = self._slugs[slug] = self._slugs.get(slug, 0) + 1
        opened.attrs["id"] = f"h-{slug}" if seen == 1 else f"h-{slug}-{seen}"

    def _judge_header(self, tokens: list[Token], at: int, numbers: list[int]) -> None:
        row = at
        while tokens[row].type != "thead_close":
            if tokens[row].type == "inline" and tokens[row].content.strip():
                return
            row += 1
        first = (tokens[at].map or [0])[0]
        self.findings.add("E506", numbers[min(first, len(numbers) - 1)])


def _first_row(tokens: list[Token], at: int) -> int:
    """The row of the source at which an inline token begins."""
    own = tokens[at].map or tokens[at - 1].map
    return own[0] if own else 0


def _is_paragraph(tokens: list[Token], at: int) -> bool:
    """Whether the paragraph around a lone picture may become a figure; marks it as not printed then."""
    children = tokens[at].children or []
    lone = (
        tokens[at - 1].type == "paragraph_open"
        and len(children) == 1
        and children[0].type == "image"
        and bool(children[0].attrs.get("title"))
    )
    if lone:
        tokens[at - 1].hidden = tokens[at + 1].hidden = True
    return lone
