"""Trial work proposed from an application: the engagement is made by `trials`, the link is kept here (architecture.md §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.trials import services as trials

if TYPE_CHECKING:
    from lms.hiring.models import Application
    from lms.ledger.actors import Actor
    from lms.ledger.engine import Result


def propose_trial(application: Application, *, actor: Actor, idempotency_key: str, kind: str) -> Result:
    """TRI-1 by the firm, by the application's code. Raises MoveNotAllowed (frozen, a trial is running, wrong stage)."""
    return trials.propose_trial(
        person=application.person,
        organisation=application.organisation,
        programme=application.programme,
        kind=kind,
        opening_title=application.post.title,
        actor=actor,
        idempotency_key=idempotency_key,
        subject_label=application.code,
        attempt=application.attempt,
        data={"application": str(application.pk)},
    )
