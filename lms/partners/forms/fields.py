"""Fields that say that they are needed and leave the refusal to the guard, so that every message has one source."""

from __future__ import annotations

from typing import Any

from django import forms


class Unforced(forms.Field):
    """Marked as required, and still accepted when empty."""

    def validate(self, value: Any) -> None:
        """An empty value is fine here; guards and validators of the law speak when the step is taken."""
        if value and value not in self.empty_values:
            super().validate(value)


class NeededText(Unforced, forms.CharField):
    """Text."""


class NeededNumber(Unforced, forms.IntegerField):
    """A whole number."""


class NeededDate(Unforced, forms.DateField):
    """A date, by the browser's own picker."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**more)


class NeededTime(Unforced, forms.TimeField):
    """A time of day, by the browser's own picker."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(**more)


class NeededChoice(Unforced, forms.ChoiceField):
    """One of a few."""


class NeededChoices(Unforced, forms.MultipleChoiceField):
    """Some of a few."""


class NeededTick(Unforced, forms.BooleanField):
    """A box to tick."""
