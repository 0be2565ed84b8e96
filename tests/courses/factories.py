"""Sites, catalogues, courses and lessons for tests, made the way the CMS makes them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from courses.models import BankPage, CataloguePage, CoursePage, LearningPathPage, LessonPage, PathCourse
from tests.accounts.factories import make_region

if TYPE_CHECKING:
    from lms.regions.models import Region

_numbers = count(1)

CHOICE = """::: choice {#q-one required}
どれが正しいですか。

- [ ] まちがい
  > まちがいの説明です。
- [x] 正しい
  > そのとおりです。

::: hint
ヒントです。
:::
::: explain
くわしい説明です。
:::
:::
"""
TRUEFALSE = """::: truefalse {#q-two}
使い回してもよい。

= ×
::: explain
もれると、ほかにも入られます。
:::
:::
"""
BODY = f"はじめの段落です。テレワークの話です。\n\n## 見出し\n\n本文です。\n\n{CHOICE}\n{TRUEFALSE}\n## おわりに\n\nまとめです。\n"


def make_site(code: str = "", **region: Any) -> Region:
    """A Region with its site, home page and empty catalogue; its host is `<code>.example.jp`."""
    code = code or f"town{next(_numbers)}"
    return make_region(code, host=f"{code}.example.jp", name=code, **region)


def catalogue_of(region: Region) -> CataloguePage:
    """The catalogue of a Region."""
    return CataloguePage.objects.child_of(region.site.root_page).get()


def make_course(region: Region, key: str = "A3", slug: str = "", **fields: Any) -> CoursePage:
    """A live course."""
    course = CoursePage(
        title=fields.pop("title", f"コース{key}"),
        slug=slug or key.lower(),
        key=key,
        skills=fields.pop("skills", "SEC-01:2, SEC-02:2"),
        **fields,
    )
    catalogue_of(region).add_child(instance=course)
    return course


def make_lesson(
    course: CoursePage, number: int = 1, *, body: str = BODY, live: bool = True, **fields: Any
) -> LessonPage:
    """A lesson; live ones are published through a revision as the edit form does."""
    key = f"{course.key}-{number}"
    lesson = LessonPage(
        title=fields.pop("title", f"単元{number}"),
        slug=fields.pop("slug", f"l{number}"),
        key=fields.pop("key", key),
        skills=fields.pop("skills", "SEC-01"),
        minutes=fields.pop("minutes", 10),
        objective=fields.pop("objective", "ためすことができる"),
        body=body,
        live=False,
        **fields,
    )
    course.add_child(instance=lesson)
    if live:
        lesson.save_revision().publish()
        lesson.refresh_from_db()
    return lesson


def make_bank(
    course: CoursePage, key: str = "security", *, body: str = "", live: bool = True, **fields: Any
) -> BankPage:
    """A question bank of the course."""
    bank = BankPage(
        title=fields.pop("title", f"問題集{key}"), slug=f"bank-{key}", key=key, body=body, live=False, **fields
    )
    course.add_child(instance=bank)
    if live:
        bank.save_revision().publish()
        bank.refresh_from_db()
    return bank


def bank_body(skill: str, count: int, prefix: str = "") -> str:
    """`count` questions of one skill: ○ is right for all of them."""
    prefix = prefix or skill.lower()
    return "\n".join(
        f"::: truefalse {{#{prefix}-{n:02d} skill={skill}}}\n{skill}の問い{n}。\n\n= ○\n::: explain\n説明{n}。\n:::\n:::\n"
        for n in range(count)
    )


def body_with(prefix: str) -> str:
    """The standard body with question names of its own."""
    return BODY.replace("#q-", f"#{prefix}-")


def make_path(region: Region, courses: list[CoursePage], key: str = "A") -> LearningPathPage:
    """A live path with these courses."""
    path = LearningPathPage(title=f"道{key}", slug=f"path-{key.lower()}", key=key)
    catalogue_of(region).add_child(instance=path)
    for position, course in enumerate(courses):
        PathCourse.objects.create(path=path, course=course, sort_order=position)
    return path
