"""What the clocks of the hiring side do when they fire (workflows.md §13). Each act carries the firing's key and is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from lms.hiring.effects.telling import coordinators, occasion, tell_firm, tell_learner
from lms.hiring.models import Application, Consent, RetentionCheck
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.clocks import firing_id, firing_key
from lms.ledger.engine import move
from lms.notices.services import notify

if TYPE_CHECKING:
    from lms.ledger.models import Clock, Event, Projection

LAST_STEP = 4
STAFF_STEP = 3


def _act(row: Projection, action: str, ring: Clock, reason_code: str = "") -> None:
    move(
        row,
        action,
        actor=Actor.system(ring.region),
        expected_version=None,
        idempotency_key=firing_key(ring),
        reason_code=reason_code,
        source="system",
    )


def _source(ring: Clock) -> Event:
    """The occasion of this firing."""
    return occasion(ring.stream_type, ring.stream_id, firing_id(ring))


def firm_silent(ring: Clock) -> None:
    """SLA-3: reminders on day 3 and 7, the coordinators' list on day 14, the end on day 30 (APP-19)."""
    row = Application.objects.select_related("organisation", "person__region").get(pk=ring.stream_id)
    if row.state not in {"submitted", "in_review"}:
        return
    if ring.step == LAST_STEP:
        _act(row, "lapse", ring)
        return
    tell_firm(_source(ring), "N15", row)
    if ring.step == STAFF_STEP:
        notify(_source(ring), "N15", coordinators(ring.region_id), link=reverse("hiring:staff_applications"))


def learner_silent(ring: Clock) -> None:
    """SLA-6: reminders on day 3, 7 and 14, the end on day 30 (APP-18)."""
    row = Application.objects.select_related("person__region").get(pk=ring.stream_id)
    if row.state != "interview_asked":
        return
    if ring.step == LAST_STEP:
        _act(row, "learner_silent", ring, reason_code="no_answer")
        return
    tell_learner(_source(ring), "N14", row)


def offer_reminds(ring: Clock) -> None:
    """SLA-11: half-time and two days before the answer date."""
    row = Application.objects.select_related("person__region").get(pk=ring.stream_id)
    if row.state == "offer":
        tell_learner(_source(ring), "N19", row)


def offer_ends(ring: Clock) -> None:
    """APP-12 on the day after the answer date."""
    _act(Application.objects.get(pk=ring.stream_id), "expire_offer", ring)


def consent_ends(ring: Clock) -> None:
    """CON-6."""
    _act(Consent.objects.get(pk=ring.stream_id), "expire", ring)


def consent_warns(ring: Clock) -> None:
    """N10, 14 and 3 days before."""
    row = Consent.objects.select_related("person__region", "application").get(pk=ring.stream_id)
    params = {"reference": row.application.code if row.application else ""}
    notify(_source(ring), "N10.ends", [row.person], link=reverse("hiring:consents"), params=params)


def retention_due(ring: Clock) -> None:
    """RET-8 where no contract of the placement runs; asking (RET-2) comes with its screens."""
    row = RetentionCheck.objects.get(pk=ring.stream_id)
    move(
        row,
        "left",
        actor=Actor.system(ring.region),
        expected_version=None,
        idempotency_key=firing_key(ring),
        occurred_at=clock.start_of_day(row.due_on),
        source="system",
    )
