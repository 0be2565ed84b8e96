"""Acts on logins, persons and roles."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from lms.accounts import ages, personal_data, sealing
from lms.accounts.actors import actor_for
from lms.accounts.guards import refuse_double_role
from lms.accounts.models import Person, PersonPrivate, RoleGrant, SchoolKind, User
from lms.ledger import audit, clock, engine
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from lms.regions.cms import sync_cms_groups

if TYPE_CHECKING:
    from datetime import date

    from lms.ledger.actors import Actor
    from lms.regions.models import Region

# What a form may change of one's own data; names are stored as typed (D04).
PROFILE_FIELDS = frozenset(
    {"family_name", "given_name", "family_kana", "given_kana", "phone", "municipality", "self_introduction"}
)

# Who works in an office of the town, a related institution or a school; instructors learn like everybody else and count.
STAFF_ROLES = frozenset({"C", "AP", "AD", "RO", "SC"})


def open_login(*, email: str, password: str | None = None) -> User:
    """A login whose mail address counts as confirmed (staff invitation, demo, tests); the existing one if there is."""
    address = email.strip().lower()
    with transaction.atomic():
        user = User.objects.filter(email=address).first()
        if user is None:
            user = User.objects.create_user(address, password)
        EmailAddress.objects.get_or_create(user=user, email=address, defaults={"verified": True, "primary": True})
    return user


def register_person(
    *,
    user: User | None,
    region: Region,
    display_name: str,
    birth_date: date,
    school_kind: str = SchoolKind.UNKNOWN,
    source: str = "ui",
    **profile: str,
) -> Person:
    """Open the account of a person in a Region and record `account.opened`.

    `profile` takes any of PROFILE_FIELDS. Raises FormInvalid under 13 (nothing is stored) and for a birth date in the
    future; ValueError when the user already is a person of the Region.
    """
    today = clock.today_in_tokyo()
    check_birth_date(birth_date, today)
    if not profile.keys() <= PROFILE_FIELDS:
        raise ValueError(sorted(profile.keys() - PROFILE_FIELDS))
    with transaction.atomic():
        if user is not None and Person.objects.select_for_update().filter(user=user, region=region).exists():
            raise ValueError("already a person of this Region")
        person = Person.objects.create(user=user, region=region, display_name=display_name)
        wrapped, sealed = sealing.seal_birth_date(birth_date)
        PersonPrivate.objects.create(
            person=person,
            wrapped_key=wrapped,
            birth_date_sealed=sealed,
            school_kind=school_kind,
            school_answered_on=None if school_kind == SchoolKind.UNKNOWN else today,
            **profile,
        )
        _record_opening(
            person, {"age_band": ages.age_band(ages.age_on(birth_date, today)), "school_kind": school_kind}, source
        )
    return person


def _record_opening(person: Person, payload: dict[str, str], source: str) -> None:
    engine.record(
        "account.opened",
        region=person.region,
        stream_type="account",
        stream_id=person.pseudonym,
        actor=actor_for(person),
        subject_ref=person.pseudonym,
        payload=payload,
        source=source,
    )


def check_birth_date(birth_date: date, today: date) -> None:
    """Raises FormInvalid for a date that cannot be, or under 13: no account yet in this release (law.md §6)."""
    if birth_date > today or birth_date.year < today.year - 120:
        raise FormInvalid({"birth_date": ["account.birth_date"]})
    if ages.age_on(birth_date, today) < ages.MINIMUM_AGE:
        raise FormInvalid({"birth_date": ["account.under_13"]})


def update_profile(person: Person, *, display_name: str, school_kind: str, **profile: str) -> None:
    """Store what a person says of themselves; answering about school counts for this school year (M08)."""
    if not profile.keys() <= PROFILE_FIELDS:
        raise ValueError(sorted(profile.keys() - PROFILE_FIELDS))
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(display_name=display_name)
        answered = None if school_kind == SchoolKind.UNKNOWN else clock.today_in_tokyo()
        PersonPrivate.objects.filter(person=person).update(
            school_kind=school_kind, school_answered_on=answered, **profile
        )


def grant_role(
    *,
    person: Person,
    role: str,
    granted_by: Actor,
    starts_on: date | None = None,
    ends_on: date | None = None,
    named_access: bool = False,
    is_external: bool = False,
) -> RoleGrant:
    """Give a role in the person's Region; an instructor also joins the CMS group of the Region.

    Raises MoveNotAllowed: `own_case` (ROL-3), `roles.exclusive` (ROL-2), `roles.held`; FormInvalid for dates in the
    wrong order and for named access of an external coordinator.
    """
    start = starts_on or clock.today_in_tokyo()
    if not granted_by.is_system and granted_by.person_id == person.pk:
        raise MoveNotAllowed("own_case")
    if ends_on is not None and ends_on < start:
        raise FormInvalid({"ends_on": ["roles.dates"]})
    if is_external and named_access:
        raise FormInvalid({"named_access": ["roles.external_names"]})
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        refuse_double_role(locked, role, start)
        not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=start)
        if RoleGrant.objects.filter(not_over, person=locked, role=role).exists():
            raise MoveNotAllowed("roles.held")
        grant = RoleGrant.objects.create(
            person=locked,
            region=person.region,
            role=role,
            named_access=named_access,
            is_external=is_external,
            starts_on=start,
            ends_on=ends_on,
            granted_by_id=granted_by.person_id,
        )
        _tell(grant, "role.granted", granted_by)
    return grant


def _leave_out_of_numbers(person: Person, actor: Actor) -> None:
    """Staff are in no number of a report (metrics MX-09); the fact is recorded once, whatever roles follow."""
    engine.record(
        "person.excluded",
        region=person.region,
        stream_type="person",
        stream_id=person.pseudonym,
        actor=actor,
        subject_ref=person.pseudonym,
        payload={"reason": "staff"},
        source="system",
        idempotency_key=f"staff:{person.pk}",
    )


def end_role(grant: RoleGrant, *, ended_by: Actor, ends_on: date | None = None) -> None:
    """End a role: from now on (the default, also within the day) or after a later last day.

    Raises MoveNotAllowed("own_case") for one's own roles, so a Region never loses its last administrator.
    """
    today = clock.today_in_tokyo()
    if not ended_by.is_system and ended_by.person_id == grant.person_id:
        raise MoveNotAllowed("own_case")
    with transaction.atomic():
        locked = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        if ends_on is not None and ends_on >= today:
            locked.ends_on = max(ends_on, locked.starts_on)
            locked.save(update_fields=["ends_on"])
        elif locked.starts_on >= today:
            _tell(locked, "role.ended", ended_by)
            locked.delete()
            sync_person(grant.person)
            return
        else:
            locked.ends_on = today - timedelta(days=1)
            locked.save(update_fields=["ends_on"])
        _tell(locked, "role.ended", ended_by)


def _tell(grant: RoleGrant, kind: str, actor: Actor) -> None:
    audit.write(
        kind,
        region=grant.region,
        actor=actor,
        role=grant.role,
        object_type="grant",
        object_id=str(grant.pk),
        subject_ref=grant.person.pseudonym,
    )
    if kind == "role.granted" and grant.role in STAFF_ROLES:
        _leave_out_of_numbers(grant.person, actor)
    sync_person(grant.person)


def sync_person(person: Person) -> None:
    """Bring the CMS groups of the person's user in line with the grants of today."""
    if person.user is None:
        return
    today = clock.today_in_tokyo()
    roles = set(RoleGrant.objects.on(today).filter(person=person).values_list("role", flat=True))
    sync_cms_groups(person.user, person.region, roles)


def clear_password(person: Person, *, by: Actor) -> None:
    """Let somebody who forgot it choose a new password at the next sign-in with a mail code; an office act (ROL-5).

    Raises MoveNotAllowed("own_case") for one's own password.
    """
    if person.user is None or (not by.is_system and by.person_id == person.pk):
        raise MoveNotAllowed("own_case")
    with transaction.atomic():
        person.user.set_unusable_password()
        person.user.save(update_fields=["password"])
        audit.write(
            "password.cleared", region=person.region, actor=by, object_type="person", subject_ref=person.pseudonym
        )


def export_of(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Everything the product holds about a person, by model, as JSON values (P05)."""
    return {rule.model._meta.label: [dict(row) for row in rule.export(person)] for rule in personal_data.rules()}
