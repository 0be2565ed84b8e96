"""Guards of trial work (workflows.md §9, law.md §6 and §7). Consent stands above: hiring adds its guards to sign and start."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_noop

from lms.accounts.guards import own_case
from lms.accounts.selectors import applies_as_high_school, is_under_18
from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.partners.selectors import membership_is_active
from lms.trials import selectors, terms
from lms.trials.criteria import criteria_of
from lms.trials.models import HourLog, TrialEvaluation
from lms.trials.sides import side_of
from lms.trials.states import WORKING_KINDS, Outcome, Side

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

COORDINATOR_DAYS = 14
LOWEST_MARK, HIGHEST_MARK = 1, 4
LONGEST_DAY_MINUTES = 24 * 60

# Outcomes a party may say now; a further trial comes with changes of terms, a contract with its offer (TRI-17).
OPEN_OUTCOMES = frozenset({Outcome.HIRED, Outcome.OFFER_PENDING, Outcome.NOT_HIRED, Outcome.LEARNER_DECLINED})

not_own_case = own_case


def adults_only(ctx: MoveContext) -> None:
    """Protective: guardian's and school's consent come later; until then both are asked for and refused (M03)."""
    day = clock.tokyo_date(ctx.now)
    if is_under_18(ctx.row.person, day):
        raise MoveNotAllowed("M03")
    if applies_as_high_school(ctx.row.person, day):
        raise MoveNotAllowed("M03.2")


def membership_active(ctx: MoveContext) -> None:
    """The firm's rights are on."""
    if not membership_is_active(ctx.row.organisation, ctx.region):
        raise MoveNotAllowed("member.inactive")


def kind_works(ctx: MoveContext) -> None:
    """Of the eight kinds two work in this release."""
    if ctx.row.kind not in WORKING_KINDS:
        raise MoveNotAllowed("trial.kind")


def within_cap(ctx: MoveContext) -> None:
    """Days of the kind, earlier outsourcing trials at the firm included; beyond it only with the coordinator (TRI-t7)."""
    if terms.over_cap(terms.read(ctx.row.kind, ctx.data), days_before=selectors.earlier_days(ctx.row)):
        raise MoveNotAllowed("trial.cap")


def terms_complete(ctx: MoveContext) -> None:
    """✎ TRI-2: every term of the kind, and nothing the law refuses (T05, R06)."""
    found = terms.read(ctx.row.kind, ctx.data)
    contact = ctx.row.organisation.seeker_contact
    errors: dict[str, list[str]] = {}
    for problem in terms.problems(found, today=clock.tokyo_date(ctx.now), seeker_contact=contact):
        message = gettext(problem.key)
        message = message.format(**problem.params) if problem.params else message
        errors.setdefault(problem.field, []).append(message)
    if errors:
        raise FormInvalid(errors)


def signs_once(ctx: MoveContext) -> None:
    """Each side once under this version."""
    if side_of(ctx) in selectors.signatures_of(ctx.row):
        raise MoveNotAllowed("trial.signed")


def sign_form(ctx: MoveContext) -> None:
    """✎ A name, and agreement to exactly the paper that was shown (its hash)."""
    errors: dict[str, list[str]] = {}
    if not str(ctx.data.get("signed_name") or "").strip():
        errors["signed_name"] = [gettext("trial.required")]
    if not ctx.data.get("agreed_to_paper") or ctx.data.get("digest") != ctx.row.paper.digest:
        errors["agreed_to_paper"] = [gettext("trial.read_paper")]
    if errors:
        raise FormInvalid(errors)


def _needs_reason(ctx: MoveContext, message: str) -> None:
    if not ctx.texts.get("reason", "").strip():
        raise FormInvalid({"reason": [gettext(message)]})


def amend_form(ctx: MoveContext) -> None:
    """✎ What should be different."""
    _needs_reason(ctx, gettext_noop("trial.amend_reason"))


def reason_given(ctx: MoveContext) -> None:
    """✎ The firm says why."""
    _needs_reason(ctx, gettext_noop("trial.required"))


def stop_explained(ctx: MoveContext) -> None:
    """The person needs no reason, nor does the end of a membership; firm and coordinator do."""
    if not ctx.actor.is_system and side_of(ctx) != Side.LEARNER:
        _needs_reason(ctx, gettext_noop("trial.required"))


def all_signed(ctx: MoveContext) -> None:
    """Nothing is agreed and nothing begins before every signature stands under this version (TRI-t1)."""
    if not selectors.all_signed(ctx.row):
        raise MoveNotAllowed("trial.unsigned")


def on_the_days(ctx: MoveContext) -> None:
    """Between first and last day."""
    day = clock.tokyo_date(ctx.occurred_at)
    if ctx.row.starts_on is None or not ctx.row.starts_on <= day <= ctx.row.ends_on:
        raise MoveNotAllowed("trial.not_on_day")


