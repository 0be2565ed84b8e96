"""Compile a lesson: split, check, render what readers see, and put every secret into the keys of its items."""

from __future__ import annotations

import html
import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from content.items import Item, ItemKey
from content.lessonmark.kinds import AVAILABLE, KINDS, VERSION
from content.lessonmark.lesson import Block, BlockKind, Lesson
from content.lessonmark.marks import Sieve, has_gap, shown_lines
from content.lessonmark.prose import Library, Prose, Rendered
from content.lessonmark.split import Source, clean, refuse, split
from content.lessonmark.structure import Structure
from content.lessonmark.tree import Fence, Node, SourceLine
from content.lessonmark.types import READERS
from content.lessonmark.types.parts import ItemContext

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from content.lessonmark.links import ImageResolver, UrlResolver

CHARACTERS_PER_MINUTE = 500
MAX_CHARACTERS = 5000
_SETTINGS = ("partial", "case", "kana", "chouon", "feedback", "lang")


def compile_lesson(
    text: str,
    *,
    known_images: Collection[str] | None = None,
    known_files: Collection[str] | None = None,
    used_ids: Mapping[str, str] | None = None,
    other_ids: Collection[str] = (),
    image_url: ImageResolver | None = None,
    file_url: UrlResolver | None = None,
    page_url: UrlResolver | None = None,
    available: frozenset[str] = AVAILABLE,
) -> Lesson:
    """Compile a lesson text. Never raises; a lesson with errors has no items with errors in it and no secrets.

    ``used_ids`` (id → type) were published in this lesson before (E112), ``other_ids`` stand in other lessons or
    are retired (E114). ``known_*`` and the resolvers answer for pictures, files and pages (E502); without them
    these are not checked and links to them have no address.
    """
    text = clean(text)
    refused = refuse(text)
    if refused is not None:
        return Lesson(VERSION, text, (), (), "", "", refused.listed(), 0)
    source = split(text)
    structure = Structure(source.findings, available, used_ids or {}, other_ids)
    structure.check(source.root)
    library = Library(known_images, known_files, image_url, file_url, page_url)
    return _Compiler(source, structure, library).run()


