"""What happened to an application, in words: for its applicant (「見ました」) and for the firm, never more than they may know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lms.hiring.models import Consent
from lms.ledger import clock
from lms.ledger.events import effective
from lms.ledger.models import Event

if TYPE_CHECKING:
    from lms.hiring.models import Application

SAID = {
    "APP-2": _("You sent the application"),
    "APP-3": _("The firm looked at it"),
    "APP-4": _("The firm asks for an interview"),
    "APP-5": _("The interview was fixed"),
    "APP-6": _("None of the times suited"),
    "APP-7": _("The interview was moved"),
    "APP-8": _("Trial work was agreed"),
    "APP-9": _("The firm offers terms"),
    "APP-10": _("You accepted the terms"),
    "APP-11": _("You declined the terms"),
    "APP-12": _("The answer date of the terms passed"),
    "APP-13": _("The firm took the terms back"),
    "APP-14": _("Work began"),
    "APP-15": _("Cancelled before the start"),
    "APP-16": _("The firm did not take it further"),
    "APP-17": _("You withdrew the application"),
    "APP-18": _("Ended because no answer to the interview came"),
    "APP-19": _("Ended because the firm did not answer"),
    "APP-20": _("Back to the papers"),
    "APP-20b": _("Back to the interview"),
    "APP-21": _("Opened again"),
    "APP-22": _("Resting: you took back your consent"),
    "APP-22b": _("Going on: you gave consent again"),
    "APP-23": _("Ended because the firm left"),
}


def history_of(application: Application) -> list[dict[str, Any]]:
    """Entries for components/timeline.html, oldest first; what was corrected is not in it."""
    events = effective(Event.objects.filter(stream_type="application", stream_id=str(application.pk)))
    entries = []
    for event in events:
        if event.occurred_at is None:
            continue
        local = event.occurred_at.astimezone(clock.TOKYO)
        entries.append(
            {
                "when": date_format(local, "n月j日 H:i"),
                "machine_time": local.isoformat(),
                "title": SAID.get(event.transition, event.kind),
                "text": "",
                "by": "",
                "state": "ok",
            }
        )
    if entries:
        entries[-1]["state"] = "now"
    return entries


def consents_told(application: Application) -> list[Consent]:
    """Every consent the application ever had, newest first."""
    return list(Consent.objects.filter(application=application).select_related("text").order_by("-given_at"))
