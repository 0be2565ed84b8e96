"""Binds the app `learning` into Django: append-only events, the source of learning facts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    """Enrolment, answers, skills, requirements."""

    name = "lms.learning"
    label = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        """Bind."""
        from lms.learning.events import learning_facts
        from lms.learning.models import LearningEvent
        from lms.ledger import append_only
        from lms.ledger.facts import register_fact_source

        append_only.protect(LearningEvent)
        register_fact_source("learning", learning_facts)
