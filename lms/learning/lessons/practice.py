"""A practice session: option tokens that tell nothing, the secret of the day, and a question as its template wants it (§8.3).

A practice session counts as an attempt; its secret changes daily, and yesterday's is still accepted, so that a page
opened before midnight loses no answer.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from content.items import AnswerRefusedError, tokens
from content.items.words import told_in
from lms.learning import widgets
from lms.learning.lessons import polls
from lms.learning.states import ENTITLED, AnswerState
from lms.ledger import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms.learning.models import ItemState


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
    return _secret_of(settings.SECRET_KEY, day)


@lru_cache(maxsize=4)
def _secret_of(key: str, day: date) -> bytes:
    return hmac.new(key.encode(), f"practice {day.isoformat()}".encode(), hashlib.sha256).digest()


def practice_face(public: Mapping[str, Any], enrolment_id: object, session: Session) -> widgets.Face:
    """A question as this session shows it: the tokens of the day, the order of the enrolment."""
    attempt = f"{enrolment_id}.{session.day.isoformat()}"
    names = tokens(_secret(session.day), attempt, str(session.version_id), widgets.token_count(public))
    return widgets.face(public, names, str(enrolment_id))


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
    sent: Sequence[str] | None = None,
    words: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A question for `blocks/<type>.html`: public half, this learner's state and what they are entitled to. No query.

    `sent`: a form that was not taken, to stand in the fields again. `words`: of the version being read, for what was told.
    """
    session = Session(today, version_id)
    same = state is not None and state.item_version_id == version_id
    told = _told_now(state, words if same else None)
    public = widgets.standing(public, told.get("seen") if same else None)
    face = practice_face(public, enrolment_id, session)
    sent = widgets.values(face, state.answer if state is not None and same else None) if sent is None else sent
    return {
        "id": name,
        "type": public["type"],
        "prompt_html": public["prompt_html"],
        "heading": mark_safe(public.get("label_html", "")),  # noqa: S308  # escaped when the lesson was compiled
        "action_url": action_url,
        "idempotency_key": str(uuid4()),
        "session": str(session),
        "field": widgets.FIELD,
        "work": state.feedback.get("work", {}) if state is not None else {},
        "error": error,
        **_told(public, state, told),
        **_results(public, version_id, state),
        **widgets.fields(face, sent),
    }


def _told_now(state: ItemState | None, words: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was told so far, in the words of the version being read."""
    return told_in(state.feedback, state.answer, words or {}) if state is not None else {}


def _told(public: Mapping[str, Any], state: ItemState | None, told: Mapping[str, Any]) -> dict[str, Any]:
    """What came of the answers so far and what this learner is entitled to."""
    entitled = state is not None and state.state in ENTITLED
    return {
        "state": shown_state(state),
        "messages_html": told.get("messages", []),
        "explain_html": told.get("explain", ""),
        "answer_html": _solution(told.get("solution", [])),
        "hints": told.get("hints", []),
        "more_hints": not entitled and len(told.get("hints", [])) < public.get("hints", 0),
        "can_reveal": bool(told.get("offers_reveal")) and not entitled,
        "tries": state.tries if state else 0,
        "saved_at": _saved_at(state),
        "read_as": told.get("read_as") or "",
    }


def _results(public: Mapping[str, Any], version_id: int, state: ItemState | None) -> dict[str, Any]:
    """Of a poll, once this learner has voted."""
    if public["type"] != "poll" or state is None or state.state != AnswerState.DONE:
        return {}
    return {"results": polls.results(public, version_id)}


def _saved_at(state: ItemState | None) -> str:
    """「14:32」, of an earlier day 「11月20日 14:32」; the tick stands on the word of the server only (§8.4)."""
    if state is None or state.updated_at is None:
        return ""
    moment = state.updated_at.astimezone(clock.TOKYO)
    today = moment.date() == clock.today_in_tokyo()
    return f"{moment:%H:%M}" if today else f"{_day_words(moment.date(), get_language())} {moment:%H:%M}"


@lru_cache(maxsize=500)
def _day_words(day: date, language: str | None) -> str:
    """「11月20日」; Django takes as long to write it as to write a question."""
    del language
    return date_format(day, "MONTH_DAY_FORMAT")


def shown_state(state: ItemState | None) -> str:
    """The word of blocks/item_state.html: none, right, partly, not_yet, revealed; done or saved for what has no points."""
    if state is None:
        return "none"
    if state.state in {AnswerState.REVEALED, AnswerState.SPENT}:
        return "revealed"
    return str(state.feedback.get("state", "none"))


def _solution(parts: list[str]) -> str:
    return "".join(f"<p>{part}</p>" for part in parts)
