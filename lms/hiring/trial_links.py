"""Trial work that belongs to an application: the link, the guards of consent, and APP-8 when all have signed.

`trials` knows neither application nor consent. An engagement without a link (one on an opening of its own comes with
TRI-1b) is none of this module's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from lms.hiring.effects.applications import FIRM_ANSWERS
from lms.hiring.effects.consents import give_consent
from lms.hiring.guards.people import check_agreement
from lms.hiring.models import Application, TrialLink
from lms.hiring.models.consent import V4_ITEMS, Level, Purpose
from lms.hiring.selectors import granted
from lms.ledger import clock, clocks
from lms.ledger.engine import follow
from lms.ledger.refusals import ConsentMissing, MoveNotAllowed, NotVisible
from lms.ledger.registry import Guard, extend_workflow, register_workflow
from lms.trials.services import end_for
from lms.trials.states import TRIAL, Outcome

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

# From these stages a trial may be proposed, since APP-8 starts from them.
STAGES = frozenset({"in_review", "interview"})
# After these the trial neither runs nor is being arranged.
OVER = ("lapse", "fall_away", "decline", "cancel", "confirm_end", "stop", "no_show")
WITHDRAWALS = ("withdraw", "org_ended")


def link_of(ctx: MoveContext) -> TrialLink | None:
    """The link of the engagement the act is about."""
    return TrialLink.objects.filter(engagement_id=ctx.row.pk).select_related("application__organisation").first()


def may_propose(ctx: MoveContext) -> None:
    """World: the application is the firm's, in a stage for it, not frozen, and has no other trial running."""
    if "application" not in ctx.data:
        return
    application = (
        Application.objects.of_firm(ctx.actor)
        .select_for_update(of=("self",))
        .filter(pk=ctx.data["application"], person_id=ctx.row.person_id, organisation_id=ctx.row.organisation_id)
        .first()
    )
    if application is None:
        raise NotVisible
    if application.frozen:
        raise MoveNotAllowed("consent.frozen")
    if application.trial_links.filter(closed_at__isnull=True).exists():
        raise MoveNotAllowed("trial.running")
    if application.state not in STAGES:
        raise MoveNotAllowed(gettext_noop("trial.no_stage"))


def keep_link(ctx: MoveContext) -> None:
    """The link, in the act of TRI-1; a proposal is an answer, so SLA-3 ends."""
    if "application" not in ctx.data:
        return
    application = Application.objects.get(pk=ctx.data["application"])
    TrialLink.objects.create(
        application=application, attempt=application.attempt, engagement_id=ctx.row.pk, opened_at=ctx.now
    )
    clocks.cancel(application, FIRM_ANSWERS)


def name_with_signature(ctx: MoveContext) -> None:
    """Form: the person's signature includes V4 for the paper (TRI-3)."""
    if "L" in ctx.roles and link_of(ctx) is not None:
        check_agreement(ctx, level=Level.V4, needed={"name"})


def give_name(ctx: MoveContext) -> None:
    """V4 for the trial, in the act of signing."""
    link = link_of(ctx)
    if link is None or "L" not in ctx.roles:
        return
    allowed = {str(item) for item in V4_ITEMS}
    items = set(ctx.data["items"]) & allowed
    give_consent(ctx, link.application, level=Level.V4, purpose=Purpose.TRIAL, items=items)


def consent_is_live(ctx: MoveContext) -> None:
    """World: no work begins after the consent was taken back (TRI-9)."""
    link = link_of(ctx)
    if link is None:
        return
    live = granted(link.application).filter(level=Level.V3).live_on(clock.tokyo_date(ctx.now))
    if link.application.frozen or not live.exists():
        raise ConsentMissing


def hired_has_a_contract(ctx: MoveContext) -> None:
    """World: "a contract follows" is said after the offer was accepted (TRI-17 needs APP-10)."""
    link = link_of(ctx)
    if link is None or ctx.data.get("outcome") != Outcome.HIRED:
        return
    if link.application.state not in {"accepted", "hired"}:
        raise MoveNotAllowed(gettext_noop("trial.no_contract"))


def application_moves(ctx: MoveContext) -> None:
    """APP-8 on trial.agreed."""
    link = link_of(ctx)
    if link is not None and link.application.state in STAGES:
        follow(ctx, link.application, "start_trial")


def close_link(ctx: MoveContext) -> None:
    """The firm may offer, reject or move back again."""
    TrialLink.objects.filter(engagement_id=ctx.row.pk, closed_at__isnull=True).update(closed_at=ctx.now)


def end_trials(ctx: MoveContext) -> None:
    """Whoever withdraws does not go on trying: what has not begun falls away, what runs is stopped."""
    open_links = TrialLink.objects.filter(application_id=ctx.row.pk, closed_at__isnull=True)
    end_for(ctx, list(open_links.values_list("engagement_id", flat=True)))


def bind_trials() -> None:
    """Add guards and reactions to the trial table, and the other way round; called once at start-up."""
    # Apps start from the top of the list: the table extended here is registered before its own app binds it.
    register_workflow(TRIAL)
    extend_workflow("trial", "propose", guard=Guard(may_propose), reaction=keep_link)
    extend_workflow("trial", "sign", guard=Guard(name_with_signature, "form"), reaction=give_name)
    for action in ("prepare", "start"):
        extend_workflow("trial", action, guard=Guard(consent_is_live))
    for action in ("propose_outcome", "close"):
        extend_workflow("trial", action, guard=Guard(hired_has_a_contract))
    extend_workflow("trial", "agree", reaction=application_moves)
    for action in OVER:
        extend_workflow("trial", action, reaction=close_link)
    for action in WITHDRAWALS:
        extend_workflow("application", action, reaction=end_trials)
