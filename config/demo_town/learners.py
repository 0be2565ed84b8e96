"""Learners: they register, take lessons, and answer the questions their work will ask for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from config.demo_town.coursework import do_work, pass_test
from config.demo_town.solutions import right_answer, solvable
from content.items.stepwise import STEPPERS
from courses.models import ItemKey, ItemVersion
from courses.outline import outline
from lms.accounts.models import SchoolKind
from lms.accounts.services import open_login, register_person
from lms.learning.lessons.answers import Act, take
from lms.learning.services import complete_lesson, enrol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from config.demo_town import cast
    from config.demo_town.diary import Diary
    from config.demo_town.town import Town
    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person

# What each reach has learned: course key -> (lessons finished, whether the questions were answered).
STUDIES: dict[str, dict[str, tuple[int, bool]]] = {
    "registered": {},
    "started": {"A3": (2, False)},
    "first_course": {"A3": (5, False)},
    "both_courses": {"A3": (5, False), "B4": (5, False)},
    "applied": {"A3": (5, True), "B4": (5, True)},
}
MUNICIPALITIES = ("みなみ浜市", "みなみ浜市", "みなみ浜市", "となり町")


def study_of(reach: str) -> dict[str, tuple[int, bool]]:
    """The studies of a reach; whoever went further than applying has learned as much."""
    return STUDIES.get(reach, STUDIES["applied"])


class LearnerStory:
    """One of the many on the way from registration to the end of the courses."""

    def __init__(self, town: Town, learner: cast.Learner) -> None:
        self.town, self.learner = town, learner
        self.person: Person | None = None

    def tell(self, diary: Diary, begins: int) -> None:
        """Register, then one lesson every other day, course by course."""
        diary.at(begins, 8 + self.learner.number % 12, self.register)
        day = begins - 1
        for key, (lessons, solves) in study_of(self.learner.reach).items():
            for position in range(lessons):
                if day >= 1:
                    diary.at(day, 9 + (self.learner.number + position) % 12, self.study, key, position, solves)
                day -= 2

    def register(self) -> None:
        """Open the account."""
        learner = self.learner
        self.person = register_person(
            user=open_login(email=learner.email),
            region=self.town.region,
            display_name=learner.display_name,
            birth_date=date(learner.birth_year, learner.number % 12 + 1, learner.number % 27 + 1),
            school_kind=SchoolKind.NONE,
            source="system",
            family_name=learner.family_name,
            given_name=learner.given_name,
            municipality=MUNICIPALITIES[learner.number % 4],
        )

    def study(self, key: str, position: int, solves: bool) -> None:
        """One lesson: its questions if this learner answers them, then 「わかった！つぎへ」."""
        if self.person is None:
            raise LookupError(self.learner.email)
        study_lesson(self.town, self.person, key, position, solves=solves)


def study_lesson(town: Town, person: Person, key: str, position: int, *, solves: bool) -> None:
    """One lesson of a course by its place, taken up on the first one."""
    course = course_of(town, key)
    lesson = course.open_lessons[position]
    if position == 0:
        enrol(person=person, course=course)
    if solves:
        for entry in lesson.items:
            if solvable(entry["type"]):
                answer_right(person, course, lesson, entry["item"])
    for entry in lesson.items:
        if entry["type"] == "submit":
            do_work(town, person, course, lesson, entry)
    complete_lesson(person=person, course=course, lesson=lesson)
    if lesson == course.open_lessons[-1]:
        pass_test(person, course)


def course_of(town: Town, key: str) -> CourseEntry:
    """The course as the catalogue has it."""
    found = outline(town.region.site)
    course = found.course_by_key(key) if found else None
    if course is None:
        raise LookupError(key)
    return course


_versions: dict[str, tuple[int, list[Any]]] = {}


def answer_right(person: Person, course: CourseEntry, lesson: LessonEntry, item: str) -> None:
    """Answer one question rightly; what goes step by step is answered step by step."""
    if item not in _versions:
        version = ItemVersion.objects.filter(course_id=course.id, item=item).latest("n")
        secret = ItemKey.keys.get(version=version).data
        answer = right_answer(version.public, secret)
        _versions[item] = (version.pk, answer if version.type in STEPPERS else [answer])
    version_id, answers = _versions[item]
    for given in answers:
        take(
            Act(
                person=person,
                course=course,
                lesson=lesson,
                item=item,
                kind="answer",
                version_id=version_id,
                idempotency_key=str(uuid4()),
                read=_saying(given),
            )
        )


def _saying(given: Any) -> Callable[[Mapping[str, Any], object], Any]:
    """What reads an answer out of a form, for one that is known already."""
    return lambda _public, _enrolment: given
