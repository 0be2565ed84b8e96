"""Courses with work that a person judges, and work in every state, made as pages and people make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from courses import outline
from courses.models import ItemVersion, LessonPage
from lms.learning import services
from lms.learning.assignments import hand_in
from lms.learning.models import Enrolment, Submission
from tests.accounts.factories import make_person
from tests.courses.factories import make_course, make_lesson

if TYPE_CHECKING:
    from courses.outline import CourseEntry, LessonEntry
    from lms.accounts.models import Person
    from lms.regions.models import Region

RUBRIC = """::: rubric
| 観点 | 0 | 3 | 5 |
|---|---|---|---|
| 伝わりやすさ | 用件が分からない | 用件は分かる | 見出しだけで分かる |
| 体裁 | そろっていない | おおむねそろう | 見出し・表・余白がそろう |
:::
"""
WRITING = f"""::: submit {{#w-text points=10 required skill=DOC-01,DOC-02}}
応募文を書いてください。

{RUBRIC}:::
"""
FILE = f"""::: submit {{#w-file accept=pdf,docx,png,jpg,txt max=1MB points=10}}
文書を提出してください。

{RUBRIC}:::
"""
CODE = """::: code {#w-code lang=python points=5}
2つの数を足す関数を完成させてください。

```python start
def tasu(a, b):
    ...
```
```python test
assert tasu(1, 2) == 3
```
```python hidden
assert tasu(-1, 1) == 0  # きみつ検査
```
```python solution
return a + b  # きみつ解答
```
::: explain
きみつ解説です。
:::
:::
"""
BODY = f"はじめの文です。\n\n{WRITING}\n{FILE}\n{CODE}"


def make_assignment(region: Region, body: str = BODY, *, skills: str = "DOC-01:3, DOC-02:2") -> CourseEntry:
    """A live course of one lesson with work to hand in."""
    course = make_course(region, key="A4", skills=skills, title="文書と表計算")
    make_lesson(course, 5, body=body, skills="DOC-01", slug="kadai", title="提出物の見直し")
    outline.forget()
    return entry_of(region)


def republish(region: Region, body: str) -> CourseEntry:
    """The same lesson with another text."""
    lesson = LessonPage.objects.get(slug="kadai")
    lesson.body = body
    lesson.save_revision().publish()
    outline.forget()
    return entry_of(region)


def entry_of(region: Region) -> CourseEntry:
    """The course as pages see it."""
    found = outline.outline(region.site)
    assert found is not None
    course = found.course("a4")
    assert course is not None
    return course


def give(person: Person, course: CourseEntry, item: str = "w-text", **more: Any) -> Submission:
    """Enrol where needed and hand in."""
    services.enrol(person=person, course=course)
    lesson: LessonEntry = course.open_lessons[0]
    entry = next(row for row in lesson.items if row["item"] == item)
    sent = hand_in.HandIn(
        person=person,
        course=course,
        lesson=lesson,
        entry=entry,
        version=ItemVersion.objects.get(pk=entry["version"]),
        text=more.get("text", "はじめまして。"),
        file=more.get("file"),
        idempotency_key=more.get("key", uuid4().hex),
    )
    return hand_in.hand_in(sent)


def judge(row: Submission, grader: Person, decision: str, levels: list[int | None], comment: str = "") -> Submission:
    """A judgement of the newest version."""
    return hand_in.judge(
        row,
        grader=grader,
        decision=decision,
        version_n=row.versions_count,
        levels=levels,
        comment=comment,
        idempotency_key=uuid4().hex,
    )


def row_in(state: str, region: Region) -> Submission:
    """A submission in this state; an unsaved one for the empty state."""
    course = make_assignment(region)
    person, grader = make_person(region), make_person(region, "I")
    if not state:
        enrolment = services.enrol(person=person, course=course)
        return Submission(
            region=region, person=person, enrolment=enrolment, lesson_id=course.open_lessons[0].id, item="w-text"
        )
    row = give(person, course)
    if state == "returned":
        row = judge(row, grader, "returned", [], "見出しを付けてください。")
    elif state == "accepted":
        row = judge(row, grader, "accepted", [3, 5])
    return Submission.objects.get(pk=row.pk)


def enrolment_of(person: Person) -> Enrolment:
    """The one enrolment."""
    return Enrolment.objects.get(person=person)
