"""Binds the app `trials` into Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrialsConfig(AppConfig):
    name = "lms.trials"
    label = "trials"
    verbose_name = _("Trial work")
