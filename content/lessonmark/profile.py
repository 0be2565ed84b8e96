"""The Markdown profile of lessons (section 9): which parser, which plugins, and how their tokens print."""

from __future__ import annotations

import functools
import html
import re
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from content.lessonmark.emphasis import japanese_emphasis
from content.lessonmark.ruby import Ruby, read_ruby

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

CLASSES = frozenset(("key", "menu", "path", "small", "number"))
"""Class names an author may give to a picture, a link or code."""

_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def _ruby(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    ruby = read_ruby(state.src, state.pos, state.posMax)
    if ruby is None:
        return False
    if isinstance(ruby, Ruby):
        if not silent:
            token = state.push("ruby", "ruby", 0)
            token.content = ruby.base
            token.meta = {"html": ruby.html}
        state.pos = ruby.end
        return True
    if not silent:
        state.push("ruby_error", "", 0).content = "{"
    state.pos += 1
    return True


def _print_ruby(tokens: Sequence[Token], index: int, *_: Any) -> str:
    return str(tokens[index].meta["html"])


def _print_content(tokens: Sequence[Token], index: int, *_: Any) -> str:
    return html.escape(tokens[index].content)


def _print_html(tokens: Sequence[Token], index: int, *_: Any) -> str:
    return str(tokens[index].meta.get("html", ""))


def _every_link(url: str) -> bool:  # noqa: ARG001
    return True


def _print_nothing(*_: Any) -> str:
    return ""


def _print_table_open(*_: Any) -> str:
    return '<div class="table">\n<table>\n'


def _print_table_close(*_: Any) -> str:
    return "</table>\n</div>\n"


@functools.cache
def parser() -> MarkdownIt:
    """The one parser of lessons; raw HTML is off, links and pictures are judged by us (E504, E505)."""
    md = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False, "xhtmlOut": False})
    md.enable(["table", "strikethrough"])
    md.use(japanese_emphasis).use(deflist_plugin).use(footnote_plugin)
    md.use(attrs_plugin, allowed=["id", "class", "lang"])
    md.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    md.inline.ruler.before("link", "ruby", _ruby)
    md.inline.add_terminator_char("{")
    setattr(md, "validateLink", _every_link)  # noqa: B010 - links are judged by us, with a line number
    rules: dict[str, Any] = md.renderer.rules  # type: ignore[attr-defined]
    rules |= {
        "ruby": _print_ruby,
        "ruby_error": _print_content,
        "image": _print_html,
        "markup": _print_html,
        "joined": _print_nothing,
    }
    rules |= {"table_open": _print_table_open, "table_close": _print_table_close}
    return md


def clean_attributes(token: Token) -> None:
    """Keep what the author may set: known classes, a plain id, a language; alignment becomes a class."""
    style = token.attrs.pop("style", None)
    classes = [name for name in str(token.attrs.pop("class", "")).split() if name in CLASSES]
    if style:
        classes.append("align-" + str(style).rpartition(":")[2])
    if classes:
        token.attrs["class"] = " ".join(classes)
    if not _ANCHOR.fullmatch(str(token.attrs.get("id", "a"))):
        del token.attrs["id"]
