"""What a person decides about who may see what, at any time and in one step (workflows.md §7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lms.hiring import consent_texts
from lms.hiring.models import Consent, Exclusion
from lms.hiring.states import ConsentState
from lms.ledger import clock
from lms.ledger.actors import Actor
from lms.ledger.engine import Result, move

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.accounts.models import Person
    from lms.hiring.models import Application, ConsentText
    from lms.partners.models import Organisation
    from lms.regions.models import Region


def revoke_consent(
    consent: Consent,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    reason_code: str = "",
    on_behalf_of: str = "",
) -> Result:
    """CON-5: closed at commit; an open application freezes (APP-22)."""
    return move(
        consent,
        "revoke",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        reason_code=reason_code,
        on_behalf_of=on_behalf_of,
    )


def narrow_consent(
    consent: Consent,
    *,
    actor: Actor,
    expected_version: int | None,
    idempotency_key: str,
    items: Iterable[str],
) -> Result:
    """CON-4: some items go, the rest stays; `items` are those that stay."""
    return move(
        consent,
        "narrow",
        actor=actor,
        expected_version=expected_version,
        idempotency_key=idempotency_key,
        data={"items": sorted(set(items))},
    )


def give_again(
    application: Application,
    *,
    actor: Actor,
    idempotency_key: str,
    level: str,
    purpose: str,
    items: Iterable[str],
    text_id: str,
) -> Result:
    """CON-2 for a frozen application: a new consent under the text of now; with V3 live it goes on (APP-22)."""
    region, organisation = application.region, application.organisation
    ends_on = clock.today_in_tokyo() + timedelta(days=min(region.consent_days, 365))
    ticked = sorted(set(items))
    text = consent_texts.current_text(region, level)
    shown = text if str(text.pk) == str(text_id) else None
    consent = Consent(
        region=region,
        person=application.person,
        organisation=organisation,
        application=application,
        level=level,
        purpose=purpose,
        items=ticked,
        text=shown,
        given_at=clock.now(),
        ends_on=ends_on,
        shown_digest=consent_texts.shown_digest(text, organisation, items=ticked, purpose=purpose, ends_on=ends_on),
    )
    return move(
        consent,
        "grant",
        actor=actor,
        expected_version=None,
        idempotency_key=idempotency_key,
        data={"application": str(application.pk), "items": ticked, "text_id": str(text_id)},
    )


def exclude_organisation(*, person: Person, organisation: Organisation, actor: Actor, idempotency_key: str) -> Result:
    """EXC-1: at once and silently; what was given to the firm is taken back."""
    return move(
        Exclusion(region=person.region, person=person, organisation=organisation),
        "exclude",
        actor=actor,
        expected_version=None,
        idempotency_key=idempotency_key,
        data={"organisation": str(organisation.pk)},
    )


def lift_exclusion(exclusion: Exclusion, *, actor: Actor, expected_version: int | None, idempotency_key: str) -> Result:
    """EXC-2."""
    return move(exclusion, "lift", actor=actor, expected_version=expected_version, idempotency_key=idempotency_key)


def publish_consent_text(region: Region, level: str, body: str, *, material: bool) -> ConsentText:
    """A new version of a consent text. A material one closes what was given under earlier versions (CON-7, P02).

    A new text never widens an old consent: either way the old record keeps its own text and items.
    """
    text = consent_texts.add_version(region, level, body, material=material)
    if not material:
        return text
    given = Consent.objects.filter(region=region, level=level, state=ConsentState.GRANTED).exclude(text=text)
    for consent in given.order_by("given_at"):
        move(
            consent,
            "supersede",
            actor=Actor.system(region),
            expected_version=None,
            idempotency_key=f"supersede:{consent.pk.hex}",
            source="system",
        )
    return text
