"""What others may ask about trial work."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from lms.ledger import clock
from lms.trials.models import HourLog, TrialEngagement, TrialEvaluation, TrialSignature
from lms.trials.states import AFTER_WORK, Side, TrialState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from lms.regions.models import Region

EVALUATION_DAYS = 14
RESULT_DAYS = 14
ANSWER_DAYS = 5
SIGNERS = (Side.LEARNER, Side.FIRM)

RUNNING = (TrialState.PROPOSED, TrialState.SIGNING, TrialState.AGREED, TrialState.ACTIVE, TrialState.ENDING)
"""Being arranged or done: until it leaves these, the application it belongs to waits."""

WITHOUT_RESULT = (TrialState.ACTIVE, TrialState.ENDING, *AFTER_WORK, TrialState.EVALUATED)


def signatures_of(engagement: TrialEngagement) -> dict[str, TrialSignature]:
    """Side -> signature under the paper of now; empty while there is none or after an amendment."""
    if engagement.paper_id is None:
        return {}
    return {found.side: found for found in TrialSignature.objects.filter(paper_id=engagement.paper_id)}


def all_signed(engagement: TrialEngagement) -> bool:
    """Every side that has to sign did, under exactly the paper of now."""
    found = signatures_of(engagement)
    return engagement.paper is not None and all(
        side in found and found[side].digest == engagement.paper.digest for side in SIGNERS
    )


def evaluations_are_open(engagement: TrialEngagement) -> bool:
    """Whether each side may read the other's: both have filed, or the 14 days are over (the state says both)."""
    return engagement.state in {TrialState.EVALUATED, TrialState.CLOSED}


def evaluations_open_to(engagement: TrialEngagement, side: str) -> list[TrialEvaluation]:
    """Evaluations a party may read now; one's own always. Nobody but the two parties reads any (TRI-t2)."""
    found = TrialEvaluation.objects.filter(engagement=engagement).order_by("side")
    if not evaluations_are_open(engagement):
        found = found.filter(side=side)
    return list(found)


def minutes_logged(engagement: TrialEngagement, *, without: date | None = None) -> int:
    """Minutes written down so far, all days but `without`."""
    found = HourLog.objects.filter(engagement=engagement)
    if without is not None:
        found = found.exclude(day=without)
    return int(found.aggregate(total=Sum("minutes"))["total"] or 0)


def first_day_worked(engagement: TrialEngagement) -> date | None:
    """The earliest day with hours."""
    first = HourLog.objects.filter(engagement=engagement).order_by("day").first()
    return first.day if first else None


def earlier_days(engagement: TrialEngagement) -> int:
    """Agreed days of earlier outsourcing trials of this person at this firm that were not called off."""
    others = TrialEngagement.objects.filter(
        person_id=engagement.person_id,
        organisation_id=engagement.organisation_id,
        kind=engagement.kind,
        opened_at__isnull=False,
        starts_on__isnull=False,
    ).exclude(pk=engagement.pk)
    return sum((row.ends_on - row.starts_on).days + 1 for row in others if row.ends_on and row.starts_on)


def with_hours(rows: QuerySet[TrialEngagement]) -> QuerySet[Any]:
    """The rows with `minutes_so_far` and, per side, whether the paper of now is signed: lists need no further query."""
    signed = TrialSignature.objects.filter(paper_id=OuterRef("paper_id"))
    return rows.annotate(
        minutes_so_far=Sum("hours__minutes"),
        firm_signed=Exists(signed.filter(side=Side.FIRM)),
        learner_signed=Exists(signed.filter(side=Side.LEARNER)),
    )


def waiting_for_coordinator(region: Region) -> QuerySet[TrialEngagement]:
    """For the staff list, by code only: an end nobody answers for 5 days (SLA-7), no result 14 days after the end (T03)."""
    now = clock.now()
    silent = Q(state=TrialState.ENDING, since__lte=now - timedelta(days=ANSWER_DAYS))
    no_result = Q(state__in=WITHOUT_RESULT, ends_on__lte=clock.tokyo_date(now) - timedelta(days=RESULT_DAYS))
    return (
        TrialEngagement.objects.filter(silent | no_result, region=region)
        .select_related("organisation")
        .order_by("ends_on", "code")
    )


def counts_by_state(region: Region) -> dict[str, int]:
    """State -> number of engagements of the Region."""
    rows: Iterable[dict[str, object]] = (
        TrialEngagement.objects.filter(region=region).values("state").annotate(n=Count("pk")).order_by()
    )
    return {str(row["state"]): int(str(row["n"])) for row in rows}
