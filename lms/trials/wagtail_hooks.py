"""What trial work adds to pages below: the links of the workspaces and what waits for a firm today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from lms.accounts.actors import actor_of
from lms.accounts.selectors import roles_of
from lms.trials.models import TrialEngagement
from lms.trials.selectors import with_hours
from lms.trials.states import TrialState

if TYPE_CHECKING:
    from django.http import HttpRequest

FIRM_ROLES = frozenset({"PA", "PR"})
TASKS = 20


def _link(request: HttpRequest, name: str) -> dict[str, Any]:
    url = reverse(name)
    return {"label": _("Trial work"), "url": url, "icon": "work", "current": request.path.startswith(url)}


@hooks.register("extend_page_context", order=10)
def trial_links(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """The rows of links of firm and office."""
    if page_or_name == "partner.nav" and roles_of(request) & FIRM_ROLES:
        return {"partner_nav": [_link(request, "trials:firm_list")]}
    if page_or_name == "staff.nav" and "C" in roles_of(request):
        return {"staff_nav": [_link(request, "trials:staff")]}
    return {}


@hooks.register("extend_page_context")
def firm_tasks(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """Papers to prepare, to sign, ends to confirm and evaluations to file on the firm's first page."""
    if page_or_name != "partner.home" or not roles_of(request) & FIRM_ROLES:
        return {}
    waiting = {
        TrialState.PROPOSED: _("Prepare the papers"),
        TrialState.SIGNING: _("Read the paper and sign"),
        TrialState.ENDING: _("Confirm the end"),
        TrialState.COMPLETED: _("Look back"),
        TrialState.STOPPED: _("Look back"),
        TrialState.EVALUATED: _("Result"),
    }
    rows = with_hours(TrialEngagement.objects.of_firm(actor_of(request)).filter(state__in=waiting)).order_by("since")
    tasks = [
        {
            "title": f"{row.reference} {row.opening_title}",
            "text": row.get_state_display(),
            "url": reverse("trials:firm", args=[row.pk]),
            "action": waiting[TrialState(row.state)],
        }
        for row in rows[:TASKS]
        if not (row.state == TrialState.SIGNING and row.firm_signed)
    ]
    return {"partner_tasks": tasks}
