"""HTML of strangers as Markdown of the lesson language: headings, lists, tables, bold, links; never a tag, never a script."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from content.formats.markup import escaped
from content.formats.report import ReportLine

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 200
_BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "figure",
    "figcaption",
    "address",
    "dl",
    "dt",
    "dd",
    "body",
    "html",
    "main",
}
_SILENT = {"script", "style", "head", "template", "svg", "math", "iframe", "object", "noscript", "title"}
_VOID = {"br", "img", "hr", "input", "meta", "link", "col", "wbr"}
_HEADING = re.compile("h([1-6])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACE = re.compile(r"[ \t\r\n]+")
_LINK = re.compile(r"(?:https?://[^\s<>()]+|mailto:[^\s<>()]+|tel:[0-9+-]+)\Z")


@dataclass
class Converted:
    """Markdown and what was left out of it."""

    text: str
    report: list[ReportLine] = field(default_factory=list)


def html_to_markdown(
    html: str, *, first_level: int = 2, picture: Callable[[str, str], str | None] | None = None
) -> Converted:
    """The HTML as Markdown. `picture(src, alt)` gives the key of a stored picture; without it pictures are told and left.

    The highest heading that occurs becomes `##` (`first_level`), the others keep their distance.
    """
    reader = _Reader(picture)
    reader.feed(html)
    reader.close()
    return reader.finish(first_level)


class _Reader(HTMLParser):
    def __init__(self, picture: Callable[[str, str], str | None] | None) -> None:
        super().__init__(convert_charrefs=True)
        self.picture = picture
        self.report: list[ReportLine] = []
        self.blocks: list[str] = []
        self.levels: list[int] = []
        self.inline: list[str] = []
        self.prefix: list[str] = []
        self.lists: list[list[int | None]] = []
        self.silent = 0
        self.pre: list[str] | None = None
        self.table: list[list[str]] | None = None
        self.links: list[str] = []
        self.heading = 0
        self.item_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One opening tag."""
        values = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self.silent += 1
        elif self.silent:
            return
        elif match := _HEADING.fullmatch(tag):
            self._flush()
            self.heading = int(match[1])
        elif tag in _BLOCKS:
            self._flush()
        elif tag in _OPENING:
            _OPENING[tag](self, values)

    def handle_endtag(self, tag: str) -> None:
        """One closing tag; those that close nothing are passed over."""
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.silent or tag in _VOID:
            return
        elif _HEADING.fullmatch(tag) or tag in _BLOCKS:
            self._flush()
            self.heading = 0
        elif tag in _CLOSING:
            _CLOSING[tag](self)

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if self.silent:
            return
        data = _CONTROL.sub("", data)
        if self.pre is not None:
            self.pre.append(data)
        elif "\x03" in self.inline:
            self.inline.append(_SPACE.sub(" ", data).replace("`", "'"))
        else:
            text = _SPACE.sub(" ", data)
            self.inline.append(escaped(text) if text.strip() else text)
            if text.startswith(" ") and text.strip():
                self.inline[-1] = " " + self.inline[-1]
            if text.endswith(" ") and text.strip():
                self.inline[-1] += " "

    # -- inline ------------------------------------------------------------------------------------------------

    def _bold(self, _values: dict[str, str]) -> None:
        self.inline.append("\x01")

    def _unbold(self) -> None:
        self._close_mark("\x01", "**")

    def _italic(self, _values: dict[str, str]) -> None:
        self.inline.append("\x02")

    def _unitalic(self) -> None:
        self._close_mark("\x02", "*")

    def _close_mark(self, sign: str, mark: str) -> None:
        """Marks stand close to their words: spaces move out, an empty one disappears."""
        at = len(self.inline) - 1
        while at >= 0 and self.inline[at] != sign:
            at -= 1
        if at < 0:
            return
        inside = "".join(self.inline[at + 1 :])
        words = inside.strip()
        lead = inside[: len(inside) - len(inside.lstrip())]
        trail = inside[len(inside.rstrip()) :] if words else ""
        self.inline[at:] = [f"{lead}{mark}{words}{mark}{trail}" if words else inside]

    def _code(self, _values: dict[str, str]) -> None:
        if self.pre is None:
            self.inline.append("\x03")

    def _uncode(self) -> None:
        if self.pre is None:
            self._close_mark("\x03", "`")

    def _close_code(self) -> None:
        """Code ends with its block at the latest: what stands in it was not escaped."""
        while "\x03" in self.inline:
            self._close_mark("\x03", "`")

    def _link(self, values: dict[str, str]) -> None:
        self.links.append(values.get("href", "").strip())
        self.inline.append("\x04")

    def _unlink(self) -> None:
        target = self.links.pop() if self.links else ""
        at = len(self.inline) - 1
        while at >= 0 and self.inline[at] != "\x04":
            at -= 1
        if at < 0:
            return
        words = "".join(self.inline[at + 1 :])
        if words.strip() and _LINK.match(target):
            words = f"[{words.strip()}]({target})"
        elif target and not target.startswith("#"):
            self.report.append(ReportLine("link_left", params={"value": target[:80]}, note=True))
        self.inline[at:] = [words]

    def _break(self, _values: dict[str, str]) -> None:
        if self.table is not None or self.heading:
            self.inline.append(" ")
            return
        # Code is not escaped: each of its lines is code of its own, so that none begins with what means something.
        inside_code = "\x03" in self.inline
        self._close_code()
        if "".join(self.inline).strip():
            self.inline.append("\\\n")
        if inside_code:
            self.inline.append("\x03")

    def _image(self, values: dict[str, str]) -> None:
        source, alt = values.get("src", ""), values.get("alt", "").strip()
        key = self.picture(source, alt) if self.picture is not None else None
        if key is None:
            if self.picture is None:
                self.report.append(ReportLine("outside", params={"value": source[:80]}))
            return
        text = escaped(_SPACE.sub(" ", alt))
        if self.table is not None:
            self.inline.append(f"![{text}](image:{key})")
            return
        self._flush()
        self.blocks.append(f"![{text}](image:{key})")

    # -- blocks ------------------------------------------------------------------------------------------------

    def _rule(self, _values: dict[str, str]) -> None:
        self._flush()

    def _open_pre(self, _values: dict[str, str]) -> None:
        self._flush()
        self.pre = []

    def _close_pre(self) -> None:
        if self.pre is None:
            return
        code = "".join(self.pre).strip("\n")
        self.pre = None
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", code))) if "`" in code else "```"
        if code.strip():
            self._emit(f"{fence}\n{code}\n{fence}")

    def _open_quote(self, _values: dict[str, str]) -> None:
        self._flush()
        self.prefix.append("> ")

    def _close_quote(self) -> None:
        self._flush()
        if self.prefix:
            self.prefix.pop()

    def _open_list(self, _values: dict[str, str]) -> None:
        self._flush()
        if len(self.lists) < MAX_DEPTH:
            self.lists.append([None])

    def _open_numbers(self, _values: dict[str, str]) -> None:
        self._flush()
        if len(self.lists) < MAX_DEPTH:
            self.lists.append([0])

    def _close_list(self) -> None:
        self._flush()
        self.item_open = False
        if self.lists:
            self.lists.pop()
            if not self.lists:
                self.blocks.append("")

    def _open_item(self, _values: dict[str, str]) -> None:
        self._flush()
        if self.lists and self.lists[-1][0] is not None:
            self.lists[-1][0] += 1
        self.item_open = True

    def _close_item(self) -> None:
        self._flush()
        self.item_open = False

    def _open_table(self, _values: dict[str, str]) -> None:
        self._flush()
        self.table = []

    def _open_row(self, _values: dict[str, str]) -> None:
        if self.table is not None:
            self.table.append([])

    def _open_cell(self, _values: dict[str, str]) -> None:
        if self.table is not None:
            self.inline = []

    def _close_cell(self) -> None:
        if self.table is None:
            return
        if not self.table:
            self.table.append([])
        self._close_code()
        self.table[-1].append(_joined(self.inline).replace("\\\n", " ").replace("\n", " ").strip())
        self.inline = []

    def _close_table(self) -> None:
        rows = [row for row in self.table or [] if any(row)]
        self.table = None
        self.inline = []
        if not rows:
            return
        width = max(map(len, rows))
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        lines.insert(1, "|" + "---|" * width)
        self._emit("\n".join(lines))

    def _flush(self) -> None:
        """What stands in the line becomes a block of the kind that is open."""
        self._close_code()
        if self.table is not None:
            if self.inline and self.inline[-1] != " ":
                self.inline.append(" ")
            return
        text = _joined(self.inline).strip()
        if (len(text) - len(text.rstrip("\\"))) % 2:  # a break with nothing behind it
            text = text[:-1].rstrip()
        self.inline = []
        if not text:
            return
        if self.heading:
            self.levels.append(self.heading)
            self.blocks.append(f"\x05{self.heading}{text}")
        elif self.lists:
            self._emit_item(text)
        else:
            self._emit(text)

    def _emit_item(self, text: str) -> None:
        number = self.lists[-1][0]
        indent = "".join("   " if one[0] is not None else "  " for one in self.lists[:-1])
        mark = "- " if number is None else f"{max(1, number)}. "
        own = mark if self.item_open else " " * len(mark)
        self.item_open = False
        block = indent + own + text.replace("\n", "\n" + indent + " " * len(mark))
        if self.blocks and self.blocks[-1].startswith("\x06"):
            self.blocks[-1] += "\n" + block
        else:
            self.blocks.append("\x06" + block)

    def _emit(self, text: str) -> None:
        prefix = "".join(self.prefix)
        self.blocks.append("\n".join(prefix + line for line in text.split("\n")) if prefix else text)

    def finish(self, first_level: int) -> Converted:
        """Close what is open and number the headings."""
        if self.table is not None:
            self._close_cell()
            self._close_table()
        self._close_pre()
        self._flush()
        shift = first_level - min(self.levels, default=first_level)
        found, before = [], first_level - 1
        for block in self.blocks:
            if not block:
                continue
            if block.startswith("\x05"):
                level = min(int(block[1]) + shift, before + 1, 6)
                before = level
                found.append("#" * level + " " + block[2:].replace("\\\n", " ").replace("\n", " "))
            else:
                found.append(block.removeprefix("\x06"))
        return Converted("\n\n".join(found), self.report)


