"""Statements of the hottest pages, written once: Django takes several times longer to write their SQL than a database to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import DateField, DateTimeField, UUIDField
from django.db.models.query import get_related_populators

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import Model, QuerySet

# How a value of this type is stored; the others are stored as they are.
_FIELDS: dict[type, Any] = {UUID: UUIDField(), date: DateField(), datetime: DateTimeField()}


@dataclass(frozen=True, slots=True)
class _Statement:
    """A written query: where its values go, and what its columns become."""

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, ...], ...]
    # (position, steps, expression) of each column whose stored value is not Python's.
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    model: type[Model]
    # Names of the model's own columns in the order of its fields, and their positions.
    own: tuple[list[str], slice]
    # (name, position) of each annotation.
    annotated: tuple[tuple[str, int], ...]
    # Django's own makers of what `select_related` names.
    related: tuple[Any, ...]

    def fetch(self, values: Sequence[Any]) -> list[list[Any]]:
        """The rows, every column as Python's value."""
        filled = list(self.parameters)
        for value, at in zip(values, self.places, strict=True):
            stored = _stored(value)
            for place in at:
                filled[place] = stored
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            found = [list(row) for row in cursor.fetchall()]
        for row in found:
            for column, steps, expression in self.converters:
                for step in steps:
                    row[column] = step(row[column], expression, connection)
        return found


class Prepared:
    """A queryset as a function of a few values: its statement is kept for the database in use, only the values change.

    `build` takes one stand-in for each value, all different. Each has to appear among the parameters as it is stored,
    and the shape of the statement must not depend on it; otherwise the first use raises LookupError.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *stand_ins: Any) -> None:
        self.build = build
        self.stand_ins = stand_ins
        self._statement = lru_cache(maxsize=4)(self._write)

    def rows(self, *values: Any) -> list[Any]:
        """Model instances with the annotations as attributes, and with what `select_related` names."""
        statement = self._statement(connection.vendor, connection.alias)
        names, own = statement.own
        found = []
        for row in statement.fetch(values):
            instance = statement.model.from_db(connection.alias, names, row[own])
            for name, at in statement.annotated:
                setattr(instance, name, row[at])
            for related in statement.related:
                related.populate(row, instance)
            found.append(instance)
        return found

    def tuples(self, *values: Any) -> list[Any]:
        """Rows of a queryset that ends in `values_list`."""
        return [tuple(row) for row in self._statement(connection.vendor, connection.alias).fetch(values)]

    def _write(self, vendor: str, alias: str) -> _Statement:
        del vendor
        rows = self.build(*self.stand_ins).using(alias)
        compiler = rows.query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        by_column = compiler.get_converters([expression for expression, _sql, _name in compiler.select])
        model = compiler.klass_info
        at = model["select_fields"] if model else [0]
        own = slice(at[0], at[-1] + 1)
        return _Statement(
            sql,
            tuple(parameters),
            tuple(_places(value, parameters) for value in self.stand_ins),
            tuple((position, steps, expression) for position, (steps, expression) in by_column.items()),
            rows.model,
            ([getattr(getattr(each[0], "target", None), "attname", "") for each in compiler.select[own]], own),
            tuple(compiler.annotation_col_map.items()),
            # The stubs are those of a newer Django.
            tuple(get_related_populators(model, compiler.select, alias)) if model else (),  # type: ignore[call-arg]
        )


def _stored(value: Any) -> Any:
    field = _FIELDS.get(type(value))
    return value if field is None else field.get_db_prep_value(value, connection)


def _places(stand_in: Any, parameters: Sequence[Any]) -> tuple[int, ...]:
    stored = _stored(stand_in)
    at = tuple(place for place, value in enumerate(parameters) if type(value) is type(stored) and value == stored)
    if not at:
        raise LookupError(f"{stand_in!r} is no parameter of the query")
    return at


@dataclass(frozen=True, slots=True)
class StillCounted:
    """A condition of a write: so many rows of `model` have these values, counted by the statement that writes.

    What was read beside a row while waiting for its lock is older than the lock; what the write itself counts is not.
    """

    model: type[Model]
    where: Mapping[str, Any]
    # One column and the values it may have.
    column: str
    among: Sequence[Any]
    count: int

    def sql(self) -> str:
        """One text for equal shapes; names of our own models only."""
        return _counted_sql(self.model, tuple(self.where), self.column, len(self.among))

    def parameters(self) -> list[Any]:
        """In the order of the text."""
        return [
            *_prepared(self.model, self.where),
            *_prepared(self.model, *({self.column: one} for one in self.among)),
            self.count,
        ]


def _prepared(model: type[Model], *values: Mapping[str, Any]) -> list[Any]:
    return [
        model._meta.get_field(name).get_db_prep_save(value, connection)  # type: ignore[union-attr]
        for some in values
        for name, value in some.items()
    ]


def insert_row(row: Model, *, only_if: Sequence[StillCounted] = ()) -> bool:
    """Insert one unsaved row, as `bulk_create([row])` does: no signals; a number the database gives out is not read back.

    False, and nothing is written, where a condition does not hold.
    """
    fields = [field for field in row._meta.concrete_fields if not (field.primary_key and row.pk is None)]
    sql = _insert_sql(type(row), tuple(field.column for field in fields), tuple(one.sql() for one in only_if))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    for one in only_if:
        values += one.parameters()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if not cursor.rowcount:
            return False
    row._state.adding, row._state.db = False, connection.alias
    return True


def update_rows(
    model: type[Model], where: Mapping[str, Any], values: Mapping[str, Any], *, only_if: Sequence[StillCounted] = ()
) -> int:
    """Set columns by attribute name where all of `where` are equal to what is given (not None); how many rows it met."""
    sql = _update_sql(model, tuple(where), tuple(values), tuple(one.sql() for one in only_if))
    stored = _prepared(model, values, where)
    for one in only_if:
        stored += one.parameters()
    with connection.cursor() as cursor:
        cursor.execute(sql, stored)
        return int(cursor.rowcount)


# The two databases quote names alike (tests/ledger/test_prepared.py runs on both), so one text serves them.
@lru_cache(maxsize=50)
def _insert_sql(model: type[Model], columns: tuple[str, ...], only_if: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, columns)), ", ".join("%s" for _column in columns)
    given = f"SELECT {marks} WHERE {' AND '.join(only_if)}" if only_if else f"VALUES ({marks})"
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) {given}"


@lru_cache(maxsize=50)
def _update_sql(model: type[Model], where: tuple[str, ...], values: tuple[str, ...], only_if: tuple[str, ...]) -> str:
    table, found = connection.ops.quote_name(model._meta.db_table), " AND ".join([*_equal(model, where), *only_if])
    return f"UPDATE {table} SET {', '.join(_equal(model, values))} WHERE {found}"  # noqa: S608 -- as above


@lru_cache(maxsize=200)
def _counted_sql(model: type[Model], where: tuple[str, ...], column: str, size: int) -> str:
    table, among = connection.ops.quote_name(model._meta.db_table), ", ".join("%s" for _value in range(size))
    named = connection.ops.quote_name(str(model._meta.get_field(column).column))  # type: ignore[union-attr]
    found = " AND ".join([*_equal(model, where), f"{named} IN ({among})"])
    return f"(SELECT COUNT(*) FROM {table} WHERE {found}) = %s"  # noqa: S608 -- as above


def _equal(model: type[Model], names: tuple[str, ...]) -> list[str]:
    return [f"{connection.ops.quote_name(str(model._meta.get_field(name).column))} = %s" for name in names]  # type: ignore[union-attr]
