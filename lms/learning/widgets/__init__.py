"""How each type of question is asked and answered in a form: tokens, values of fields, what its template gets.

The same for practice and for tests, and for a form of one question or of many:

    shown = widgets.face(public, names, seed, in_test=...)   # names: as many tokens as token_count(public)
    answer = widgets.decode(shown, request.POST.getlist(field))   # AnswerRefusedError = 422, nothing is saved
    context = {"id": ..., "prompt_html": ..., "field": field, **widgets.fields(shown, widgets.values(shown, answer))}
    {% include "blocks/fields/<type>.html" with item=context %}  # no <form>; every field is called item.field

A type is added by a Widget in a module of this package that is named in `_TYPES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.items import shown_order
from lms.learning.widgets.arranged import MatchWidget, OrderWidget
from lms.learning.widgets.base import AnswerIncompleteError, Face, Widget
from lms.learning.widgets.cloze import ClozeWidget
from lms.learning.widgets.film import FilmWidget
from lms.learning.widgets.kept import ChecklistWidget, FlashcardsWidget, PollWidget, ReflectWidget
from lms.learning.widgets.options import ChoiceWidget, TrueFalseWidget
from lms.learning.widgets.person import PersonWidget
from lms.learning.widgets.steps import BranchWidget, TerminalWidget, is_stepwise, standing
from lms.learning.widgets.typed import TypedWidget

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELD = "answer"
_TYPES: dict[str, Widget] = {
    "choice": ChoiceWidget(),
    "truefalse": TrueFalseWidget(),
    "number": TypedWidget(),
    "text": TypedWidget(),
    "terminal": TerminalWidget(),
    "branch": BranchWidget(),
    "submit": PersonWidget(),
    "video": FilmWidget(),
    "code": PersonWidget(),
    "cloze": ClozeWidget(),
    "order": OrderWidget(),
    "match": MatchWidget(),
    "flashcards": FlashcardsWidget(),
    "checklist": ChecklistWidget(),
    "poll": PollWidget(),
    "reflect": ReflectWidget(),
}


def widget_of(public: Mapping[str, Any]) -> Widget:
    """The widget of a question's type."""
    return _TYPES[public["type"]]


def known_types() -> frozenset[str]:
    """Every type that can be shown and answered."""
    return frozenset(_TYPES)


def token_count(public: Mapping[str, Any]) -> int:
    """How many tokens a question needs."""
    return widget_of(public).token_count(public)


def face(public: Mapping[str, Any], names: Sequence[str], seed: str, *, in_test: bool = False) -> Face:
    """A question as one attempt shows it."""
    offered = {**public, "options": public.get("options") or public.get("bank", ())}
    return Face(public, tuple(names), tuple(shown_order(offered, seed, in_test=in_test)))


def decode(shown: Face, values: Sequence[str]) -> Any:
    """What the grader takes, from the values of the form's field. Raises AnswerRefusedError."""
    return widget_of(shown.public).decode(shown, values)


def values(shown: Face, answer: Any) -> list[str]:
    """The values a form would hold for an answer given before; empty for none."""
    return [] if answer is None else widget_of(shown.public).values(shown, answer)


def fields(shown: Face, sent: Sequence[str] = ()) -> dict[str, Any]:
    """What blocks/fields/<type>.html shows besides prompt, id and field, with the values sent before.

    `module`: the script that makes it handier, to be loaded by the page (courses.shell.modules).
    """
    widget = widget_of(shown.public)
    return {**widget.fields(shown, sent), "module": widget.module}


def blank(public: Mapping[str, Any]) -> Any:
    """The answer of who answers nothing."""
    return widget_of(public).blank(public)


__all__ = [
    "FIELD",
    "AnswerIncompleteError",
    "Face",
    "Widget",
    "blank",
    "decode",
    "face",
    "fields",
    "is_stepwise",
    "known_types",
    "standing",
    "token_count",
    "values",
    "widget_of",
]
