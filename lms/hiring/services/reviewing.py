"""What a firm does with an application (workflows.md §8). Every act checks membership, consent and version anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_noop

from lms.hiring.models import Application, ReopenRequest
from lms.hiring.states import APPLICATION
from lms.ledger import audit, clock
from lms.ledger.engine import Result, move
from lms.ledger.events import digest
from lms.ledger.refusals import MoveNotAllowed, NotVisible
from lms.ledger.roles import roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lms.ledger.actors import Actor

REOPENABLE = frozenset(APPLICATION.by_id("APP-21").from_states)


def open_application(application: Application, *, actor: Actor) -> Result:
    """APP-3, at the first opening by the firm; the key is the attempt's and the reader's (64 characters at most)."""
    return move(
        application,
        "open",
        actor=actor,
        expected_version=application.version,
        idempotency_key=f"open:{digest([str(application.pk), application.attempt, actor.id])[:40]}",
    )


def ask_interview(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    slots: Iterable[str],
    place: str,
    place_detail: str,
    interviewers: str,
    steps: Iterable[str],
    minutes: int = 30,
) -> Result:
    """APP-4: two or more times as ISO instants, the first at least 24 hours ahead."""
    return move(
        application,
        "ask_interview",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data={
            "slots": sorted(set(slots)),
            "place": place,
            "place_detail": place_detail,
            "interviewers": interviewers,
            "steps": list(steps),
            "minutes": minutes,
        },
    )


def reschedule_interview(
    application: Application, *, actor: Actor, expected_version: int | None, idempotency_key: str, slot: str
) -> Result:
    """APP-7, by either side."""
    return move(
        application,
        "reschedule",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data={"slot": slot},
    )


def move_back(
    application: Application, *, actor: Actor, expected_version: int | None, idempotency_key: str, reason_code: str
) -> Result:
    """APP-20: one stage back; the visited one stays counted (ENG-7)."""
    return move(
        application,
        "move_back",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        reason_code=reason_code,
    )


def reject_application(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    reason_code: str,
    share: bool = False,
) -> Result:
    """APP-16 with a reason of the list; `share` lets the applicant read it."""
    return move(
        application,
        "reject",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        reason_code=reason_code,
        data={"share": share},
    )


def make_offer(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    data: Mapping[str, Any],
) -> Result:
    """APP-9 and OFR-1. `data`: contract_class, starts_on, expires_on (ISO), sheet {item: text}, includes_trial,
    hire_category, remote_level."""
    return move(
        application,
        "make_offer",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data=data,
    )


def retract_offer(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    reason_code: str,
    share: bool = False,
) -> Result:
    """APP-13; the coordinators are told."""
    return move(
        application,
        "retract_offer",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        reason_code=reason_code,
        data={"share": share},
    )


def ask_reopen(application: Application, *, actor: Actor) -> ReopenRequest:
    """The firm asks whether an ended application may be opened again; only the person can (APP-21)."""
    with transaction.atomic():
        row = Application.objects.visible_to(actor).filter(pk=application.pk).first()
        if row is None or not roles_of(actor, row) & {"PR", "PA"}:
            raise NotVisible
        if row.state not in REOPENABLE:
            raise MoveNotAllowed(gettext_noop("reopen.not_ended"))
        request, created = ReopenRequest.objects.get_or_create(
            application=row, attempt=row.attempt, defaults={"asked_by": actor.id, "asked_at": clock.now()}
        )
        if created:
            audit.write(
                "application.reopen_asked",
                region=row.region,
                actor=actor,
                object_type="application",
                object_id=str(row.pk),
            )
    return request
