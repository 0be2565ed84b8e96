"""Binds the app `ledger` into Django: triggers after every migrate, the seal, the ledger as a source of facts."""

import sqlite3
from datetime import time
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def _widen_statements(connection: Any, **kwargs: Any) -> None:
    """Many rows in one INSERT on SQLite, too: Django 5.2 counts with 999 parameters, the library takes many more."""
    del kwargs
    if connection.vendor == "sqlite":
        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = min(limit, 30_000)


class LedgerConfig(AppConfig):
    """The ledger."""

    name = "lms.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        """Bind."""
        from lms.ledger import append_only, registry  # noqa: F401  # registry registers its check
        from lms.ledger.events import ledger_facts
        from lms.ledger.facts import register_fact_source
        from lms.ledger.models import Event
        from lms.ledger.schedules import register_schedule
        from lms.ledger.seals import seal_yesterday

        append_only.protect(Event)
        connection_created.connect(_widen_statements, dispatch_uid="ledger.widen_statements")
        # The last app of a migrate run sends the signal last; installing is idempotent, so every sender will do.
        post_migrate.connect(append_only.install_after_migrate, dispatch_uid="ledger.append_only")
        register_fact_source("ledger", ledger_facts)
        register_schedule("seal", seal_yesterday, at=time(1, 0))
