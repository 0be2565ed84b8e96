"""One module per type of item: how its body is read, judged and cut into a public half and a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.lessonmark.types import choice, cloze, lists, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.lessonmark.types.parts import ItemContext, ItemParts

READERS: dict[str, Callable[[ItemContext], ItemParts]] = {
    "choice": choice.read,
    "truefalse": written.read_truefalse,
    "number": written.read_number_item,
    "text": written.read_text_item,
    "cloze": cloze.read,
    **lists.READERS,
}
"""What reads each item type. A type may join ``kinds.AVAILABLE`` when it has an entry here and pages can show it."""
