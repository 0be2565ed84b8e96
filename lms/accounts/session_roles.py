"""What the one query for the user brings of persons and roles, so that a page asks for nobody twice (performance.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, JSONField

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.db.models.expressions import BaseExpression, Combinable

# Roles that need password and mail code together (ROL-5).
SECOND_FACTOR_ROLES = frozenset({"PR", "PA", "PV", "C", "AP", "AD", "SC"})


class JSONRows(Aggregate):
    """All rows of a group as one JSON array, on SQLite and PostgreSQL alike; the argument is a `JSONObject`."""

    template = "%(function)s(%(expressions)s)"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, function="JSONB_AGG", **extra)


@dataclass(frozen=True, slots=True)
class SessionRoles:
    """One annotation of the user row and how roles are read from it."""

    annotation: Callable[[], BaseExpression | Combinable]
    roles: Callable[[Any, int | None, date], set[str]]


_sources: dict[str, SessionRoles] = {}


def register_session_roles(
    name: str,
    *,
    annotation: Callable[[], BaseExpression | Combinable],
    roles: Callable[[Any, int | None, date], set[str]],
) -> None:
    """Let the user row bring more roles (partners: PR, PA, PV).

    `annotation()` is an expression over `User` (OuterRef("pk") is the user) that gives a JSON value or null; it stands
    on the user as attribute `name`. `roles(value, region_id, day)` reads from that value the roles held on `day` in a
    Region, or in any Region where `region_id` is None.
    """
    if not name.startswith("session_"):
        raise ValueError("the name of a session annotation begins with session_")
    _sources[name] = SessionRoles(annotation, roles)


def user_annotations() -> dict[str, Any]:
    """Every registered annotation by name, for `QuerySet.annotate`."""
    return {name: source.annotation() for name, source in _sources.items()}


def names() -> tuple[str, ...]:
    """The attributes an annotated user carries."""
    return tuple(_sources)


def roles_from(user: Any, region_id: int | None, day: date) -> set[str]:
    """The roles an annotated user holds on `day` in a Region (None: in any)."""
    found: set[str] = set()
    for name, source in _sources.items():
        found |= source.roles(getattr(user, name), region_id, day)
    return found


def is_annotated(user: Any) -> bool:
    """Whether this user row came with every registered annotation."""
    return all(hasattr(user, name) for name in _sources)
