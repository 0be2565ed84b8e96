"""What each side is asked to look back on: the firm at the criteria of the paper, the person at fixed questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lms.trials.states import Side

if TYPE_CHECKING:
    from lms.trials.models import TrialEngagement

QUESTIONS: tuple[dict[str, Any], ...] = (
    {"key": "q1", "text": _("The work was explained so that I could do it")},
    {"key": "q2", "text": _("I could ask when I did not know how to go on")},
    {"key": "q3", "text": _("The terms of the paper were kept")},
)
MARKS = ((1, _("Not at all")), (2, _("Rather not")), (3, _("Mostly")), (4, _("Fully")))


def criteria_of(engagement: TrialEngagement, side: str) -> list[dict[str, Any]]:
    """[{key, text}] for a side; none for nobody and before there is a paper."""
    if side == Side.LEARNER:
        return list(QUESTIONS)
    if side == Side.FIRM and engagement.paper is not None:
        return list(engagement.paper.terms["criteria"])
    return []
