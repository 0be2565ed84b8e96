"""What learning gives out about a person and what it forgets: answers go, pseudonymous counts stay (TH-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lms.learning.models import Enrolment, ItemState

if TYPE_CHECKING:
    from lms.accounts.models import Person


def export_answers(person: Person) -> list[Any]:
    """The person's answers with their state; what was said about them is the author's text, not the person's data."""
    rows = ItemState.objects.filter(enrolment__person=person)
    return list(rows.values("enrolment__course_key", "item", "state", "tries", "hints_opened", "answer", "updated_at"))


def erase_answers(person: Person) -> int:
    """Delete every answer; the events keep item, version and result without the text."""
    return ItemState.objects.filter(enrolment__person=person).delete()[0]


def erase_enrolments(person: Person) -> int:
    """Forget where the person was reading; that the course was taken stays under the pseudonym."""
    return Enrolment.objects.filter(person=person).update(last_lesson_id=None, last_anchor="")
