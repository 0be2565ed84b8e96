"""What others may ask about organisations, their rights and their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms.ledger import clock
from lms.partners.models import Agreement, JobPost, PartnerMembership, PartnerUser
from lms.partners.states import AgreementState, MembershipState, PostState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from lms.accounts.models import Person
    from lms.partners.models import Organisation
    from lms.regions.models import Region


def membership_is_active(organisation: Organisation, region: Region) -> bool:
    """The organisation is a member of the Region with its rights on (MEM-8); prospects and applicants are not."""
    return PartnerMembership.objects.filter(
        organisation=organisation, region=region, state=MembershipState.ACTIVE
    ).exists()


def agreement_in_force(organisation: Organisation) -> bool:
    """A signed agreement covers today (AGR-4)."""
    today = clock.today_in_tokyo()
    return any(
        (agreement.effective_on is None or agreement.effective_on <= today)
        and (agreement.ends_on is None or agreement.ends_on >= today)
        for agreement in Agreement.objects.filter(organisation=organisation, state=AgreementState.IN_FORCE)
    )


def operator_is_complete(region: Region) -> bool:
    """Everything law.md §1 asks of the operator is filled; before that nothing about jobs is public."""
    operator = getattr(region, "operator", None)
    return operator is not None and not operator.missing()


def posts_public(region: Region) -> QuerySet[JobPost]:
    """Posts anybody may see today, newest first, the same for everyone (JOB-t6, L05, L06)."""
    if not operator_is_complete(region):
        return JobPost.objects.none()
    return (
        JobPost.objects.filter(
            region=region,
            state__in=[PostState.PUBLISHED, PostState.CHANGING, PostState.PAUSED],
            openings__gt=0,
            valid_until__gte=clock.today_in_tokyo(),
            organisation__membership__state=MembershipState.ACTIVE,
            organisation__membership__kind=PartnerMembership.Kind.REGULAR,
        )
        .exclude(organisation__seeker_contact="")
        .select_related("organisation", "current_terms")
        .order_by("-published_at", "slug")
    )


def partner_user_of(person: Person) -> PartnerUser | None:
    """The active firm user this person is, with the organisation; None for everybody else. Never cached (ROL-7)."""
    return PartnerUser.objects.filter(person=person, active=True).select_related("organisation").first()


def active_users(organisation: Organisation, roles: Iterable[str]) -> QuerySet[PartnerUser]:
    """Active users of an organisation in any of these roles."""
    return PartnerUser.objects.filter(organisation=organisation, active=True, role__in=list(roles)).select_related(
        "person"
    )
