"""The firm's board as data: columns of cards with what each card may say and where it can go next (S9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.hiring.forms.learner import wish_labels
from lms.hiring.selectors import LATE_DAYS, Shown, days_in_stage, shown_to_firm
from lms.ledger.forms import ActForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lms.hiring.models import Application

TAGS = 3

COLUMNS: tuple[tuple[str, Any, frozenset[str], Any], ...] = (
    ("new", _("New applications"), frozenset({"submitted"}), _("New applications will stand here.")),
    ("review", _("Papers"), frozenset({"in_review"}), _("Open an application, and it stands here.")),
    (
        "interview",
        _("Interview"),
        frozenset({"interview_asked", "interview"}),
        _("When you ask for an interview, the application stands here."),
    ),
    ("trial", _("Trial work"), frozenset({"trial"}), _("When trial work is agreed, it stands here.")),
    (
        "hire",
        _("Terms and hiring"),
        frozenset({"offer", "accepted", "hired"}),
        _("Nobody yet. When you offer terms, the application stands here."),
    ),
)
ENDED = frozenset(
    {"rejected", "withdrawn", "lapsed", "offer_declined", "offer_expired", "start_cancelled", "org_ended"}
)

OPEN, INTERVIEW, BACK, TRIAL, OFFER, REJECT, RETRACT = (
    "open",
    "interview",
    "back",
    "trial",
    "offer",
    "reject",
    "retract",
)
LABELS = {
    OPEN: _("Papers"),
    INTERVIEW: _("Ask for an interview"),
    BACK: _("One stage back"),
    TRIAL: _("Propose trial work"),
    OFFER: _("Offer terms"),
    REJECT: _("Not further (with reason)"),
    RETRACT: _("Take the terms back"),
}
NEXT: dict[str, tuple[str, ...]] = {
    "submitted": (OPEN, REJECT),
    "in_review": (INTERVIEW, TRIAL, OFFER, REJECT),
    "interview_asked": (REJECT,),
    "interview": (TRIAL, OFFER, BACK, REJECT),
    "trial": (OFFER, BACK, REJECT),
    "offer": (RETRACT,),
}
FROZEN_NEXT = frozenset({REJECT, RETRACT})
ONLY_ADMINISTRATORS = frozenset({OFFER, RETRACT})


@dataclass(slots=True)
class Card:
    """One application on the board."""

    shown: Shown
    tags: list[str]
    wish: str
    days: int
    late: bool
    steps: list[tuple[str, Any]]
    hidden: dict[str, Any]

    @property
    def row(self) -> Application:
        """The application."""
        return self.shown.application


@dataclass(slots=True)
class Column:
    """One column with its cards; an empty one has a sentence."""

    key: str
    title: Any
    empty: Any
    cards: list[Card] = field(default_factory=list)


def next_steps(row: Application, roles: Iterable[str]) -> list[tuple[str, Any]]:
    """Where the firm may move the application now, the way on first."""
    held = set(roles)
    steps = [
        step
        for step in NEXT.get(row.state, ())
        if (step in FROZEN_NEXT or not row.frozen) and (step not in ONLY_ADMINISTRATORS or "PA" in held)
    ]
    return [(step, LABELS[step]) for step in steps] if held & {"PR", "PA"} else []


def card_of(shown: Shown, roles: Iterable[str]) -> Card:
    """The card of one application."""
    row = shown.application
    titles = [course["title"] for course in shown.courses]
    skills = [f"{skill['name']} Lv{skill['level']}" for skill in shown.skills]
    days = days_in_stage(row)
    return Card(
        shown=shown,
        tags=[*titles, *skills][:TAGS],
        wish=shown.note or "・".join(wish_labels(shown.wishes)),
        days=days,
        late=days > LATE_DAYS and row.state in {"submitted", "in_review", "interview", "trial"},
        steps=next_steps(row, roles),
        hidden=ActForm.hidden_initial(row),
    )


def columns_of(rows: list[Application], roles: Iterable[str]) -> tuple[list[Column], list[Card], list[Shown]]:
    """(columns, cards of ended applications, everything shown) for one post, newest application first."""
    columns = [Column(key, title, empty) for key, title, _states, empty in COLUMNS]
    place = {state: column for column, (_k, _t, states, _e) in zip(columns, COLUMNS, strict=True) for state in states}
    ended: list[Card] = []
    everything = shown_to_firm(rows)
    for shown in everything:
        card = card_of(shown, roles)
        if shown.application.state in place:
            place[shown.application.state].cards.append(card)
        elif shown.application.state in ENDED:
            ended.append(card)
    return columns, ended, everything


def form_url(row: Application, step: str) -> str:
    """Where the form of a move stands that asks for more than a press."""
    return reverse(f"hiring:candidate_{step}", args=[row.pk])
