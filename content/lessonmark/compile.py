"""Compile a lesson: split, check, render what readers see, and put every secret into the keys of its items."""

from __future__ import annotations

import html
import math
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from content.items import Item, ItemKey
from content.lessonmark import course_tests, film
from content.lessonmark.kinds import AVAILABLE, KINDS, VERSION
from content.lessonmark.lesson import Block, BlockKind, Lesson, TestPlan
from content.lessonmark.marks import Sieve, has_gap, shown_lines
from content.lessonmark.prose import Library, Prose, Rendered
from content.lessonmark.split import Source, clean, refuse, split
from content.lessonmark.structure import Structure
from content.lessonmark.tabs import panels
from content.lessonmark.tree import Fence, Node, SourceLine
from content.lessonmark.types import READERS
from content.lessonmark.types import rubric as rubrics
from content.lessonmark.types.parts import ItemContext

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from content.lessonmark.links import FileResolver, ImageResolver, UrlResolver

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
    file_url: FileResolver | None = None,
    page_url: UrlResolver | None = None,
    pools: Mapping[str, int] | None = None,
    course_items: Mapping[str, str] | None = None,
    bank: bool = False,
    library: Library | None = None,
    available: frozenset[str] = AVAILABLE,
) -> Lesson:
    """Compile a lesson text. Never raises; a lesson with errors has no items with errors in it and no secrets.

    ``used_ids`` (id → type) were published in this lesson before (E112), ``other_ids`` stand in other lessons or
    are retired (E114). ``known_*`` and the resolvers answer for pictures, files and pages (E502); without them
    these are not checked and links to them have no address. ``pools`` (key of a bank → how many questions the machine
    grades) and ``course_items`` (id → type, of other lessons and banks) answer for tests and ``use`` (E502, E602);
    ``bank``: the text is a page of questions only.
    ``library`` stands for all of pictures, files and pages at once.
    """
    text = clean(text)
    refused = refuse(text)
    if refused is not None:
        return Lesson(VERSION, text, (), (), "", "", refused.listed(), 0)
    source = split(text)
    around = course_tests.Surroundings(bank=bank, pools=pools, items=course_items)
    structure = Structure(source.findings, available, used_ids or {}, other_ids, around)
    structure.check(source.root)
    library = library or Library(known_images, known_files, image_url, file_url, page_url)
    return Compiler(source, structure, library).run()


