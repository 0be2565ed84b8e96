"""The address to which a browser sends what waited in it: up to 200 acts in one request, each with its own answer."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Site

from content.items import AnswerRefusedError
from lms.accounts.selectors import person_of
from lms.learning import widgets
from lms.learning.lessons import answers, batch, player, practice
from lms.ledger import clock
from lms.ledger.answers import answer_refusals

if TYPE_CHECKING:
    from lms.accounts.models import Person

MAX_VALUES = 100


@require_POST
@never_cache
@answer_refusals
def outbox(request: HttpRequest) -> JsonResponse:
    """`[{key, path, act, session, answer: [..], at}]` → `{"results": [{key, status, message, saved_at}]}` in the same order."""
    person = person_of(request)
    # A page that another learner left open on this device sends in nobody else's name: its answers wait for their owner.
    if person is None or request.headers.get("X-Outbox-Owner", "") not in {"", player.owner_of(person.pk)}:
        raise Http404
    entries = _entries(request)
    if entries is None:
        return JsonResponse({"key": "learning.outbox", "message": _("This could not be read.")}, status=422)
    site = Site.find_for_request(request)
    results: dict[int, batch.Outcome] = {}
    acts: dict[int, answers.Act] = {}
    for place, entry in enumerate(entries):
        try:
            acts[place] = _act(person, site, entry)
        except AnswerRefusedError:
            results[place] = batch.Outcome(entry["key"], 422, _("The page was too old. Please answer once more."))
        except Http404:
            results[place] = batch.Outcome(entry["key"], 404, _("This question is no longer here."))
    results |= dict(zip(acts, batch.take_all(person, list(acts.values())), strict=True)) if acts else {}
    found = [results[place] for place in range(len(entries))]
    rows = [{"key": row.key, "status": row.status, "message": row.message, "saved_at": row.saved_at} for row in found]
    return JsonResponse({"results": rows})


def _entries(request: HttpRequest) -> list[dict[str, Any]] | None:
    """The entries, or None when the body is not what our module sends."""
    try:
        found = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(found, list) or not 1 <= len(found) <= batch.MAX_ACTS:
        return None
    return found if all(_is_entry(entry) for entry in found) else None


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    texts = all(isinstance(entry.get(name), str) for name in ("key", "path", "act", "session", "at"))
    values = entry.get("answer")
    if not texts or not 8 <= len(entry["key"]) <= 40 or not isinstance(values, list) or len(values) > MAX_VALUES:
        return False
    return all(isinstance(value, str) for value in values)


def _act(person: Person, site: Site | None, entry: dict[str, Any]) -> answers.Act:
    """The act of an entry. Raises AnswerRefusedError for an old page, Http404 for an address that is no question's."""
    try:
        match = resolve(entry["path"])
    except Resolver404 as error:
        raise Http404 from error
    found = None
    if match.view_name == "learning:item":
        found = player.find(site, match.kwargs["course_slug"], match.kwargs["lesson_slug"])
    if found is None:
        raise Http404
    session = practice.read_session(entry["session"], clock.today_in_tokyo())
    if entry["act"] not in answers.KINDS:
        raise AnswerRefusedError("no act")

    def read(public: Any, enrolment_id: object) -> Any:
        return widgets.decode(practice.practice_face(public, enrolment_id, session), entry["answer"])

    return answers.Act(
        person=person,
        course=found[0],
        lesson=found[1],
        item=match.kwargs["item"],
        kind=entry["act"],
        version_id=session.version_id,
        idempotency_key=entry["key"],
        read=read,
        at=_moment(entry["at"], session),
    )


def _moment(text: str, session: practice.Session) -> datetime:
    """When it was done, by the browser's clock, but not before the day of its page and not in the future."""
    now = clock.now()
    try:
        said = parse_datetime(text)
    except ValueError:
        said = None
    if said is None or said.tzinfo is None:
        return now
    earliest = datetime.combine(session.day, time(), tzinfo=clock.TOKYO)
    return min(max(said, earliest), now)
