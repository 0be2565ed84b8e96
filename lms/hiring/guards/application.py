"""Guards of the application table (workflows.md §8, messages of law.md §13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from lms.accounts.selectors import applies_as_high_school, is_under_18
from lms.hiring.guards.people import check_agreement
from lms.hiring.models import Application, InterviewRequest, Offer, ReopenRequest
from lms.hiring.models.application import OPEN_STATES
from lms.hiring.models.contract import ContractClass
from lms.hiring.personal_words import personal_words
from lms.hiring.selectors import offerable_courses, planned_contract, required_items
from lms.hiring.states import OfferState, RejectReason
from lms.hiring.terms_sheet import sheet_problems
from lms.learning.requirements.qualification import result_for
from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.partners.models import JobPost, PartnerMembership
from lms.partners.selectors import membership_is_active
from lms.partners.states import MembershipState, PostState
from lms.partners.wording import unfair_words

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

AHEAD = timedelta(hours=24)
SHORTEST_OFFER_DAYS = 7
REOPEN_DAYS = 60


def membership_active(ctx: MoveContext) -> None:
    """World: the firm is a member with its rights on."""
    if membership_is_active(ctx.row.organisation, ctx.region):
        return
    raise MoveNotAllowed("apply.closed" if "L" in ctx.roles else "member.inactive")


def post_open(ctx: MoveContext) -> None:
    """World: the post is published and in date; a change of its terms stops applications meanwhile."""
    post = JobPost.objects.get(pk=ctx.row.post_id)
    if post.state == PostState.CHANGING:
        raise MoveNotAllowed("apply.closed.2")
    if not post.is_open_on(clock.tokyo_date(ctx.now)):
        raise MoveNotAllowed("apply.closed")


def no_duplicate(ctx: MoveContext) -> None:
    """World: no other open application of the person on the post."""
    others = Application.objects.filter(
        person_id=ctx.row.person_id, post_id=ctx.row.post_id, state__in=OPEN_STATES
    ).exclude(pk=ctx.row.pk)
    if others.exists():
        raise MoveNotAllowed("apply.duplicate")


def requirement_met(ctx: MoveContext) -> None:
    """World: the post's requirement is met today, or the post is open to all."""
    rule = ctx.row.post.rule
    if rule is None:
        return
    result = result_for(rule, ctx.row.person, clock.tokyo_date(ctx.now))
    if not result.met:
        raise MoveNotAllowed("apply.requirement", n=max(len(result.missing), 1))


def apply_form(ctx: MoveContext) -> None:
    """Form: consent with everything this post needs, courses that are finished, no personal data in the free line."""
    check_agreement(ctx, level="V3", needed=required_items(ctx.row.post))
    finished = {course["key"] for course in offerable_courses(ctx.row.person)}
    if not set(ctx.data.get("courses", [])) <= finished:
        raise FormInvalid({"courses": [gettext("apply.courses")]})
    found = personal_words(ctx.row.person, str(ctx.data.get("note", "")))
    if found:
        raise FormInvalid({"note": [gettext("apply.note_personal")]})


def not_frozen(ctx: MoveContext) -> None:
    """World: while consent is taken back the firm can only end, and the person only withdraw (APP-22)."""
    if ctx.row.frozen:
        raise MoveNotAllowed("consent.frozen_self" if "L" in ctx.roles else "consent.frozen")


def interview_form(ctx: MoveContext) -> None:
    """Form: at least two times, the first 24 hours ahead; who talks, where, and every step are named."""
    errors: dict[str, list[Any]] = {}
    slots = sorted({datetime.fromisoformat(str(slot)) for slot in ctx.data.get("slots", [])})
    if len(slots) < 2:
        errors["slots"] = [gettext("interview.slots")]
    elif slots[0] < ctx.now + AHEAD:
        errors["slots"] = [gettext("interview.ahead")]
    for name in ("place_detail", "interviewers", "steps"):
        if not ctx.data.get(name):
            errors[name] = [gettext("This field is required.")]
    words = unfair_words(str(ctx.data.get("place_detail", "")), str(ctx.data.get("interviewers", "")))
    if words:
        errors["place_detail"] = [gettext("R02").format(example=words[0])]
    if errors:
        raise FormInvalid(errors)


def slot_form(ctx: MoveContext) -> None:
    """Form: one of the proposed times that is still ahead, and V4 with the name in the same act (APP-5)."""
    asked = InterviewRequest.objects.filter(application=ctx.row, chosen_at__isnull=True).order_by("-asked_at").first()
    slot = str(ctx.data.get("slot", ""))
    if asked is None or slot not in asked.slots or datetime.fromisoformat(slot) <= ctx.now:
        raise FormInvalid({"slot": [gettext("interview.slot")]})
    check_agreement(ctx, level="V4", needed={"name"})


