"""Practice against a draft, for its author: the same grading and gates as for learners, nothing stored (LK-04).

The state travels in the form, signed for one person and page; a form of another one begins anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from django.core import signing
from django.utils.translation import gettext as _

from content.items import AnswerRefusedError, canonical
from lms.learning import widgets
from lms.learning.lessons import answers, practice
from lms.learning.models import ItemState
from lms.ledger import clock
from lms.ledger.refusals import MoveNotAllowed

if TYPE_CHECKING:
    from django.http import QueryDict

    from content.items import Item

_SALT = "courses.rehearsal"
_KEPT = ("state", "tries", "best_percent", "latest_percent", "hints_opened", "answer", "feedback")


@dataclass(frozen=True)
class _Carried:
    """What a form brings back: for whom, which wording, and the state as fields of ItemState."""

    holder: str
    version: int
    state: dict[str, Any] = field(default_factory=dict)


def shown(item: Item, *, action_url: str, holder: str) -> dict[str, Any]:
    """The question before the first answer."""
    return _context(item, action_url=action_url, holder=holder, state=None)


def answered(item: Item, *, action_url: str, holder: str, form: QueryDict) -> dict[str, Any]:
    """The question after one act. A text changed meanwhile begins anew and says so."""
    version = _version(item)
    carried = _read(form.get("session", ""))
    if carried is None or (carried.holder, carried.version) != (holder, version):
        message = _("The text was changed. This is the question as it is now.")
        return _context(item, action_url=action_url, holder=holder, state=None, error=message)
    state = _state(item, version, carried.state)
    values = form.getlist(widgets.FIELD)
    try:
        _act(item, holder, state, form.get("act", "answer"), values)
    except AnswerRefusedError as refused:
        message = (
            refused.message if isinstance(refused, answers.AnswerIncompleteError) else _("Please give an answer first.")
        )
        return _context(item, action_url=action_url, holder=holder, state=state, error=message, sent=values)
    except MoveNotAllowed as refused:
        return _context(item, action_url=action_url, holder=holder, state=state, error=refused.message, sent=values)
    return _context(item, action_url=action_url, holder=holder, state=state)


def _act(item: Item, holder: str, state: ItemState, kind: str, values: list[str]) -> None:
    version = _version(item)
    if kind not in answers.KINDS:
        raise AnswerRefusedError("no act")
    today = clock.today_in_tokyo()

    def read(public: Any, enrolment_id: object) -> Any:
        return widgets.decode(practice.practice_face(public, enrolment_id, practice.Session(today, version)), values)

    entry = {"item": item.id, "attempts": item.attempts}
    act = answers.Act(
        person=cast("Any", None),
        course=cast("Any", None),
        lesson=cast("Any", SimpleNamespace(id=0, items=[entry])),
        item=item.id,
        kind=kind,
        version_id=version,
        idempotency_key="",
        read=read,
    )
    answers.rehearse(act, state, SimpleNamespace(pk=holder, key=item.key.to_json(), public=item.public))


def _context(
    item: Item,
    *,
    action_url: str,
    holder: str,
    state: ItemState | None,
    error: str = "",
    sent: list[str] | None = None,
) -> dict[str, Any]:
    version = _version(item)
    context = practice.item_context(
        item.id,
        item.public,
        version_id=version,
        enrolment_id=holder,
        today=clock.today_in_tokyo(),
        action_url=action_url,
        state=state if state is not None and state.feedback else None,
        error=error,
        sent=sent,
    )
    kept = {name: getattr(state, name) for name in _KEPT} if state is not None else {}
    context["rehearsed"] = True
    context["session"] = signing.dumps(asdict(_Carried(holder, version, kept)), salt=_SALT, compress=True)
    return context


def _read(text: str) -> _Carried | None:
    try:
        return _Carried(**signing.loads(text, salt=_SALT, max_age=60 * 60 * 24))
    except signing.BadSignature:
        return None


def _state(item: Item, version: int, kept: dict[str, Any]) -> ItemState:
    state = ItemState(item=item.id, item_version_id=version)
    for name, value in kept.items():
        setattr(state, name, value)
    return state


def _version(item: Item) -> int:
    """A number that changes with the wording and with the key, as the id of a published version does."""
    return int(hashlib.sha256("".join(canonical(item)).encode()).hexdigest()[:14], 16)
