"""What the worker does for learning by the clock: each fetches and calls a service, and may be run again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from courses import autosaves
from courses.services import publish_due
from lms.accounts.models import Person
from lms.learning import events
from lms.learning.course_tests import attempts
from lms.learning.models import QualificationResult, QualificationRule
from lms.learning.notices import tell
from lms.learning.requirements.qualification import reevaluate
from lms.learning.skills import expiry
from lms.learning.states import ResultState, RuleState
from lms.learning.teaching import reviews
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.engine import move

WARN_DAYS = (30, 7)


def publish_pages() -> None:
    """Scheduled pages go live or down, page by page."""
    publish_due(clock.now())


def remind_of_reviews() -> None:
    """Instructors are told of lessons whose review is due, once a week."""
    reviews.remind()


def purge_autosaves() -> None:
    """Texts that only autosave stored go after a while."""
    autosaves.purge(clock.now())


def end_overdue_tests() -> None:
    """Tries whose time is up end with what was saved."""
    attempts.end_overdue()


def take_rules_into_effect() -> None:
    """Dated rules whose day has come take effect (QUA-4)."""
    due = QualificationRule.objects.filter(state=RuleState.DATED, valid_from__lte=clock.today_in_tokyo())
    for rule in due.order_by("valid_from", "rule_version").select_related("region"):
        move(
            rule,
            "take_effect",
            actor=Actor.system(rule.region),
            expected_version=None,
            idempotency_key=f"rule-{rule.pk}",
            source="system",
        )


def watch_expiry() -> None:
    """Results whose evidence ended are lost with their date (QUA-6); who loses one, or a level, in 30 or 7 days is told."""
    today = clock.today_in_tokyo()
    ended = QualificationResult.objects.filter(state=ResultState.MET, valid_until__lt=today)
    for person in Person.objects.filter(pk__in=ended.values("person")).select_related("region"):
        with transaction.atomic():
            found = reevaluate(person, today, source="system")
            events.append(found)
            for event in found:
                tell(event, person)
    for days in WARN_DAYS:
        warn = QualificationResult.objects.filter(state=ResultState.MET, valid_until=today + timedelta(days=days))
        for result in warn.select_related("person", "person__region", "rule"):
            with transaction.atomic():
                _warn(result, days)
        expiry.warn(today, days)


def _warn(result: QualificationResult, days: int) -> None:
    """One fact per warning, so that a second run tells nobody twice."""
    person = result.person
    end = result.valid_until.isoformat() if result.valid_until else ""
    event = events.once(
        "qualification.ends_soon",
        person=person,
        stream_id=f"{person.pseudonym}:{result.slug}",
        idempotency_key=f"warn:{person.pk}:{result.slug[:20]}:{end}:{days}",
        payload={"rule": result.slug, "valid_until": end, "days": days},
    )
    if event is not None:
        tell(event, person)
