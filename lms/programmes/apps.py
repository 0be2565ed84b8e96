"""Binds the app `programmes` into Django: the declared workflows of events and registrations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    """Programmes."""

    name = "lms.programmes"
    label = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        """Bind."""
        from lms.accounts.personal_data import keep_pseudonymous, register_personal_data, rows_about
        from lms.ledger.registry import Described, bind, register_workflow
        from lms.programmes.models import Registration
        from lms.programmes.states import EVENT_WORKFLOW, REGISTRATION_WORKFLOW

        register_workflow(EVENT_WORKFLOW)
        register_workflow(REGISTRATION_WORKFLOW)
        bind(EVENT_WORKFLOW.name, describe=lambda row: Described(programme=row.programme.code))
        bind(REGISTRATION_WORKFLOW.name, describe=lambda row: Described(subject_ref=row.subject_ref))
        seats = rows_about(Registration, "event__title", "state", "since")
        register_personal_data(Registration, seats, keep_pseudonymous)
