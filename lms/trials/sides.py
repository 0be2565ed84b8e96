"""Which party somebody is in an act: on one's own engagement always the person, whatever else one may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.trials.states import Side

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext

FIRM_ROLES = frozenset({"PR", "PA"})


def side_of(ctx: MoveContext) -> Side | None:
    """The party that acts; None for the coordinator and for the product itself."""
    if ctx.actor.is_system:
        return None
    if ctx.actor.id == ctx.row.subject_ref:
        return Side.LEARNER
    return Side.FIRM if ctx.roles & FIRM_ROLES else None
