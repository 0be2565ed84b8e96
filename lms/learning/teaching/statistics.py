"""How a question fares: share right at the first try, the wrong option chosen most, tries (CU-05, authoring.md section 15).

Only what learners did with the question; nothing of who they are is read, and no figure is made of fewer than five (LK-18).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from courses.models import ItemVersion
from lms.learning.models import ItemState, TestQuestion, TestSave
from lms.learning.teaching.pages import PERSON_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from courses.outline import CourseEntry

LEAST_ANSWERS = 5
ENOUGH_ANSWERS = 50
HARDEST, EASIEST = 30, 95
_FULL = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """One question. `right_percent`, `tries` and the wrong option are None below five answers."""

    item: str
    type: str
    answers: int
    right_percent: int | None = None
    tries: float | None = None
    wrong_option_html: str = ""
    wrong_percent: int | None = None
    reasons: tuple[str, ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether it stands on the instructor's list."""
        return bool(self.reasons)


def figures_of(course_id: int, items: Iterable[str]) -> dict[str, Figures]:
    """Figures of these questions of a course by name, of the answers since the last change of the key: four queries."""
    names = list(items)
    versions = _versions_since_key(course_id, names)
    firsts = _first_tries(course_id, names)
    tries = _tries(course_id, names)
    return {
        name: _figures(name, versions[name], firsts.get(name, []), tries.get(name))
        for name in names
        if name in versions
    }


def course_figures(course: CourseEntry) -> dict[str, Figures]:
    """Figures of every question of a course that the machine grades."""
    names = [
        entry["item"] for lesson in course.open_lessons for entry in lesson.items
        if entry["scored"] and entry["type"] not in PERSON_TYPES
    ]  # fmt: skip
    asked = TestQuestion.objects.filter(attempt__enrolment__course_id=course.id, attempt__submitted_at__isnull=False)
    names += sorted(set(asked.order_by().values_list("item", flat=True).distinct()) - set(names))
    return figures_of(course.id, names)


def _versions_since_key(course_id: int, names: list[str]) -> dict[str, dict[int, ItemVersion]]:
    """By name the versions that share the newest key, by their id."""
    found: dict[str, dict[int, ItemVersion]] = {}
    for row in ItemVersion.objects.filter(course_id=course_id, item__in=names).order_by("n"):
        if row.change_kind != ItemVersion.Change.WORDING:
            found[row.item] = {}
        found[row.item][row.pk] = row
    return found


def _first_tries(course_id: int, names: list[str]) -> dict[str, list[tuple[int, int, Any, int]]]:
    """By name (version, percent, options chosen, how many learners): counted by the database, nobody is named."""
    rows = (
        ItemState.objects.filter(enrolment__course_id=course_id, item__in=names, feedback__first__isnull=False)
        .order_by()
        .values_list("item", "feedback__first__version", "feedback__first__percent", "feedback__first__chosen")
        .annotate(n=Count("pk"))
    )
    found: dict[str, list[tuple[int, int, Any, int]]] = {}
    for item, version, percent, chosen, count in rows:
        found.setdefault(item, []).append((version, percent, chosen, count))
    for item, version, percent, chosen, count in _first_in_tests(course_id, names):
        found.setdefault(item, []).append((version, percent, chosen, count))
    return found


def _first_in_tests(course_id: int, names: list[str]) -> list[tuple[str, int, int, Any, int]]:
    """The same of course tests: each learner's first answer to the question in a try that is over."""
    asked = TestQuestion.objects.filter(attempt__submitted_at__isnull=False)
    mine = {"attempt__enrolment": OuterRef("attempt__enrolment"), "item": OuterRef("item")}
    earlier = asked.filter(**mine, attempt__n__lt=OuterRef("attempt__n"), saves__isnull=False)
    last = TestSave.objects.filter(question=OuterRef("pk")).order_by("-saved_at", "-id")
    rows = (
        asked.filter(attempt__enrolment__course_id=course_id, item__in=names)
        .filter(Exists(last), ~Exists(earlier))
        .order_by()
        .annotate(chosen=Subquery(last.values("answer")[:1]))
        .values_list("item", "item_version", "item_version__type", "earned", "points", "chosen")
        .annotate(n=Count("pk"))
    )
    return [
        (item, version, int(earned * _FULL / points), chosen if kind == "choice" else None, count)
        for item, version, kind, earned, points, chosen, count in rows
    ]


def _tries(course_id: int, names: list[str]) -> dict[str, float]:
    rows = ItemState.objects.filter(enrolment__course_id=course_id, item__in=names, tries__gt=0).order_by()
    return dict(rows.values_list("item").annotate(mean=Avg("tries")))


def _figures(
    name: str, versions: dict[int, ItemVersion], firsts: list[tuple[int, int, Any, int]], tries: float | None
) -> Figures:
    known = [row for row in firsts if row[0] in versions]
    answers = sum(count for *_rest, count in known)
    newest = list(versions.values())[-1]
    if answers < LEAST_ANSWERS:
        return Figures(name, newest.type, answers)
    right = sum(count for _version, percent, _chosen, count in known if percent == _FULL)
    percent = _share(right, answers)
    chosen = _options(newest, versions, known)
    wrong = max((entry for entry in chosen.items() if not entry[1][1]), key=lambda entry: entry[1][0], default=None)
    most_right = max((count for count, is_right in chosen.values() if is_right), default=0)
    reasons = []
    if answers >= ENOUGH_ANSWERS and right * _FULL < HARDEST * answers:
        reasons.append(_("fewer than 30 % right"))
    if answers >= ENOUGH_ANSWERS and right * _FULL > EASIEST * answers:
        reasons.append(_("more than 95 % right"))
    if wrong and wrong[1][0] > most_right:
        reasons.append(_("a wrong option is chosen more often than the right one"))
    return Figures(
        item=name,
        type=newest.type,
        answers=answers,
        right_percent=percent,
        tries=round(tries, 1) if tries is not None else None,
        wrong_option_html=wrong[0] if wrong and wrong[1][0] else "",
        wrong_percent=_share(wrong[1][0], answers) if wrong and wrong[1][0] else None,
        reasons=tuple(reasons),
    )


def _share(part: int, whole: int) -> int:
    return (part * _FULL * 2 + whole) // (2 * whole)


def _options(
    newest: ItemVersion, versions: dict[int, ItemVersion], known: list[tuple[int, int, Any, int]]
) -> dict[str, tuple[int, bool]]:
    """Text of each option of a choice -> (how often it was chosen at the first try, whether it is right)."""
    if newest.type != "choice":
        return {}
    right = set(newest.secret_half.data["right"])
    texts = [option["html"] for option in newest.public["options"]]
    counts = dict.fromkeys(texts, 0)
    for version, _percent, chosen, count in known:
        options = versions[version].public["options"]
        for index in chosen or ():
            if options[index]["html"] in counts:
                counts[options[index]["html"]] += count
    return {text: (counts[text], index in right) for index, text in enumerate(texts)}
