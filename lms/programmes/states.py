"""States and declared moves of programme events and registrations (workflows.md §12)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.ledger.workflow import START, Transition, Workflow


class EventState(models.TextChoices):
    """Where a programme event stands."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Registration open")
    CLOSED = "closed", _("Registration closed")
    HELD = "held", _("Held")
    FINALISED = "finalised", _("Attendance final")
    CANCELLED = "cancelled", _("Cancelled")


class RegistrationState(models.TextChoices):
    """Where one person's registration for one session stands."""

    REGISTERED = "registered", _("Registered")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A seat is offered")
    ATTENDED = "attended", _("Attended")
    NO_SHOW = "no_show", _("Absent")
    CANCELLED = "cancelled", _("Cancelled")
    VOID = "void", _("Void, the event was cancelled")
    PASSED = "passed", _("Seat not taken")


def _row(move: str, from_states: tuple[str, ...], to_state: str | None, roles: str, kind: str) -> Transition:
    """One row of §12: id and action in one string, roles in another. All of them wait for the release with events."""
    move_id, action = move.split()
    return Transition(
        id=move_id,
        action=action,
        from_states=from_states,
        to_state=to_state,
        roles=frozenset(roles.split()),
        event_kind=kind,
        reason_required=move_id == "EVT-4",
        waits=True,
    )


_OPEN_EVENT = (EventState.PUBLISHED.value, EventState.CLOSED.value)

EVENT_WORKFLOW = Workflow(
    name="programme_event",
    model="programmes.ProgrammeEvent",
    states=EventState,
    terminals=frozenset({EventState.FINALISED, EventState.CANCELLED}),
    transitions=(
        _row("EVT-1 create", (START,), EventState.DRAFT, "C I", "programme_event.created"),
        _row("EVT-1b publish", (EventState.DRAFT,), EventState.PUBLISHED, "C I", "programme_event.published"),
        _row("EVT-2 close", (EventState.PUBLISHED,), EventState.CLOSED, "C SYS", "programme_event.closed"),
        _row("EVT-2b reopen", (EventState.CLOSED,), EventState.PUBLISHED, "C", "programme_event.reopened"),
        _row("EVT-3 edit", _OPEN_EVENT, None, "C I", "programme_event.edited"),
        _row("EVT-4 cancel", _OPEN_EVENT, EventState.CANCELLED, "C", "programme_event.cancelled"),
        _row("EVT-5 hold", _OPEN_EVENT, EventState.HELD, "SYS", "programme_event.held"),
        _row("EVT-6 finalise", (EventState.HELD,), EventState.FINALISED, "C", "programme_event.finalised"),
    ),
)

_SEAT = RegistrationState
_OPEN_SEAT = (_SEAT.REGISTERED.value, _SEAT.WAITING.value, _SEAT.OFFERED.value)

REGISTRATION_WORKFLOW = Workflow(
    name="registration",
    model="programmes.Registration",
    states=RegistrationState,
    terminals=frozenset({_SEAT.ATTENDED, _SEAT.NO_SHOW, _SEAT.CANCELLED, _SEAT.VOID, _SEAT.PASSED}),
    transitions=(
        _row("REG-1 register", (START,), _SEAT.REGISTERED, "L G C", "registration.registered"),
        _row("REG-2 wait", (START,), _SEAT.WAITING, "L G C", "registration.waiting"),
        _row("REG-3 offer_seat", (_SEAT.WAITING,), _SEAT.OFFERED, "SYS", "registration.offered"),
        _row("REG-4 take", (_SEAT.OFFERED,), _SEAT.REGISTERED, "L", "registration.taken"),
        _row("REG-4b decline", (_SEAT.OFFERED,), _SEAT.PASSED, "L SYS", "registration.passed"),
        _row("REG-5 cancel", _OPEN_SEAT, _SEAT.CANCELLED, "L G C", "registration.cancelled"),
        _row("REG-6 check_in", (_SEAT.REGISTERED,), _SEAT.ATTENDED, "C I L", "session.attended"),
        _row("REG-7 miss", (_SEAT.REGISTERED,), _SEAT.NO_SHOW, "C SYS", "registration.missed"),
        _row("REG-8 walk_in", (START,), _SEAT.ATTENDED, "C I", "session.attended"),
        _row("REG-9 void", _OPEN_SEAT, _SEAT.VOID, "SYS", "registration.voided"),
    ),
)
