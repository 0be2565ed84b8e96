"""Effects of the job post workflow (workflows.md §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from lms.ledger import clock, clocks
from lms.ledger.engine import follow
from lms.ledger.models import Event
from lms.ledger.registry import Described
from lms.notices.services import notify
from lms.partners.models import JobPost, JobTermsVersion
from lms.partners.selectors import frozen_terms, next_terms, people_of, staff_of
from lms.programmes.selectors import standing_programme
from lms.regions.selectors import add_working_days

if TYPE_CHECKING:
    from lms.ledger.engine import MoveContext
    from lms.ledger.models import Clock

CHECK_CLOCK = "SLA-2"
CHECK_WORKING_DAYS = 3


def describe(row: JobPost) -> Described:
    """Whose stream it is, and the programme a hire by this post belongs to."""
    return Described(org_id=str(row.organisation_id), programme=row.programme.code if row.programme else "")


def payload(ctx: MoveContext) -> dict[str, Any]:
    """The contract class; publishing also names the version of the terms by number and hash."""
    said = {"contract_class": ctx.row.contract_class}
    if ctx.transition.action == "publish":
        number, digest = next_terms(ctx.row)
        return {**said, "terms_number": number, "terms_digest": digest}
    return said


def clear_check(ctx: MoveContext) -> None:
    """A post sent again is checked again."""
    ctx.row.checked_by, ctx.row.checklist, ctx.row.lint_answers, ctx.row.return_reasons = "", [], {}, {}
    ctx.row.save(update_fields=["checked_by", "checklist", "lint_answers", "return_reasons"])


def start_post_clock(ctx: MoveContext) -> None:
    """SLA-2: after three working days the check stands on the approvers' list."""
    if not ctx.quiet:
        due = add_working_days(ctx.region, clock.tokyo_date(ctx.occurred_at), CHECK_WORKING_DAYS)
        clocks.start(ctx.row, CHECK_CLOCK, due)


def stop_post_clock(ctx: MoveContext) -> None:
    """The check is decided."""
    clocks.cancel(ctx.row, CHECK_CLOCK)


def stop_all_post_clocks(ctx: MoveContext) -> None:
    """Nothing of a closed post is late."""
    clocks.cancel(ctx.row)


def keep_check(ctx: MoveContext) -> None:
    """Checklist, answers to the lint and programme, as they stood at the approval."""
    row = ctx.row
    if ctx.data.get("checklist"):
        row.checked_by, row.checklist = ctx.actor.id, sorted(ctx.data["checklist"])
        row.lint_answers = dict(ctx.data.get("lint_answers") or {})
    row.programme = ctx.data.get("programme") or row.programme or standing_programme(ctx.region)
    row.approved_at = ctx.occurred_at
    row.save(update_fields=["checked_by", "checklist", "lint_answers", "programme", "approved_at"])


def publish_when_due(ctx: MoveContext) -> None:
    """JOB-5 in the same act when the day has come; a later one is published by the worker."""
    if ctx.row.publish_at is None or ctx.row.publish_at <= ctx.occurred_at:
        follow(ctx, ctx.row, "publish")


def freeze_terms(ctx: MoveContext) -> None:
    """The terms as they are shown from now on; versions are never edited."""
    row, (number, digest) = ctx.row, next_terms(ctx.row)
    row.current_terms = JobTermsVersion.objects.create(
        post=row,
        number=number,
        title=row.title,
        contract_class=row.contract_class,
        terms=frozen_terms(row),
        digest=digest,
        created_at=ctx.occurred_at,
    )
    row.published_at = row.published_at or ctx.occurred_at
    row.save(update_fields=["current_terms", "published_at"])


def tell_post_submitted(ctx: MoveContext) -> None:
    """N05 to the coordinators; the title of a post is no secret from them."""
    link = reverse("partners_staff:post", args=[ctx.row.pk])
    notify(ctx, "N05", staff_of(ctx.region, "C"), link=link, params={"reference": ctx.row.title})


def tell_post_result(ctx: MoveContext) -> None:
    """N05 to the firm's people who write posts."""
    link = reverse("partner:post", args=[ctx.row.pk])
    people = people_of(ctx.row.organisation_id, "PA", "PR")
    notify(ctx, "N05", people, link=link, params={"reference": ctx.row.title})


def remind_of_check(row: Clock) -> None:
    """SLA-2 fired: the approvers hear of the post that still waits."""
    event = Event.objects.filter(stream_type=row.stream_type, stream_id=row.stream_id).order_by("-version").first()
    if event is not None:
        link = reverse("partners_staff:post", args=[row.stream_id])
        notify(event, "N05", staff_of(row.region, "AP"), link=link)
