"""A question as a form over its block: block → values → canonical block; what stands around it is not touched (LM-01, LT-03)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from content.items import canonical
from content.lessonmark.compile import compile_lesson
from content.lessonmark.entries import EntryReader
from content.lessonmark.kinds import AVAILABLE, ITEMS
from content.lessonmark.rows import FAMILIES, Row, lines_of, mark_of
from content.lessonmark.split import clean, refuse, split
from content.lessonmark.tree import Node, SourceLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from content.lessonmark.split import Source

PARTS = ("hint", "explain", "rubric", "memo")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_HEAD = re.compile(r"^ *:+ +[a-z]+ *(?P<head>.*)$")


class NoFormError(ValueError):
    """The block or the values hold something a form cannot carry without loss; the text itself must be edited."""


@dataclass(frozen=True)
class Part:
    """A hint, explanation, rubric or memo. ``head`` is what stands behind its name on the opening line."""

    name: str
    text: str
    head: str = ""


@dataclass(frozen=True)
class BlockForm:
    """A question as values. A setting with the value None is a flag; types without rows have their whole body in ``prompt``."""

    name: str
    id: str = ""
    label: str = ""
    settings: tuple[tuple[str, str | None], ...] = ()
    prompt: str = ""
    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Block:
    """Where a question stands: lines from 1, both included."""

    name: str
    id: str
    line: int
    end: int


def blocks(text: str) -> list[Block]:
    """Every question of the text that is closed, in reading order; none for a text that is too large to be read."""
    source = _split(text)
    return [Block(node.name, node.id or "", node.line, node.end) for node in _items(source.root)] if source else []


def read_block(text: str, line: int) -> BlockForm:
    """The form of the question that covers a line. Raises NoFormError where a form would lose something."""
    source = _split(text)
    node = _innermost(source.root, line) if source else None
    if source is None or node is None:
        raise NoFormError("no question here")
    original = "\n".join(source.lines[node.line - 1 : node.end])
    form = _read(node, source)
    if _meaning(original) != _meaning(_write(form)):
        raise NoFormError("the block holds what the form does not know")
    return form


def forms(text: str, available: frozenset[str] = AVAILABLE) -> list[tuple[int, BlockForm]]:
    """Every question of a text with its line, as a form; what a form cannot carry is left out of it."""
    source = _split(text)
    return [(node.line, _read(node, source)) for node in _items(source.root, available)] if source else []


def write_block(form: BlockForm, available: frozenset[str] = AVAILABLE) -> str:
    """The canonical block of a form. Raises NoFormError when reading it would not give the same form."""
    form = tidy(form)
    text = _write(form)
    source = _split(text)
    nodes = list(_items(source.root, available)) if source else []
    if source is None or not nodes or nodes[0].end != len(source.lines) or _read(nodes[0], source) != form:
        raise NoFormError("the values would be read as something else")
    return text


def replace_block(text: str, line: int, form: BlockForm) -> str:
    """The text with the block that covers ``line`` rewritten; every other character stays, line ends too."""
    source = _split(text)
    node = _innermost(source.root, line) if source else None
    if node is None:
        raise NoFormError("no question here")
    return _replaced(text, node.line, node.end, write_block(form))


def tidy(form: BlockForm) -> BlockForm:
    """The form as it is stored: no trailing spaces, no outer blank lines, no empty rows and parts."""
    family = FAMILIES.get(form.name)
    rows = [{name: _tidied(row.get(name, "")) for name in family.fields} for row in form.rows] if family else []
    ticks = family.ticks if family else ()
    return replace(
        form,
        label=form.label.strip(),
        settings=tuple(dict(form.settings).items()),
        prompt=_tidied(form.prompt),
        rows=tuple(row for row in rows if any(value for name, value in row.items() if name not in ticks)),
        parts=tuple(Part(part.name, _tidied(part.text), part.head.strip()) for part in form.parts if part.text.strip()),
    )


def _tidied(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _split(text: str) -> Source | None:
    text = clean(text)
    return split(text) if refuse(text) is None else None


def _items(node: Node, available: frozenset[str] = AVAILABLE) -> Iterator[Node]:
    for part in node.body:
        if isinstance(part, Node):
            if part.name in ITEMS and part.name in available and not part.broken:
                yield part
            else:
                yield from _items(part, available)


def _innermost(root: Node, line: int) -> Node | None:
    return next((node for node in _items(root) if node.line <= line <= node.end), None)


def _meaning(text: str) -> object:
    """What a block compiles to, both halves; None when it has errors."""
    lesson = compile_lesson(text)
    if len(lesson.items) != 1:
        return [(finding.code, finding.params.get("name")) for finding in lesson.errors] or None
    item = lesson.items[0]
    return canonical(item), item.id, item.options


def _read(node: Node, source: Source) -> BlockForm:
    parts = [
        Part(part.name, _inside(part, source), _head(source.lines[part.line - 1]))
        for part in node.body
        if isinstance(part, Node) and part.name in PARTS
    ]
    mark = mark_of(node.name)
    if mark is None:
        return tidy(_form(node, _raw_body(node, source), (), parts))
    found = EntryReader(node, source, mark).run()
    family = FAMILIES[node.name]
    return tidy(_form(node, lines_of(_joined(found.prompt)), [family.read(entry) for entry in found.entries], parts))


def _form(node: Node, prompt: str, rows: Sequence[Row], parts: Sequence[Part]) -> BlockForm:
    return BlockForm(node.name, node.id or "", node.label, tuple(node.attrs.items()), prompt, tuple(rows), tuple(parts))


def _joined(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Without the empty lines that stand where entries stood."""
    kept: list[SourceLine] = []
    for line in lines:
        if line.text.strip() or (kept and kept[-1].text.strip()):
            kept.append(line)
    return kept


