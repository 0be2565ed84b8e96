"""Practice of visitors on the public page of a lesson: graded, told as after a first try, stored nowhere (§8.1).

The page is the same for everybody: no CSRF token, no cookie, tokens of the day. What a learner's row of state would
hold travels in the form: the steps taken so far and how many hints were opened.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import caches
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from content.items import STEPPERS, AnswerRefusedError, ItemKey, feedback, grade
from content.items.stepwise import MAX_PATH
from content.items.words import worded_key
from content.lessonmark import KINDS
from courses.models import ItemVersion
from courses.selectors import shown_lesson
from lms.learning import widgets
from lms.learning.lessons.practice import Session, practice_face, read_session
from lms.ledger import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from courses.outline import CourseEntry, LessonEntry

PER_MINUTE = 30
# Stands where a learner's enrolment would: the page may be kept by anybody.
_ANYBODY = "visitor"
ACTS = frozenset({"answer", "hint", "restart"})


@dataclass(frozen=True, slots=True)
class Sent:
    """The form of a visitor."""

    act: str
    session: str
    values: list[str]
    trail: list[str]
    hints: int


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: keys of the question's context, and the status of the page."""

    shown: dict[str, Any]
    status: int = 200


def is_open(public: Mapping[str, Any]) -> bool:
    """Whether a visitor may answer this question: the machine grades it."""
    return KINDS[public["type"]].auto and public["type"] in widgets.known_types()


def may_answer(address: str) -> bool:
    """Count one answer of an address; False from the 31st of a minute on. The address itself is not kept.

    Two answers in the same instant may count as one on PostgreSQL: this is a brake, no fence.
    """
    counter = caches["counters"]
    minute = clock.now().strftime("%Y%m%d%H%M")
    name = hmac.new(settings.SECRET_KEY.encode(), f"visitor {minute} {address}".encode(), hashlib.sha256).hexdigest()
    if counter.add(name, 1, timeout=120):
        return True
    try:
        return counter.incr(name) <= PER_MINUTE
    except ValueError:  # it ran out between the two
        return True


def context(
    course: CourseEntry,
    lesson: LessonEntry,
    name: str,
    version: ItemVersion,
    *,
    today: date,
    told: Mapping[str, Any] | None = None,
    query: str = "",
) -> dict[str, Any]:
    """A question for `blocks/<type>.html` without anything of a person. No query."""
    told = dict(told or {})
    public = widgets.standing(version.public, told.pop("seen", None))
    session = Session(today, version.pk)
    face = practice_face(public, _ANYBODY, session)
    sent: Sequence[str] = told.pop("sent", ())
    address = reverse("learning:visitor_item", args=[course.slug, lesson.slug, name])
    return {
        "id": name,
        "type": public["type"],
        "prompt_html": public["prompt_html"],
        "heading": mark_safe(public.get("label_html", "")),  # noqa: S308  # escaped when the lesson was compiled
        "action_url": address + (f"?{query}" if query else ""),
        "anonymous": True,
        "session": str(session),
        "field": widgets.FIELD,
        "state": "none",
        "messages_html": [],
        "hints": [],
        "more_hints": bool(public.get("hints")),
        **widgets.fields(face, sent),
        **told,
    }


def answer(course: CourseEntry, lesson: LessonEntry, name: str, sent: Sent, variant: str = "") -> Told:
    """Grade a visitor's answer, open a hint or begin anew; nothing is written. `variant`: the version being read.

    Raises AnswerRefusedError (422) for what no page of ours sent, ItemVersion.DoesNotExist for a question that is none.
    """
    session = read_session(sent.session, clock.today_in_tokyo())
    if sent.act not in ACTS or len(sent.trail) > MAX_PATH:
        raise AnswerRefusedError("no act")
    version = ItemVersion.objects.select_related("secret_half").get(
        pk=session.version_id, item=name, course_id=course.id
    )
    asked = _Asked(version, _key_in(lesson, version, variant), session)
    path = [] if sent.act == "restart" else asked.replayed(sent.trail)
    if sent.act != "answer":
        opened = max(0, sent.hints) + (sent.act == "hint")
        return Told(asked.standing(path, sent.trail if path else []) | asked.hints(opened) | {"sent": sent.values})
    return _graded(asked, path, sent)


def _key_in(lesson: LessonEntry, version: ItemVersion, variant: str) -> ItemKey:
    """The key with hints, explanation, later steps and scenes in the words of the version; it grades as before."""
    key = version.secret_half.open()
    shown = shown_lesson(lesson, variant) if variant else None
    worded = shown["publics"].get(version.item) if shown else None
    if shown is None or worded is None or worded.pk != version.pk:
        return key
    version.public = worded.public
    return ItemKey(key.type, worded_key(key.to_json(), shown["words"].get(version.item, {})))


def _graded(asked: _Asked, path: list[Any], sent: Sent) -> Told:
    public, stepper = asked.version.public, STEPPERS.get(asked.version.type)
    given = widgets.decode(asked.face(path), sent.values)
    whole = stepper.advance(public, asked.key.to_json(), path, given) if stepper else given
    graded = grade(public, asked.key, whole)
    if graded.state == "invalid":
        message = graded.messages[0] if graded.messages else _("Please give an answer first.")
        found = {"error": message, "sent": sent.values}
        return Told(asked.standing(path, sent.trail) | asked.hints(sent.hints) | found, 422)
    # Without a memory every answer is a first try: what comes of used up tries is for learners.
    shown = feedback(public, asked.key, whole, graded, tries=1)
    trail = [step if isinstance(step, str) else "" for step in whole] if stepper else []
    if trail and not all(trail):
        trail = [*sent.trail, *filter(None, sent.values)]
    found = {
        "state": shown.state,
        "messages_html": list(shown.messages),
        "read_as": shown.read_as or "",
        "explain_html": shown.explain_html,
        "answer_html": "".join(f"<p>{part}</p>" for part in shown.solution),
        "sent": () if stepper else sent.values,
    }
    return Told(asked.standing(whole if stepper else [], trail) | asked.hints(sent.hints) | found)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with both halves and the session of the form."""

    version: ItemVersion
    key: ItemKey
    session: Session

    def seen(self, path: list[Any]) -> dict[str, Any] | None:
        """What the key lets out at the end of a path; None at its beginning."""
        stepper = STEPPERS.get(self.version.type)
        return stepper.seen(self.version.public, self.key.to_json(), path) if stepper and path else None

    def face(self, path: list[Any]) -> widgets.Face:
        """The question as the form showed it."""
        return practice_face(widgets.standing(self.version.public, self.seen(path)), _ANYBODY, self.session)

    def replayed(self, trail: Sequence[str]) -> list[Any]:
        """The path of the steps the form carries; every one is judged again."""
        stepper = STEPPERS.get(self.version.type)
        if stepper is None:
            return []
        if self.version.type == "terminal":
            self.seen(list(trail))
            return list(trail)
        path: list[Any] = []
        for value in trail:
            given = widgets.decode(self.face(path), [value])
            path = stepper.advance(self.version.public, self.key.to_json(), path, given)
        return path

    def standing(self, path: list[Any], trail: Sequence[str]) -> dict[str, Any]:
        """Where the path stands and the steps for the next form."""
        return {"seen": self.seen(path), "trail": [{"value": step} for step in trail] if path else []}

    def hints(self, opened: int) -> dict[str, Any]:
        """The first hints."""
        every = self.key.to_json().get("hints", [])
        shown = every[: max(0, opened)]
        return {"hints": shown, "hints_opened": len(shown), "more_hints": len(shown) < len(every)}
