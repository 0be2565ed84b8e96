"""One module per type of item: how its body is read, judged and cut into a public half and a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from content.lessonmark.types import branch, choice, cloze, lists, person, reflect, terminal, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from content.lessonmark.types.parts import ItemContext, ItemParts

READERS: dict[str, Callable[[ItemContext], ItemParts]] = {
    "choice": choice.read,
    "truefalse": written.read_truefalse,
    "number": written.read_number_item,
    "text": written.read_text_item,
    "cloze": cloze.read,
    "terminal": terminal.read,
    "branch": branch.read,
    "reflect": reflect.read,
    **lists.READERS,
    **person.READERS,
}
"""What reads each item type. A type may join ``kinds.AVAILABLE`` when it has an entry here and pages can show it."""
