"""Binds the app `notices` into Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "lms.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from lms.accounts.personal_data import delete_rows, register_personal_data, rows_of
        from lms.accounts.session_roles import register_session_roles
        from lms.ledger.outbox import register_handler
        from lms.notices.models import Notice
        from lms.notices.selectors import no_roles, unread_annotation
        from lms.notices.services import deliver_mail, mail_effect
        from lms.notices.texts import TEXTS

        for code in TEXTS:
            register_handler(mail_effect(code), deliver_mail, external=True)
        register_session_roles("session_unread", annotation=unread_annotation, roles=no_roles)
        register_personal_data(Notice, rows_of(Notice, "person"), delete_rows(Notice, "person"))
