"""Binds the app `credentials` into Django: certificates follow the fact that a course is completed; personal data."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CredentialsConfig(AppConfig):
    """Certificates."""

    name = "lms.credentials"
    label = "credentials"
    verbose_name = _("Credentials")

    def ready(self) -> None:
        """Bind."""
        from lms.accounts.personal_data import register_personal_data, rows_of
        from lms.credentials.models import Certificate
        from lms.credentials.personal_data import erase_names
        from lms.credentials.services import issue_for
        from lms.ledger.projectors import register_projector

        register_projector({"course.completed"}, issue_for)
        register_personal_data(Certificate, rows_of(Certificate, "person"), erase_names)
