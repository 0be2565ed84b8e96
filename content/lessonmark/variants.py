"""Other versions of a lesson's text (やさしい日本語, English): the same questions in other words, without a secret.

A variant repeats every question of the main text by name and type. What is right and feedback stand in the main text
only (E607); the public half of a question is the main one in the words of the variant, index by index, so that an answer
belongs to the question and never to the version in which it was read. Hints, explanation, later steps and scenes may be
in its words too: they are the key of its items, which decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from content.items import GRADERS, Item, ItemKey
from content.items.words import worded_key
from content.lessonmark import course_tests, variant_words
from content.lessonmark.compile import Compiler
from content.lessonmark.entries import Entry, EntryReader
from content.lessonmark.film import Film
from content.lessonmark.kinds import AVAILABLE, KINDS, VERSION
from content.lessonmark.lesson import Block, Lesson
from content.lessonmark.marks import has_secret_role, stray_mark
from content.lessonmark.prose import Library, Rendered
from content.lessonmark.split import clean, refuse, split
from content.lessonmark.structure import Structure
from content.lessonmark.tree import Fence, Node, SourceLine
from content.lessonmark.types import READERS
from content.lessonmark.types.choice import OptionMark
from content.lessonmark.types.cloze import numbered_gaps
from content.lessonmark.types.lists import MARKS, compared
from content.lessonmark.types.parts import ItemContext
from content.lessonmark.types.written import AnswerMark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from content.lessonmark.entries import EntryMark
    from content.lessonmark.split import Source

VARIANTS = ("easy", "en")
LONG_SENTENCE_EASY = 40
_ENTRIES: dict[str, EntryMark] = {"choice": OptionMark(), "order": MARKS["order"], "match": MARKS["match"]}
_OPEN_TYPES = frozenset({"flashcards", "checklist", "poll", "timeline", "survey"})
"""Types in which nothing is secret: their own reader reads the variant, too."""


def compile_variant(
    text: str,
    main: Lesson,
    variant: str,
    *,
    library: Library | None = None,
    available: frozenset[str] = AVAILABLE,
) -> Lesson:
    """Compile the `variant` (``easy``, ``en``) of a compiled main text. Never raises.

    The items of the result have the public half in the words of the variant; their key holds words alone
    (``content.items.words``): versions and keys are those of the main text. Names are judged against the main text (E606), not against other lessons.
    """
    text = clean(text)
    refused = refuse(text)
    if refused is not None:
        return Lesson(VERSION, text, (), (), "", "", refused.listed(), 0)
    source = split(text)
    structure = Structure(source.findings, available, {}, (), course_tests.Surroundings(variant=True))
    structure.check(source.root)
    return _VariantCompiler(source, structure, library or Library(), main, variant).run()


@dataclass
class _Named:
    """The named blocks of a text and what it uses of other places."""

    nodes: dict[str, Node] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Node) -> _Named:
        found = cls()
        for node in _nodes(root):
            if node.id is not None and KINDS[node.name].needs_id:
                found.nodes.setdefault(node.id, node)
            if node.name == "use" and node.attrs.get("item"):
                found.used.setdefault(str(node.attrs["item"]), node.line)
        return found


def _nodes(root: Node) -> Iterator[Node]:
    for part in root.body:
        if isinstance(part, Node) and part.name in KINDS:
            yield part
            yield from _nodes(part)


def _blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _blocks(block.children)


class _VariantCompiler(Compiler):
    def __init__(self, source: Source, structure: Structure, library: Library, main: Lesson, variant: str) -> None:
        super().__init__(source, structure, library)
        self.main = main
        self.variant = variant
        self.main_source = split(main.text)
        self.main_nodes = _Named.of(self.main_source.root)
        self.main_items = {item.id: item for item in main.items}
        if variant == "easy":
            self.prose.long_sentence = LONG_SENTENCE_EASY

    def run(self) -> Lesson:
        self._compare_names()
        self.known_errors = self.source.findings.error_codes()
        found = super().run()
        return replace(found, items=tuple(self._film_of_main(item) for item in found.items))

    def _film_of_main(self, item: Item) -> Item:
        """A film is watched, in whatever text: what counts as watched is said by the main one, the words by this."""
        main = self.main_items.get(item.id)
        if main is None or item.type != "video":
            return item
        words = {name: item.public[name] for name in ("label_html", "prompt_html")}
        return replace(main, public={**main.public, **words}, key=ItemKey(main.type, {}))

    def _test(self, node: Node) -> Block:
        """How a test is taken is said by the main text."""
        block = super()._test(node)
        main = next((one for one in _blocks(self.main.blocks) if one.kind == "test" and one.item_id == node.id), None)
        return block if main is None or block.kind != "test" else replace(block, options=main.options)

    def _differs(self, line: int, name: str, what: str, **params: Any) -> None:
        """E606: the question does not fit the main text."""
        self.source.findings.add("E606", line, variant=self.variant, id=name[:60], what=(what, *params.items()))

    def _secret(self, line: int) -> None:
        """E607: an answer mark outside the main text."""
        self.source.findings.add("E607", line, variant=self.variant)

    def _compare_names(self) -> None:
        own = _Named.of(self.source.root)
        for name, node in self.main_nodes.nodes.items():
            if name not in own.nodes:
                self._differs(1, name, "missing")
            elif own.nodes[name].name != node.name:
                self._differs(own.nodes[name].line, name, "type", other=node.name)
        for name, node in own.nodes.items():
            if name not in self.main_nodes.nodes:
                self._differs(node.line, name, "unknown")
            else:
                self._compare_settings(node, self.main_nodes.nodes[name])
        for name in self.main_nodes.used.keys() - own.used.keys():
            self._differs(1, name, "missing")
        for name in own.used.keys() - self.main_nodes.used.keys():
            self._differs(own.used[name], name, "unknown")

    def _compare_settings(self, node: Node, main: Node) -> None:
        """Settings may be left out; one that is written says what the main text says."""
        if not KINDS[node.name].item and node.name != "test":
            return
        for key, value in node.attrs.items():
            if key != "lang" and (key not in main.attrs or main.attrs[key] != value):
                self._differs(node.line, node.id or "", "setting", key=key)

    def _found_film(self, node: Node) -> Film:
        """The film is the one of the main text; only the words around it are of the variant."""
        main = self.main_items.get(node.id or "")
        kept = ("src", "captions", "audio", "complete", "stops")
        return Film({name: main.public[name] for name in kept} if main and main.type == "video" else {})

    def _read_item(self, node: Node) -> Block:
        since = len(self.source.findings)
        label = self._label(node)
        for part in node.body:
            if isinstance(part, Node) and part.name == "rubric":
                self._secret(part.line)
        main = self.main_items.get(node.id or "")
        read = self._words_of(node, main) if main is not None and main.type == node.name else None
        told = self._told(node, main) if main is not None else {}
        errors = self._errors_in(node, since)
        if errors or read is None or main is None:
            return self._error_box(node, errors)
        public = {**main.public, **read.public, "prompt_html": read.prompt_html, "label_html": label.html}
        words = {**told, **read.secret}
        self.items.append(
            Item(
                id=main.id,
                type=main.type,
                public=public,
                key=ItemKey(main.type, {**words, **_solution(main, public, words)}),
                line=node.line,
                skill=main.skill,
                required=main.required,
                points=main.points,
                attempts=main.attempts,
                in_test=main.in_test,
            )
        )
        self._say(label.plain, *read.plain)
        return Block("item", item_id=main.id, label_html=label.html)

    def _told(self, node: Node, main: Item) -> dict[str, Any]:
        """Hints and explanation in these words: all of the main text's, or none."""
        hints, explains = self._parts_named(node, "hint"), self._parts_named(node, "explain")
        if hints and len(hints) != main.public["hints"]:
            self._differs(node.line, main.id, "hints", n=len(hints), other=main.public["hints"])
        if explains and not main.key.to_json().get("explain"):
            self._differs(node.line, main.id, "explain")
        found: dict[str, Any] = {"hints": hints} if hints else {}
        return found | ({"explain": "\n".join(explains)} if explains else {})

    def _words_of(self, node: Node, main: Item) -> _Words:
        """The prompt and the entries of one question in the words of the variant."""
        if node.name == "cloze":
            return self._gaps(node, main)
        if node.name in _ENTRIES:
            return self._entries(node, main)
        if node.name in _OPEN_TYPES:
            return self._open(node, main)
        if node.name == "terminal":
            return self._steps(node, main)
        words = self._prompt_only(node)
        return self._scenes(node, main, words) if node.name == "branch" else words

    def _steps(self, node: Node, main: Item) -> _Words:
        """Prompts around ``$ 1``, ``$ 2`` …; without any of them the prompt of the first step alone."""
        found = variant_words.read_steps(node)
        for line in found.secrets:
            self._secret(line)
        count = main.public["steps"]
        if found.numbers and found.numbers != list(range(1, count + 1)):
            self._differs(node.line, main.id, "steps", n=count)
        words = self._prompt(found.groups[0])
        prompts = [words.prompt_html]
        if found.numbers:
            *rest, last = found.groups[1:]
            prompts += [self.prose.block(lines).html for lines in rest]
            words.secret["closing"] = self.prose.block(last).html
        words.secret["prompts"] = prompts
        return words

    def _scenes(self, node: Node, main: Item, words: _Words) -> _Words:
        """Every scene of the main text by its name, its choices in the same order; or no scene at all."""
        scenes = variant_words.read_scenes(node, self.source)
        if not scenes:
            return words
        for line in (line for scene in scenes for line in scene.secrets):
            self._secret(line)
        order = variant_words.order_of(self.main_nodes.nodes[main.id])
        if sorted(scene.name for scene in scenes) != sorted(order):
            self._differs(node.line, main.id, "scenes")
            return words
        key = main.key.to_json()
        scenes.sort(key=lambda scene: order.index(scene.name))
        for scene, other in zip(scenes, key["scenes"], strict=True):
            if len(scene.choices) != len(other["edges"]):
                counts = {"n": len(scene.choices), "other": len(other["edges"])}
                self._differs(scene.line, main.id, "count", **counts)
                return words
        texts = [self.prose.block(scene.prompt) for scene in scenes]
        choices = [[self._choice_text(entry) for entry in scene.choices] for scene in scenes]
        words.public = {
            "scene_html": texts[0].html,
            "options": [{"html": choice.html} for choice in choices[0]],
        }
        words.plain += [texts[0].plain, *(choice.plain for choice in choices[0])]
        words.secret = {
            "scenes": [text.html for text in texts],
            "edges": variant_words.numbered(key, [[choice.html for choice in row] for row in choices]),
        }
        return words

    def _choice_text(self, entry: Entry) -> Rendered:
        return self.prose.block([SourceLine(entry.line, entry.text), *entry.body], tight=True)

    def _prompt_only(self, node: Node) -> _Words:
        lines: list[SourceLine] = []
        answers = AnswerMark() if node.name in ("truefalse", "number", "text") else None
        for part in node.body:
            if isinstance(part, SourceLine):
                if stray_mark(part.text) or (answers is not None and answers.broken(part.text)):
                    self._secret(part.no)
                else:
                    lines.append(part)
            elif isinstance(part, Fence):
                if has_secret_role(part):
                    self._secret(part.line)
                else:
                    lines.extend(part.lines)
            else:
                lines.append(SourceLine(part.line, ""))
        return self._prompt(lines)

    def _prompt(self, lines: list[SourceLine]) -> _Words:
        rendered = self.prose.block(lines)
        return _Words(rendered.html, {}, [rendered.plain])

    def _entries(self, node: Node, main: Item) -> _Words:
        mark = _ENTRIES[node.name]
        own = EntryReader(node, self.source, mark).run()
        theirs = EntryReader(self.main_nodes.nodes[main.id], self.main_source, mark).run()
        for entry in own.entries:
            if entry.checked:
                self._secret(entry.line)
            for line in entry.feedback:
                if line.text.strip():
                    self._secret(line.no)
        words = self._prompt(own.prompt)
        if len(own.entries) != len(theirs.entries):
            counts = {"n": len(own.entries), "other": len(theirs.entries)}
            self._differs(node.line, main.id, "count", **counts)
            return words
        words.public.update(_ARRANGED[node.name](self, own.entries, theirs.entries, main))
        return words

    def _side(self, entry: Entry, text: str) -> str:
        return self._rendered(entry, text).html

    def _rendered(self, entry: Entry, text: str) -> Rendered:
        rendered = self.prose.block([SourceLine(entry.line, text), *entry.body], tight=True)
        self._say(rendered.plain)
        return rendered

    def _choice(self, own: list[Entry], _theirs: list[Entry], _main: Item) -> dict[str, Any]:
        seen: set[str] = set()
        for entry in own:
            text = compared("\n".join((entry.text, *(line.text for line in entry.body))))
            if text in seen:
                self.source.findings.add("E203", entry.line)
            seen.add(text)
        return {"options": [{"html": self._side(entry, entry.text)} for entry in own]}

    def _order(self, own: list[Entry], _theirs: list[Entry], main: Item) -> dict[str, Any]:
        places = main.key.to_json()["order"]
        shown = {place: {"html": self._side(entry, entry.text)} for place, entry in zip(places, own, strict=True)}
        return {"options": [shown[place] for place in sorted(shown)]}

    def _match(self, own: list[Entry], theirs: list[Entry], main: Item) -> dict[str, Any]:
        """Line by line as in the main text; equal right sides there are equal here."""
        targets: dict[str, Rendered] = {}
        words: dict[str, str] = {}
        lefts: dict[str, str] = {}
        for mine, other in zip(own, theirs, strict=True):
            name, text = compared(other.other or ""), compared(mine.other or "")
            fits = words.setdefault(name, text) == text and list(words.values()).count(text) == 1
            if bool(mine.text) != bool(other.text) or not fits:
                self._differs(mine.line, main.id, "pairs")
            if name not in targets:
                targets[name] = self._rendered(mine, mine.other or "")
            if other.text:
                lefts[compared(other.text)] = self.prose.block([SourceLine(mine.line, mine.text)], tight=True).html
        return {
            "left": [{"html": lefts[name]} for name in sorted(lefts)],
            "options": [{"html": targets[name].html, "text": targets[name].plain} for name in sorted(targets)],
        }

    def _gaps(self, node: Node, main: Item) -> _Words:
        """Gaps are written [[1]], [[2]] … in the order of the main text."""
        found = numbered_gaps(node)
        for line in found.secrets:
            self._secret(line)
        count = len(main.public["gaps"])
        if found.numbers != list(range(1, count + 1)) and not found.secrets:
            self._differs(node.line, main.id, "gaps", n=count)
        rendered = self.prose.block(found.lines)
        return _Words("", {"parts_html": found.cut(rendered.html)}, [found.cut_plain(rendered.plain)])

    def _open(self, node: Node, main: Item) -> _Words:
        """Nothing is secret here: read as in the main text, and of the same shape."""
        settings = self.structure.settings[node.line]
        parts = READERS[node.name](ItemContext(node, settings, self.source, self.prose))
        if any(_shape(parts.public[name]) != _shape(main.public.get(name)) for name in parts.public):
            self._differs(node.line, main.id, "shape")
        rendered = self.prose.block(parts.prompt)
        own = {name: value for name, value in parts.public.items() if isinstance(value, list)}
        return _Words(rendered.html, own, [rendered.plain, *parts.plain])


@dataclass
class _Words:
    """What the variant says of one question."""

    prompt_html: str
    public: dict[str, Any]
    plain: list[str]
    secret: dict[str, Any] = field(default_factory=dict)
    """Of what no page may show before its time: see ``content.items.words``."""


def _solution(main: Item, public: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """The solution in these words, where it differs from the main one."""
    if not KINDS[main.type].auto:
        return {}
    key = main.key.to_json()
    own = GRADERS[main.type].solution(public, worded_key(key, words))
    return {"solution": list(own)} if own != GRADERS[main.type].solution(main.public, key) else {}


_ARRANGED: dict[str, Callable[[_VariantCompiler, list[Entry], list[Entry], Item], dict[str, Any]]] = {
    "choice": _VariantCompiler._choice,  # noqa: SLF001 -- the table of the class above
    "order": _VariantCompiler._order,  # noqa: SLF001
    "match": _VariantCompiler._match,  # noqa: SLF001
}


def _shape(value: Any) -> Any:
    """Lists by length and their parts by shape; words are all alike."""
    if isinstance(value, list):
        return [_shape(part) for part in value]
    if isinstance(value, dict):
        return {key: _shape(part) for key, part in sorted(value.items())}
    return "" if isinstance(value, str) else value
