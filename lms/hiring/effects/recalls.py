"""What closes for a firm is asked back: DIS-2, its clock (SLA-5), its report (DIS-3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from lms.accounts.models import Role, RoleGrant
from lms.hiring.effects.telling import coordinators, occasion
from lms.hiring.models import Recall
from lms.hiring.states.recall import RecallState
from lms.ledger import clock, clocks
from lms.ledger.clocks import firing_id
from lms.ledger.engine import follow
from lms.notices.services import notify
from lms.partners.selectors import active_users

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from lms.accounts.models import Person
    from lms.hiring.models import Consent
    from lms.ledger.engine import MoveContext
    from lms.ledger.models import Clock, Event

DUE = "recall.due"
DAYS = 7
YEAR = timedelta(days=365)
LATE_BEFORE_SUSPENSION = 2


def ask_back(ctx: MoveContext, consent: Consent, items: Iterable[str]) -> None:
    """Ask the firm to delete these items; an open request of the application is widened instead.

    Played history asks nobody: no notice reaches the firm, so none may be late.
    """
    application = consent.application
    if application is None or ctx.quiet:
        return
    wanted = set(items)
    row = (
        Recall.objects.select_for_update(of=("self",)).filter(application=application, state=RecallState.ASKED).first()
    )
    if row is None:
        row = Recall(
            region=ctx.region,
            application=application,
            organisation=consent.organisation,
            items=sorted(wanted),
            asked_at=ctx.now,
            due_on=clock.tokyo_date(ctx.now) + timedelta(days=DAYS),
        )
        follow(ctx, row, "ask")
    elif wanted - set(row.items):
        follow(ctx, row, "widen", data={"items": sorted(wanted)})


def recall_consent(ctx: MoveContext) -> None:
    """CON-5, CON-7: everything the consent opened."""
    ask_back(ctx, ctx.row, ctx.row.items)


def recall_dropped_items(ctx: MoveContext) -> None:
    """CON-4: what is no longer ticked; runs before the items are dropped."""
    gone = set(ctx.row.items) - set(ctx.data["items"])
    if gone:
        ask_back(ctx, ctx.row, gone)


def widen_recall(ctx: MoveContext) -> None:
    """More items, and seven days from now."""
    row: Recall = ctx.row
    row.items = sorted({*row.items, *ctx.data.get("items", ())})
    row.due_on = clock.tokyo_date(ctx.now) + timedelta(days=DAYS)
    row.save(update_fields=["items", "due_on"])


def start_recall_clock(ctx: MoveContext) -> None:
    """SLA-5: after the last day it is the coordinators' turn."""
    if not ctx.quiet:
        clocks.cancel(ctx.row)
        clocks.start(ctx.row, DUE, ctx.row.due_on + timedelta(days=1))


def stop_recall_clock(ctx: MoveContext) -> None:
    """Reported."""
    clocks.cancel(ctx.row)


def keep_attestation(ctx: MoveContext) -> None:
    """Who, when, what was deleted."""
    row: Recall = ctx.row
    row.deleted, row.attested_by, row.attested_at = sorted(ctx.data["deleted"]), ctx.actor.id, ctx.now
    row.save(update_fields=["deleted", "attested_by", "attested_at"])


def tell_recall(ctx: MoveContext) -> None:
    """N11 to the firm's people, by code; the administrators report."""
    _tell_firm(ctx, "N11.recall", ctx.row, ("PA", "PR"))


def tell_attested(ctx: MoveContext) -> None:
    """The person learns what came of it (law.md §4)."""
    row: Recall = ctx.row
    link, params = reverse("hiring:consents"), {"reference": row.application.code}
    notify(ctx, "N11.done", [row.application.person], link=link, params=params)


def _tell_firm(source: MoveContext | Event, code: str, row: Recall, roles: tuple[str, ...]) -> None:
    people = [user.person for user in active_users(row.organisation, roles)]
    notify(source, code, people, link=reverse("hiring:recalls"), params={"reference": row.application.code})


def recall_is_late(ring: Clock) -> None:
    """N12 to the firm and the coordinators; the second one in twelve months also to who may suspend (DIS-3, MEM-9)."""
    row = Recall.objects.select_related("application", "organisation__membership").get(pk=ring.stream_id)
    if row.state != RecallState.ASKED:
        return
    source = occasion(ring.stream_type, ring.stream_id, firing_id(ring))
    _tell_firm(source, "N12", row, ("PA",))
    notify(source, "N12", coordinators(ring.region_id), link=reverse("hiring:staff_recalls"))
    if times_late(row.organisation_id) >= LATE_BEFORE_SUSPENSION:
        page = reverse("partners_staff:membership", args=[row.organisation.membership.pk])
        notify(source, "N12.again", _approvers(ring.region_id), link=page)


def times_late(organisation_id: UUID) -> int:
    """Reports of the last twelve months that were due and came late or not at all."""
    today = clock.today_in_tokyo()
    rows = Recall.objects.filter(organisation_id=organisation_id, due_on__lt=today, due_on__gte=today - YEAR)
    return sum(row.attested_at is None or clock.tokyo_date(row.attested_at) > row.due_on for row in rows)


def _approvers(region_id: int) -> list[Person]:
    grants = RoleGrant.objects.on(clock.today_in_tokyo()).filter(region_id=region_id, role=Role.APPROVER)
    return [grant.person for grant in grants.select_related("person__region")]
