"""One module per type of item: how its body is read, judged and cut into a public half and a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.lessonmark.types import choice, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.lessonmark.types.parts import ItemContext, ItemParts

READERS: dict[str, Callable[[ItemContext], ItemParts]] = {
    "choice": choice.read,
    "truefalse": written.read_truefalse,
    "number": written.read_number_item,
    "text": written.read_text_item,
}
"""What reads each available item type; a type belongs to ``kinds.AVAILABLE`` only with an entry here."""
