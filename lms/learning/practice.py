"""A practice session: option tokens that tell nothing, the secret of the day, and a question as its template wants it (§8.3).

A practice session counts as an attempt; its secret changes daily, and yesterday's is still accepted, so that a page
opened before midnight loses no answer.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from content.items import AnswerRefusedError, shown_order, tokens
from lms.learning.states import AnswerState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.models import ItemState

TRUEFALSE = (("true", "○"), ("false", "×"))
ENTITLED = frozenset({AnswerState.SOLVED, AnswerState.SPENT, AnswerState.REVEALED})


@dataclass(frozen=True, slots=True)
class Session:
    """What a form carries: the day whose secret named the options, and the version that was shown."""

    day: date
    version_id: int

    def __str__(self) -> str:
        return f"{self.day:%Y%m%d}.{self.version_id}"


def read_session(text: str, today: date) -> Session:
    """The session of a form. Raises AnswerRefusedError when it is none, or older than yesterday."""
    day_text, _dot, version = text.partition(".")
    if not (len(day_text) == 8 and day_text.isdecimal() and version.isdecimal() and len(version) < 19):
        raise AnswerRefusedError("no session")
    try:
        day = date(int(day_text[:4]), int(day_text[4:6]), int(day_text[6:]))
    except ValueError as error:
        raise AnswerRefusedError("no session") from error
    if day not in {today, today - timedelta(days=1)}:
        raise AnswerRefusedError("the session is over")
    return Session(day, int(version))


def _secret(day: date) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"practice {day.isoformat()}".encode(), hashlib.sha256).digest()


def option_tokens(enrolment_id: object, session: Session, count: int) -> list[str]:
    """The names of `count` options in this session, by source index."""
    attempt = f"{enrolment_id}.{session.day.isoformat()}"
    return tokens(_secret(session.day), attempt, str(session.version_id), count)


def option_count(public: Mapping[str, Any]) -> int:
    """How many options of a question have tokens."""
    return len(TRUEFALSE) if public["type"] == "truefalse" else len(public.get("options", ()))


def decode(public: Mapping[str, Any], values: Sequence[str], names: Sequence[str], seed: str) -> Any:
    """What the grader takes, from the values of a form. Raises AnswerRefusedError for an unknown or foreign token."""
    if public["type"] not in {"choice", "truefalse"}:
        if len(values) > 1:
            raise AnswerRefusedError("one answer is expected")
        return values[0] if values else ""
    by_token = {name: index for index, name in enumerate(names)}
    if any(value not in by_token for value in values):
        raise AnswerRefusedError("unknown option")
    chosen = [by_token[value] for value in values]
    if public["type"] == "truefalse":
        if len(chosen) > 1:
            raise AnswerRefusedError("one answer is expected")
        return TRUEFALSE[chosen[0]][0] if chosen else ""
    place = {index: position for position, index in enumerate(shown_order(public, seed))}
    return sorted(chosen, key=lambda index: place[index])


def seed_of(enrolment_id: object) -> str:
    """The seed of the shown order of a learner's practice: the same for the whole enrolment."""
    return str(enrolment_id)


def item_context(
    name: str,
    public: Mapping[str, Any],
    *,
    version_id: int,
    enrolment_id: object,
    today: date,
    action_url: str,
    state: ItemState | None,
    error: str = "",
) -> dict[str, Any]:
    """A question for `blocks/<type>.html`: public half, this learner's state and what they are entitled to. No query."""
    session = Session(today, version_id)
    names = option_tokens(enrolment_id, session, option_count(public))
    current = state if state is not None and state.item_version_id == version_id else None
    told = state.feedback if state is not None else {}
    entitled = state is not None and state.state in ENTITLED
    return {
        "id": name,
        "type": public["type"],
        "prompt_html": public["prompt_html"],
        "heading": mark_safe(public.get("label_html", "")),  # noqa: S308  # escaped when the lesson was compiled
        "state": shown_state(state),
        "messages_html": told.get("messages", []),
        "explain_html": told.get("explain", ""),
        "answer_html": _solution(told.get("solution", [])),
        "hints": told.get("hints", []),
        "more_hints": not entitled and len(told.get("hints", [])) < public.get("hints", 0),
        "can_reveal": bool(told.get("offers_reveal")) and not entitled,
        "tries": state.tries if state else 0,
        "action_url": action_url,
        "idempotency_key": str(uuid4()),
        "session": str(session),
        "options": _options(public, names, current.answer if current else None, seed_of(enrolment_id)),
        "multi": public.get("input") == "checkbox",
        "unit": public.get("unit", ""),
        "value": current.answer if current and isinstance(current.answer, str) else "",
        "error": error,
        "read_as": told.get("read_as") or "",
    }


def shown_state(state: ItemState | None) -> str:
    """The word of blocks/item_state.html: none, right, partly, not_yet or revealed."""
    if state is None:
        return "none"
    if state.state in {AnswerState.REVEALED, AnswerState.SPENT}:
        return "revealed"
    return str(state.feedback.get("state", "none"))


def _solution(parts: list[str]) -> str:
    return "".join(f"<p>{part}</p>" for part in parts)


def _options(public: Mapping[str, Any], names: list[str], answer: Any, seed: str) -> list[dict[str, Any]]:
    if public["type"] == "truefalse":
        words = {"true": _("True"), "false": _("False")}
        return [
            {"token": names[index], "html": f"{sign} {words[value]}", "checked": answer == value, "right": False}
            for index, (value, sign) in enumerate(TRUEFALSE)
        ]
    chosen = set(answer) if isinstance(answer, list) else set()
    return [
        {
            "token": names[index],
            "html": public["options"][index]["html"],
            "checked": index in chosen,
            "right": False,
        }
        for index in (shown_order(public, seed) if public["type"] == "choice" else [])
    ]