def _inside(node: Node, source: Source) -> str:
    return "\n".join(source.lines[node.line : node.end - 1])


def _raw_body(node: Node, source: Source) -> str:
    """The body as written, without the parts that have fields of their own."""
    lines = list(source.lines[node.line : node.end - 1])
    for part in reversed([part for part in node.body if isinstance(part, Node) and part.name in PARTS]):
        del lines[part.line - node.line - 1 : part.end - node.line]
    return "\n".join(lines)


def _head(line: str) -> str:
    match = _HEAD.match(line)
    return match["head"].strip() if match else ""


def _write(form: BlockForm) -> str:
    lines = [_opening(form)]
    if form.prompt:
        lines += form.prompt.split("\n")
    if form.rows:
        family = FAMILIES[form.name]
        lines += [""] * bool(form.prompt)
        for number, row in enumerate(form.rows, 1):
            lines += family.write(row, number)
    if form.parts:
        lines.append("")
    for part in form.parts:
        lines += [f"::: {part.name} {part.head}".rstrip(), *part.text.split("\n"), ":::"]
    return "\n".join([*lines, ":::"])


def _opening(form: BlockForm) -> str:
    words = [f"#{form.id}"] if form.id else []
    words += [key if value is None else f"{key}={_quoted(value)}" for key, value in form.settings]
    group = f" {{{' '.join(words)}}}" if words else ""
    return f"::: {form.name}{' ' + form.label if form.label else ''}{group}"


def _quoted(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_.,:/%+-]+", value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _replaced(text: str, first: int, last: int, block: str) -> str:
    ends = [match.end() for match in _LINE.finditer(text)]
    start, stop = (ends[first - 2] if first > 1 else 0), ends[last - 1]
    old = text[start:stop]
    ending = re.search(r"(\r\n|\r|\n)$", old)
    between = re.search(r"\r\n|\r|\n", old)
    newline = between[0] if between else "\n"
    bom = "\ufeff" if first == 1 and text.startswith("\ufeff") else ""
    return text[:start] + bom + block.replace("\n", newline) + (ending[0] if ending else "") + text[stop:]


__all__ = ["Block", "BlockForm", "NoFormError", "Part", "Row", "blocks", "read_block", "replace_block", "write_block"]
