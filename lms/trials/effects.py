"""Effects of trial work: papers, signatures, hours, clocks and notices (workflows.md §9, §13, §14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from lms.ledger import clock, clocks, engine
from lms.ledger.events import REVERSED
from lms.ledger.models import Event
from lms.ledger.registry import Described
from lms.notices.services import notify
from lms.partners.selectors import people_of
from lms.trials import paper, selectors, terms
from lms.trials.models import HourLog, TrialEngagement, TrialEvaluation, TrialPaper, TrialSignature
from lms.trials.sides import side_of
from lms.trials.states import Side

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

SIGN, START, END_ANSWER, EVALUATE, RESULT = (
    "trial.sign", "trial.start", "trial.end_answer", "trial.evaluate", "trial.result",
)  # fmt: skip
SIGN_REMINDS, SIGN_DAYS = (3, 7, 10), 14
EVALUATION_REMINDS = 7
RESULT_STEPS = (0, 7, 14)
STARTED = "trial.started"
WORK_STREAM = "trial_work"
"""Stream of the first day worked: it may lie before acts of the engagement's own stream that are already recorded."""


def describe(row: TrialEngagement) -> Described:
    """Whose stream it is."""
    return Described(subject_ref=row.subject_ref, org_id=str(row.organisation_id), programme=row.programme.code)


def _about(row: TrialEngagement) -> dict[str, Any]:
    """Kind, engagement and the attempt of the application, if any (metrics.md §2)."""
    attempt = {} if row.origin_attempt is None else {"attempt": row.origin_attempt}
    return {"kind": row.kind, "engagement": str(row.pk), "firm": str(row.organisation_id), **attempt}


def payload(ctx: MoveContext) -> dict[str, Any]:
    """Codes only: kind and attempt, the side that acts, the paper's hash, the outcome."""
    said = _about(ctx.row)
    side = side_of(ctx)
    if side is not None:
        said["side"] = str(side)
    if ctx.transition.action == "prepare":
        said["digest"] = paper.digest_of(_html(ctx))
    elif ctx.row.paper is not None and ctx.transition.action in {"sign", "agree", "amend"}:
        said["digest"] = ctx.row.paper.digest
    if ctx.transition.action in {"close", "propose_outcome"}:
        said["outcome"] = str(ctx.data["outcome"])
    return said


# Papers and signatures


def _number(row: TrialEngagement) -> int:
    return row.papers.count() + 1


def _html(ctx: MoveContext) -> str:
    return paper.html_of(ctx.row, terms.read(ctx.row.kind, ctx.data), _number(ctx.row))


def freeze_paper(ctx: MoveContext) -> None:
    """TRI-2: the paper of this version with its hash; days go on the row, since clocks and lists read them."""
    row, found = ctx.row, terms.read(ctx.row.kind, ctx.data)
    html = _html(ctx)
    row.paper = TrialPaper.objects.create(
        engagement=row,
        number=_number(row),
        terms=found.as_json(),
        html=html,
        digest=paper.digest_of(html),
        prepared_by=ctx.actor.id,
    )
    row.starts_on, row.ends_on = found.day("starts_on"), found.day("ends_on")
    row.save(update_fields=["paper", "starts_on", "ends_on"])


def keep_signature(ctx: MoveContext) -> None:
    """TRI-3: who signed exactly which paper, and when."""
    TrialSignature.objects.create(
        paper=ctx.row.paper,
        side=side_of(ctx) or "",
        signed_name=str(ctx.data["signed_name"]).strip(),
        signed_by=ctx.actor.id,
        digest=ctx.row.paper.digest,
    )


def agree_when_all_signed(ctx: MoveContext) -> None:
    """TRI-5 follows the last signature."""
    if selectors.all_signed(ctx.row):
        engine.follow(ctx, ctx.row, "agree")


def void_signatures(ctx: MoveContext) -> None:
    """TRI-4: without a paper of now no signature counts; the old paper and its signatures stay readable."""
    ctx.row.paper = None
    ctx.row.starts_on = ctx.row.ends_on = None
    ctx.row.save(update_fields=["paper", "starts_on", "ends_on"])


# Work


