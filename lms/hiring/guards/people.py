"""Guards about persons: age and school, exclusions, consent (law.md §4 to §6, workflows.md §7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from lms.accounts.models import PersonPrivate
from lms.accounts.selectors import applies_as_high_school, is_under_18, sees_jobs
from lms.hiring import consent_texts
from lms.hiring.models import Exclusion
from lms.hiring.models.consent import ITEMS_OF_LEVEL, Level
from lms.hiring.states import ExclusionState
from lms.ledger import clock
from lms.ledger.refusals import FormInvalid, MoveNotAllowed, NotVisible

if TYPE_CHECKING:
    from datetime import date

    from lms.accounts.models import Person
    from lms.hiring.models import Consent
    from lms.ledger.engine import MoveContext
    from lms.partners.models import JobPost

ADULT = 18
LONGEST_DAYS = 365


def route_refusal(person: Person, post: JobPost, day: date) -> MoveNotAllowed | NotVisible | None:
    """Why this person may not apply to any post of this kind today, or None (law.md §6: M01, M02, M04)."""
    if not sees_jobs(person, day):
        return NotVisible()
    if applies_as_high_school(person, day):
        return MoveNotAllowed("M02" if post.contract_class == "employment" else "M02.2")
    if is_under_18(person, day):
        return MoveNotAllowed("M01", age=ADULT)
    return None


def apply_route(ctx: MoveContext) -> None:
    """Protective: students of high schools and people under 18 do not apply in this release."""
    refusal = route_refusal(ctx.row.person, ctx.row.post, clock.tokyo_date(ctx.now))
    if refusal:
        raise refusal


def consent_route(ctx: MoveContext) -> None:
    """Protective: V3 and V4 exist only inside an act that is open to the person."""
    consent: Consent = ctx.row
    if consent.application is None:
        raise MoveNotAllowed("consent.no_application")
    refusal = route_refusal(consent.person, consent.application.post, clock.tokyo_date(ctx.now))
    if refusal:
        raise refusal


def not_excluded(ctx: MoveContext) -> None:
    """An exclusion beats every level (EXC-1)."""
    shut = Exclusion.objects.filter(
        person_id=ctx.row.person_id, organisation_id=ctx.row.organisation_id, state=ExclusionState.ACTIVE
    )
    if shut.exists():
        raise MoveNotAllowed("consent.excluded")


def not_yet_excluded(ctx: MoveContext) -> None:
    """Shutting out twice is one exclusion."""
    shut = Exclusion.objects.filter(
        person_id=ctx.row.person_id, organisation_id=ctx.row.organisation_id, state=ExclusionState.ACTIVE
    )
    if shut.exists():
        raise MoveNotAllowed("consent.excluded_already")


def consent_complete(ctx: MoveContext) -> None:
    """Form: items of the level, the text of now, an end date within a year."""
    consent: Consent = ctx.row
    today = clock.tokyo_date(ctx.now)
    if not consent.items or not set(consent.items) <= {str(item) for item in ITEMS_OF_LEVEL[Level(consent.level)]}:
        raise FormInvalid({"items": [gettext("consent.items")]})
    if consent.text is None or consent.text.pk != consent_texts.current_text(consent.region, consent.level).pk:
        raise FormInvalid({"agreed": [gettext("consent.text_changed")]})
    if consent.ends_on is None or not today <= consent.ends_on <= today + timedelta(days=LONGEST_DAYS):
        raise FormInvalid({"ends_on": [gettext("consent.ends_on")]})


def fewer_items(ctx: MoveContext) -> None:
    """Form: narrowing leaves some of the items and adds none (CON-4)."""
    kept = set(ctx.data.get("items", []))
    if not kept or not kept < set(ctx.row.items):
        raise FormInvalid({"items": [gettext("consent.fewer")]})


def on_written_request(ctx: MoveContext) -> None:
    """A coordinator revokes only what the person asked for in writing; the reason code says so."""
    if "L" in ctx.roles or ctx.actor.is_system:
        return
    if ctx.reason_code != "written_request":
        raise FormInvalid({"reason_code": [gettext("withdraw.written")]})


def _has_name(person: Person) -> bool:
    return PersonPrivate.objects.filter(person=person).exclude(family_name="").exists()


def check_agreement(ctx: MoveContext, *, level: str, needed: set[str]) -> None:
    """Form: the consent that is part of an act: read and agreed, the exact text of now, every needed item ticked."""
    errors: dict[str, list[Any]] = {}
    items = set(ctx.data.get("items", []))
    if not needed <= items:
        errors["items"] = [gettext("consent.needed")]
    elif "name" in items and not _has_name(ctx.row.person):
        errors["items"] = [gettext("consent.name_missing")]
    if not ctx.data.get("agreed"):
        errors["agreed"] = [gettext("consent.agreed")]
    if str(ctx.data.get("text_id", "")) != str(consent_texts.current_text(ctx.region, level).pk):
        errors["agreed"] = [gettext("consent.text_changed")]
    if errors:
        raise FormInvalid(errors)
