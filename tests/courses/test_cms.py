"""The CMS: every way of publishing meets the same door, drafts keep what was typed, copies are drafts with names of their own."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, ReferenceIndex, Revision, Workflow, WorkflowTask
from wagtail.search.models import IndexEntry

from content.formats.course_zip import read_course_folder, write_course_zip
from courses.importing import import_course
from courses.models import BankPage, CompiledLesson, CoursePage, LearningPathPage, LessonPage, Skill
from courses.search import search_pages
from lms.accounts.models import User
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import BODY, body_with, catalogue_of, make_course, make_lesson
from tests.courses.test_import import DEMO

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
BROKEN = BODY.replace("- [x] 正しい", "- [ ] 正しい")


@pytest.fixture
def editor(client, region):
    person = make_person(region, "AD")
    User.objects.filter(pk=person.user_id).update(is_superuser=True, is_staff=True)
    client.defaults["SERVER_NAME"] = region.site.hostname
    return sign_in(client, person)


@pytest.fixture
def lesson(region):
    return make_lesson(make_course(region), live=False)


def fields(lesson: LessonPage, **changes) -> dict[str, str]:
    names = (
        "title",
        "slug",
        "objective",
        "body",
        "key",
        "minutes",
        "audience",
        "skills",
        "refs",
        "reviewer",
        "licence",
        "credits",
    )
    data = {name: str(getattr(lesson, name)) for name in names}
    data |= {
        "reviewed_on": "",
        "next_review": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
    }
    data |= {
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
    return data | changes


def edit(editor, lesson: LessonPage, **changes):
    return editor.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), fields(lesson, **changes))


def test_the_edit_form_refuses_a_broken_text_with_line_and_reason(editor, lesson) -> None:
    answer = edit(editor, lesson, body=BROKEN, **{"action-publish": "1"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "7行目" in html
    assert "正解に [x] を付けてください。" in html
    assert not LessonPage.objects.get(pk=lesson.pk).live


def test_the_edit_form_publishes_a_sound_text(editor, lesson) -> None:
    assert edit(editor, lesson, **{"action-publish": "1"}).status_code == 302
    assert LessonPage.objects.get(pk=lesson.pk).live
    assert CompiledLesson.objects.filter(lesson=lesson).exists()


def test_a_draft_with_errors_is_kept_with_its_marks_half_width_and_the_form_lists_the_errors(editor, lesson) -> None:
    typed = "：：： choice ｛＃q-one｝\nどれ\n- [ ] a\n- [ ] b\n:::\n"
    edit(editor, lesson, body=typed)
    kept = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().body
    assert kept.strip() == "::: choice {#q-one}\nどれ\n- [ ] a\n- [ ] b\n:::"
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert "1行目：" in html
    assert "E201" in html


def test_autosave_stores_the_text_and_nothing_else(editor, lesson) -> None:
    answer = editor.post(
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        fields(lesson, body=BROKEN),
        headers={"Accept": "application/json"},
    )
    assert answer.json()["success"] is True
    kept = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().body
    assert kept.replace("\r\n", "\n").strip() == BROKEN.strip()
    assert not CompiledLesson.objects.exists()


def test_the_admin_api_refuses_to_publish_a_broken_text(editor, lesson) -> None:
    lesson.body = BROKEN
    lesson.save_revision()
    answer = editor.post(
        reverse("wagtailadmin_api:pages:action", args=[lesson.pk, "publish"]), {}, content_type="application/json"
    )
    assert answer.status_code == 400
    assert "7行目" in json.dumps(answer.json(), ensure_ascii=False)
    assert not LessonPage.objects.get(pk=lesson.pk).live


def test_a_bulk_publish_with_one_broken_lesson_publishes_nothing_and_says_why(editor, lesson) -> None:
    sound = make_lesson(lesson.get_parent().specific, 2, body=body_with("two"), live=False)
    lesson.body = BROKEN
    lesson.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = editor.post(f"{address}?id={sound.pk}&id={lesson.pk}", {"include_descendants": ""}, follow=True)
    assert "7行目" in answer.content.decode()
    assert not LessonPage.objects.filter(live=True).exists()


def test_approving_a_broken_text_in_a_workflow_says_why(editor, lesson, region) -> None:
    lesson.body = BROKEN
    lesson.save_revision()
    task = GroupApprovalTask.objects.create(name="check")
    workflow = Workflow.objects.create(name="review")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    user = User.objects.get(is_superuser=True)
    state = workflow.start(lesson, user)
    address = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", state.current_task_state.pk])
    answer = editor.post(address, {"comment": ""}, follow=True)
    assert "7行目" in answer.content.decode()
    assert not LessonPage.objects.get(pk=lesson.pk).live
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


def test_a_copied_course_is_a_draft_with_new_question_names(editor, lesson) -> None:
    lesson.save_revision().publish()
    course = lesson.get_parent()
    answer = editor.post(
        reverse("wagtailadmin_pages:copy", args=[course.pk]),
        {
            "new_title": "写し",
            "new_slug": "copy",
            "new_parent_page": str(course.get_parent().pk),
            "copy_subpages": "on",
            "publish_copies": "on",
            "alias": "on",
        },
    )
    assert answer.status_code == 302
    copied = CoursePage.objects.get(slug="copy")
    copy = LessonPage.objects.child_of(copied).get()
    latest = copy.get_latest_revision_as_object()
    assert (copied.live, copy.live, copy.alias_of_id) == (False, False, None)
    assert (copied.key, latest.key) == ("", "")
    assert "#q-one" not in latest.body
    assert latest.body == copy.body
    latest.key = "A3C-1"
    latest.save_revision().publish()
    assert LessonPage.objects.get(pk=copy.pk).live


def test_an_alias_of_a_lesson_cannot_be_made(editor, lesson) -> None:
    lesson.save_revision().publish()
    lesson = LessonPage.objects.get(pk=lesson.pk)
    with pytest.raises(Exception, match="エイリアス"):
        lesson.create_alias(parent=lesson.get_parent(), update_slug="alias")
    assert not Page.objects.filter(slug="alias").exists()


def test_a_course_somebody_has_begun_is_not_deleted(editor, lesson, region) -> None:
    from courses import outline
    from lms.learning.services import enrol

    lesson.save_revision().publish()
    outline.forget()
    enrol(person=make_person(region), course=outline.outline(region.site).course("a3"))
    course = lesson.get_parent()
    editor.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))
    assert CoursePage.objects.filter(pk=course.pk).exists()


def _rows_of(ids: set[int]) -> dict[str, int]:
    """Rows of the courses app but paths, which outlive their courses, and what Wagtail keeps about these pages."""
    models = [model for model in apps.get_app_config("courses").get_models() if model not in {LearningPathPage, Skill}]
    kept = {
        Revision: Revision.objects.filter(object_id__in=map(str, ids)),
        IndexEntry: IndexEntry.objects.filter(object_id__in=map(str, ids), content_type__in=page_types()),
        ReferenceIndex: ReferenceIndex.objects.filter(object_id__in=map(str, ids), content_type__in=page_types()),
    }
    plain = {model._meta.label: model._default_manager.count() for model in models}
    return plain | {model._meta.label: rows.count() for model, rows in kept.items()}


def page_types() -> list[ContentType]:
    return [*ContentType.objects.get_for_models(Page, CoursePage, LessonPage, BankPage).values()]


def test_ct_12_loading_twice_changes_nothing_and_what_nobody_began_leaves_no_row_and_no_search_hit(
    editor, region
) -> None:
    """The files stay on the Region's shelf: other lessons may name them."""
    catalogue = catalogue_of(region)
    before = _rows_of(set())
    import_course(read_course_folder(DEMO / "a3-security"), catalogue, publish=True)
    course = CoursePage.objects.get(key="A3")
    ids = {course.pk, *course.get_descendants().values_list("pk", flat=True)}
    loaded = _rows_of(ids)
    assert loaded["courses.LessonPage"] == 5
    assert min(loaded[kind] for kind in ("wagtailcore.Revision", "wagtailsearch.IndexEntry", "courses.ItemVersion")) > 0
    again = import_course(read_course_folder(DEMO / "a3-security"), catalogue, publish=True)
    assert _rows_of(ids) == loaded
    assert {again.count(kind) for kind in ("new", "changed", "refused")} == {0}
    assert search_pages(region.site, "フィッシング")
    assert editor.post(reverse("wagtailadmin_pages:delete", args=[course.pk])).status_code == 302
    assert _rows_of(ids) == before
    assert search_pages(region.site, "フィッシング") == []


