"""A question that was answered and whose key was corrected afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from courses import outline, selectors, shell
from courses.models import ItemVersion, LessonPage
from lms.learning import services
from lms.learning.lessons import answers
from tests.courses.factories import make_course, make_lesson

if TYPE_CHECKING:
    from courses.outline import CourseEntry
    from lms.accounts.models import Person
    from lms.regions.models import Region

BODY = """::: choice {#k-one points=4 required}
どれですか。

- [ ] 甲
- [x] 乙
- [ ] 丙
::: explain
くわしく。
:::
:::
::: choice {#k-two points=3 partial=each}
すべて選びます。

- [x] 子
- [x] 丑
- [ ] 寅
::: explain
くわしく。
:::
:::
::: text {#k-text points=2}
何ですか。

= DHCP
::: explain
くわしく。
:::
:::
"""
CORRECTED = (
    BODY.replace("- [ ] 甲\n- [x] 乙", "- [x] 甲\n- [ ] 乙")
    .replace("- [x] 丑\n- [ ] 寅", "- [ ] 丑\n- [x] 寅")
    .replace("= DHCP", "= DHCP\n= DNS")
)


def make(region: Region, body: str = BODY, **more: Any) -> CourseEntry:
    """A course of one lesson with these questions."""
    make_lesson(make_course(region, key="K1", skills="SEC-01:2"), 1, body=body, skills="SEC-01", **more)
    return course_of(region)


def course_of(region: Region) -> CourseEntry:
    """The course as it is published now."""
    for keeper in (outline, selectors, shell):
        keeper.forget()
    found = outline.outline(region.site)
    assert found is not None
    course = found.course("k1")
    assert course is not None
    return course


def republish(region: Region, body: str) -> CourseEntry:
    """The lesson with another text."""
    page = LessonPage.objects.get(key="K1-1", path__startswith=region.site.root_page.path)
    page.body = body
    page.save_revision().publish()
    return course_of(region)


def newest(item: str) -> ItemVersion:
    """The version published last."""
    return ItemVersion.objects.filter(item=item).latest("n")


def give(person: Person, course: CourseEntry, item: str, answer: Any, *, kind: str = "answer") -> None:
    """One answer as the grader takes it."""
    services.enrol(person=person, course=course)
    lesson = course.open_lessons[0]
    version = next(row["version"] for row in lesson.items if row["item"] == item)
    answers.take(
        answers.Act(
            person=person, course=course, lesson=lesson, item=item, kind=kind, version_id=version,
            idempotency_key=uuid4().hex, read=lambda _public, _enrolment: answer,
        )
    )  # fmt: skip
