"""What the worker does for accounts every night: CMS groups by date, registrations never confirmed, ended sessions."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore

from lms.accounts.models import Person, User
from lms.accounts.services import sync_person
from lms.ledger import clock
from lms.regions.cms import GROUP_ROLES

CONFIRM_WITHIN = timedelta(days=1)


def sync_groups_by_date() -> None:
    """Grants begin and end by date; the CMS groups follow. (The CMS itself asks the grants at each request.)"""
    for person in Person.objects.filter(grants__role__in=GROUP_ROLES, user__isnull=False).distinct():
        sync_person(person)


def forget_unconfirmed() -> None:
    """A login whose address nobody confirmed within a day is removed: it belongs to nobody and holds an address."""
    confirmed = EmailAddress.objects.filter(verified=True).values("user_id")
    before = clock.now() - CONFIRM_WITHIN
    stale = User.objects.filter(date_joined__lt=before, is_superuser=False, last_login__isnull=True)
    stale.filter(persons__isnull=True).exclude(pk__in=confirmed).delete()


def forget_ended_sessions() -> None:
    """Rows of sessions that ended."""
    SessionStore.clear_expired()
