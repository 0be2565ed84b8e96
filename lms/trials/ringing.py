"""What the clocks of trial work do when they fire (workflows.md §13). Each act carries the firing's key and is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from lms.ledger.clocks import firing_id
from lms.ledger.models import Event
from lms.notices.services import notify
from lms.partners.selectors import staff_of
from lms.trials.effects import RESULT_STEPS, SIGN_REMINDS, notify_firm, notify_learner
from lms.trials.models import TrialEngagement
from lms.trials.selectors import WITHOUT_RESULT
from lms.trials.services import take_by_clock
from lms.trials.states import AFTER_WORK, TrialState

if TYPE_CHECKING:
    from lms.ledger.models import Clock

LAPSE_STEP = len(SIGN_REMINDS) + 1
START_STEP = 2
EVALUATE_STEP = 2


def _row(ring: Clock) -> TrialEngagement:
    rows = TrialEngagement.objects.select_related("person__region", "organisation", "region")
    found: TrialEngagement = rows.get(pk=ring.stream_id)
    return found


def _occasion(ring: Clock) -> Event:
    """The stream's last event under the firing's id (never saved): what is told again is told each time."""
    event = Event.objects.filter(stream_type=ring.stream_type, stream_id=ring.stream_id).order_by("-version")[0]
    event.event_id = firing_id(ring)
    return event


def _remind(ring: Clock, row: TrialEngagement) -> None:
    notify_learner(_occasion(ring), row)
    notify_firm(_occasion(ring), row)


def _tell_coordinators(ring: Clock) -> None:
    """The staff list says how many wait; the notice names nobody."""
    people = staff_of(ring.region, "C").select_related("region")
    notify(_occasion(ring), "N18", people, link=reverse("trials:staff"))


def signing(ring: Clock) -> None:
    """SLA-4: reminders to who still has to act; at the end it lapses (TRI-6)."""
    row = _row(ring)
    if row.state not in {TrialState.PROPOSED, TrialState.SIGNING}:
        return
    if ring.step == LAPSE_STEP:
        take_by_clock(row, "lapse", ring)
    elif row.state == TrialState.PROPOSED:
        notify_firm(_occasion(ring), row)
    else:
        _remind(ring, row)


def start(ring: Clock) -> None:
    """The day before both are told; on the day it begins (TRI-9)."""
    row = _row(ring)
    if row.state != TrialState.AGREED:
        return
    if ring.step == START_STEP:
        take_by_clock(row, "start", ring)
    else:
        _remind(ring, row)


def end_unanswered(ring: Clock) -> None:
    """SLA-7: after five days the coordinators look at it."""
    if _row(ring).state == TrialState.ENDING:
        _tell_coordinators(ring)


def evaluation(ring: Clock) -> None:
    """SLA-8: a reminder, then TRI-16 with what there is."""
    row = _row(ring)
    if row.state not in AFTER_WORK:
        return
    if ring.step == EVALUATE_STEP:
        take_by_clock(row, "evaluate", ring)
    else:
        _remind(ring, row)


def result_missing(ring: Clock) -> None:
    """T03: the last day without a result is remembered on day 0, 7 and 14, then it stands on the staff list."""
    row = _row(ring)
    if row.state not in WITHOUT_RESULT:
        return
    _remind(ring, row)
    if ring.step == len(RESULT_STEPS):
        _tell_coordinators(ring)
