"""Fields that every form of an act carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms

from lms.ledger.refusals import FormInvalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from lms.ledger.actors import Actor
    from lms.ledger.models import Projection


class ActForm(forms.Form):
    """A form whose sending has one effect (idempotency key) and that knows which version it was made for."""

    idempotency_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    expected_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    @staticmethod
    def hidden_initial(row: Projection | None = None) -> dict[str, Any]:
        """Initial values for a fresh form about `row`."""
        return {"idempotency_key": str(uuid4()), "expected_version": row.version if row is not None else None}

    def act(self) -> dict[str, Any]:
        """The two arguments of `engine.move` this form carries."""
        return {
            "idempotency_key": self.cleaned_data["idempotency_key"],
            "expected_version": self.cleaned_data["expected_version"],
        }

    def payload_data(self) -> dict[str, Any]:
        """What was typed, without the two hidden fields."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"idempotency_key", "expected_version"}
        }

    def act_data(self) -> dict[str, Any]:
        """What goes to the act besides its two hidden values: what was typed, unless a form words it otherwise."""
        return self.payload_data()

    def submit(self, act: Callable[..., Any], *about: Any, actor: Actor) -> Any:
        """What `act` answered. None when a field is invalid or the act refused it: the messages stand at the fields.

        `act` gets the rows it is about, `actor`, the hidden values and `act_data`. Other refusals are the view's.
        """
        if not self.is_valid():
            return None
        try:
            return act(*about, actor=actor, **self.act(), **self.act_data())
        except FormInvalid as refusal:
            self.take_errors(refusal.errors)
            return None

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """Put the refusals of a FormInvalid at their fields; unknown fields become errors of the whole form."""
        for field, texts in errors.items():
            for text in texts:
                self.add_error(field if field in self.fields else None, text)
