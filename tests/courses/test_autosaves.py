"""What autosave stored by itself goes after a month; what a person saved or published, and what is in use, stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Comment, Revision

from courses import autosaves
from courses.models import AutosavedRevision
from lms.accounts.models import User
from lms.learning import tasks
from lms.ledger.clock import now
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import BODY, make_course, make_lesson
from tests.courses.test_cms import fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(region):
    return make_person(region, "AD")


@pytest.fixture
def editor(client, region, person):
    User.objects.filter(pk=person.user_id).update(is_superuser=True, is_staff=True)
    client.defaults["SERVER_NAME"] = region.site.hostname
    return sign_in(client, person)


@pytest.fixture
def lesson(region):
    return make_lesson(make_course(region))


def store(editor, lesson, text: str, *, by_itself: bool, **more: str) -> Revision:
    """Send the form as the editor does: autosave asks for JSON. The revision it made."""
    headers = {"accept": "application/json"} if by_itself else {"accept": "text/html"}
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    answer = editor.post(address, fields(lesson, body=f"{BODY}\n{text}\n", **more), headers=headers)
    assert answer.status_code == (200 if by_itself else 302), answer.content.decode()[:500]
    lesson.refresh_from_db()
    return lesson.latest_revision


def age(days: int) -> None:
    Revision.objects.update(created_at=now() - timedelta(days=days))


def left() -> set[int]:
    return set(Revision.objects.values_list("pk", flat=True))


def test_only_old_autosaved_ones_go_and_the_newest_stays(editor, lesson) -> None:
    published = lesson.live_revision.pk
    one = store(editor, lesson, "自動1", by_itself=True).pk
    saved = store(editor, lesson, "自分で", by_itself=False).pk
    two = store(editor, lesson, "自動2", by_itself=True).pk
    newest = store(editor, lesson, "自動3", by_itself=True).pk
    assert len({published, one, saved, two, newest}) == 5
    age(autosaves.KEPT_DAYS - 1)
    assert autosaves.purge(now()) == 0
    age(autosaves.KEPT_DAYS + 1)
    tasks.purge_autosaves()
    assert left() == {published, saved, newest}
    assert autosaves.purge(now()) == 0
    assert lesson.get_latest_revision_as_object().body.rstrip().endswith("自動3")


def test_a_persons_save_over_an_autosaved_text_keeps_it(editor, lesson) -> None:
    first = store(editor, lesson, "自動", by_itself=True)
    assert AutosavedRevision.objects.filter(revision=first).exists()
    same = store(editor, lesson, "自分で", by_itself=False, overwrite_revision_id=str(first.pk))
    assert same.pk == first.pk
    assert not AutosavedRevision.objects.exists()
    store(editor, lesson, "あと", by_itself=True)
    age(100)
    assert autosaves.purge(now()) == 0


def test_published_scheduled_and_commented_texts_stay(editor, lesson, person) -> None:
    live = store(editor, lesson, "公開になる", by_itself=True)
    live.publish()
    lesson.refresh_from_db()
    scheduled = store(editor, lesson, "予約", by_itself=True)
    spoken = store(editor, lesson, "ここに一言", by_itself=True)
    comment = Comment.objects.create(
        page=lesson, user_id=person.user_id, text="一言", contentpath="body", revision_created=spoken
    )
    newest = store(editor, lesson, "いま", by_itself=True)
    Revision.objects.filter(pk=scheduled.pk).update(approved_go_live_at=now() + timedelta(days=400))
    age(100)
    assert autosaves.purge(now()) == 1
    assert {live.pk, scheduled.pk, newest.pk} <= left()
    comment.refresh_from_db()
    assert comment.revision_created_id == newest.pk
