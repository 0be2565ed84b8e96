"""Binds the app `ledger` into Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "lms.ledger"
    label = "ledger"
    verbose_name = _("Ledger")
