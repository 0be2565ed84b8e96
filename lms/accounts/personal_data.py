"""Which models hold data about a person, and what becomes of each row on export and on erasure (P05, P06)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db import models

    from lms.accounts.models import Person

    Export = Callable[[Person], Iterable[Mapping[str, Any]]]
    Erase = Callable[[Person], int]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The rule of one model: `export(person)` gives its rows as JSON values, `erase(person)` the number of rows changed."""

    model: type[models.Model]
    export: Export
    erase: Erase
    title: str


_rules: dict[str, PersonalData] = {}


def register_personal_data(model: type[models.Model], export: Export, erase: Erase, *, title: str = "") -> None:
    """Declare what a model gives out and what it forgets; called in `ready()` of the app that owns the model.

    A model with a foreign key to a person (or to a user) and without a rule fails a house test.
    """
    _rules[model._meta.label] = PersonalData(model, export, erase, title or str(model._meta.verbose_name))


def rules() -> list[PersonalData]:
    """Every rule, by the label of its model."""
    return [_rules[label] for label in sorted(_rules)]


def rows_of(model: type[models.Model], field: str, *, leave_out: Iterable[str] = ()) -> Export:
    """An export of all concrete columns of the rows whose `field` is the person, for models that need nothing special."""
    hidden = {field, *leave_out}

    def export(person: Person) -> Iterable[Mapping[str, Any]]:
        names = [f.attname for f in model._meta.concrete_fields if f.name not in hidden]
        return model._default_manager.filter(**{field: person}).values(*names)

    return export


def rows_about(model: type[models.Model], *names: str) -> Export:
    """An export of the columns `names` of the rows that carry the person's pseudonym as `subject_ref`."""

    def export(person: Person) -> Iterable[Mapping[str, Any]]:
        return model._default_manager.filter(subject_ref=person.pseudonym).values(*names)

    return export


def delete_rows(model: type[models.Model], field: str) -> Erase:
    """An erasure that deletes the rows whose `field` is the person."""

    def erase(person: Person) -> int:
        return model._default_manager.filter(**{field: person}).delete()[0]

    return erase


def keep_pseudonymous(_person: Person) -> int:
    """An erasure that changes nothing: the row names the person by pseudonym or id only and stays as a record (law.md §3)."""
    return 0
