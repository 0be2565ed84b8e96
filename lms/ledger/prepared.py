"""Queries of the hottest pages, written once: Django takes several times longer to write their SQL than a database to answer."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import DateField, DateTimeField, UUIDField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

# How a value of this type is stored; the others are stored as they are.
_FIELDS: dict[type, Any] = {UUID: UUIDField(), date: DateField(), datetime: DateTimeField()}


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
        """Model instances with the annotations as attributes."""
        model, sql, parameters, places, converters, _compiler = self._statement(connection.vendor, connection.alias)
        found = list(model._default_manager.raw(sql, _filled(parameters, places, values)))
        for row in found:
            for name, convert in converters:
                setattr(row, name, convert(getattr(row, name)))
        return found

    def tuples(self, *values: Any) -> list[Any]:
        """Rows of a queryset that ends in `values_list`."""
        _model, sql, parameters, places, _converters, convert = self._statement(connection.vendor, connection.alias)
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(parameters, places, values))
            return [tuple(row) for row in convert(cursor.fetchall())]

    def _write(self, vendor: str, alias: str) -> Any:
        del vendor
        rows = self.build(*self.stand_ins).using(alias)
        compiler = rows.query.get_compiler(alias)
        sql, parameters = compiler.as_sql()
        by_column = compiler.get_converters([expression for expression, _sql, _name in compiler.select])
        places = [_places(value, parameters) for value in self.stand_ins]
        annotated = _by_name(rows.query.annotation_select)
        return rows.model, sql, parameters, places, annotated, lambda found: compiler.apply_converters(found, by_column)


def _filled(parameters: Sequence[Any], places: Sequence[Sequence[int]], values: Sequence[Any]) -> list[Any]:
    filled = list(parameters)
    for value, at in zip(values, places, strict=True):
        stored = _stored(value)
        for place in at:
            filled[place] = stored
    return filled


def _stored(value: Any) -> Any:
    field = _FIELDS.get(type(value))
    return value if field is None else field.get_db_prep_value(value, connection)


def _places(stand_in: Any, parameters: Sequence[Any]) -> list[int]:
    stored = _stored(stand_in)
    at = [place for place, value in enumerate(parameters) if type(value) is type(stored) and value == stored]
    if not at:
        raise LookupError(f"{stand_in!r} is no parameter of the query")
    return at


def _by_name(annotations: dict[str, Any]) -> list[tuple[str, Callable[[Any], Any]]]:
    """Annotations whose stored value is not Python's, and what converts it; columns of the model convert themselves."""
    found = []
    for name, expression in annotations.items():
        steps = connection.ops.get_db_converters(expression) + expression.output_field.get_db_converters(connection)
        if steps:
            found.append((name, _chain(steps, expression)))
    return found


def _chain(steps: Sequence[Any], expression: Any) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, expression, connection)
        return value

    return convert
