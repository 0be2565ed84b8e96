"""Drafts, checks and due dates of job posts; the steps themselves are moves of the declared table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from lms.ledger import clock, engine
from lms.ledger.actors import Actor
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible, Refusal
from lms.ledger.roles import roles_of
from lms.partners import terms
from lms.partners.guards.posts import check_errors
from lms.partners.models import JobPost
from lms.partners.selectors import ever_worked_for
from lms.partners.states import PostState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lms.ledger.engine import Result
    from lms.partners.models import Organisation
    from lms.programmes.models import Programme

# What a firm may write on a draft besides the legal items.
DRAFT_FIELDS = frozenset(
    {
        "title", "summary", "work_style", "openings", "selection_steps", "criteria", "valid_until", "publish_at",
        "hello_work_number", "rule",
    }
)  # fmt: skip
LIVE = (PostState.SUBMITTED, PostState.APPROVED, PostState.PUBLISHED, PostState.CHANGING, PostState.PAUSED)


def create_post(
    *,
    organisation: Organisation,
    contract_class: str,
    title: str,
    actor: Actor,
    idempotency_key: str,
    occurred_at: datetime | None = None,
) -> Result:
    """JOB-1: an empty draft of one contract class, with what the organisation has already told of itself."""
    row = JobPost(
        region=organisation.region,
        organisation=organisation,
        contract_class=contract_class,
        title=title.strip(),
        terms=_known_terms(organisation, contract_class),
    )
    data = {"contract_class": contract_class, "title": row.title, "organisation": str(organisation.pk)}
    return engine.move(
        row,
        "create",
        actor=actor,
        expected_version=None,
        idempotency_key=idempotency_key,
        data=data,
        occurred_at=occurred_at,
    )


def _known_terms(organisation: Organisation, contract_class: str) -> dict[str, str]:
    prefix = "employer" if contract_class == JobPost.ContractClass.EMPLOYMENT else "orderer"
    return {
        f"{prefix}_name": organisation.legal_name,
        f"{prefix}_address": organisation.address,
        f"{prefix}_phone": organisation.phone,
    }


def save_draft(*, post: JobPost, actor: Actor, fields: Mapping[str, Any], legal_items: Mapping[str, Any]) -> JobPost:
    """Keep what was typed, lawful or not (a draft is no step of the stream, ENG-11).

    Raises NotVisible for people of other organisations, MoveNotAllowed once the post was submitted, ValueError for a
    field that is none of DRAFT_FIELDS.
    """
    if not fields.keys() <= DRAFT_FIELDS:
        raise ValueError(sorted(fields.keys() - DRAFT_FIELDS))
    with transaction.atomic():
        locked = JobPost.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=post.pk).first()
        if locked is None or not roles_of(actor, locked) & {"PA", "PR"}:
            raise NotVisible
        if locked.state != PostState.DRAFT:
            raise MoveNotAllowed("post.not_draft")
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.terms = terms.cleaned(locked.contract_class, legal_items, work_style=locked.work_style)
        locked.save(update_fields=[*fields, "terms"])
    return locked


def record_check(
    *, post: JobPost, actor: Actor, checklist: list[str], lint_answers: dict[str, str], programme: Programme | None
) -> JobPost:
    """The coordinator's check of one of the first three posts; the approver's act follows by another person (JOB-4).

    Raises NotVisible without the role, MoveNotAllowed outside `submitted` or for one's own organisation, FormInvalid
    for what is not ticked or answered.
    """
    with transaction.atomic():
        locked = JobPost.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=post.pk).first()
        if locked is None or "C" not in roles_of(actor, locked):
            raise NotVisible
        if locked.state != PostState.SUBMITTED:
            raise MoveNotAllowed("post.not_waiting")
        if ever_worked_for(actor, locked.organisation_id):
            raise MoveNotAllowed("own_case")
        errors = check_errors(locked, checklist, lint_answers)
        if errors:
            raise FormInvalid(errors)
        locked.checked_by, locked.checklist, locked.lint_answers = actor.id, sorted(checklist), dict(lint_answers)
        locked.programme = programme or locked.programme
        locked.save(update_fields=["checked_by", "checklist", "lint_answers", "programme"])
    return locked


def _by_system(post: JobPost, action: str, key: str, reason_code: str = "") -> bool:
    """One step by the product; what cannot be taken now is left for the next run."""
    try:
        engine.move(
            post,
            action,
            actor=Actor.system(post.region),
            expected_version=None,
            idempotency_key=key,
            reason_code=reason_code,
            source="system",
        )
    except Refusal:
        return False
    return True


def publish_due_posts() -> None:
    """JOB-5 for approved posts whose day has come (worker, every few minutes)."""
    due = JobPost.objects.filter(Q(publish_at__isnull=True) | Q(publish_at__lte=clock.now()), state=PostState.APPROVED)
    for post in due.select_related("region"):
        _by_system(post, "publish", f"post.publish:{post.pk}:{post.version}")


def close_finished_posts() -> None:
    """JOB-12 for posts past their last day or without openings (worker, once a day just after midnight)."""
    today = clock.today_in_tokyo()
    over = JobPost.objects.filter(Q(valid_until__lt=today) | Q(openings=0), state__in=LIVE)
    for post in over.select_related("region"):
        reason = "filled" if post.openings == 0 else "expired"
        _by_system(post, "close", f"post.close:{post.pk}:{post.version}", reason)
