"""Answering against a draft: `courses` shows it in the preview, a higher app brings the player (architecture.md §2, knots).

A higher app registers in its wagtail_hooks.py:

    @hooks.register("rehearse_questions")
    def player():
        return rehearsal  # an object with the two functions of Rehearsal
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from wagtail import hooks

if TYPE_CHECKING:
    from django.http import QueryDict

    from content.items import Item

HOOK = "rehearse_questions"
STATISTICS = "question_statistics"


class Rehearsal(Protocol):
    """Practice without a learner: nothing is stored, the state travels in the form, signed for one person and page."""

    def shown(self, item: Item, *, action_url: str, holder: str) -> dict[str, Any]:
        """The question for `blocks/<type>.html`, not answered yet. `holder` names person and page."""

    def answered(self, item: Item, *, action_url: str, holder: str, form: QueryDict) -> dict[str, Any]:
        """The same after the act of a form; what cannot be read gives a message at the field."""


def rehearsal() -> Rehearsal | None:
    """The player that a higher app brought, or None: then the preview shows questions without a form."""
    for brought in hooks.get_hooks(HOOK):
        return brought()
    return None


def statistics(lesson_id: int) -> dict[str, dict[str, Any]]:
    """What higher apps know of a lesson's questions: name -> {tries, right_percent, wrong_option}; {} where nobody answered.

    Registered as `question_statistics(lesson_id)`; `wrong_option` is plain text of the most chosen wrong option or "".
    """
    found: dict[str, dict[str, Any]] = {}
    for of_lesson in hooks.get_hooks(STATISTICS):
        found.update(of_lesson(lesson_id))
    return found
