"""What was typed at registration waits, sealed, in the session until the mail address is confirmed there.

Nothing about a person is stored before that, and a password typed by somebody who does not own the address never
becomes valid: it is set only in the session that proves the address.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.contrib.auth.hashers import make_password

from lms.accounts.models import Person
from lms.accounts.sealing import open_text, seal_text
from lms.accounts.services import register_person

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lms.accounts.models import User

SESSION_KEY = "registration"
WAITS_SECONDS = 60 * 60


def keep(request: HttpRequest, user: User, *, birth_date: date, password: str, **answers: str) -> None:
    """Keep the answers of the registration form for `user` in this session."""
    hashed = make_password(password) if password else ""
    data = {**answers, "user": user.pk, "birth_date": birth_date.isoformat(), "password": hashed}
    request.session[SESSION_KEY] = seal_text(json.dumps(data))


def _take(request: HttpRequest, user: User) -> dict[str, Any] | None:
    sealed = request.session.pop(SESSION_KEY, None)
    if not sealed:
        return None
    try:
        data: dict[str, Any] = json.loads(open_text(sealed, max_age=WAITS_SECONDS))
    except InvalidToken:
        return None
    return data if data["user"] == user.pk else None


def finish(request: HttpRequest, user: User) -> Person | None:
    """After the address was confirmed and the user signed in: make the Person of this Region, if one was asked for."""
    region = getattr(request, "region", None)
    data = _take(request, user)
    if data is None or region is None or Person.objects.filter(user=user, region=region).exists():
        return None
    person = register_person(
        user=user,
        region=region,
        display_name=data["display_name"],
        birth_date=date.fromisoformat(data["birth_date"]),
        school_kind=data["school_kind"],
    )
    if data["password"]:
        user.password = data["password"]
        user.save(update_fields=["password"])
    return person