class _Compiler:
    def __init__(self, source: Source, structure: Structure, library: Library) -> None:
        self.source = source
        self.structure = structure
        self.prose = Prose(source.findings, library)
        self.items: list[Item] = []
        self.plain: list[str] = []
        self.known_errors = source.findings.error_codes()

    def run(self) -> Lesson:
        sieve = Sieve(self.source.findings)
        for line in self.source.withheld:
            sieve.passes(line)
        blocks = tuple(self._body(self.source.root))
        plain = "\n".join(self.plain)
        self._judge_whole(plain)
        minutes = math.ceil(len(plain) / CHARACTERS_PER_MINUTE + len(self.items))
        findings = self.source.findings.listed()
        items = tuple(self.items)
        return Lesson(VERSION, self.source.text, blocks, items, plain, plain, findings, minutes)

    def _judge_whole(self, plain: str) -> None:
        findings, changed = self.source.findings, self.source.changed
        if changed:
            findings.add("W707", min(changed), n=len(changed))
        if len(plain) > MAX_CHARACTERS:
            findings.add("W711", 1)

    def _body(self, node: Node) -> list[Block]:
        """The blocks of the top level, a note or details."""
        blocks: list[Block] = []
        run: list[SourceLine | Fence] = []
        for part in node.body:
            if isinstance(part, Node):
                self._prose(run, blocks)
                run = []
                self._directive(part, blocks)
            else:
                run.append(part)
        self._prose(run, blocks)
        return blocks

    def _prose(self, run: list[SourceLine | Fence], blocks: list[Block]) -> None:
        rendered = self.prose.block(shown_lines(run, self.source.findings), counted=True)
        if rendered.html:
            blocks.append(Block("html", html=rendered.html))
            self._say(rendered.plain)

    def _say(self, *texts: str) -> None:
        self.plain.extend(text for text in texts if text)

    def _directive(self, node: Node, blocks: list[Block]) -> None:
        if node.broken or node.line in self.structure.withheld:
            blocks.append(self._error_box(node, self._errors_in(node)))
        elif KINDS[node.name].item:
            blocks.append(self._item(node))
        elif node.name in ("note", "details"):
            blocks.append(self._box(node))

    def _errors_in(self, node: Node, since: int | None = None) -> list[tuple[int, str]]:
        """(line, code) of the errors of a directive: those of the structure and those noted since."""
        first = bisect_left(self.known_errors, (node.line, ""))
        last = bisect_left(self.known_errors, (max(node.line, node.end) + 1, ""), lo=first)
        fresh = self.source.findings.error_codes(since) if since is not None else []
        return self.known_errors[first:last] + fresh

    def _error_box(self, node: Node, errors: list[tuple[int, str]]) -> Block:
        """What stands in the preview for what cannot be shown: codes and lines, never the text (LM-03)."""
        said = "、".join(f"{line}行目 {code}" for line, code in errors[:20]) or f"{node.line}行目"
        return Block("html", html=f'<p class="lesson-error">{html.escape(said)}</p>')

    def _box(self, node: Node) -> Block:
        label = self._label(node)
        self._say(label.plain)
        settings = self.structure.settings[node.line]
        options = {name: settings[name] for name in ("lang",) if name in settings}
        if node.name == "note":
            options["kind"] = settings.get("kind", "info")
        children = tuple(self._body(node))
        kind: BlockKind = "note" if node.name == "note" else "details"
        return Block(kind, label_html=label.html, options=options, children=children)

    def _label(self, node: Node) -> Rendered:
        if has_gap(node.label):
            self.source.findings.add("E402", node.line)
            return Rendered()
        return self.prose.inline(node.label, node.line)

    def _item(self, node: Node) -> Block:
        """One item; with an error anywhere in it nothing of it is shown and it is no item of the lesson."""
        self.prose.scope = f"{node.id}-"
        block = self._read_item(node)
        self.prose.scope = "b"
        return block

    def _read_item(self, node: Node) -> Block:
        since = len(self.source.findings)
        settings = self.structure.settings[node.line]
        label = self._label(node)
        parts = READERS[node.name](ItemContext(node, settings, self.source, self.prose))
        prompt = self.prose.block(parts.prompt)
        hints = self._parts_named(node, "hint")
        explains = self._parts_named(node, "explain")
        if not explains and KINDS[node.name].auto:
            self.source.findings.add("W706", node.line)
        errors = self._errors_in(node, since)
        if errors:
            return self._error_box(node, errors)
        public = {
            **parts.public,
            "type": node.name,
            "prompt_html": prompt.html,
            "label_html": label.html,
            "hints": len(hints),
            "settings": {name: settings[name] for name in _SETTINGS if name in settings},
        }
        key = {**parts.key, "hints": hints, "explain": "\n".join(explains)}
        self.items.append(_made_item(node, settings, public, key))
        self._say(label.plain, prompt.plain, *parts.plain)
        return Block("item", item_id=node.id or "", label_html=label.html)

    def _parts_named(self, node: Node, name: str) -> list[str]:
        """The hints or explanations of an item as HTML, in order."""
        found = []
        for part in node.body:
            if isinstance(part, Node) and part.name == name and not part.broken:
                label = self._label(part)
                text = self.prose.block(shown_lines(part.body, self.source.findings))
                heading = f"<p><strong>{label.html}</strong></p>\n" if label.html else ""
                found.append(heading + text.html)
        return found


def _made_item(node: Node, settings: dict[str, Any], public: dict[str, Any], key: dict[str, Any]) -> Item:
    return Item(
        id=node.id or "",
        type=node.name,
        public={**public, "points": settings.get("points", 1)},
        key=ItemKey(node.name, key),
        line=node.line,
        skill=settings.get("skill", ()),
        required=settings.get("required", False),
        points=settings.get("points", 1),
        attempts=settings.get("attempts", 0),
        options=dict(settings),
    )
