"""Grading answers to older versions of a question by its newest key: dry run, the job, and taking a pass away by hand (LT-09, CU-03).

The dry run and the job compute the same rows. The job gives at once what was gained and never takes anything: a loss
waits for a named person with a reason. Certificates and completed courses are not touched by any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from content.items import AnswerRefusedError, ItemKey, grade, points
from courses.models import ItemKey as StoredKey
from courses.models import ItemVersion
from lms.learning.models import ItemState
from lms.learning.states import AnswerState
from lms.learning.teaching.pages import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from uuid import UUID

PRACTICE = "practice"
# How a question is told and what it is worth: a change of these leaves an answer to it comparable.
_WORDING = frozenset({"prompt_html", "label_html", "hints", "points", "settings", "shuffle", "input"})
# The answer was on the screen when it was given: it proves nothing under any key.
_SHOWN = AnswerState.REVEALED


@dataclass(frozen=True, slots=True)
class Row:
    """One learner's line of the table. `comparable` False: the options were rewritten, the old points stay."""

    enrolment_id: UUID
    place: str
    label: str
    old_points: Decimal
    new_points: Decimal
    new_percent: int
    was_passed: bool
    now_passed: bool
    comparable: bool
    # The answer as the newest version names its options; only the job reads it.
    answer: Any

    @property
    def gained(self) -> bool:
        """A pass that was not there."""
        return self.now_passed and not self.was_passed

    @property
    def lost(self) -> bool:
        """A pass that a named person may take away."""
        return self.was_passed and not self.now_passed

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return self.old_points != self.new_points or self.was_passed != self.now_passed


class Keys:
    """Both halves of the versions of one question, read once."""

    def __init__(self, version: ItemVersion) -> None:
        rows = ItemVersion.objects.filter(course_id=version.course_id, item=version.item)
        self.version = version
        self.publics: dict[int, dict[str, Any]] = {row.pk: row.public for row in rows}
        found = StoredKey.keys.filter(version__in=rows)
        self.keys = {key.version_id: ItemKey.from_json(version.type, key.data) for key in found}

    def share(self, version_id: int, answer: Any) -> Fraction | None:
        """The share of the points by the key of this version; None for what it cannot read."""
        try:
            graded = grade(self.publics[version_id], self.keys[version_id], answer)
        except (AnswerRefusedError, IndexError, KeyError, TypeError, ValueError):
            return None
        return None if graded.state == "invalid" else graded.share

    def carried(self, version_id: int, answer: Any) -> tuple[Any, bool]:
        """The answer in the words of the newest version, and whether it can be compared with its key."""
        old, new = self.publics[version_id], self.publics[self.version.pk]
        if self.version.type == "branch":
            keys = self.keys[version_id].to_json(), self.keys[self.version.pk].to_json()
            return _by_way(*keys, answer)
        if _told(old) == _told(new):
            return answer, True
        if self.version.type == "choice":
            return _by_text(old, new, answer)
        return answer, False


def _told(public: Mapping[str, Any]) -> dict[str, Any]:
    """What of a question an answer depends on."""
    return {name: value for name, value in public.items() if name not in _WORDING}


def _by_text(old: Mapping[str, Any], new: Mapping[str, Any], answer: Any) -> tuple[Any, bool]:
    """The chosen options where they stand now; not comparable when one of them is gone."""
    place = {option["html"]: index for index, option in enumerate(new["options"])}
    chosen = [place.get(old["options"][index]["html"]) for index in answer]
    return chosen, None not in chosen


def _by_way(old: Mapping[str, Any], new: Mapping[str, Any], path: Any) -> tuple[Any, bool]:
    """The way taken through the scenes as they are now, choice by choice; not comparable where a choice is gone."""
    found: list[int] = []
    scene = 0
    for taken in path:
        words = old["edges"][taken]["html"]
        same = [edge for edge in new["scenes"][scene]["edges"] if new["edges"][edge]["html"] == words]
        if len(same) != 1:
            return path, False
        found += same
        scene = new["edges"][same[0]]["to"]
    return found, True


def newest(version: ItemVersion) -> bool:
    """Whether no newer version of the question was published."""
    return not ItemVersion.objects.filter(course_id=version.course_id, item=version.item, n__gt=version.n).exists()


def states_below(version: ItemVersion) -> Any:
    """The practice states that rest on an older version of the question."""
    rows = ItemState.objects.filter(
        enrolment__course_id=version.course_id, item=version.item, item_version__n__lt=version.n, tries__gt=0
    )
    return rows.select_related("enrolment__person", "enrolment__programme").order_by("enrolment__person__pseudonym")


def practice_rows(version: ItemVersion, states: Iterable[ItemState], *, everybody: bool = False) -> list[Row]:
    """One row per learner, computed from the last answer by both keys."""
    keys = Keys(version)
    return [_practice_row(keys, state, everybody=everybody) for state in states]


def _practice_row(keys: Keys, state: ItemState, *, everybody: bool) -> Row:
    possible = keys.publics[keys.version.pk].get("points", 1)
    solved = state.state == AnswerState.SOLVED
    old = Fraction(1) if solved else keys.share(state.item_version_id, state.answer) or Fraction(0)
    answer, carried = keys.carried(state.item_version_id, state.answer)
    share = Fraction(1) if everybody else keys.share(keys.version.pk, answer) if carried else None
    new = old if share is None else share
    passed = solved if share is None else new == 1 and (everybody or state.state != _SHOWN)
    if not solved or passed:
        new = max(old, new)  # Points fall with a pass alone, and that waits for a person.
    return Row(
        enrolment_id=state.enrolment_id,
        place=PRACTICE,
        label=label_of(state.enrolment.person.pseudonym),
        old_points=points(possible, old),
        new_points=points(possible, new),
        new_percent=int(new * 100),
        was_passed=solved,
        now_passed=passed,
        comparable=share is not None,
        answer=answer if carried else None,
    )