class Compiler:
    """Walks the tree of one text; `run` gives the lesson."""

    def __init__(self, source: Source, structure: Structure, library: Library) -> None:
        self.source = source
        self.structure = structure
        self.prose = Prose(source.findings, library)
        self.items: list[Item] = []
        self.tests: list[TestPlan] = []
        self.uses: list[str] = []
        self.plain: list[str] = []
        self.spoken: list[str] = []
        self.seconds = 0
        self.known_errors = source.findings.error_codes()

    def run(self) -> Lesson:
        """Compile once."""
        sieve = Sieve(self.source.findings)
        for line in self.source.withheld:
            sieve.passes(line)
        blocks = tuple(self._body(self.source.root.body))
        plain = "\n".join(self.plain)
        self._judge_whole(plain)
        findings = self.source.findings.listed()
        items, tests, uses = tuple(self.items), tuple(self.tests), tuple(self.uses)
        minutes = math.ceil(len(plain) / CHARACTERS_PER_MINUTE + self._asked() + self.seconds / 60)
        searched = "\n".join((plain, *self.spoken)) if self.spoken else plain
        return Lesson(VERSION, self.source.text, blocks, items, plain, searched, findings, minutes, tests, uses)

    def _asked(self) -> int:
        """How many questions a learner meets: of a test those it draws."""
        drawn = sum(test.draw or len(test.items) + len(test.uses) for test in self.tests)
        return drawn + len(self.uses) + sum(not item.in_test and item.type != "video" for item in self.items)

    def _judge_whole(self, plain: str) -> None:
        findings, changed = self.source.findings, self.source.changed
        if changed:
            findings.add("W707", min(changed), n=len(changed))
        if len(plain) > MAX_CHARACTERS and not self.structure.around.bank:
            findings.add("W711", 1)

    def _body(self, body: Sequence[SourceLine | Fence | Node], *, counted: bool = True) -> list[Block]:
        """The blocks of the top level, a note, details or a panel (whose headings are not ``counted``)."""
        blocks: list[Block] = []
        run: list[SourceLine | Fence] = []
        for part in body:
            if isinstance(part, Node):
                self._prose(run, blocks, counted=counted)
                run = []
                self._directive(part, blocks)
            else:
                run.append(part)
        self._prose(run, blocks, counted=counted)
        return blocks

    def _prose(self, run: list[SourceLine | Fence], blocks: list[Block], *, counted: bool = True) -> None:
        rendered = self.prose.block(shown_lines(run, self.source.findings), counted=counted)
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
        elif node.name == "tabs":
            blocks.extend(self._tabs(node))
        elif node.name == "video":
            self._film(node, blocks)
        elif node.name == "use":
            blocks.append(self._use(node))
        elif node.name == "test":
            blocks.append(self._test(node))

    def _use(self, node: Node) -> Block:
        """A question written elsewhere, at its place in this text."""
        since = len(self.source.findings)
        self._nothing_in(node)
        errors = self._errors_in(node, since)
        if errors:
            return self._error_box(node, errors)
        self.uses.append(self.structure.settings[node.line]["item"])
        return Block("item", item_id=self.uses[-1])

    def _nothing_in(self, node: Node) -> None:
        """A ``use`` has no body: its lines reach nobody, marks among them are told all the same."""
        shown_lines(node.body, self.source.findings)

    def _test(self, node: Node) -> Block:
        """A test: its words are for everybody, its questions for nobody; with an error anywhere nothing of it counts."""
        since, first, said = len(self.source.findings), len(self.items), len(self.plain)
        label = self._label(node)
        self._say(label.plain)
        children: list[Block] = []
        uses: list[str] = []
        for part in node.body:
            if isinstance(part, Node):
                before = len(self.plain)
                self._test_part(part, uses)
                del self.plain[before:]
        self._prose([part for part in node.body if not isinstance(part, Node)], children)
        errors = self._errors_in(node, since)
        if errors:
            del self.items[first:], self.plain[said:]
            return self._error_box(node, errors)
        inside = [replace(item, in_test=node.id or "") for item in self.items[first:]]
        self.items[first:] = inside
        plan = course_tests.plan_of(
            node, self.structure.settings[node.line], tuple(item.id for item in inside), tuple(uses)
        )
        self.tests.append(plan)
        options = {"pass": plan.pass_mark, "tries": plan.tries_per_day, "minutes": plan.minutes}
        asked = plan.draw or len(inside) + len(uses)
        if not plan.pool or plan.draw:
            options["questions"] = asked
        return Block("test", item_id=plan.id, label_html=label.html, options=options, children=tuple(children))

    def _test_part(self, part: Node, uses: list[str]) -> None:
        """One question of a test: read like any other, shown nowhere."""
        if part.broken or part.line in self.structure.withheld:
            return
        if KINDS[part.name].item:
            self._item(part)
        elif part.name == "use":
            self._nothing_in(part)
            uses.append(self.structure.settings[part.line].get("item", ""))

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
        children = tuple(self._body(node.body))
        kind: BlockKind = "note" if node.name == "note" else "details"
        return Block(kind, label_html=label.html, options=options, children=children)

    def _tabs(self, node: Node) -> list[Block]:
        """What stands before the first heading, then one block with the panels."""
        label = self._label(node)
        self._say(label.plain)
        first, *rest = panels(node.body)
        blocks = self._body(first.body, counted=False)
        found = []
        for panel in rest:
            title = self._inline(panel.title, panel.line)
            self._say(title.plain)
            found.append(Block("tab", label_html=title.html, children=tuple(self._body(panel.body, counted=False))))
        return [*blocks, Block("tabs", label_html=label.html, children=tuple(found))] if found else blocks

    def _label(self, node: Node) -> Rendered:
        return self._inline(node.label, node.line)

    def _inline(self, text: str, line: int) -> Rendered:
        """A label or the heading of a panel; with a gap in it nothing of it is shown."""
        if has_gap(text):
            self.source.findings.add("E402", line)
            return Rendered()
        return self.prose.inline(text, line)

    def _item(self, node: Node) -> Block:
        """One item; with an error anywhere in it nothing of it is shown and it is no item of the lesson."""
        self.prose.scope = f"{node.id}-"
        block = self._read_item(node)
        self.prose.scope = "b"
        return block

    def _film(self, node: Node, blocks: list[Block]) -> None:
        """A film, and behind it the questions at which it pauses: they are listed whether it plays or not."""
        body = film.read_body(node, self.source)
        self.prose.scope = f"{node.id}-"
        blocks.append(self._read_film(node, body))
        self.prose.scope = "b"
        early = {code_line for code_line, code in self.source.findings.error_codes() if code == "E109"}
        for part in body.blocks:
            if part.line in early:
                blocks.append(self._error_box(part, [(part.line, "E109")]))
            else:
                self._directive(part, blocks)

    def _read_film(self, node: Node, body: film.FilmBody) -> Block:
        since = len(self.source.findings)
        settings = self.structure.settings[node.line]
        label = self._label(node)
        found = self._found_film(node)
        prompt = self.prose.block(shown_lines(body.lines, self.source.findings))
        errors = self._errors_in(node, since)
        if errors:
            return self._error_box(node, errors)
        public = {
            "stops": [{"seconds": at, "items": items} for at, items in sorted(body.stops.items())],
            **found.public,
            "type": "video",
            "prompt_html": prompt.html,
            "label_html": label.html,
            "hints": 0,
            "settings": {},
        }
        self.items.append(_made_item(node, {**settings, "points": 0}, public, {"hints": [], "explain": ""}))
        self._say(label.plain, prompt.plain)
        if found.spoken:
            self.spoken.append(found.spoken)
        self.seconds += found.seconds
        return Block("item", item_id=node.id or "", label_html=label.html)

    def _found_film(self, node: Node) -> film.Film:
        return film.read_film(node, self.structure.settings[node.line], self.source.findings, self.prose.library)

    def _read_item(self, node: Node) -> Block:
        since = len(self.source.findings)
        settings = self.structure.settings[node.line]
        label = self._label(node)
        context = ItemContext(node, settings, self.source, self.prose)
        parts = READERS[node.name](context)
        prompt = self.prose.block(parts.prompt)
        rubric = rubrics.read(context)
        hints = self._parts_named(node, "hint")
        explains = self._parts_named(node, "explain")
        if not explains and KINDS[node.name].auto and node.name != "branch":
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
            "settings": {name: settings[name] for name in _settings_of(node) if name in settings},
        }
        if rubric is not None:
            public["rubric"] = rubric.public
            # What a criterion counts for is a skill of the question: named there or here.
            named = (*settings.get("skill", ()), *rubric.skills)
            settings = {**settings, "skill": tuple(dict.fromkeys(named))}
        key = {**parts.key, "hints": hints, "explain": "\n".join(explains)}
        self.items.append(_made_item(node, settings, public, key))
        self._say(label.plain, prompt.plain, *parts.plain, *(rubric.plain if rubric else ()))
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


def _settings_of(node: Node) -> tuple[str, ...]:
    """What pages and graders need to know; of `code` the language is that of the program and stands elsewhere."""
    return _SETTINGS[:-1] if node.name == "code" else _SETTINGS


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
