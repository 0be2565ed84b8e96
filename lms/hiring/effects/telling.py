"""Notices of the hiring side (workflows.md §14): toward a firm a code and a link, never a name, a reason or an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from lms.accounts.models import Person, Role, RoleGrant
from lms.ledger import clock
from lms.ledger.models import Event
from lms.notices.services import notify
from lms.partners.selectors import active_users

if TYPE_CHECKING:
    from uuid import UUID

    from lms.hiring.models import Application, Contract
    from lms.ledger.engine import MoveContext

FIRM = ("PA", "PR")


def occasion(stream_type: str, stream_id: object, notice_id: UUID) -> Event:
    """The stream's last event under an id of its own (never saved): what is told again and again is told each time."""
    event = Event.objects.filter(stream_type=stream_type, stream_id=str(stream_id)).order_by("-version")[0]
    event.event_id = notice_id
    return event


def tell_learner(source: MoveContext | Event, code: str, application: Application) -> None:
    """A notice to the applicant, linked to the page of the application."""
    link = reverse("hiring:mine_detail", args=[application.pk])
    notify(source, code, [application.person], link=link, params={"reference": application.code})


def tell_firm(source: MoveContext | Event, code: str, application: Application, roles: tuple[str, ...] = FIRM) -> None:
    """A notice to the firm's people, linked to the candidate's page."""
    people = [user.person for user in active_users(application.organisation, roles)]
    link = reverse("hiring:candidate", args=[application.pk])
    notify(source, code, people, link=link, params={"reference": application.code})


def coordinators(region_id: int) -> list[Person]:
    """Who holds C in the Region today."""
    grants = RoleGrant.objects.on(clock.today_in_tokyo()).filter(region_id=region_id, role=Role.COORDINATOR)
    return [grant.person for grant in grants.select_related("person__region")]


def tell_coordinators(source: MoveContext | Event, code: str, region_id: int) -> None:
    """A notice without any person: the staff list shows how many wait."""
    notify(source, code, coordinators(region_id), link=reverse("hiring:staff_applications"))


def notify_received(ctx: MoveContext) -> None:
    """N13 to the firm."""
    tell_firm(ctx, "N13", ctx.row, ("PR", "PA"))


def notify_opened(ctx: MoveContext) -> None:
    """N14 to the applicant: 「見ました」."""
    tell_learner(ctx, "N14", ctx.row)


def notify_interview_asked(ctx: MoveContext) -> None:
    """N14 to the applicant."""
    tell_learner(ctx, "N14", ctx.row)


def notify_interview_fixed(ctx: MoveContext) -> None:
    """N14 to both sides."""
    tell_learner(ctx, "N14", ctx.row)
    tell_firm(ctx, "N14", ctx.row)


def notify_no_slot(ctx: MoveContext) -> None:
    """N14 to the firm."""
    tell_firm(ctx, "N14", ctx.row)


def notify_interview_moved(ctx: MoveContext) -> None:
    """N14 to both sides."""
    notify_interview_fixed(ctx)


def notify_offer(ctx: MoveContext) -> None:
    """N19 to the applicant."""
    tell_learner(ctx, "N19", ctx.row)


def notify_offer_answered(ctx: MoveContext) -> None:
    """N19 to the firm's administrators."""
    tell_firm(ctx, "N19", ctx.row, ("PA",))


def notify_offer_ended(ctx: MoveContext) -> None:
    """N19 to both; a retracted offer also to the coordinators (APP-13)."""
    tell_learner(ctx, "N19", ctx.row)
    tell_firm(ctx, "N19", ctx.row, ("PA",))
    if ctx.transition.action == "retract_offer":
        tell_coordinators(ctx, "N24", ctx.region.pk)


def notify_start_cancelled(ctx: MoveContext) -> None:
    """N19 to both; by the firm also to the coordinators (APP-15)."""
    tell_learner(ctx, "N19", ctx.row)
    tell_firm(ctx, "N19", ctx.row, ("PA",))
    if "PA" in ctx.roles:
        tell_coordinators(ctx, "N24", ctx.region.pk)


def notify_rejected(ctx: MoveContext) -> None:
    """N16 to the applicant; reason "other" also to the coordinators, who look at it."""
    tell_learner(ctx, "N16", ctx.row)
    if ctx.reason_code == "other":
        tell_coordinators(ctx, "N24", ctx.region.pk)


def notify_withdrawn(ctx: MoveContext) -> None:
    """N17 to the firm."""
    tell_firm(ctx, "N17", ctx.row, ("PR", "PA"))


def notify_lapsed(ctx: MoveContext) -> None:
    """N15: the applicant is told that the firm did not answer."""
    tell_learner(ctx, "N15.L", ctx.row)


def notify_org_ended(ctx: MoveContext) -> None:
    """N04 to the applicant."""
    tell_learner(ctx, "N04.L", ctx.row)


def notify_consent_given(ctx: MoveContext) -> None:
    """N10: the copy for the person."""
    notify(
        ctx,
        "N10",
        [ctx.row.person],
        link=reverse("hiring:consents"),
        params={"reference": ctx.row.application.code if ctx.row.application else ""},
    )


def notify_consent_revoked(ctx: MoveContext) -> None:
    """N11: the person; the firm is asked to delete by the recall (DIS-2)."""
    application = ctx.row.application
    notify(
        ctx,
        "N11",
        [ctx.row.person],
        link=reverse("hiring:consents"),
        params={"reference": application.code if application else ""},
    )


def notify_started(ctx: MoveContext) -> None:
    """N20: the start is confirmed."""
    contract: Contract = ctx.row
    if contract.application:
        tell_learner(ctx, "N20", contract.application)
        tell_firm(ctx, "N20", contract.application, ("PA",))
