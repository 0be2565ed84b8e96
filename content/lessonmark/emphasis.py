"""Emphasis beside Japanese: the rule of section 9.1 for ``*`` and ``~~``; underscores stay as CommonMark has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline.emphasis import tokenize as commonmark_emphasis
from markdown_it.rules_inline.state_inline import Delimiter, Scanned

from content.items.normalise import is_cjk

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def scan(state: StateInline) -> Scanned:
    """The run of equal marks at the position and whether it opens or closes."""
    text, start, marker = state.src, state.pos, state.src[state.pos]
    end = start
    while end < state.posMax and text[end] == marker:
        end += 1
    before = text[start - 1] if start else " "
    after = text[end] if end < state.posMax else " "
    cjk = is_cjk(before) or is_cjk(after)
    space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
    opens = not space_after and (not mark_after or space_before or mark_before or cjk)
    closes = not space_before and (not mark_before or space_after or mark_after or cjk)
    return Scanned(opens, closes, end - start)


def _emphasis(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "*":
        return commonmark_emphasis(state, silent)
    if silent:
        return False
    scanned = scan(state)
    for _ in range(scanned.length):
        _delimiter(state, "*", scanned.length, scanned)
    state.pos += scanned.length
    return True


def _strikethrough(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "~":
        return False
    scanned = scan(state)
    if scanned.length == 1:
        return False
    if scanned.length % 2:
        state.push("text", "", 0).content = "~"
    for _ in range(scanned.length // 2):
        _delimiter(state, "~~", 0, scanned)
    state.pos += scanned.length
    return True


def _delimiter(state: StateInline, content: str, length: int, scanned: Scanned) -> None:
    state.push("text", "", 0).content = content
    state.delimiters.append(
        Delimiter(
            marker=ord(content[0]),
            length=length,
            token=len(state.tokens) - 1,
            end=-1,
            open=scanned.can_open,
            close=scanned.can_close,
        )
    )


def japanese_emphasis(md: MarkdownIt) -> None:
    """Plugin: replace the two stock rules."""
    md.inline.ruler.at("emphasis", _emphasis)
    md.inline.ruler.at("strikethrough", _strikethrough)
