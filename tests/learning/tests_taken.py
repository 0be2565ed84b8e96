"""Taking a course test through the services: the right or a wrong answer to whatever was drawn."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from courses.models import ItemKey
from lms.learning import widgets
from lms.learning.course_tests import attempts
from lms.learning.models import TestAttempt, TestQuestion


def right_answer(question: TestQuestion, *, right: bool = True) -> Any:
    """From the key, as only a test may: truefalse and choice."""
    public = question.item_version.public
    key = ItemKey.keys.get(version_id=question.item_version_id).open().to_json()
    if public["type"] == "truefalse":
        return "true" if key["right"] is right else "false"
    wrong = [index for index in range(len(public["options"])) if index not in key["right"]]
    return key["right"] if right else wrong[:1]


def right_values(attempt: TestAttempt, question: TestQuestion, *, right: bool = True) -> list[str]:
    """The values a form would send."""
    return widgets.values(attempts.face_of(attempt, question), right_answer(question, right=right))


def answer(person: Any, attempt: TestAttempt, question: TestQuestion, *, right: bool = True, key: str = "") -> Any:
    """Save one answer."""
    values = right_values(attempt, question, right=right)
    return attempts.save(
        person=person, attempt_id=attempt.pk, item=question.item, values=values, key=key or str(uuid4())
    )


def answer_all(person: Any, attempt: TestAttempt, *, wrong: int = 0) -> None:
    """Answer every question; the first `wrong` ones wrongly."""
    rows = TestQuestion.objects.filter(attempt=attempt).select_related("item_version")
    for place, question in enumerate(rows):
        answer(person, attempt, question, right=place >= wrong)


def pass_test(person: Any, course: Any) -> TestAttempt:
    """Begin, answer everything right, hand in."""
    attempt = attempts.start(person=person, course=course)
    answer_all(person, attempt)
    return attempts.submit(person=person, attempt_id=attempt.pk, course=course)