def reschedule_form(ctx: MoveContext) -> None:
    """Form: a new time in the future."""
    slot = str(ctx.data.get("slot", ""))
    if not slot or datetime.fromisoformat(slot) <= ctx.now:
        raise FormInvalid({"slot": [gettext("interview.slot")]})


def terms_acknowledged(ctx: MoveContext) -> None:
    """World: changed terms were confirmed by the applicant (law.md §2.3, L04)."""
    if not ctx.row.terms_are_confirmed:
        raise MoveNotAllowed("offer.terms")


def no_running_trial(ctx: MoveContext) -> None:
    """World: no trial work of this application is being arranged or done."""
    if ctx.row.trial_links.filter(closed_at__isnull=True).exists():
        raise MoveNotAllowed("trial.running")


def offer_form(ctx: MoveContext) -> None:
    """Form: every item of the terms document of the class, an answer date at least seven days ahead (law.md §2, §13)."""
    errors: dict[str, list[Any]] = {}
    today = clock.tokyo_date(ctx.now)
    kind, data = str(ctx.data.get("contract_class", "")), ctx.data
    outsourcing = kind == ContractClass.OUTSOURCING
    if kind not in ContractClass.values or outsourcing != (ctx.row.post.contract_class == "outsourcing"):
        errors["contract_class"] = [gettext("contract.class")]
    expires = _day(data.get("expires_on"))
    if expires is None or expires < today + timedelta(days=SHORTEST_OFFER_DAYS):
        errors["expires_on"] = [gettext("offer.expiry")]
    starts = _day(data.get("starts_on"))
    if starts is None or starts < today:
        errors["starts_on"] = [gettext("offer.starts_on")]
    for name, message in sheet_problems(ctx.row.post.contract_class, data.get("sheet", {})):
        errors.setdefault(name, []).append(message)
    if errors:
        raise FormInvalid(errors)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def offer_running(ctx: MoveContext) -> None:
    """World: the answer date has not passed."""
    offer = Offer.objects.filter(application=ctx.row, state=OfferState.OFFERED).order_by("-made_at").first()
    if offer is None or offer.expires_on < clock.tokyo_date(ctx.now):
        raise MoveNotAllowed("offer.over")


def opening_left(ctx: MoveContext) -> None:
    """World: a place is free. The post is locked until the act is done, so the last one is taken once (JOB-t4)."""
    post = JobPost.objects.select_for_update(of=("self",)).get(pk=ctx.row.post_id)
    if post.openings < 1:
        raise MoveNotAllowed("offer.no_opening")


def accept_form(ctx: MoveContext) -> None:
    """Form: V4 for what the contract needs, the name at least."""
    check_agreement(ctx, level="V4", needed={"name"})


def reject_form(ctx: MoveContext) -> None:
    """Form: a reason of the list; there is none by score."""
    if ctx.reason_code and ctx.reason_code not in RejectReason.values:
        raise FormInvalid({"reason_code": [gettext("reject.reason")]})


def before_start(ctx: MoveContext) -> None:
    """World: only before the first day of work; afterwards the contract is ended."""
    contract = planned_contract(ctx.row)
    if contract is None or contract.starts_on is None or contract.starts_on <= clock.tokyo_date(ctx.now):
        raise MoveNotAllowed("start.too_late")


def withdrawn_by_whom(ctx: MoveContext) -> None:
    """Protective: guardian and school only for a minor, a coordinator only on written request."""
    if "L" in ctx.roles:
        return
    if "C" in ctx.roles:
        if ctx.reason_code != "written_request":
            raise FormInvalid({"reason_code": [gettext("withdraw.written")]})
        return
    today = clock.tokyo_date(ctx.now)
    if not (is_under_18(ctx.row.person, today) or applies_as_high_school(ctx.row.person, today)):
        raise MoveNotAllowed("withdraw.own_decision")


def membership_ended(ctx: MoveContext) -> None:
    """World: the firm has left (MEM-11)."""
    ended = PartnerMembership.objects.filter(organisation_id=ctx.row.organisation_id, state=MembershipState.ENDED)
    if not ended.exists():
        raise MoveNotAllowed("member.not_ended")


def reopen_asked(ctx: MoveContext) -> None:
    """World: the firm asked for this attempt to be opened again, at most 60 days after it ended (APP-21)."""
    asked = ReopenRequest.objects.filter(application=ctx.row, attempt=ctx.row.attempt).exists()
    if not asked or ctx.row.since is None or ctx.now - ctx.row.since > timedelta(days=REOPEN_DAYS):
        raise MoveNotAllowed("reopen.not_asked")
