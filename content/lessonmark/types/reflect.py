"""reflect: a question to think about; what is written is kept and never graded."""

from __future__ import annotations

from content.lessonmark.marks import shown_lines
from content.lessonmark.types.parts import ItemContext, ItemParts


def read(context: ItemContext) -> ItemParts:
    """Everything written is the prompt; who will read the answer and how long it should be are public too."""
    prompt = shown_lines(context.node.body, context.source.findings)
    settings = context.settings
    public = {"input": "reflect", "min": settings.get("min", 0), "share": settings.get("share", "none")}
    return ItemParts(prompt, public, {})