def mark_opened(ctx: MoveContext) -> None:
    """TRI-9. Not yet a start for any number: that is the first day worked."""
    ctx.row.opened_at = ctx.occurred_at
    ctx.row.save(update_fields=["opened_at"])


def keep_hours(ctx: MoveContext) -> None:
    """The entry of a day, written anew until it is confirmed; the earliest day is the start that counts."""
    day = date.fromisoformat(str(ctx.data["day"]))
    HourLog.objects.update_or_create(
        engagement=ctx.row, day=day, defaults={"minutes": int(ctx.data["minutes"]), "logged_at": ctx.now}
    )
    _total(ctx.row)
    _record_start(ctx)


def _total(row: TrialEngagement) -> None:
    row.minutes_total = selectors.minutes_logged(row)
    row.save(update_fields=["minutes_total"])


def _record_start(ctx: MoveContext) -> None:
    """The fact trial.started on the first day worked; an earlier day written down later takes the place of the first."""
    row, stream = ctx.row, str(ctx.row.pk)
    first = selectors.first_day_worked(row)
    told = Event.objects.filter(stream_type=WORK_STREAM, stream_id=stream, kind=STARTED).order_by("-version").first()
    if first is None or (told is not None and told.occurred_on is not None and told.occurred_on <= first):
        return
    envelope: dict[str, Any] = {
        "region": row.region,
        "stream_type": WORK_STREAM,
        "stream_id": stream,
        "actor": ctx.actor,
        "subject_ref": row.subject_ref,
        "org_id": str(row.organisation_id),
        "programme": row.programme.code,
        "source": ctx.source,
    }
    if told is not None:
        engine.record(REVERSED, corrects=told.event_id, payload={"reversed": STARTED}, **envelope)
    engine.record(STARTED, payload=_about(row), occurred_at=clock.start_of_day(first), **envelope)


def mark_hours_confirmed(ctx: MoveContext) -> None:
    """TRI-10: from here the entries are fixed."""
    HourLog.objects.filter(engagement=ctx.row, confirmed_at__isnull=True).update(confirmed_at=ctx.now)


def keep_end_proposal(ctx: MoveContext) -> None:
    """TRI-12: the other side answers."""
    ctx.row.end_proposed_by = side_of(ctx)
    ctx.row.save(update_fields=["end_proposed_by"])


def drop_end_proposal(ctx: MoveContext) -> None:
    """TRI-13: it goes on."""
    ctx.row.end_proposed_by = ""
    ctx.row.save(update_fields=["end_proposed_by"])
    clocks.cancel(ctx.row, END_ANSWER)


def mark_ended(ctx: MoveContext) -> None:
    """TRI-13, TRI-14: the day and the total of hours."""
    ctx.row.ended_at = ctx.occurred_at
    ctx.row.save(update_fields=["ended_at"])
    _total(ctx.row)


def keep_initiator(ctx: MoveContext) -> None:
    """TRI-14: who stopped it. Pay for work that was done stays due."""
    side = side_of(ctx)
    if side is None:
        ctx.row.stopped_by = "SYS" if ctx.actor.is_system else "C"
    else:
        ctx.row.stopped_by = "L" if side == Side.LEARNER else "PA"
    ctx.row.save(update_fields=["stopped_by"])


# Afterwards


def keep_evaluation(ctx: MoveContext) -> None:
    """TRI-16: filed once by each side."""
    TrialEvaluation.objects.create(
        engagement=ctx.row,
        side=side_of(ctx) or "",
        marks={key: int(value) for key, value in ctx.data["marks"].items()},
        comment=str(ctx.data.get("comment") or "").strip(),
        filed_by=ctx.actor.id,
    )


def evaluate_when_both_filed(ctx: MoveContext) -> None:
    """The second form opens both."""
    if TrialEvaluation.objects.filter(engagement=ctx.row).count() == len(Side):
        engine.follow(ctx, ctx.row, "evaluate")


def keep_outcome_proposal(ctx: MoveContext) -> None:
    """TRI-17: what one side says."""
    ctx.row.outcome, ctx.row.outcome_by = ctx.data["outcome"], side_of(ctx)
    ctx.row.save(update_fields=["outcome", "outcome_by"])


