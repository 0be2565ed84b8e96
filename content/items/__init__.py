"""Questions as pure functions: the two halves of an item, reading of answers, grading and gated feedback."""

from __future__ import annotations

from content.items import arranged, choice, kept, once, stepwise, watched, written
from content.items.feedback import Shown, feedback
from content.items.grading import GRADERS, AnswerRefusedError, Graded, grade, passed, points
from content.items.keys import Item, ItemKey, KeyShownError, canonical, canonical_json, hashes
from content.items.normalise import (
    NumberRange,
    ReadNumber,
    as_read,
    is_cjk,
    normalise,
    read_number,
    read_range,
)
from content.items.once import ONCE, CommandUnreadableError, OnceStepper
from content.items.stepwise import STEPPERS, Stepper
from content.items.tokens import shown_order, tokens

__all__ = [
    "GRADERS",
    "ONCE",
    "STEPPERS",
    "AnswerRefusedError",
    "CommandUnreadableError",
    "Graded",
    "Item",
    "ItemKey",
    "KeyShownError",
    "NumberRange",
    "OnceStepper",
    "ReadNumber",
    "Shown",
    "Stepper",
    "arranged",
    "as_read",
    "canonical",
    "canonical_json",
    "choice",
    "feedback",
    "grade",
    "hashes",
    "is_cjk",
    "kept",
    "normalise",
    "once",
    "passed",
    "points",
    "read_number",
    "read_range",
    "shown_order",
    "stepwise",
    "tokens",
    "watched",
    "written",
]
