"""Effects of the application table: number, evidence, pinned terms, interview, offer, opening, clocks (workflows.md §8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F

from lms.hiring import evidence, terms_sheet
from lms.hiring.effects.consents import give_consent
from lms.hiring.models import (
    ApplicationCounter,
    ApplicationDraft,
    Contract,
    Evidence,
    InterviewRequest,
    Offer,
    Placement,
)
from lms.hiring.models.consent import V4_ITEMS, Level, Purpose
from lms.hiring.selectors import current_interview, current_offer, planned_contract
from lms.ledger import clock, clocks
from lms.ledger.engine import follow
from lms.partners.models import JobPost
from lms.partners.states import PostState

if TYPE_CHECKING:
    from lms.hiring.models import Application
    from lms.ledger.engine import MoveContext

FIRM_ANSWERS = "SLA-3"
LEARNER_ANSWERS = "SLA-6"
OFFER_REMINDS = "SLA-11"
OFFER_ENDS = "offer.end"
FIRM_DAYS = (3, 7, 14, 30)
LEARNER_DAYS = (3, 7, 14, 30)


def number_application(ctx: MoveContext) -> None:
    """K-nnnn from the Region's counter, whose row is locked until commit."""
    ApplicationCounter.objects.get_or_create(region=ctx.region)
    ApplicationCounter.objects.filter(region=ctx.region).update(last=F("last") + 1)
    row: Application = ctx.row
    row.number = ApplicationCounter.objects.get(region=ctx.region).last
    row.code = f"K-{row.number:04d}"
    row.save(update_fields=["number", "code"])
    ApplicationDraft.objects.filter(person_id=row.person_id, post_id=row.post_id).delete()


def pin_terms(ctx: MoveContext) -> None:
    """The terms version the applicant saw, the wishes and the day of sending."""
    row: Application = ctx.row
    row.terms = row.post.current_terms
    row.acknowledged_terms = None
    row.submitted_at = ctx.occurred_at
    row.wishes, row.note = dict(ctx.data.get("wishes", {})), str(ctx.data.get("note", ""))
    row.end_reason, row.reason_shared = "", False
    row.save(
        update_fields=["terms", "acknowledged_terms", "submitted_at", "wishes", "note", "end_reason", "reason_shared"]
    )


def freeze_evidence(ctx: MoveContext) -> None:
    """What the person shows with this attempt, as it is now."""
    shown = evidence.snapshot(ctx.row.person, courses=ctx.data.get("courses", []))
    Evidence.objects.create(application=ctx.row, attempt=ctx.row.attempt, taken_at=ctx.now, **shown)


def grant_v3(ctx: MoveContext) -> None:
    """The consent that belongs to the act of applying."""
    give_consent(ctx, ctx.row, level=Level.V3, purpose=Purpose.APPLICATION, items=ctx.data["items"])


def grant_v4(ctx: MoveContext) -> None:
    """Name and what else was ticked: for the interview (APP-5) or the contract (APP-10)."""
    purpose = Purpose.CONTRACT if ctx.transition.action == "accept_offer" else Purpose.INTERVIEW
    allowed = {str(item) for item in V4_ITEMS}
    give_consent(ctx, ctx.row, level=Level.V4, purpose=purpose, items=set(ctx.data["items"]) & allowed)


def start_firm_clock(ctx: MoveContext) -> None:
    """SLA-3: the firm's first answer; days 3, 7, 14, 30 from sending."""
    if not ctx.quiet:
        _start_steps(ctx, FIRM_ANSWERS, FIRM_DAYS)


def _start_steps(ctx: MoveContext, name: str, days: tuple[int, ...]) -> None:
    today = clock.tokyo_date(ctx.now)
    for step, count in enumerate(days, start=1):
        clocks.start(ctx.row, name, today + timedelta(days=count), step=step)


def firm_waits_for_learner(ctx: MoveContext) -> None:
    """The firm's clock stands still while the applicant has to answer; SLA-6 runs."""
    clocks.pause(ctx.row, FIRM_ANSWERS)
    if not ctx.quiet:
        _start_steps(ctx, LEARNER_ANSWERS, LEARNER_DAYS)


def firm_clock_resumes(ctx: MoveContext) -> None:
    """No time suited: the firm is on again."""
    clocks.cancel(ctx.row, LEARNER_ANSWERS)
    clocks.resume(ctx.row, FIRM_ANSWERS)


def stop_answer_clocks(ctx: MoveContext) -> None:
    """The first answer has been given."""
    clocks.cancel(ctx.row, FIRM_ANSWERS)
    clocks.cancel(ctx.row, LEARNER_ANSWERS)


def stop_offer_clock(ctx: MoveContext) -> None:
    """The offer was answered."""
    clocks.cancel(ctx.row, OFFER_REMINDS)
    clocks.cancel(ctx.row, OFFER_ENDS)


def stop_all_clocks(ctx: MoveContext) -> None:
    """The application has ended."""
    clocks.cancel(ctx.row)


def pause_firm_clock(ctx: MoveContext) -> None:
    """While frozen the firm cannot answer."""
    clocks.pause(ctx.row, FIRM_ANSWERS)


