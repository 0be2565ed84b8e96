"""Regions and people for tests of every package."""

from __future__ import annotations

from datetime import date
from itertools import count
from time import time
from typing import TYPE_CHECKING

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY

from lms.accounts.services import grant_role, open_login, register_person
from lms.ledger.actors import Actor
from lms.regions.models import Region
from lms.regions.services import create_region

if TYPE_CHECKING:
    from django.test import Client

    from lms.accounts.models import Person

_numbers = count(1)

ADULT_BIRTH = date(1990, 5, 5)


# Founded once per test database (conftest); making them anew took a fifth of the suite.
FOUNDED = {
    "minami": ("testserver", "みなみ浜市"),
    "kita": ("kita.example.jp", "きた町"),
    "tooi": ("tooi.example.jp", "とおい市"),
    "hama": ("hama.example.jp", "hama"),
}


def make_region(code: str = "minami", *, host: str | None = "testserver", name: str = "みなみ浜市", **fields) -> Region:
    """A Region with its public site; `host="testserver"` is the host of Django's test client.

    The founded ones are already there: a test gets them with its `fields` written, inside its own transaction.
    """
    region = Region.objects.filter(code=code).first()
    if region is None:
        return found_region(code, host=host, name=name, **fields)
    assert (region.site.hostname, FOUNDED[code][0]) == (host, host)
    for field, value in fields.items():
        setattr(region, field, value)
    region.save()
    return region


def found_region(code: str, *, host: str | None, name: str, **fields) -> Region:
    """A new Region through the service."""
    operator = {
        "data_controller": f"{name}長",
        "hosts_text": name,
        "operated_by_text": name,
        "contact_text": "市役所 情報政策課 000-0000",
        "complaint_contact": "市役所",
        "labour_bureau": "労働局",
        "privacy_contact": "市役所 総務課",
    }
    return create_region(code=code, name=name, host=host, operator=operator, **fields)


def make_person(
    region: Region,
    *roles: str,
    birth_date: date = ADULT_BIRTH,
    school_kind: str = "none",
    mail: str | None = None,
    password: str | None = "a-long-passphrase",
    name: str = "さくら",
    named_access: bool = False,
    **profile: str,
) -> Person:
    """A person with a confirmed login and, from today, the given Region roles (I, C, AP, AD, SC, RO)."""
    user = open_login(email=mail or f"person{next(_numbers)}@example.jp", password=password)
    person = register_person(
        user=user, region=region, display_name=name, birth_date=birth_date, school_kind=school_kind, **profile
    )
    for role in roles:
        grant_role(person=person, role=role, granted_by=Actor.system(region), named_access=named_access)
    return person


def sign_in(client: Client, person: Person, *methods: str) -> Client:
    """Sign the test client in; by default with password and code, so that ROL-5 is met for every role."""
    client.force_login(person.user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": time()} for method in (methods or ("password", "code"))
    ]
    session["account_authentication_methods_user"] = str(person.user_id)
    session.save()
    return client
