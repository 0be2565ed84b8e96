"""Triggers that refuse UPDATE and DELETE (and TRUNCATE on PostgreSQL) on tables of facts.

Installed after every migrate, not once in a migration: on SQLite a later AlterField rebuilds the table and drops its
triggers without a word (ENG-4, ENG-t11).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db import models
    from django.db.backends.base.base import BaseDatabaseWrapper

_protected: list[type[models.Model]] = []

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def protect(model: type[models.Model]) -> None:
    """Make the table of `model` append-only."""
    if model not in _protected:
        _protected.append(model)


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Protected tables that exist."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
    return [model._meta.db_table for model in _protected if model._meta.db_table in existing]


def _names(table: str, vendor: str) -> list[tuple[str, str]]:
    acts = ["UPDATE", "DELETE", *(["TRUNCATE"] if vendor == "postgresql" else [])]
    return [(f"{table}_no_{act.lower()}", act) for act in acts]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every missing trigger; safe to repeat."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in tables(connection):
            for name, act in _names(table, connection.vendor):
                cursor.execute(_create(connection.vendor, name, act, table))


def _create(vendor: str, name: str, act: str, table: str) -> str:
    if vendor == "postgresql":
        scope = "STATEMENT" if act == "TRUNCATE" else "ROW"
        return (
            f'CREATE OR REPLACE TRIGGER "{name}" BEFORE {act} ON "{table}" FOR EACH {scope} '
            "EXECUTE FUNCTION refuse_change()"
        )
    return (
        f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {act} ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END"
    )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers. Only the test suite does, around its clean-up."""
    with connection.cursor() as cursor:
        for table in tables(connection):
            for name, _act in _names(table, connection.vendor):
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without triggers inside the block."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should be there and are not."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [
        name for table in tables(connection) for name, _act in _names(table, connection.vendor) if name not in present
    ]


def install_after_migrate(sender: Any, using: str, **_kwargs: Any) -> None:
    """Receiver of post_migrate (sender: this app, which is migrated like any other)."""
    del sender
    with transaction.atomic(using=using):
        install(connections[using])


@register(Tags.database)
def check_triggers(app_configs: Any, databases: Sequence[str] | None, **_kwargs: Any) -> list[CheckMessage]:
    """`check --database default` names every missing trigger."""
    del app_configs
    return [
        Error(f"trigger {name} is missing: run migrate", id="ledger.E010")
        for alias in databases or ()
        for name in missing(connections[alias])
    ]
