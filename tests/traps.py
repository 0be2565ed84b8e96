"""Traps for faults that Django lets pass: an undefined template variable fails, an unordered list comes back shuffled."""

from __future__ import annotations

import copy
import random
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.template import Engine, engines

if TYPE_CHECKING:
    from django.template import Context
    from django.template.base import FilterExpression

OURS = ("lms.", "courses.", "content.", "media.", "tests.")


class UndefinedVariable(AssertionError):
    """A template of ours reads a name that its view did not give."""


class _Undefined(str):
    """What Django formats with the variable it could not find (`string_if_invalid`)."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Set where Django asks whether there is one; empty as a value (a method that a template may not call)."""
        return "ignore_failures" in sys._getframe(1).f_locals

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> Any:
        frame = sys._getframe(1).f_locals
        expression: FilterExpression = frame["self"]
        context: Context = frame["context"]
        template = context.render_context.template
        name = str(template.origin.name) if template is not None else ""
        if name.startswith(str(settings.BASE_DIR)) and ".venv" not in name and not _has_default(expression):
            raise UndefinedVariable(f"{variable} is not defined in {name}")
        blank = copy.copy(expression)
        blank.var, blank.is_var = "", False
        return blank.resolve(context)


def _has_default(expression: FilterExpression) -> bool:
    """`{{ name|default:"" }}` says on purpose that the name may be missing."""
    return bool(expression.filters) and expression.filters[0][0].__name__.startswith("default")


def fail_on_undefined_variables() -> None:
    """In templates of this project; those of libraries stay as they are."""
    for backend in engines.all():
        engine = getattr(backend, "engine", None)
        if isinstance(engine, Engine):
            engine.string_if_invalid = _Undefined()


def shuffle_unordered_querysets() -> None:
    """A list without an order may come in any: here it does, so that no test leans on the order of rows in a table."""
    plain = QuerySet._fetch_all
    chance = random.Random(20261120)

    def fetch_all(rows: Any) -> None:
        fetched_before = rows._result_cache is not None
        plain(rows)
        if fetched_before or rows.ordered or rows.query.is_sliced or rows.query.combinator:
            return
        if rows.model.__module__.startswith(OURS):
            chance.shuffle(rows._result_cache)

    QuerySet._fetch_all = fetch_all
