"""What a firm's membership does to the hiring side: its end closes every consent at commit (workflows.md §3, END list)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lms.hiring.effects.applications import FIRM_ANSWERS
from lms.hiring.effects.recalls import ask_back
from lms.hiring.effects.telling import tell_learner
from lms.hiring.models import Application, Consent
from lms.hiring.states import ConsentState
from lms.hiring.states.application import OPEN_TO_FIRM
from lms.ledger import clock, clocks
from lms.ledger.actors import Actor
from lms.ledger.engine import follow, move

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext
    from lms.ledger.models import Clock

CHOICE = "org.end"
CHOICE_DAYS = 14


def close_everything(ctx: MoveContext) -> None:
    """MEM-11: consents expire and what they opened is asked back; each applicant with an open application is asked, and after 14 days it ends (APP-23)."""
    organisation_id = ctx.row.organisation_id
    given = Consent.objects.filter(organisation_id=organisation_id, state=ConsentState.GRANTED)
    for consent in given.select_related("application__person", "organisation").order_by("level"):
        ask_back(ctx, consent, consent.items)
        # A named consent goes with the coded one it rests on.
        consent.refresh_from_db(fields=["state", "version"])
        if consent.state == ConsentState.GRANTED:
            follow(ctx, consent, "expire")
    rows = Application.objects.filter(organisation_id=organisation_id, state__in=OPEN_TO_FIRM)
    for application in rows.select_related("person__region"):
        tell_learner(ctx, "N04.L", application)
        if not ctx.quiet:
            clocks.start(application, CHOICE, clock.tokyo_date(ctx.now) + timedelta(days=CHOICE_DAYS))


def stop_firm_clocks(ctx: MoveContext) -> None:
    """MEM-9: a suspended firm cannot answer, so its clocks stand still."""
    for application in _unanswered(ctx):
        clocks.pause(application, FIRM_ANSWERS)


def resume_firm_clocks(ctx: MoveContext) -> None:
    """MEM-10."""
    for application in _unanswered(ctx):
        clocks.resume(application, FIRM_ANSWERS)


def _unanswered(ctx: MoveContext) -> list[Application]:
    rows = Application.objects.filter(
        organisation_id=ctx.row.organisation_id, state__in=["submitted", "in_review"], frozen=False
    )
    return list(rows)


def choice_is_over(ring: Clock) -> None:
    """APP-23 for who did not choose."""
    application = Application.objects.get(pk=ring.stream_id)
    if application.state in OPEN_TO_FIRM:
        move(
            application,
            "org_ended",
            actor=Actor.system(ring.region),
            expected_version=None,
            idempotency_key=clocks.firing_key(ring),
            source="system",
        )
