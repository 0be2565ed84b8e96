"""The order of a course's lessons after an import: that of the files. Pages the files do not name stay behind their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from courses.models import CoursePage, LessonPage


def put_in_order(
    course: CoursePage, wanted: Sequence[LessonPage], user: Any, *, published_too: bool
) -> list[str] | None:
    """Bring the lessons into the order `wanted`; the titles of those that were moved, [] when the order was right.

    A place in the tree has no draft. Without `published_too` an order in which learners would find published lessons
    elsewhere than now is left as it is, and the answer is None.
    """
    children = list(course.get_children().order_by("path"))
    order = _with_others([page.pk for page in children], [page.pk for page in wanted])
    now = [page.pk for page in children]
    if now == order:
        return []
    live = {page.pk for page in children if page.live}
    if not published_too and [pk for pk in now if pk in live] != [pk for pk in order if pk in live]:
        return None
    return _moved(course, now, order, user)


def _with_others(now: list[int], wanted: list[int]) -> list[int]:
    """`wanted` with every other page directly behind the page it stood behind, banks and the like before the first."""
    named = set(wanted)
    behind: dict[int, list[int]] = {}
    anchor = 0
    for pk in now:
        if pk in named:
            anchor = pk
        else:
            behind.setdefault(anchor, []).append(pk)
    return behind.get(0, []) + [pk for one in wanted for pk in (one, *behind.get(one, []))]


def _moved(course: CoursePage, now: list[int], order: list[int], user: Any) -> list[str]:
    titles = []
    for place, pk in enumerate(order):
        if now[place] == pk:
            continue
        # Every move writes paths anew: rows are read again for each.
        page, before = (course.get_children().get(pk=found) for found in (pk, now[place]))
        page.move(before, pos="left", user=user)
        now.remove(pk)
        now.insert(place, pk)
        titles.append(page.title)
    return titles