def test_the_import_screen_checks_first_and_then_makes_drafts(editor, region) -> None:
    data = write_course_zip(read_course_folder(DEMO / "a3-security"))
    address = reverse("courses_import")

    def send(act: str, content: bytes = data, **more: str) -> HttpResponse:
        file = BytesIO(content)
        file.name = "a3.zip"
        return editor.post(address, {"act": act, "file": file, **more})

    assert "course.yaml" in editor.get(address).content.decode()
    unchecked = send("take").content.decode()
    assert "まだ取り込んでいません" in unchecked
    page = send("check").content.decode()
    digest = re.search(r'name="checked" value="([0-9a-f]{64})"', page)[1]
    # The course, its bank, five lessons and the files beside them.
    assert (
        "取り込むとこうなります: 読み取り 11件、取り込めなかったもの 1件（assets/phishing.mp4：assets.yaml で使わない項目：audio）"
        in page
    )
    assert not CoursePage.objects.exists()
    other = write_course_zip(read_course_folder(DEMO / "b4-online-work"))
    assert "まだ取り込んでいません" in send("take", other, checked=digest).content.decode()
    assert not CoursePage.objects.exists()
    taken = send("take", checked=digest)
    assert taken.status_code == 200
    assert "下書きを見る" in taken.content.decode()
    assert LessonPage.objects.count() == 5
    assert not LessonPage.objects.filter(live=True).exists()
    wrong = send("take", b"PK\x03\x04 broken")
    assert wrong.status_code == 422
    assert editor.post(address, {"act": "take"}).status_code == 422


def test_the_import_screen_is_not_for_learners(client, region) -> None:
    client.defaults["SERVER_NAME"] = region.site.hostname
    learner = sign_in(client, make_person(region))
    assert learner.get(reverse("courses_import")).status_code in {302, 403, 404}
    assert catalogue_of(region) is not None


def test_a_draft_preview_shows_error_boxes_and_never_the_raw_text(editor, lesson) -> None:
    lesson.body = BROKEN
    lesson.save_revision()
    html = editor.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])).content.decode()
    assert "7行目" in html
    assert "::: choice" not in html
    assert "まちがいの説明" not in html
