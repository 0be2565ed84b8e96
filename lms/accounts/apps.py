"""Binds the app `accounts` into Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from lms.accounts import checks  # noqa: F401  # registers the system checks
        from lms.accounts.selectors import grants_annotation, persons_annotation, roles_from_grants, roles_from_persons
        from lms.accounts.session_roles import register_session_roles

        register_session_roles("session_persons", annotation=persons_annotation, roles=roles_from_persons)
        register_session_roles("session_grants", annotation=grants_annotation, roles=roles_from_grants)

        from lms.accounts.actors import region_roles
        from lms.accounts.invitations import EFFECT, deliver_invitation
        from lms.ledger.outbox import register_handler
        from lms.ledger.roles import register_role_source

        register_role_source(region_roles)
        register_handler(EFFECT, deliver_invitation, external=True)

        from lms.accounts import own_data

        own_data.register()
