"""Turns the plain text of information and news pages into HTML; no raw HTML passes, headings start at level 2."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict


def _shift_headings(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> Any:
    """The page title is the only h1: `#` and `##` both become h2."""
    token = tokens[idx]
    token.tag = f"h{max(2, int(token.tag[1]))}"
    return self.renderToken(tokens, idx, options, env)


def _scrolling_table(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> Any:
    """A wide table scrolls inside its own box, reachable by keyboard."""
    opened = self.renderToken(tokens, idx, options, env)
    return f'<div class="scroll" tabindex="0">{opened}' if tokens[idx].nesting == 1 else f"{opened}</div>\n"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    for rule in ("heading_open", "heading_close"):
        parser.add_render_rule(rule, _shift_headings)
    for rule in ("table_open", "table_close"):
        parser.add_render_rule(rule, _scrolling_table)
    # Column alignment would come as a style attribute, which the policy of the site refuses.
    parser.core.ruler.after("inline", "no_inline_style", _drop_style)
    return parser


def _drop_style(state: Any) -> None:
    for token in state.tokens:
        token.attrs.pop("style", None)


def render_info_text(text: str) -> str:
    """HTML of `text` (CommonMark and tables). Dangerous link schemes are not linked (the parser's own rule)."""
    return _parser().render(text)
