"""Effects of consents and exclusions: end dates, freezing and thawing of the application (workflows.md §7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lms.hiring import consent_texts
from lms.hiring.models import Application, Consent
from lms.hiring.models.consent import Level
from lms.hiring.selectors import granted
from lms.hiring.states import ConsentState
from lms.hiring.states.application import OPEN_TO_FIRM
from lms.ledger import clock, clocks
from lms.ledger.engine import follow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.ledger.engine import MoveContext

ENDS = "consent.end"
WARNS = "consent.warn"
WARN_DAYS = (14, 3)
AFTER_END_DAYS = 30
WITHIN = "within"
"""Key of `data`: the consent moves inside an act of its application, which therefore is neither frozen nor thawed."""


def start_consent_clock(ctx: MoveContext) -> None:
    """The end date ends it (CON-6); the person is told 14 and 3 days before."""
    if not ctx.quiet:
        _start_clocks(ctx.row)


def _start_clocks(consent: Consent) -> None:
    if consent.ends_on is None:
        return
    clocks.start(consent, ENDS, clock.end_of_day(consent.ends_on))
    for step, days in enumerate(WARN_DAYS, start=1):
        day = consent.ends_on - timedelta(days=days)
        if day > clock.today_in_tokyo():
            clocks.start(consent, WARNS, day, step=step)


def stop_consent_clock(ctx: MoveContext) -> None:
    """Nothing left to end."""
    clocks.cancel(ctx.row)


def drop_items(ctx: MoveContext) -> None:
    """CON-4: the items that stay; what is gone is closed at commit."""
    ctx.row.items = [item for item in ctx.row.items if item in set(ctx.data["items"])]
    ctx.row.save(update_fields=["items"])


def freeze_application(ctx: MoveContext) -> None:
    """APP-22, and what rests on a V3 that is gone goes with it."""
    consent: Consent = ctx.row
    if consent.application_id is None or ctx.data.get(WITHIN):
        return
    application = Application.objects.get(pk=consent.application_id)
    if application.state in OPEN_TO_FIRM and not application.frozen:
        follow(ctx, application, "freeze")
    if consent.level == Level.V3:
        for named in granted(application).filter(level=Level.V4):
            _close(ctx, named)


def _close(ctx: MoveContext, consent: Consent) -> None:
    """Close one more consent in the way of this act, inside it."""
    actor = ctx.actor if ctx.transition.action in {"revoke", "exclude", "withdraw"} else None
    action = "revoke" if actor else ("supersede" if ctx.transition.action == "supersede" else "expire")
    follow(ctx, consent, action, actor=actor, reason_code=ctx.reason_code, data={WITHIN: True})


def thaw_application(ctx: MoveContext) -> None:
    """A new grant for a frozen application takes it up again."""
    consent: Consent = ctx.row
    if consent.application_id is None or ctx.data.get(WITHIN):
        return
    application = Application.objects.get(pk=consent.application_id)
    live = granted(application).filter(level=Level.V3).live_on(clock.tokyo_date(ctx.now))
    if application.frozen and application.state in OPEN_TO_FIRM and live.exists():
        follow(ctx, application, "unfreeze")


def revoke_consents_of_organisation(ctx: MoveContext) -> None:
    """EXC-1: everything given to the organisation is taken back; open applications freeze."""
    rows = Consent.objects.filter(
        person_id=ctx.row.person_id, organisation_id=ctx.row.organisation_id, state=ConsentState.GRANTED
    ).order_by("level")
    for consent in rows:
        consent.refresh_from_db()
        if consent.state == ConsentState.GRANTED:
            follow(ctx, consent, "revoke", actor=ctx.actor)


def end_consents_in_30_days(ctx: MoveContext) -> None:
    """An ended application is open to the firm 30 more days at most (CON-6)."""
    last = clock.tokyo_date(ctx.now) + timedelta(days=AFTER_END_DAYS)
    for consent in granted(ctx.row).filter(ends_on__gt=last):
        consent.ends_on = last
        consent.save(update_fields=["ends_on"])
        if not ctx.quiet:
            clocks.cancel(consent)
            _start_clocks(consent)


def revoke_consents_unless_kept(ctx: MoveContext) -> None:
    """DEC-12: withdrawing takes the consents of this application back unless the person keeps them."""
    if ctx.data.get("keep_consents"):
        end_consents_in_30_days(ctx)
        return
    for consent in granted(ctx.row):
        follow(ctx, consent, "revoke", actor=ctx.actor, reason_code=ctx.reason_code, data={WITHIN: True})


def give_consent(
    ctx: MoveContext, application: Application, *, level: str, purpose: str, items: Iterable[str]
) -> Consent:
    """Grant a consent inside an act about the application; an older one for the same purpose ends first."""
    for old in granted(application).filter(level=level, purpose=purpose):
        follow(ctx, old, "expire", data={WITHIN: True})
    today = clock.tokyo_date(ctx.now)
    ends_on = today + timedelta(days=min(ctx.region.consent_days, 365))
    text = consent_texts.current_text(ctx.region, level)
    ticked = sorted(set(items))
    consent = Consent(
        region=ctx.region,
        person=application.person,
        organisation=application.organisation,
        application=application,
        level=level,
        purpose=purpose,
        items=ticked,
        text=text,
        given_at=ctx.now,
        ends_on=ends_on,
        shown_digest=consent_texts.shown_digest(
            text, application.organisation, items=ticked, purpose=purpose, ends_on=ends_on
        ),
    )
    follow(ctx, consent, "grant", actor=ctx.actor, data={WITHIN: True})
    return consent
