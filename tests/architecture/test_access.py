"""Every URL x every role against the expected table; a new URL without a row fails (ROL-t1, issue 2 Show 6)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import URLResolver, get_resolver, reverse

from courses.models import LessonPage
from tests.architecture.access_table import ADDRESSES, ANYBODY
from tests.learning.planted import leaks, text_of
from tests.savepoints import undone

pytestmark = pytest.mark.django_db

OURS = {"lms", "courses", "content", "media"}
# Tested by their own apps: allauth's pages, Wagtail's, and what stands in front of Wagtail's.
# Below /cms/: who may edit the page, see tests/courses/test_writing.py.
NOT_IN_THE_TABLE = {
    "wagtail_serve", "cms_login", "courses_import", "courses_check", "courses_block_form", "courses_draft_answer",
    "courses_files", "courses_questions", "courses_questions_export", "courses_document", "courses_export", None,
}  # fmt: skip
OPEN_ANSWERS = {200, 302, 409, 410}
# Signing in, registering and codes are allauth's; their addresses are asked without a session in tests/accounts.
SECTIONS = sorted({name.split(":")[0] for name in ADDRESSES})


def our_names(patterns=None, space: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= our_names(pattern.url_patterns, pattern.namespace or space)
        elif pattern.callback.__module__.split(".")[0] in OURS and pattern.name not in NOT_IN_THE_TABLE:
            found.add(f"{space}:{pattern.name}" if space else pattern.name)
    return {name for name in found if not name.startswith(("account", "wagtail")) or name.startswith("accounts:")}


def test_every_address_of_ours_has_a_row_and_every_row_an_address():
    assert our_names() == set(ADDRESSES)


def address_of(name: str, objects: dict[str, str], **instead: str) -> str:
    kwargs = {
        key: instead.get(key) or (objects[value[1:]] if value.startswith("=") else value)
        for key, value in ADDRESSES[name].kwargs.items()
    }
    return reverse(
        name,
        kwargs={
            key: int(value) if key in {"number", "grant_id", "version_id", "change_id"} else value
            for key, value in kwargs.items()
        },
    )


def answer(client, method: str, url: str, *data):
    with undone():
        return getattr(client, method)(url, *data)


def in_the_cms(name: str) -> bool:
    """The CMS invites nobody to join: who does not belong there finds nothing."""
    return name.startswith("recordings:")


def fault(role: str, method: str, name: str, response) -> str:
    """What is wrong with this answer, or ""."""
    shown = leaks(text_of(response))
    return f"shows {shown}" if shown else wrong_status(role, method, name, response)


def wrong_status(role: str, method: str, name: str, response) -> str:
    """How the status differs from the table, or ""."""
    row, status = ADDRESSES[name], response.status_code
    signs_in = status == 302 and "/accounts/" in response["Location"]
    if status >= 500:
        return f"{status}"
    if role not in row.who:
        if role == "visitor":
            return "" if signs_in else f"{status}, not the sign-in"
        if role == "C elsewhere" and not in_the_cms(name):
            joins = status == 302 and response["Location"].startswith(reverse("accounts:join"))
            return "" if joins else f"{status}, not the page to join"
        closed = status == 404 or (status == 405 and (method == "post") != row.post)
        return "" if closed else f"{status}, not 404"
    if method == "get":
        fits = status == 405 if row.post else status in OPEN_ANSWERS
        return "" if fits and not signs_in else f"{status}, not open"
    # An act without its data: whatever it says, it asks nobody to sign in and does not break.
    return "" if status != 403 and not signs_in else f"{status}, not heard"


@pytest.mark.parametrize("section", SECTIONS)
def test_every_role_gets_what_the_table_says_and_no_answer_of_a_question(world, section):
    """The table (ROL-t1), and the canary of every secret position of every type in none of its answers (LT-02)."""
    wrong = []
    for role in sorted(ANYBODY):
        client = world.client(role)
        for name in ADDRESSES:
            if name.split(":")[0] != section:
                continue
            url = address_of(name, world.objects)
            for method in ("get", "post"):
                found = fault(role, method, name, answer(client, method, url))
                if found:
                    wrong.append(f"{role} {method} {name}: {found}")
    assert not wrong, "\n".join(wrong)


def test_an_object_of_others_is_answered_like_one_that_does_not_exist(world):
    """Bodies are byte-equal for a foreign and an unknown id (workflows.md §2 step 2)."""
    different = []
    for role in ("other learner", "other firm", "C elsewhere"):
        client = world.client(role)
        for name, row in ADDRESSES.items():
            key = next((key for key in ("pk", "notice_id", "person_id") if key in row.kwargs), None)
            if key is None or role in row.who:
                continue
            method = "post" if row.post else "get"
            foreign = answer(client, method, address_of(name, world.objects))
            nobodys = "0" if in_the_cms(name) else str(uuid4())
            unknown = answer(client, method, address_of(name, world.objects, **{key: nobodys}))
            status = 302 if role == "C elsewhere" and not in_the_cms(name) else 404
            if {foreign.status_code, unknown.status_code} != {status} or foreign.content != unknown.content:
                different.append(f"{role} {name}: {foreign.status_code} {unknown.status_code}")
    assert not different, "\n".join(different)


def test_the_editors_rooms_open_for_instructors_and_administrators_only(world):
    lesson = LessonPage.objects.earliest("path")
    course = lesson.get_parent()
    pages = [
        reverse("courses_questions", args=[lesson.pk]),
        reverse("courses_document", args=[course.pk]),
        reverse("courses_export", args=[course.pk]),
    ]
    for url in ("/cms/", reverse("courses_import"), *pages):
        assert {role for role in ANYBODY if answer(world.client(role), "get", url).status_code == 200} == {"I", "AD"}


def test_answers_leave_the_house_by_administrators_only(world):
    """LK-06: GIFT, tables and the staff zip need the permission `export_keys`."""
    lesson = LessonPage.objects.get(key="A6-1")
    acts = [
        (reverse("courses_questions_export", args=[lesson.pk, "gift"]), {}),
        (reverse("courses_export", args=[lesson.get_parent().pk]), {"kind": "staff"}),
    ]
    for url, data in acts:
        given = {role for role in ANYBODY if answer(world.client(role), "post", url, data).status_code == 200}
        assert given == {"AD"}
