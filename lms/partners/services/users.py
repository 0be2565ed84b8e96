"""People of an organisation: invited by mail link, active, deactivated (USR-1, USR-2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from lms.accounts.actors import actor_for
from lms.accounts.guards import refuse_double_role
from lms.accounts.mails import send_service_mail
from lms.accounts.models import Person
from lms.ledger import clock
from lms.ledger.outbox import enqueue
from lms.ledger.refusals import MoveNotAllowed, NotVisible
from lms.partners.effects.seats import close_seat, record_seat
from lms.partners.models import PartnerInvitation, PartnerRole, PartnerUser

if TYPE_CHECKING:
    from lms.ledger.actors import Actor
    from lms.ledger.models import OutboxRow
    from lms.partners.models import Organisation

INVITATION_DAYS = 7
INVITATION_EFFECT = "partners.invitation"
_signer = Signer(salt="lms.partners.invitation")


def token_of(invitation: PartnerInvitation) -> str:
    """The secret part of the link: signed, not stored. What it is good for stands in the row."""
    return _signer.sign(invitation.pk.hex)


def invitation_by_token(token: str) -> PartnerInvitation | None:
    """The invitation of a link, whatever its state; None for a forged one."""
    try:
        key = _signer.unsign(token)
    except BadSignature:
        return None
    return PartnerInvitation.objects.select_related("organisation__region").filter(pk=key).first()


def is_open(invitation: PartnerInvitation) -> bool:
    """Not used, not withdrawn, not older than seven days."""
    return invitation.accepted_at is None and invitation.revoked_at is None and invitation.expires_at > clock.now()


def invite_user(*, organisation: Organisation, email: str, role: str, actor: Actor) -> PartnerInvitation:
    """Invite by mail link; an older open invitation of the same address ends. The caller has checked the right to."""
    now, address = clock.now(), email.strip().lower()
    with transaction.atomic():
        PartnerInvitation.objects.filter(
            organisation=organisation, email=address, accepted_at__isnull=True, revoked_at__isnull=True
        ).update(revoked_at=now)
        invitation = PartnerInvitation.objects.create(
            organisation=organisation,
            email=address,
            role=role,
            invited_by=actor.id,
            created_at=now,
            expires_at=now + timedelta(days=INVITATION_DAYS),
        )
        event = record_seat("partner_user.invited", organisation, str(invitation.pk), actor=actor, role=role)
        enqueue(event.event_id, INVITATION_EFFECT, str(invitation.pk), region=organisation.region, queue="mail")
    return invitation


def deliver_invitation(row: OutboxRow) -> None:
    """Outbox handler: the mail with the link, unless the invitation ended in the meantime."""
    invitation = (
        PartnerInvitation.objects.select_related("organisation__region__site", "organisation__region__operator")
        .filter(pk=row.recipient)
        .first()
    )
    if invitation is None or not is_open(invitation):
        return
    send_service_mail(
        region=invitation.organisation.region,
        to=invitation.email,
        subject="partners.invitation.subject",
        sentence="partners.invitation.sentence",
        path=reverse("partner:invitation", args=[token_of(invitation)]),
        row_id=row.id,
    )


def accept_invitation(*, invitation: PartnerInvitation, person: Person, email: str) -> PartnerUser:
    """USR-1: the person whose confirmed address is `email` becomes a user of the organisation.

    Raises NotVisible for another address, MoveNotAllowed when the link is spent or the person may not (ROL-2, or
    already in an organisation).
    """
    with transaction.atomic():
        locked = PartnerInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if email.lower() != locked.email or person.region_id != invitation.organisation.region_id:
            raise NotVisible
        if not is_open(locked):
            raise MoveNotAllowed("partners.invitation.expired")
        Person.objects.select_for_update().get(pk=person.pk)
        refuse_double_role(person, locked.role, clock.today_in_tokyo())
        if PartnerUser.objects.filter(person=person, active=True).exists():
            raise MoveNotAllowed("partners.one_firm")
        locked.accepted_at = clock.now()
        locked.save(update_fields=["accepted_at"])
        return _add(locked.organisation, person, locked.role)


def add_user(*, organisation: Organisation, person: Person, role: str) -> PartnerUser:
    """A user without an invitation (demo, tests). Raises MoveNotAllowed as `accept_invitation` does."""
    with transaction.atomic():
        refuse_double_role(person, role, clock.today_in_tokyo())
        return _add(organisation, person, role)


def _add(organisation: Organisation, person: Person, role: str) -> PartnerUser:
    user = PartnerUser.objects.create(person=person, organisation=organisation, role=role, since=clock.now())
    record_seat(
        "partner_user.activated",
        organisation,
        str(user.pk),
        actor=actor_for(person),
        role=role,
        of=person.pseudonym,
    )
    return user


def deactivate_user(*, user: PartnerUser, actor: Actor) -> None:
    """USR-2: at once. Raises MoveNotAllowed("member.last_admin") for the last administrator."""
    with transaction.atomic():
        active = PartnerUser.objects.select_for_update().filter(organisation_id=user.organisation_id, active=True)
        seats = {seat.pk: seat for seat in active}
        if user.pk not in seats:
            return
        others = [s for s in seats.values() if s.role == PartnerRole.ADMINISTRATOR and s.pk != user.pk]
        if user.role == PartnerRole.ADMINISTRATOR and not others:
            raise MoveNotAllowed("member.last_admin")
        close_seat(user, actor)
