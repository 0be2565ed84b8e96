"""What the three pages of one engagement have in common: its papers, its history and the steps that can be taken now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lms.ledger import clock
from lms.partners.views.steps import form_class, history, next_steps
from lms.trials import selectors
from lms.trials.criteria import MARKS, criteria_of
from lms.trials.models import TrialEvaluation
from lms.trials.states import Side, TrialState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from lms.partners.forms.steps import StepForm
    from lms.trials.models import TrialEngagement

    Steps = Mapping[str | tuple[str, str], type[StepForm]]


def open_steps(
    request: HttpRequest, row: TrialEngagement, steps: Steps, side: Side | None, bound: StepForm | None = None
) -> list[tuple[str, StepForm]]:
    """The steps of the table that this side can take today; a form that was just refused stays."""
    senseless = _senseless(row, side)
    refused = bound.prefix if bound is not None else None
    found = next_steps(request, row, steps, bound)
    return [(action, form) for action, form in found if action == refused or action not in senseless]


def _senseless(row: TrialEngagement, side: Side | None) -> set[str]:
    """Actions the table allows and a guard would refuse at once: they are not offered."""
    today, hidden = clock.today_in_tokyo(), set()
    begun = row.starts_on is not None and row.starts_on <= today
    if not begun or row.minutes_total:
        hidden.add("no_show")
    if not begun:
        hidden.add("start")
    if not row.hours.filter(confirmed_at__isnull=True).exists():
        hidden.add("confirm_hours")
    if side is not None and side == row.end_proposed_by:
        hidden |= {"confirm_end", "dispute_end"}
    if side is not None and row.outcome_by in {"", side}:
        hidden.add("close")
    if side is not None and TrialEvaluation.objects.filter(engagement=row, side=side).exists():
        hidden.add("file_evaluation")
    if side is None and row.since and clock.now() < row.since + timedelta(days=selectors.ANSWER_DAYS):
        hidden |= {"confirm_end", "dispute_end"}
    return hidden


def step_form(
    request: HttpRequest, row: TrialEngagement, steps: Steps, action: str, roles: frozenset[str]
) -> StepForm | None:
    """The sent form of an action, or None where this side has no such step."""
    cls = form_class(steps, action, roles)
    return cls(row, request.POST, prefix=action) if cls is not None else None


def engagement_context(row: TrialEngagement, side: Side) -> dict[str, Any]:
    """What both parties see: papers, who signed, hours, what may be read of the evaluations, what happened."""
    signed = selectors.signatures_of(row)
    return {
        "row": row,
        "papers": list(row.papers.order_by("-number").defer("html")),
        "signatures": [(party.label, signed.get(party)) for party in Side],
        "own_signature": signed.get(side),
        "hours": list(row.hours.all()),
        "evaluations": [(found, marks_of(row, found)) for found in selectors.evaluations_open_to(row, side)],
        "may_sign": row.state == TrialState.SIGNING and side not in signed,
        "history": history(row),
    }


def marks_of(row: TrialEngagement, found: TrialEvaluation) -> list[tuple[Any, Any]]:
    """(criterion, mark in words) of one evaluation."""
    words = dict(MARKS)
    return [(c["text"], words.get(found.marks.get(c["key"]), "")) for c in criteria_of(row, found.side)]