def _joined(parts: list[str]) -> str:
    """The inline text without marks that were never closed, with one space where several were."""
    text = "".join(part for part in parts if part not in ("\x01", "\x02", "\x03", "\x04"))
    return re.sub(" {2,}", " ", text)


_OPENING: dict[str, Callable[[_Reader, dict[str, str]], None]] = {
    **dict.fromkeys(("strong", "b"), _Reader._bold),  # noqa: SLF001 -- tables of the class above
    **dict.fromkeys(("em", "i"), _Reader._italic),  # noqa: SLF001
    **dict.fromkeys(("code", "tt", "kbd", "samp"), _Reader._code),  # noqa: SLF001
    "a": _Reader._link,  # noqa: SLF001
    "br": _Reader._break,  # noqa: SLF001
    "img": _Reader._image,  # noqa: SLF001
    "hr": _Reader._rule,  # noqa: SLF001
    "pre": _Reader._open_pre,  # noqa: SLF001
    "blockquote": _Reader._open_quote,  # noqa: SLF001
    "ul": _Reader._open_list,  # noqa: SLF001
    "ol": _Reader._open_numbers,  # noqa: SLF001
    "li": _Reader._open_item,  # noqa: SLF001
    "table": _Reader._open_table,  # noqa: SLF001
    "tr": _Reader._open_row,  # noqa: SLF001
    **dict.fromkeys(("td", "th"), _Reader._open_cell),  # noqa: SLF001
}
_CLOSING: dict[str, Callable[[_Reader], None]] = {
    **dict.fromkeys(("strong", "b"), _Reader._unbold),  # noqa: SLF001
    **dict.fromkeys(("em", "i"), _Reader._unitalic),  # noqa: SLF001
    **dict.fromkeys(("code", "tt", "kbd", "samp"), _Reader._uncode),  # noqa: SLF001
    "a": _Reader._unlink,  # noqa: SLF001
    "pre": _Reader._close_pre,  # noqa: SLF001
    "blockquote": _Reader._close_quote,  # noqa: SLF001
    **dict.fromkeys(("ul", "ol"), _Reader._close_list),  # noqa: SLF001
    "li": _Reader._close_item,  # noqa: SLF001
    "table": _Reader._close_table,  # noqa: SLF001
    **dict.fromkeys(("td", "th"), _Reader._close_cell),  # noqa: SLF001
}
