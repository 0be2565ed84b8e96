"""Consent and exclusion: what a firm may see of a person, and which firm never (workflows.md §7)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow

FIRM = frozenset({"PR", "PA"})
LEARNER = frozenset({"L"})
SYSTEM = frozenset({"SYS"})


class ConsentState(models.TextChoices):
    """Where one consent stands."""

    REQUESTED = "requested", _("Asked for")
    GRANTED = "granted", _("Given")
    REFUSED = "refused", _("Not given")
    LAPSED = "lapsed", _("No answer")
    REVOKED = "revoked", _("Taken back")
    EXPIRED = "expired", _("Ended")
    SUPERSEDED = "superseded", _("Closed: the text has changed")


class ExclusionState(models.TextChoices):
    """Whether a person shuts out an organisation."""

    ACTIVE = "active", _("Shut out")
    LIFTED = "lifted", _("Lifted")


CONSENT = Workflow(
    name="consent",
    model="hiring.Consent",
    states=ConsentState,
    terminals=frozenset({"refused", "lapsed", "revoked", "expired", "superseded"}),
    transitions=(
        Transition(
            id="CON-1",
            action="invite",
            from_states=(START,),
            to_state="requested",
            roles=FIRM,
            event_kind="consent.requested",
            waits=True,
        ),
        Transition(
            id="CON-2",
            action="grant",
            from_states=(START, "requested"),
            to_state="granted",
            roles=LEARNER,
            event_kind="consent.granted",
            guards=("consent_route", "not_excluded", "consent_complete"),
            effects=("start_consent_clock", "thaw_application", "notify_consent_given"),
            reversible=False,
        ),
        Transition(
            id="CON-3",
            action="refuse",
            from_states=("requested",),
            to_state="refused",
            roles=LEARNER,
            event_kind="consent.refused",
            waits=True,
            reversible=False,
        ),
        Transition(
            id="CON-3b",
            action="lapse",
            from_states=("requested",),
            to_state="lapsed",
            roles=SYSTEM,
            event_kind="consent.lapsed",
            waits=True,
        ),
        Transition(
            id="CON-4",
            action="narrow",
            from_states=("granted",),
            to_state="granted",
            roles=LEARNER,
            event_kind="consent.narrowed",
            guards=("fewer_items",),
            effects=("recall_dropped_items", "drop_items"),
            reversible=False,
        ),
        Transition(
            id="CON-5",
            action="revoke",
            from_states=("granted",),
            to_state="revoked",
            roles=frozenset({"L", "G", "C"}),
            event_kind="consent.revoked",
            guards=("on_written_request",),
            effects=("stop_consent_clock", "recall_consent", "freeze_application", "notify_consent_revoked"),
            reversible=False,
        ),
        Transition(
            id="CON-6",
            action="expire",
            from_states=("granted",),
            to_state="expired",
            roles=SYSTEM,
            event_kind="consent.expired",
            effects=("stop_consent_clock", "freeze_application"),
        ),
        Transition(
            id="CON-7",
            action="supersede",
            from_states=("granted",),
            to_state="superseded",
            roles=SYSTEM,
            event_kind="consent.superseded",
            effects=("stop_consent_clock", "recall_consent", "freeze_application"),
        ),
    ),
)

EXCLUSION = Workflow(
    name="exclusion",
    model="hiring.Exclusion",
    states=ExclusionState,
    terminals=frozenset({"lifted"}),
    transitions=(
        Transition(
            id="EXC-1",
            action="exclude",
            from_states=(START,),
            to_state="active",
            roles=LEARNER,
            event_kind="exclusion.set",
            guards=("not_yet_excluded",),
            effects=("revoke_consents_of_organisation",),
            reversible=False,
        ),
        Transition(
            id="EXC-2",
            action="lift",
            from_states=("active",),
            to_state="lifted",
            roles=LEARNER,
            event_kind="exclusion.lifted",
            reversible=False,
        ),
    ),
)
