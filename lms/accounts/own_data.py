"""What the accounts app gives out about a person and what it forgets (P05, P06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import F

from lms.accounts.models import Person, PersonPrivate, RoleGrant, User
from lms.accounts.personal_data import keep_pseudonymous, register_personal_data, rows_about
from lms.accounts.selectors import birth_date_of
from lms.ledger import clock
from lms.ledger.models import AuditEntry, Event, EventText
from media.models import Handout, Picture, Recording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model

    from lms.accounts.personal_data import Erase, Export


def _login(person: Person) -> int:
    """The id of the user, 0 for a person without one."""
    return person.user_id or 0


def _known_elsewhere(person: Person) -> bool:
    others = Person.objects.filter(user_id=_login(person), status=Person.Status.ACTIVE).exclude(pk=person.pk)
    return others.exists()


def export_user(person: Person) -> Iterable[Mapping[str, Any]]:
    """The login of the person."""
    return User.objects.filter(pk=_login(person)).values("email", "date_joined", "last_login")


def erase_user(person: Person) -> int:
    """The address is forgotten when no other Region knows the user; the row stays for the keys that point at it."""
    if _known_elsewhere(person):
        return 0
    return User.objects.filter(pk=_login(person)).update(
        email=f"erased-{person.pseudonym}@invalid", password=make_password(None), is_active=False
    )


def export_addresses(person: Person) -> Iterable[Mapping[str, Any]]:
    """Mail addresses of the login."""
    return EmailAddress.objects.filter(user_id=_login(person)).values("email", "verified", "primary")


def erase_addresses(person: Person) -> int:
    """As `erase_user`."""
    if _known_elsewhere(person):
        return 0
    return EmailAddress.objects.filter(user_id=_login(person)).delete()[0]


def export_person(person: Person) -> Iterable[Mapping[str, Any]]:
    """The account in this Region."""
    return Person.objects.filter(pk=person.pk).values("display_name", "pseudonym", "status", "opened_at", "closed_at")


def erase_person(person: Person) -> int:
    """The pseudonym stays: the events and every count hang on it (TH-16)."""
    return Person.objects.filter(pk=person.pk).update(
        display_name="-", status=Person.Status.CLOSED, closed_at=clock.now(), user=None
    )


def export_private(person: Person) -> Iterable[Mapping[str, Any]]:
    """Name, contact and birth date, opened for the person themselves."""
    hidden = {"person", "wrapped_key", "birth_date_sealed"}
    names = [field.name for field in PersonPrivate._meta.concrete_fields if field.name not in hidden]
    rows = PersonPrivate.objects.filter(person=person).values(*names)
    return [{**row, "birth_date": birth_date_of(person)} for row in rows]


def erase_private(person: Person) -> int:
    """The key goes with the row: what was sealed under it can never be opened again."""
    return PersonPrivate.objects.filter(person=person).delete()[0]


def export_grants(person: Person) -> Iterable[Mapping[str, Any]]:
    """Roles held and their dates."""
    return (
        RoleGrant.objects.filter(person=person)
        .values("role", "starts_on", "ends_on")
        .annotate(region=F("region__name"))
    )


def erase_texts_of_events(person: Person) -> int:
    """Events stay for ever under the pseudonym; the free text beside them goes."""
    return EventText.objects.filter(event__subject_ref=person.pseudonym).delete()[0]


def _forget_uploader(model: type[Model]) -> Erase:
    """A file of a lesson stays; who uploaded it is forgotten."""

    def erase(person: Person) -> int:
        return (
            0
            if _known_elsewhere(person)
            else model._default_manager.filter(uploaded_by_user_id=_login(person)).update(uploaded_by_user=None)
        )

    return erase


def _uploads(model: type[Model]) -> Export:
    """The files somebody brought in."""

    def export(person: Person) -> Iterable[Mapping[str, Any]]:
        uploads = model._default_manager.filter(uploaded_by_user_id=_login(person))
        return uploads.values("key", "title", "created_at")

    return export


def register() -> None:
    """Declare the rules of this app's models and of the ledger below. Order does not matter: each erases its own rows."""
    register_personal_data(User, export_user, erase_user)
    register_personal_data(EmailAddress, export_addresses, erase_addresses)
    register_personal_data(Person, export_person, erase_person)
    register_personal_data(PersonPrivate, export_private, erase_private)
    register_personal_data(RoleGrant, export_grants, keep_pseudonymous)
    for model in (Picture, Recording, Handout):
        register_personal_data(model, _uploads(model), _forget_uploader(model))
    register_personal_data(
        Event, rows_about(Event, "kind", "occurred_on", "recorded_at", "programme", "payload"), erase_texts_of_events
    )
    register_personal_data(
        AuditEntry, rows_about(AuditEntry, "kind", "at", "role", "action", "reason_text"), keep_pseudonymous
    )
