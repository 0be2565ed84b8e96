"""Reports of firms that they deleted what they had saved (DIS-3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.ledger.engine import Result, move

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.hiring.models import Recall
    from lms.ledger.actors import Actor


def attest_deletion(
    recall: Recall,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    deleted: Iterable[str],
    reason: str = "",
) -> Result:
    """By the firm's administrator, or by a coordinator from paper with `reason`, how it is known.

    Raises NotVisible, MoveNotAllowed (reported already), FormInvalid (nothing chosen, or "nothing" beside something).
    """
    return move(
        recall,
        "attest",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data={"deleted": list(deleted)},
        texts={"reason": reason} if reason else None,
    )