def resume_firm_clock(ctx: MoveContext) -> None:
    """Thawed: the firm's turn again, unless it waits for the applicant."""
    if ctx.row.state in {"submitted", "in_review"}:
        clocks.resume(ctx.row, FIRM_ANSWERS)


def save_interview_request(ctx: MoveContext) -> None:
    """The proposed times, with everything the applicant needs to decide."""
    data = ctx.data
    InterviewRequest.objects.create(
        application=ctx.row,
        attempt=ctx.row.attempt,
        slots=sorted(data["slots"]),
        place=data.get("place", InterviewRequest.Place.ONLINE),
        place_detail=data["place_detail"],
        interviewers=data["interviewers"],
        steps=list(data["steps"]),
        minutes=int(data.get("minutes") or 30),
        asked_at=ctx.now,
    )


def fix_interview(ctx: MoveContext) -> None:
    """The time the applicant took."""
    _set_time(ctx, sequence=0)


def move_interview(ctx: MoveContext) -> None:
    """Another time; the calendar entry keeps its id and counts up."""
    _set_time(ctx, sequence=1)


def _set_time(ctx: MoveContext, *, sequence: int) -> None:
    interview = current_interview(ctx.row)
    if interview is None:
        return
    interview.chosen_at = datetime.fromisoformat(ctx.data["slot"])
    interview.sequence += sequence
    interview.save(update_fields=["chosen_at", "sequence"])


def freeze_offer(ctx: MoveContext) -> None:
    """OFR-1: the paper of the terms, frozen with its hash."""
    data, row = ctx.data, ctx.row
    html, digest = terms_sheet.render_sheet(row, data, made_on=clock.tokyo_date(ctx.now))
    offer = Offer(
        region=ctx.region,
        application=row,
        organisation=row.organisation,
        of_attempt=row.attempt,
        terms=data["sheet"],
        html=html,
        digest=digest,
        contract_class=data["contract_class"],
        includes_trial=bool(data.get("includes_trial")),
        hire_category=data.get("hire_category") or "unknown",
        work_style=row.post.work_style,
        remote_level=data.get("remote_level") or "full",
        starts_on=date.fromisoformat(data["starts_on"]),
        expires_on=date.fromisoformat(data["expires_on"]),
        made_by=ctx.actor.id,
        made_at=ctx.now,
    )
    follow(ctx, offer, "offer", actor=ctx.actor)


def start_offer_clock(ctx: MoveContext) -> None:
    """SLA-11 at half-time and two days before; the day after the answer date ends it (APP-12)."""
    offer = current_offer(ctx.row)
    if ctx.quiet or offer is None:
        return
    today = clock.tokyo_date(ctx.now)
    half = today + (offer.expires_on - today) / 2
    for step, day in enumerate((half, offer.expires_on - timedelta(days=2)), start=1):
        clocks.start(ctx.row, OFFER_REMINDS, day, step=step)
    clocks.start(ctx.row, OFFER_ENDS, clock.end_of_day(offer.expires_on))


def take_opening(ctx: MoveContext) -> None:
    """One place less; the post was locked by the guard. With the last place the post closes (JOB-12)."""
    JobPost.objects.filter(pk=ctx.row.post_id).update(openings=F("openings") - 1)
    post = JobPost.objects.get(pk=ctx.row.post_id)
    may_close = {PostState.PUBLISHED, PostState.CHANGING, PostState.PAUSED}
    if post.openings == 0 and post.state in may_close:
        follow(ctx, post, "close", reason_code="filled")


def give_opening_back(ctx: MoveContext) -> None:
    """A start that was cancelled frees the place; a closed post stays closed until the firm posts it again."""
    JobPost.objects.filter(pk=ctx.row.post_id).update(openings=F("openings") + 1)


def plan_contract(ctx: MoveContext) -> None:
    """HIR-1 on the placement of person, firm and programme."""
    row: Application = ctx.row
    offer = current_offer(row)
    if offer is None:
        return
    placement, _created = Placement.objects.get_or_create(
        person=row.person, organisation=row.organisation, programme=row.programme, defaults={"region": ctx.region}
    )
    contract = Contract(
        region=ctx.region,
        placement=placement,
        application=row,
        offer=offer,
        paper_html=offer.html,
        paper_digest=offer.digest,
        **engagement_of(offer),
    )
    follow(ctx, contract, "plan")


def engagement_of(row: Any) -> dict[str, Any]:
    """The columns an offer hands on to its contract."""
    names = ("contract_class", "includes_trial", "hire_category", "work_style", "remote_level", "starts_on")
    return {name: getattr(row, name) for name in names}


def void_contract(ctx: MoveContext) -> None:
    """HIR-3."""
    contract = planned_contract(ctx.row)
    if contract is not None:
        follow(ctx, contract, "void")


def keep_reason(ctx: MoveContext) -> None:
    """The reason of APP-13 and APP-16, and whether the applicant may read it."""
    ctx.row.end_reason = ctx.reason_code
    ctx.row.reason_shared = bool(ctx.data.get("share"))
    ctx.row.save(update_fields=["end_reason", "reason_shared"])
