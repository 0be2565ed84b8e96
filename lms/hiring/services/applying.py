"""What an applicant does: draft, send, answer, withdraw, accept (workflows.md §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from lms.hiring.models import Application, ApplicationDraft
from lms.ledger import audit, clock
from lms.ledger.engine import Result, move
from lms.ledger.refusals import MoveNotAllowed, NotVisible
from lms.programmes.selectors import standing_programme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lms.accounts.models import Person
    from lms.ledger.actors import Actor
    from lms.partners.models import JobPost


def save_draft(person: Person, post: JobPost, answers: Mapping[str, Any]) -> ApplicationDraft:
    """Keep the unsent form (ENG-11); deleting it leaves nothing."""
    draft, _created = ApplicationDraft.objects.update_or_create(
        person=person, post=post, defaults={"answers": dict(answers), "updated_at": clock.now()}
    )
    return draft


def submit_application(
    *,
    person: Person,
    post: JobPost,
    actor: Actor,
    idempotency_key: str,
    items: Iterable[str],
    courses: Iterable[str] = (),
    wishes: Mapping[str, Any] | None = None,
    note: str = "",
    text_id: str,
    agreed: bool,
) -> Result:
    """APP-2 with the V3 consent in the same act.

    `items` are V3 item codes, `courses` keys of finished courses to show, `text_id` the ConsentText that was on the
    page. Raises NotVisible (M04), MoveNotAllowed (M01, M02, apply.*), FormInvalid.
    """
    application = Application(
        region=post.region,
        person=person,
        post=post,
        organisation=post.organisation,
        programme=post.programme or standing_programme(post.region),
    )
    return move(
        application,
        "submit",
        actor=actor,
        expected_version=None,
        idempotency_key=idempotency_key,
        data=_sent(items, courses, wishes, note, text_id, agreed),
    )


def _sent(
    items: Iterable[str],
    courses: Iterable[str],
    wishes: Mapping[str, Any] | None,
    *rest: Any,
) -> dict[str, Any]:
    note, text_id, agreed = rest
    return {
        "items": sorted(set(items)),
        "courses": sorted(set(courses)),
        "wishes": dict(wishes or {}),
        "note": note.strip(),
        "text_id": str(text_id),
        "agreed": bool(agreed),
    }


def reopen_application(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    items: Iterable[str],
    courses: Iterable[str] = (),
    wishes: Mapping[str, Any] | None = None,
    note: str = "",
    text_id: str,
    agreed: bool,
) -> Result:
    """APP-21: a new attempt with fresh evidence and consent, after the firm asked for it."""
    return move(
        application,
        "reopen",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data=_sent(items, courses, wishes, note, text_id, agreed),
    )


def accept_interview(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    slot: str,
    items: Iterable[str],
    text_id: str,
    agreed: bool,
) -> Result:
    """APP-5: one of the proposed times (ISO), and V4 with the name in the same act."""
    return move(
        application,
        "accept_interview",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data={"slot": slot, "items": sorted(set(items)), "text_id": str(text_id), "agreed": agreed},
    )


def decline_interview(
    application: Application, *, actor: Actor, expected_version: int | None, idempotency_key: str
) -> Result:
    """APP-6: none of the times suits."""
    return move(application, "no_slot", actor=actor, expected_version=expected_version, idempotency_key=idempotency_key)


def accept_offer(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    items: Iterable[str],
    text_id: str,
    agreed: bool,
) -> Result:
    """APP-10: the contract is planned and one opening taken; nothing of the person's other applications closes by itself."""
    return move(
        application,
        "accept_offer",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data={"items": sorted(set(items)), "text_id": str(text_id), "agreed": agreed},
    )


def decline_offer(
    application: Application, *, actor: Actor, expected_version: int | None, idempotency_key: str
) -> Result:
    """APP-11; no reason is asked."""
    return move(
        application, "decline_offer", actor=actor, expected_version=expected_version, idempotency_key=idempotency_key
    )


def withdraw_application(
    application: Application,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    keep_consents: bool = False,
    reason_code: str = "",
    on_behalf_of: str = "",
) -> Result:
    """APP-17. The consents of this application are taken back unless the person keeps them (DEC-12)."""
    return move(
        application,
        "withdraw",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data={"keep_consents": keep_consents},
        reason_code=reason_code,
        on_behalf_of=on_behalf_of,
    )


def acknowledge_terms(application: Application, *, actor: Actor, version_id: str) -> None:
    """「確認しました」: the applicant has read the changed terms (law.md §2.3). Raises NotVisible, MoveNotAllowed.

    The confirmed version is a document, not a state; the audit row keeps who and when.
    """
    with transaction.atomic():
        row = Application.objects.select_for_update(of=("self",)).select_related("post").get(pk=application.pk)
        if row.person_id != actor.person_id:
            raise NotVisible
        if str(row.post.current_terms_id) != str(version_id):
            raise MoveNotAllowed("engine.stale")
        row.acknowledged_terms = row.post.current_terms
        row.save(update_fields=["acknowledged_terms"])
        audit.write(
            "terms.acknowledged",
            region=row.region,
            actor=actor,
            object_type="application",
            object_id=str(row.pk),
            subject_ref=actor.id,
        )
