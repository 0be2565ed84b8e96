"""Protective rules that every workflow may bind: own case, four eyes, and roles that exclude each other (ROL-2 to ROL-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.accounts.models import RoleGrant
from lms.accounts.selectors import roles_on
from lms.ledger.events import effective
from lms.ledger.models import Event
from lms.ledger.refusals import MoveNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from lms.accounts.models import Person
    from lms.ledger.engine import MoveContext

FIRM_ROLES = frozenset({"PR", "PA", "PV"})
OFFICE_ROLES = frozenset({"C", "AP", "AD"})


def own_case(ctx: MoveContext) -> None:
    """Nobody decides on a stream whose subject is oneself (ROL-3). Bind it to the rows that staff and firms take."""
    if not ctx.actor.is_system and ctx.actor.id == getattr(ctx.row, "subject_ref", ""):
        raise MoveNotAllowed("own_case")


def four_eyes(*transition_ids: str) -> Callable[[MoveContext], None]:
    """A guard: whoever last took one of these transitions of the stream may not take this one (ROL-4)."""

    def guard(ctx: MoveContext) -> None:
        stream = Event.objects.filter(stream_type=ctx.workflow.name, stream_id=str(ctx.row.pk))
        prepared = [event.actor_id for event in effective(stream) if event.transition in transition_ids]
        if prepared and prepared[-1] == ctx.actor.id and not ctx.actor.is_system:
            raise MoveNotAllowed("four_eyes")

    return guard


def refuse_double_role(person: Person, role: str, on: date) -> None:
    """A firm's role and an office role exclude each other in one Region, in both directions (ROL-2).

    Call it before giving `role`. Raises MoveNotAllowed("roles.exclusive"). Grants that only begin later count too.
    """
    held = roles_on(person, on) | set(
        RoleGrant.objects.filter(person=person, starts_on__gt=on).values_list("role", flat=True)
    )
    against = OFFICE_ROLES if role in FIRM_ROLES else FIRM_ROLES if role in OFFICE_ROLES else frozenset()
    if held & against:
        raise MoveNotAllowed("roles.exclusive")
