"""The steps a person may take next on a row, as forms; and taking one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages

from lms.accounts.actors import actor_of
from lms.ledger import engine
from lms.ledger.models import Event
from lms.ledger.refusals import FormInvalid
from lms.ledger.registry import bound_for
from lms.ledger.roles import roles_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from lms.ledger.models import Projection
    from lms.partners.forms.steps import StepForm

    # Action -> its form; a tuple key (action, role) wins for who holds the role.
    Steps = Mapping[str | tuple[str, str], type[StepForm]]


def form_class(steps: Steps, action: str, roles: frozenset[str]) -> type[StepForm] | None:
    """The form of an action for somebody with these roles."""
    for key, found in steps.items():
        if isinstance(key, tuple) and key[0] == action and key[1] in roles:
            return found
    return steps.get(action)


def next_steps(
    request: HttpRequest, row: Projection, steps: Steps, bound: StepForm | None = None
) -> list[tuple[str, StepForm]]:
    """(action, form) for every step of the table that this person may take now, in the order of the table.

    `bound` is the form that was just refused; it comes back with what was typed. Rows that wait are not offered.
    """
    roles = roles_of(actor_of(request), row)
    found: list[tuple[str, StepForm]] = []
    for move in bound_for(row).workflow.transitions:
        if move.waits or row.state not in move.from_states or not move.roles & roles:
            continue
        cls = form_class(steps, move.action, roles)
        if cls is None:
            continue
        form = bound if bound is not None and bound.prefix == move.action else cls(row, prefix=move.action)
        found.append((move.action, form))
    return found


def take_step(request: HttpRequest, row: Projection, action: str, form: StepForm) -> bool:
    """Take the step if the form and every guard agree; else False, and the form says why. Other refusals pass through."""
    if not form.is_valid():
        return False
    try:
        engine.move(
            row,
            action,
            actor=actor_of(request),
            data=form.move_data(),
            texts=form.move_texts(),
            reason_code=form.move_reason(),
            **form.act(),
        )
    except FormInvalid as refusal:
        form.take_errors(refusal.errors)
        return False
    messages.success(request, str(form.done))
    return True


def history(*rows: Projection) -> list[dict[str, Any]]:
    """What happened to these rows, newest first: date and state after it, as the timeline component takes it."""
    states = {(bound_for(row).workflow.name, str(row.pk)): bound_for(row).workflow.states for row in rows}
    events = Event.objects.filter(
        stream_type__in={key[0] for key in states}, stream_id__in={key[1] for key in states}
    ).order_by("-recorded_at", "-event_id")
    entries = []
    for event in events:
        labels = states.get((event.stream_type, event.stream_id))
        if labels is not None and event.occurred_on is not None:
            title = dict(labels.choices).get(event.state_after, event.state_after)
            entries.append({"day": event.occurred_on, "title": title, "transition": event.transition})
    return entries
