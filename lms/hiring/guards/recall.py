"""The guard of a report on deletion (DIS-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from lms.hiring.states.recall import Deleted
from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext


def attest_form(ctx: MoveContext) -> None:
    """Form: what was deleted; "nothing was saved" stands alone; the office says how it knows."""
    errors: dict[str, list[str]] = {}
    deleted = set(ctx.data.get("deleted") or ())
    if not deleted or deleted - set(Deleted.values):
        errors["deleted"] = [gettext("recall.what")]
    elif Deleted.NOTHING in deleted and len(deleted) > 1:
        errors["deleted"] = [gettext("recall.nothing_alone")]
    if "PA" not in ctx.roles and not ctx.texts.get("reason", "").strip():
        errors["reason"] = [gettext("This field is required.")]
    if errors:
        raise FormInvalid(errors)
