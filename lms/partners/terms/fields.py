"""The shapes of the table: a field, a legal item made of fields, and what is wrong with one."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

YES, NO = "yes", "no"
YES_NO = ((YES, _("Yes")), (NO, _("No")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to type. `kind`: text, long, choice, number, date or time; values are JSON (dates ISO, times HH:MM).

    `when` names another field and the values for which this one exists; otherwise it is hidden and null.
    """

    name: str
    label: Any
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()
    required: bool = True
    when: tuple[str, frozenset[str]] | None = None
    help: Any = ""

    def applies(self, values: Mapping[str, Any]) -> bool:
        """Whether the field exists for what else was typed."""
        return self.when is None or values.get(self.when[0]) in self.when[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of law.md §2: its key is the msgid of the message for what is missing."""

    key: str
    title: Any
    fields: tuple[Field, ...]
    check: Callable[[Mapping[str, Any], PostFacts], Iterable[Problem]] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A refused field: the msgid of the message and what fills its braces."""

    field: str
    key: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts:
    """What the checks need to know of the post besides its legal items. Amounts are yen."""

    today: date
    title: str
    summary: str
    work_style: str
    openings: int
    steps: tuple[str, ...]
    criteria: tuple[str, ...]
    valid_until: date | None
    seeker_contact: str
    minimum_hourly_wage: int | None


def yes_no(name: str, label: Any, **more: Any) -> Field:
    """A field that is answered yes or no; leaving it open is no answer."""
    return Field(name=name, label=label, kind="choice", choices=YES_NO, **more)


def if_yes(name: str) -> tuple[str, frozenset[str]]:
    """The condition that another field is answered yes."""
    return name, frozenset({YES})


def is_blank(value: Any) -> bool:
    """Nothing typed: None, or text of spaces (full-width ones too)."""
    return value is None or (isinstance(value, str) and not value.strip())
