"""Review, schedule and mails: errors stop every way to the public, warnings stop none, a mail names the page only (LK-04)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision

from courses.models import CompiledLesson, LessonPage
from courses.models.publishing import LessonRefused
from courses.services import publish_due
from lms.ledger.clock import now
from media.services import store_asset
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import BODY, body_with, make_course, make_lesson, make_site
from tests.courses.test_cms import BROKEN, fields

pytestmark = pytest.mark.django_db
SECRET = "まちがいの説明"


def client_of(region, mail_address: str) -> Client:
    client = Client(SERVER_NAME=region.site.hostname)
    client.person = make_person(region, "I", mail=mail_address)
    return sign_in(client, client.person)


@pytest.fixture
def writer(region):
    return client_of(region, "writer@example.jp")


@pytest.fixture
def reviewer(region):
    return client_of(region, "reviewer@example.jp")


@pytest.fixture
def lesson(region):
    return make_lesson(make_course(region), live=False)


def edit(client, lesson, **changes):
    return client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), fields(lesson, **changes))


def is_live(lesson) -> bool:
    return LessonPage.objects.get(pk=lesson.pk).live


def submitted(writer, lesson, **changes):
    assert edit(writer, lesson, **{"action-submit": "1"}, **changes).status_code == 302
    return LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state


def act(client, lesson, state, name: str, comment: str = ""):
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, name, state.pk])
    return client.post(address, {"comment": comment}, follow=True)


def test_a_reviewed_lesson_goes_out_and_the_mails_name_the_page_only(writer, reviewer, lesson) -> None:
    state = submitted(writer, lesson)
    assert state.task.name == "公開前の確認（hama）"
    act(reviewer, lesson, state, "reject", comment=f"ここを直してください：{SECRET}")
    state = submitted(writer, lesson)
    act(reviewer, lesson, state, "approve")
    assert is_live(lesson)
    assert len(mail.outbox) >= 2
    for message in mail.outbox:
        assert lesson.title in message.subject + message.body
        assert SECRET not in message.subject + message.body
        assert "どれが正しいですか" not in message.body
    assert {address for message in mail.outbox for address in message.to} == {
        "writer@example.jp",
        "reviewer@example.jp",
    }


def test_a_broken_text_is_not_even_taken_for_review_and_not_published_by_it(writer, reviewer, lesson) -> None:
    answer = edit(writer, lesson, body=BROKEN, **{"action-submit": "1"})
    assert "正解に [x] を付けてください。" in answer.content.decode()
    assert LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state is None
    state = submitted(writer, lesson)
    latest = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()
    latest.body = BROKEN
    latest.save_revision(clean=False)
    act(reviewer, lesson, LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state or state, "approve")
    assert not is_live(lesson)


def test_an_action_of_wagtail_itself_is_refused_at_the_last_door(writer, lesson) -> None:
    lesson.body = BROKEN
    revision = lesson.save_revision(clean=False)
    with pytest.raises(LessonRefused):
        PublishPageRevisionAction(revision, user=writer.person.user).execute(skip_permission_checks=True)
    with pytest.raises(LessonRefused):
        revision.publish()
    assert not is_live(lesson)
    assert not CompiledLesson.objects.exists()


def test_a_broken_text_cannot_be_scheduled(writer, lesson) -> None:
    answer = edit(writer, lesson, body=BROKEN, go_live_at="2030-01-01 09:00", **{"action-publish": "1"})
    assert "正解に [x] を付けてください。" in answer.content.decode()
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_the_schedule_publishes_the_sound_one_and_leaves_the_broken_one(writer, lesson) -> None:
    sound = make_lesson(lesson.get_parent().specific, 2, body=body_with("two"), live=False)
    for page, body in ((lesson, BROKEN), (sound, body_with("two"))):
        page.body = body
        page.go_live_at = now() - timedelta(minutes=1)
        revision = page.save_revision(clean=False)
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=page.go_live_at)
    refused = publish_due(now())
    assert [number for number, _text in refused] == [lesson.pk]
    assert "7行目" in refused[0][1]
    assert (is_live(lesson), is_live(sound)) == (False, True)


def test_a_scheduled_lesson_goes_out_at_its_time(writer, lesson) -> None:
    assert edit(writer, lesson, go_live_at="2030-01-01 09:00", **{"action-publish": "1"}).status_code == 302
    publish_due(now())
    assert not is_live(lesson)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    due = now() - timedelta(minutes=1)
    revision.content["go_live_at"] = due.isoformat()
    revision.approved_go_live_at = due
    revision.save()
    publish_due(now())
    assert is_live(lesson)


def test_warnings_stop_nothing(writer, lesson) -> None:
    body = "詳しくは https://example.jp/ を見ます。\n\n::: text {#w-one}\n問い\n= a\n:::\n"
    assert edit(writer, lesson, body=body, **{"action-publish": "1"}).status_code == 302
    assert is_live(lesson)


def test_a_copied_lesson_is_a_draft_with_names_of_its_own(writer, lesson) -> None:
    lesson.save_revision().publish()
    answer = writer.post(
        reverse("wagtailadmin_pages:copy", args=[lesson.pk]),
        {
            "new_title": "写し",
            "new_slug": "copied",
            "new_parent_page": str(lesson.get_parent().pk),
            "publish_copies": "on",
        },
    )
    assert answer.status_code == 302
    copy = LessonPage.objects.get(slug="copied")
    assert (copy.live, "#q-one" in copy.body) == (False, False)


def test_the_file_chooser_shows_the_shelf_of_this_site_only(writer, region, lesson) -> None:
    elsewhere = make_site("kita")
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    for site, key, title in ((region.site, "wifi-router", "家のルーター"), (elsewhere.site, "foreign-one", "よその絵")):
        store_asset(site=site, key=key, file=picture.getvalue(), name="a.png", title=title, alt="ルーターの写真")
    address = reverse("courses_files", args=[lesson.pk])
    shown = writer.get(address).content.decode()
    assert "![ルーターの写真](image:wifi-router)" in shown
    assert "foreign-one" not in shown
    assert "wifi-router" not in writer.get(f"{address}?words=ない").content.decode()
    assert client_of(elsewhere, "far@example.jp").get(address).status_code == 404
    lesson.body = BODY + "\n![](image:wifi-router)\n"
    lesson.save_revision().publish()
    assert is_live(lesson)