def from_the_start_day(ctx: MoveContext) -> None:
    """Nobody is missing before the first day."""
    if ctx.row.starts_on is None or clock.tokyo_date(ctx.occurred_at) < ctx.row.starts_on:
        raise MoveNotAllowed("trial.not_on_day")


def nothing_worked(ctx: MoveContext) -> None:
    """Who wrote down hours did come."""
    if HourLog.objects.filter(engagement=ctx.row).exists():
        raise MoveNotAllowed("trial.worked")


def hours_form(ctx: MoveContext) -> None:
    """✎ A day of the trial that is not in the future, and minutes of one day; a confirmed day is fixed."""
    errors: dict[str, list[str]] = {}
    day = _day(ctx.data.get("day"))
    minutes = int(ctx.data.get("minutes") or 0)
    if day is None or not ctx.row.starts_on <= day <= min(ctx.row.ends_on, clock.tokyo_date(ctx.now)):
        errors["day"] = [gettext("trial.hours_day")]
    elif HourLog.objects.filter(engagement=ctx.row, day=day, confirmed_at__isnull=False).exists():
        errors["day"] = [gettext("trial.hours_fixed")]
    if not 0 < minutes <= LONGEST_DAY_MINUTES:
        errors["minutes"] = [gettext("trial.hours_minutes")]
    if errors:
        raise FormInvalid(errors)


def hours_agreed(ctx: MoveContext) -> None:
    """Not more than agreed: more needs changed terms (TRI-11)."""
    agreed = sum(task["hours"] for task in ctx.row.paper.terms["tasks"]) * 60
    so_far = selectors.minutes_logged(ctx.row, without=_day(ctx.data.get("day")))
    if so_far + int(ctx.data.get("minutes") or 0) > agreed:
        raise MoveNotAllowed("trial.hours_over")


def hours_to_confirm(ctx: MoveContext) -> None:
    """There is something to confirm."""
    if not HourLog.objects.filter(engagement=ctx.row, confirmed_at__isnull=True).exists():
        raise MoveNotAllowed("trial.no_hours")


def _day(raw: object) -> date | None:
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None


def other_side_answers(ctx: MoveContext) -> None:
    """The side that did not propose the end; the coordinator after five days (SLA-7)."""
    side = side_of(ctx)
    if side == ctx.row.end_proposed_by:
        raise MoveNotAllowed("trial.other_side")
    if side is None and ctx.now < ctx.row.since + timedelta(days=selectors.ANSWER_DAYS):
        raise MoveNotAllowed("trial.coordinator_waits")


def evaluations_ready(ctx: MoveContext) -> None:
    """Both have filed, or 14 days have passed."""
    filed = TrialEvaluation.objects.filter(engagement=ctx.row).count()
    if filed < len(Side) and ctx.now < ctx.row.since + timedelta(days=selectors.EVALUATION_DAYS):
        raise MoveNotAllowed("trial.evaluations_open")


def files_once(ctx: MoveContext) -> None:
    """What was filed stays as it is."""
    if TrialEvaluation.objects.filter(engagement=ctx.row, side=side_of(ctx)).exists():
        raise MoveNotAllowed("trial.filed")


def evaluation_form(ctx: MoveContext) -> None:
    """✎ One mark for each criterion of the paper (the firm) or each question (the person), and no other."""
    expected = {row["key"] for row in criteria_of(ctx.row, side_of(ctx) or "")}
    marks = ctx.data.get("marks") or {}
    wrong = {key for key in expected if not LOWEST_MARK <= int(marks.get(key) or 0) <= HIGHEST_MARK}
    if set(marks) - expected:
        raise FormInvalid({"__all__": [gettext("trial.criteria_only")]})
    if wrong:
        raise FormInvalid({f"mark_{key}": [gettext("trial.required")] for key in sorted(wrong)})


def other_side_closes(ctx: MoveContext) -> None:
    """TRI-17: one side says the outcome, the other agrees; the coordinator 14 days after the end (SLA-8)."""
    side = side_of(ctx)
    if side is None:
        last_day = max(ctx.row.ends_on, clock.tokyo_date(ctx.row.ended_at or ctx.now))
        if clock.tokyo_date(ctx.now) < last_day + timedelta(days=COORDINATOR_DAYS):
            raise MoveNotAllowed("trial.coordinator_waits")
        return
    if not ctx.row.outcome_by or ctx.row.outcome_by == side or ctx.data.get("outcome") != ctx.row.outcome:
        raise MoveNotAllowed("trial.other_side")


def outcome_form(ctx: MoveContext) -> None:
    """✎ A known outcome that can be said now; only the person says that the person does not wish to go on."""
    outcome = ctx.data.get("outcome")
    proposes = ctx.transition.action == "propose_outcome"
    allowed = set(OPEN_OUTCOMES)
    if proposes and side_of(ctx) == Side.FIRM:
        allowed.discard(Outcome.LEARNER_DECLINED)
    if outcome not in allowed:
        raise FormInvalid({"outcome": [gettext("trial.outcome")]})
