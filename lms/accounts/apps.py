"""Binds the app `accounts` into Django."""

from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who logs in, persons and roles."""

    name = "lms.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Bind."""
        from lms.accounts import checks  # noqa: F401  # registers the system checks

        _bind_roles()
        _bind_work()


def _bind_roles() -> None:
    from lms.accounts import own_data
    from lms.accounts.actors import region_roles
    from lms.accounts.selectors import (
        grants_annotation,
        person_of,
        persons_annotation,
        roles_from_grants,
        roles_from_persons,
    )
    from lms.accounts.session_roles import register_session_roles
    from lms.ledger.roles import register_role_source
    from media.permissions import register_membership

    register_session_roles("session_persons", annotation=persons_annotation, roles=roles_from_persons)
    register_session_roles("session_grants", annotation=grants_annotation, roles=roles_from_grants)
    register_role_source(region_roles)
    register_membership(lambda request: person_of(request) is not None)
    own_data.register()


def _bind_work() -> None:
    from lms.accounts import upkeep
    from lms.accounts.invitations import EFFECT, deliver_invitation
    from lms.ledger.outbox import register_handler
    from lms.ledger.schedules import register_schedule

    register_handler(EFFECT, deliver_invitation, external=True)
    register_schedule("accounts.cms_groups", upkeep.sync_groups_by_date, at=time(0, 10))
    register_schedule("accounts.unconfirmed", upkeep.forget_unconfirmed, at=time(3, 0))
    register_schedule("accounts.sessions", upkeep.forget_ended_sessions, at=time(3, 10))
