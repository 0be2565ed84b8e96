"""terminal and branch in a course test: the path is kept here, what is shown of it is what `content.items.ONCE` lets out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.items import ONCE, AnswerRefusedError, CommandUnreadableError
from courses.models import ItemKey as StoredKey
from lms.learning import widgets
from lms.learning.models import TestSave

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lms.learning.models import TestQuestion

# Refusals with words for the learner; any other is a form that is not ours.
TOLD = (widgets.AnswerIncompleteError, CommandUnreadableError)


def standing(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Any) -> Mapping[str, Any]:
    """The public half as it is after `answer` (None: at the beginning), never with what lies ahead."""
    seen = ONCE[public["type"]].seen(public, secret, answer)
    return widgets.standing(public, {**seen, "once": True})


def latest(question: TestQuestion) -> Any:
    """What was answered so far; None at the beginning. Read after the try is locked, so that no step is taken twice."""
    saves = TestSave.objects.filter(question_id=question.pk).order_by("-saved_at", "-id")
    return saves.values_list("answer", flat=True).first()


def advanced(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Any, given: Any) -> Any:
    """The answer with one more step. Raises AnswerRefusedError, those of `TOLD` with a message."""
    return ONCE[public["type"]].advance(public, secret, answer, given)


def where(questions: Iterable[TestQuestion], answers: Mapping[int, Any]) -> dict[int, Mapping[str, Any]]:
    """question id -> its public half where its path stands, for the questions that go step by step: one query, or none."""
    steps = [row for row in questions if widgets.is_stepwise(row.item_version.public)]
    if not steps:
        return {}
    versions = [row.item_version_id for row in steps]
    secrets = dict(StoredKey.keys.filter(version__in=versions).values_list("version_id", "data"))
    return {
        row.pk: standing(row.item_version.public, secrets[row.item_version_id], answers.get(row.pk)) for row in steps
    }


def is_step(public: Mapping[str, Any], values: Sequence[str]) -> bool:
    """Whether a form that holds many questions brings a step of this one: a choice pressed, a command typed."""
    return bool(typed(public, values))


def typed(public: Mapping[str, Any], values: Sequence[str]) -> str:
    """What was typed or chosen, without the number of the step that a form of a terminal sends before it."""
    own = values[1:] if public["type"] == "terminal" else values
    return next((value for value in own if value.strip()), "")


def messages(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Any) -> tuple[str, ...]:
    """The author's words to the whole path, for who is entitled to them; none to a path the key cannot read."""
    try:
        return ONCE[public["type"]].messages(public, secret, answer)
    except AnswerRefusedError:
        return ()
