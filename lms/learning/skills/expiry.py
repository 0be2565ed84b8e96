"""Levels that end soon are warned of 30 and 7 days before, whether or not a requirement rests on them (CU-02)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from lms.learning import events
from lms.learning.models import QualificationResult, SkillEvidence
from lms.learning.states import ResultState
from lms.notices.services import notify

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lms.ledger.models import Event


def ending_on(end: date) -> QuerySet[SkillEvidence]:
    """Evidence whose last day is `end` and after which its level is lost.

    Not that of learners whose requirement ends on the same day: they are told of the requirement.
    """
    same = {"person": OuterRef("person"), "skill": OuterRef("skill"), "level__gte": OuterRef("level")}
    longer = SkillEvidence.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=end), **same)
    told = QualificationResult.objects.filter(person=OuterRef("person"), state=ResultState.MET, valid_until=end)
    return SkillEvidence.objects.filter(~Exists(longer), ~Exists(told), valid_until=end)


def warn(today: date, days: int) -> None:
    """Tell who loses a level in `days` days; one fact per warning, so that a second run tells nobody twice."""
    rows = ending_on(today + timedelta(days=days)).select_related("person", "person__region", "skill")
    for row in rows.order_by("pk"):
        with transaction.atomic():
            _tell(row, days)


def _tell(row: SkillEvidence, days: int) -> None:
    person = row.person
    end = row.valid_until.isoformat() if row.valid_until else ""
    event = events.once(
        "skill.ends_soon",
        person=person,
        stream_id=f"{person.pseudonym}:{row.skill.code}",
        idempotency_key=f"warn-skill:{person.pk}:{row.skill.code}:{end}:{days}",
        payload={"skill": row.skill.code, "valid_until": end, "days": days},
    )
    if event is not None:
        params = {"reference": str(row.skill)}
        notify(cast("Event", event), "N07.skill", [person], link=reverse("learning:evidence"), params=params)
