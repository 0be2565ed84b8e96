"""Table, guards and effects of the sample workflow."""

from __future__ import annotations

import os
import time

from django.db import models

from lms.ledger import clocks, outbox
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.ledger.workflow import START, Transition, Workflow


class State(models.TextChoices):
    PACKED = "packed"
    SENT = "sent"
    CHECKED = "checked"
    DONE = "done"
    LOST = "lost"


L, C, SYS = "L", "C", "SYS"


def row(name, action, before, after, roles, kind, **more):
    return Transition(
        id=name,
        action=action,
        from_states=tuple(before),
        to_state=after,
        roles=frozenset(roles),
        event_kind=kind,
        **more,
    )


WORKFLOW = Workflow(
    name="parcel",
    model="sample.Parcel",
    states=State,
    terminals=frozenset({State.DONE, State.LOST}),
    phases=frozenset({State.PACKED, State.SENT, State.CHECKED}),
    transitions=(
        row("PAR-1", "pack", [START], State.PACKED, {L}, "parcel.packed", guards=("label_typed",)),
        row("PAR-2", "send", [State.PACKED], State.SENT, {L}, "parcel.sent", guards=("not_blocked",), backdating={L}),
        row(
            "PAR-3", "check", [State.SENT], State.CHECKED, {C}, "parcel.checked", guards=("not_own",), effects=("tell",)
        ),
        row("PAR-4", "move_back", [State.CHECKED], State.SENT, {C}, "parcel.returned", reason_required=True),
        row("PAR-5", "finish", [State.CHECKED], State.DONE, {C, SYS}, "parcel.done"),
        row("PAR-6", "lose", [State.PACKED, State.SENT], State.LOST, {SYS}, "parcel.lost", reversible=False),
        row("PAR-7", "freeze", [State.SENT], None, {C}, "parcel.frozen", freezes=True),
        row("PAR-8", "reopen", [State.LOST], State.PACKED, {C}, "parcel.packed", next_attempt=True),
        row("PAR-9", "insure", [State.SENT], State.SENT, {L}, "parcel.insured", waits=True),
    ),
)


def sample_roles(actor, parcel):
    """Owners are learners of their parcel; ids that begin with `coordinator` coordinate in their Region."""
    if getattr(parcel, "weight", None) is None or actor.region_id != parcel.region_id:
        return set()
    if actor.id == parcel.subject_ref:
        return {L} | ({C} if actor.id.startswith("coordinator") else set())
    return {C} if actor.id.startswith("coordinator") else set()


def not_blocked(ctx):
    if ctx.row.blocked:
        raise MoveNotAllowed("engine.illegal")


def not_own(ctx):
    if ctx.row.subject_ref == ctx.actor.id:
        raise MoveNotAllowed("own_case")


def label_typed(ctx):
    if not ctx.data.get("label"):
        raise FormInvalid({"label": ["engine.form"]})


def tell(ctx):
    outbox.enqueue(ctx.event.event_id, "sample.note", ctx.row.subject_ref, region=ctx.region, payload={"text": "told"})


def tell_undone(ctx):
    outbox.enqueue(
        ctx.event.event_id, "sample.note", ctx.row.subject_ref, region=ctx.region, payload={"text": "undone"}
    )


def deliver_note(row):
    """Slow on request, so that a test can kill the worker in the middle of it."""
    from tests.ledger.sample.models import Note

    Note.objects.create(text=row.payload["text"])
    time.sleep(float(os.environ.get("SAMPLE_DELIVERY_SECONDS", "0")))


def ring(clock_row):
    outbox.enqueue(
        clocks.firing_id(clock_row), "sample.note", clock_row.stream_id, region=clock_row.region,
        payload={"text": f"reminder {clock_row.step}"},
    )  # fmt: skip