def keep_outcome(ctx: MoveContext) -> None:
    """TRI-17: what both agree on, or the coordinator writes."""
    ctx.row.outcome = ctx.data["outcome"]
    ctx.row.save(update_fields=["outcome"])


# Clocks


def start_signing_clock(ctx: MoveContext) -> None:
    """SLA-4: reminders on day 3, 7 and 10; after 14 days, or when the first day has passed, it lapses (TRI-6)."""
    row, today = ctx.row, clock.tokyo_date(ctx.now)
    clocks.cancel(row)
    if ctx.quiet:
        return
    last = today + timedelta(days=SIGN_DAYS)
    if row.starts_on is not None:
        last = min(last, row.starts_on + timedelta(days=1))
    for step, days in enumerate(SIGN_REMINDS, start=1):
        if today + timedelta(days=days) < last:
            clocks.start(row, SIGN, today + timedelta(days=days), step=step)
    clocks.start(row, SIGN, last, step=len(SIGN_REMINDS) + 1)


def start_work_clocks(ctx: MoveContext) -> None:
    """The day before, the first day, and the reminders when the last day has no result (SLA-8, T03)."""
    row = ctx.row
    clocks.cancel(row)
    if ctx.quiet:
        return
    if row.starts_on > clock.tokyo_date(ctx.now) + timedelta(days=1):
        clocks.start(row, START, row.starts_on - timedelta(days=1), step=1)
    clocks.start(row, START, row.starts_on, step=2)
    for step, days in enumerate(RESULT_STEPS, start=1):
        clocks.start(row, RESULT, row.ends_on + timedelta(days=days), step=step)


def start_end_clock(ctx: MoveContext) -> None:
    """SLA-7: five days for the other side, then the coordinators' list."""
    if not ctx.quiet:
        clocks.start(ctx.row, END_ANSWER, clock.tokyo_date(ctx.now) + timedelta(days=selectors.ANSWER_DAYS))


def start_evaluation_clock(ctx: MoveContext) -> None:
    """SLA-8: a reminder after 7 days, after 14 with what there is (TRI-16)."""
    clocks.cancel(ctx.row, END_ANSWER)
    clocks.cancel(ctx.row, START)
    if ctx.quiet:
        return
    today = clock.tokyo_date(ctx.now)
    clocks.start(ctx.row, EVALUATE, today + timedelta(days=EVALUATION_REMINDS), step=1)
    clocks.start(ctx.row, EVALUATE, ctx.now + timedelta(days=selectors.EVALUATION_DAYS), step=2)


def stop_evaluation_clock(ctx: MoveContext) -> None:
    """Both have filed, or the time is over."""
    clocks.cancel(ctx.row, EVALUATE)


def stop_clocks(ctx: MoveContext) -> None:
    """Nothing left to wait for."""
    clocks.cancel(ctx.row)


# Notices: N18; toward a firm a code and a link, nothing else


def notify_learner(source: Event | MoveContext, row: TrialEngagement) -> None:
    """N18 to the person, linked to their own page."""
    link = reverse("trials:mine", args=[row.pk])
    notify(source, "N18", [row.person], link=link, params={"reference": row.reference})


def notify_firm(source: Event | MoveContext, row: TrialEngagement) -> None:
    """N18 to the firm's people who work with it."""
    link = reverse("trials:firm", args=[row.pk])
    people = people_of(row.organisation_id, "PA", "PR").select_related("region")
    notify(source, "N18", people, link=link, params={"reference": row.reference})


def tell_learner(ctx: MoveContext) -> None:
    """N18 to the person."""
    notify_learner(ctx, ctx.row)


def tell_firm(ctx: MoveContext) -> None:
    """N18 to the firm."""
    notify_firm(ctx, ctx.row)


def tell_both(ctx: MoveContext) -> None:
    """N18 to both sides."""
    notify_learner(ctx, ctx.row)
    notify_firm(ctx, ctx.row)


def tell_other_side(ctx: MoveContext) -> None:
    """N18 to the side that has to answer."""
    if side_of(ctx) == Side.LEARNER:
        notify_firm(ctx, ctx.row)
    else:
        notify_learner(ctx, ctx.row)
