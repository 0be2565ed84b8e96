"""「あと2つで応募できます」: what a requirement asks, what is met, and for each open part the lesson and the minutes left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.outline import outline
from lms.learning.models import Enrolment
from lms.learning.requirements.qualification import asks_for_scores, standing_of
from lms.learning.requirements.rules import Group, Leaf, evaluate, flatten
from lms.learning.selectors import minutes_left, next_lesson

if TYPE_CHECKING:
    from datetime import date

    from courses.outline import CourseEntry, Outline
    from lms.accounts.models import Person
    from lms.learning.models import QualificationRule
    from lms.learning.requirements.rules import Standing


@dataclass(frozen=True, slots=True)
class Part:
    """One condition for components/requirements.html."""

    text: str
    done: bool
    note: str = ""
    shown: str = ""
    url: str = ""
    action: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """All conditions with their state; `text` is the sentence above them."""

    items: tuple[Part, ...]
    missing_count: int
    met: bool
    text: str
    valid_until: date | None

    @property
    def done_count(self) -> int:
        """How many conditions are met."""
        return sum(part.done for part in self.items)


def explain(
    rule: QualificationRule,
    person: Person,
    on: date,
    *,
    standing: Standing | None = None,
    enrolments: dict[int, Enrolment] | None = None,
) -> Explanation:
    """The rule's answer in words for one learner. `standing` and `enrolments` (by course page id) save their queries."""
    standing = standing or standing_of(person, scores=asks_for_scores([rule.tree]))
    result = evaluate(rule.tree, standing, on)
    if enrolments is None:
        enrolments = {row.course_id: row for row in Enrolment.objects.filter(person_id=person.pk)}
    words = _Words(outline(person.region.site), enrolments)
    return Explanation(
        items=tuple(words.part(leaf) for leaf in flatten(result.root)),
        missing_count=result.missing_count,
        met=result.met,
        text=sentence(result.met, result.missing_count, choice=_has_choice(result.root)),
        valid_until=result.valid_until,
    )


def sentence(met: bool, missing: int, *, choice: bool = False) -> str:
    """「要件を満たしました」 or 「あと2つで応募できます」; a choice among conditions says so."""
    if met:
        return _("You meet every requirement")
    text = _("%(count)d more and you can apply") % {"count": missing}
    return _("%(text)s (any of several ways)") % {"text": text} if choice else text


def _has_choice(part: Leaf | Group) -> bool:
    if isinstance(part, Leaf):
        return False
    return part.needed < len(part.parts) or any(_has_choice(child) for child in part.parts)


class _Words:
    """Turns conditions into sentences with links, from the kept outline and the enrolments at hand."""

    def __init__(self, found: Outline | None, enrolments: dict[int, Enrolment]) -> None:
        self.outline = found
        self.enrolments = enrolments

    def part(self, leaf: Leaf) -> Part:
        course = self._course_for(leaf)
        text = self._text(leaf, course)
        if leaf.met:
            until = date_format(leaf.valid_until, "DATE_FORMAT") if leaf.valid_until else ""
            note = _("valid until %(day)s") % {"day": until} if until else ""
            return Part(text, done=True, note=note)
        notes = [self._expired(leaf), self._way(course)]
        started = course is not None and course.id in self.enrolments
        return Part(
            text,
            done=False,
            note=" ".join(note for note in notes if note),
            url=self._url(course),
            action=_("Continue") if started else _("Look at the course"),
            minutes=minutes_left(course, self.enrolments.get(course.id)) if course else 0,
        )

    def _course_for(self, leaf: Leaf) -> CourseEntry | None:
        """The course by which an open condition is met: an open one before one in preparation."""
        if self.outline is None:
            return None
        key = leaf.subject.split(":")[0]
        if leaf.kind != "skill_level":
            return self.outline.course_by_key(key)
        fitting = [
            c for c in self.outline.courses if any(s == key and level >= leaf.threshold for s, level in c.skills)
        ]
        return min(fitting, key=lambda course: not course.live, default=None)

    def _text(self, leaf: Leaf, course: CourseEntry | None) -> str:
        title = f"{course.key} {course.title}" if course else leaf.subject
        if leaf.kind == "skill_level":
            label = self.outline.skills.get(leaf.subject, leaf.subject) if self.outline else leaf.subject
            return _("%(skill)s level %(level)d") % {"skill": label, "level": leaf.threshold}
        if leaf.kind == "course_completed":
            return _("Complete %(course)s") % {"course": title}
        return _("%(course)s: %(score)d points or more") % {"course": title, "score": leaf.threshold}

    @staticmethod
    def _expired(leaf: Leaf) -> str:
        if leaf.expired_on is None:
            return ""
        return _("ended on %(day)s") % {"day": date_format(leaf.expired_on, "DATE_FORMAT")}

    def _way(self, course: CourseEntry | None) -> str:
        if course is None:
            return ""
        if not course.live:
            return _("%(course)s is being prepared") % {"course": course.title}
        enrolment = self.enrolments.get(course.id)
        left = [row for row in course.open_lessons if enrolment is None or not enrolment.has_done(row.id)]
        if not left:
            return _("%(course)s: solve the exercises that are still open") % {"course": course.title}
        words: dict[str, Any] = {
            "course": course.title, "count": len(left), "minutes": minutes_left(course, enrolment)
        }  # fmt: skip
        return (
            ngettext(
                "%(course)s: %(count)d lesson left, about %(minutes)d min.",
                "%(course)s: %(count)d lessons left, about %(minutes)d min.",
                len(left),
            )
            % words
        )

    def _url(self, course: CourseEntry | None) -> str:
        if course is None or not course.live:
            return ""
        enrolment = self.enrolments.get(course.id)
        following = next_lesson(course, enrolment) if enrolment else None
        if following is None:
            return course.url
        return reverse("learning:lesson", args=[course.slug, following.slug])
