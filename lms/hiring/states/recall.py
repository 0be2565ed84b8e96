"""Recall 回収の依頼: a firm is asked to delete what it saved of a person, and reports that it did (DIS-2, DIS-3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow

SYSTEM = frozenset({"SYS"})


class RecallState(models.TextChoices):
    """Whether the firm has reported."""

    ASKED = "asked", _("Deletion asked for")
    ATTESTED = "attested", _("Deletion reported")


class Deleted(models.TextChoices):
    """What the firm says it deleted."""

    PAPER = "paper", _("Printed pages and notes")
    FILES = "files", _("Saved files and pictures of the screen")
    LISTS = "lists", _("Entries in own lists and systems")
    MAIL = "mail", _("Mails and messages")
    NOTHING = "nothing", _("Nothing had been saved")


RECALL = Workflow(
    name="recall",
    model="hiring.Recall",
    states=RecallState,
    terminals=frozenset({"attested"}),
    transitions=(
        Transition(
            id="DIS-2",
            action="ask",
            from_states=(START,),
            to_state="asked",
            roles=SYSTEM,
            event_kind="recall.asked",
            effects=("start_recall_clock", "tell_recall"),
            reversible=False,
        ),
        # More was closed before the report came: the same request names it too, and its days begin anew.
        Transition(
            id="DIS-2b",
            action="widen",
            from_states=("asked",),
            to_state="asked",
            roles=SYSTEM,
            event_kind="recall.widened",
            effects=("widen_recall", "start_recall_clock", "tell_recall"),
            reversible=False,
        ),
        Transition(
            id="DIS-3",
            action="attest",
            from_states=("asked",),
            to_state="attested",
            # The office records a report on paper: a firm that has left has no page any more.
            roles=frozenset({"PA", "C"}),
            event_kind="recall.attested",
            guards=("attest_form",),
            effects=("keep_attestation", "stop_recall_clock", "tell_attested"),
            reversible=False,
        ),
    ),
)
