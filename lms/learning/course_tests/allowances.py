"""What an instructor may do about a test: more time for a learner, minutes added to an open try, closing the test."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from lms.learning.models import ClosedTest, TestAllowance, TestAttempt
from lms.ledger import clock
from lms.ledger.refusals import MoveNotAllowed, NotVisible

if TYPE_CHECKING:
    from uuid import UUID

    from courses.outline import CourseEntry
    from lms.accounts.models import Person

MOST_MINUTES = 180
MESSAGES = (
    gettext_noop("learning.test_closed"),
    gettext_noop("learning.test_tries_used"),
    gettext_noop("learning.test_over"),
    gettext_noop("learning.test_unsent"),
    gettext_noop("learning.test_no_limit"),
    gettext_noop("learning.test_own"),
)


def allow_time(*, person: Person, factor: str, by: Person) -> None:
    """×1.5 or ×2 for every test with a limit that this learner begins from now on; "" takes it back.

    Raises NotVisible across Regions, MoveNotAllowed for oneself (ROL-3).
    """
    if person.region_id != by.region_id:
        raise NotVisible
    if person.pk == by.pk:
        raise MoveNotAllowed("learning.test_own")
    if factor not in TestAllowance.Factor.values:
        TestAllowance.objects.filter(person=person).delete()
        return
    TestAllowance.objects.update_or_create(
        person=person, defaults={"factor": factor, "entered_by": by, "entered_at": clock.now()}
    )


@transaction.atomic
def extend(*, attempt_id: UUID, minutes: int, by: Person) -> TestAttempt:
    """Add minutes to an open try. Raises NotVisible, MoveNotAllowed once it is over or where there is no limit."""
    rows = TestAttempt.objects.select_for_update(of=("self",)).filter(pk=attempt_id, region_id=by.region_id)
    attempt = rows.select_related("enrolment").first()
    if attempt is None:
        raise NotVisible
    if attempt.enrolment.person_id == by.pk:
        raise MoveNotAllowed("learning.test_own")
    if not attempt.is_open:
        raise MoveNotAllowed("learning.test_over")
    if attempt.deadline is None:
        raise MoveNotAllowed("learning.test_no_limit")
    # From now on at least: who asks late gets the minutes that were promised.
    attempt.deadline = max(attempt.deadline, clock.now()) + timedelta(minutes=min(minutes, MOST_MINUTES))
    attempt.save(update_fields=["deadline"])
    return attempt


def close_test(*, course: CourseEntry, by: Person, closed: bool) -> None:
    """Close the test of a course in one's Region, or open it again. Open tries may still be handed in."""
    if course.test is None:
        raise NotVisible
    place = {"region_id": by.region_id, "course_id": course.id, "test": course.test.id}
    if closed:
        ClosedTest.objects.get_or_create(**place, defaults={"closed_by": by, "closed_at": clock.now()})
    else:
        ClosedTest.objects.filter(**place).delete()
