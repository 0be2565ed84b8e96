"""Binds the app `trials` into Django: its workflow, append-only papers and rules about personal data."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrialsConfig(AppConfig):
    """Trial work."""

    name = "lms.trials"
    label = "trials"
    verbose_name = _("Trial work")

    def ready(self) -> None:
        """Bind."""
        from lms.ledger.append_only import protect
        from lms.trials import own_data
        from lms.trials.models import TrialPaper

        protect(TrialPaper)
        own_data.register()
