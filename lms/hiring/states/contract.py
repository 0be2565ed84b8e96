"""Offer and contract: frozen terms, a start that both sides confirm, an end (workflows.md §10)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow

SYSTEM = frozenset({"SYS"})
BOTH_SIDES = frozenset({"PA", "L"})


class OfferState(models.TextChoices):
    """An offer is open until a newer version replaces it; how it was answered is the application's state."""

    OFFERED = "offered", _("Offered")
    SUPERSEDED = "superseded", _("Replaced by a newer version")


class ContractState(models.TextChoices):
    """Where one contract stands."""

    PLANNED = "planned", _("Planned")
    STARTED = "started", _("Running")
    VOID = "void", _("Cancelled before the start")
    ENDED = "ended", _("Ended")
    RECORDED = "recorded", _("Recorded from a document")


class EndReason(models.TextChoices):
    """Why a contract ended (HIR-4, HIR-5)."""

    TERM = "term", _("The agreed time is over")
    LEARNER_LEFT = "learner_left", _("The person left")
    FIRM_ENDED = "firm_ended", _("The firm ended it")
    CONVERTED = "converted", _("Turned into another contract")


OFFER = Workflow(
    name="offer",
    model="hiring.Offer",
    states=OfferState,
    terminals=frozenset({"superseded"}),
    transitions=(
        Transition(
            id="OFR-1",
            action="offer",
            from_states=(START,),
            to_state="offered",
            # Runs inside APP-9 only, as the firm's administrator who acts there.
            roles=frozenset({"PA"}),
            event_kind="offer.made",
        ),
        Transition(
            id="OFR-2",
            action="revise",
            from_states=("offered",),
            to_state="superseded",
            roles=frozenset({"PA"}),
            event_kind="offer.revised",
            waits=True,
        ),
    ),
)

CONTRACT = Workflow(
    name="contract",
    model="hiring.Contract",
    states=ContractState,
    terminals=frozenset({"void", "ended", "recorded"}),
    transitions=(
        Transition(
            id="HIR-1",
            action="plan",
            from_states=(START,),
            to_state="planned",
            roles=SYSTEM,
            event_kind="contract.planned",
            guards=("class_and_date",),
        ),
        Transition(
            id="HIR-2",
            action="start",
            from_states=("planned",),
            to_state="started",
            roles=frozenset({"PA", "L", "C"}),
            event_kind="contract.started",
            guards=("both_sides_start", "start_form"),
            effects=("mark_started", "application_starts", "plan_retention", "notify_started"),
            backdating=BOTH_SIDES,
        ),
        Transition(
            id="HIR-3",
            action="void",
            from_states=("planned",),
            to_state="void",
            roles=SYSTEM,
            event_kind="contract.voided",
        ),
        Transition(
            id="HIR-4",
            action="end",
            from_states=("started",),
            to_state="ended",
            roles=frozenset({"PA", "L", "C"}),
            event_kind="contract.ended",
            guards=("end_form",),
            effects=("mark_ended",),
            reason_required=True,
            backdating=BOTH_SIDES,
        ),
        Transition(
            id="HIR-5",
            action="convert",
            from_states=("started",),
            to_state="ended",
            roles=BOTH_SIDES,
            event_kind="contract.ended",
            guards=("both_sides_convert", "convert_form"),
            effects=("mark_ended", "plan_next_contract"),
            backdating=BOTH_SIDES,
            reversible=False,
        ),
        Transition(
            id="HIR-6",
            action="record_outcome",
            from_states=(START,),
            to_state="recorded",
            roles=frozenset({"C"}),
            event_kind="outcome.recorded",
            waits=True,
        ),
    ),
)
