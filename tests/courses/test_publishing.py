"""Publishing a lesson compiles it, at every door; a broken text is refused with line and code, and stays a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from courses import services
from courses.models import CompiledLesson, ItemKey, ItemVersion, LessonPage, Skill
from lms.ledger import clock
from tests.courses.factories import BODY, body_with, make_course, make_lesson

pytestmark = pytest.mark.django_db
BROKEN = BODY.replace("- [x] 正しい", "- [ ] 正しい")


def test_publishing_stores_blocks_versions_and_keys(region) -> None:
    lesson = make_lesson(make_course(region))
    compiled = CompiledLesson.objects.get(lesson=lesson)
    assert compiled.revision == lesson.live_revision_id
    assert [entry["item"] for entry in compiled.items] == ["q-one", "q-two"]
    assert ItemVersion.objects.filter(course=lesson.get_parent(), n=1).count() == 2
    assert ItemKey.keys.count() == 2
    assert compiled.lead_text.startswith("はじめの段落です。")
    assert "どれが正しい" not in compiled.lead_text


def test_publishing_the_same_text_again_makes_no_new_version(region) -> None:
    lesson = make_lesson(make_course(region))
    lesson.save_revision().publish()
    assert list(ItemVersion.objects.values_list("n", flat=True)) == [1, 1]


def test_a_changed_key_and_a_changed_wording_are_told_apart(region) -> None:
    lesson = make_lesson(make_course(region))
    lesson.body = BODY.replace("- [ ] まちがい", "- [ ] まちがいです").replace("= ×", "= ○")
    lesson.save_revision().publish()
    kinds = dict(ItemVersion.objects.filter(n=2).values_list("item", "change_kind"))
    assert kinds == {"q-one": "wording", "q-two": "key"}


def test_a_draft_compiles_for_preview_and_writes_no_version(region) -> None:
    lesson = make_lesson(make_course(region), live=False)
    assert [item.id for item in services.compile_draft(lesson).items] == ["q-one", "q-two"]
    assert not ItemVersion.objects.exists()


def test_a_broken_text_is_refused_with_line_and_code_and_stays_a_draft(region) -> None:
    lesson = make_lesson(make_course(region), body=BROKEN, live=False)
    with pytest.raises(ValidationError) as caught:
        lesson.save_revision().publish()
    message = caught.value.message_dict["body"][0]
    assert "7行目" in message
    assert "[x]" in message
    assert not LessonPage.objects.get(pk=lesson.pk).live
    assert not CompiledLesson.objects.exists()


def test_a_live_lesson_keeps_its_published_text_when_a_new_one_is_refused(region) -> None:
    lesson = make_lesson(make_course(region))
    before = CompiledLesson.objects.get(lesson=lesson).digest
    lesson.body = BROKEN
    revision = lesson.save_revision()
    with pytest.raises(ValidationError):
        revision.publish()
    assert CompiledLesson.objects.get(lesson=lesson).digest == before
    assert LessonPage.objects.get(pk=lesson.pk).body == BODY


def test_saving_a_page_live_by_code_passes_the_same_door(region) -> None:
    course = make_course(region)
    with pytest.raises(ValidationError):
        course.add_child(instance=LessonPage(title="x", slug="x", key="A3-9", body=BROKEN, skills="SEC-01"))


def test_a_name_used_in_another_lesson_of_the_course_is_refused(region) -> None:
    course = make_course(region)
    make_lesson(course)
    with pytest.raises(ValidationError) as caught:
        make_lesson(course, 2)
    assert any("以前に使われました" in text for text in caught.value.message_dict["body"])


def test_a_name_stays_taken_after_its_lesson_is_gone(region) -> None:
    course = make_course(region)
    make_lesson(course).delete()
    with pytest.raises(ValidationError):
        make_lesson(Page.objects.get(pk=course.pk).specific, 2)


def test_the_type_of_a_name_cannot_change(region) -> None:
    lesson = make_lesson(make_course(region))
    lesson.body = BODY.replace("#q-two", "#q-new").replace("#q-one", "#q-two")
    with pytest.raises(ValidationError) as caught:
        lesson.save_revision().publish()
    assert any("種類を変える" in text for text in caught.value.message_dict["body"])


def test_a_number_is_given_once_per_site_and_needed_to_publish(region) -> None:
    course = make_course(region)
    make_lesson(course)
    with pytest.raises(ValidationError) as taken:
        make_lesson(course, 2, key="A3-1", body=body_with("other"))
    with pytest.raises(ValidationError) as missing:
        make_lesson(course, 3, key="", body=body_with("third"))
    assert "key" in taken.value.message_dict
    assert "key" in missing.value.message_dict


def test_an_unknown_skill_is_refused(region) -> None:
    with pytest.raises(ValidationError) as caught:
        make_lesson(make_course(region), skills="SEC-99")
    assert "SEC-99" in str(caught.value.message_dict["body"])
    assert Skill.objects.count() == 26


def test_a_scheduled_publish_that_is_refused_stops_no_other(region) -> None:
    course = make_course(region)
    past = clock.now() - timedelta(minutes=1)
    broken = make_lesson(course, 1, body=BROKEN, live=False)
    good = make_lesson(course, 2, body=body_with("good"), live=False)
    for lesson in (broken, good):
        lesson.save_revision(approved_go_live_at=past)
    refused = services.publish_due(clock.now())
    assert [page for page, _text in refused] == [broken.pk]
    assert LessonPage.objects.get(pk=good.pk).live
    assert not LessonPage.objects.get(pk=broken.pk).live
    assert services.publish_due(clock.now()) == []


def test_a_page_past_its_end_is_taken_down(region) -> None:
    lesson = make_lesson(make_course(region))
    LessonPage.objects.filter(pk=lesson.pk).update(expire_at=clock.now() - timedelta(minutes=1))
    services.publish_due(clock.now())
    assert not LessonPage.objects.get(pk=lesson.pk).live


def test_a_key_tells_nothing(region) -> None:
    make_lesson(make_course(region))
    key = ItemKey.keys.first()
    assert repr(key) == str(key) == "<ItemKey>"
    assert not hasattr(ItemKey, "objects")
    with pytest.raises(Exception, match="template"):
        key()
