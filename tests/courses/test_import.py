"""A course comes in from a folder or a zip: drafts with a report, published only when asked, twice the same is nothing."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from content.formats.course_zip import read_course_folder, write_course_zip
from courses.importing import import_course
from courses.models import CompiledLesson, CoursePage, LearningPathPage, LessonPage
from tests.courses.factories import catalogue_of

pytestmark = pytest.mark.django_db
DEMO = Path(settings.BASE_DIR) / "demo" / "courses"


def run(region, path, *options: str) -> str:
    out = StringIO()
    call_command("import_course", str(path), "--region", region.code, *options, stdout=out)
    return out.getvalue()


def test_without_publish_everything_is_a_draft(region) -> None:
    run(region, DEMO / "a3-security")
    course = CoursePage.objects.get()
    assert (course.live, course.key, course.skills) == (False, "A3", "SEC-01:2, SEC-02:2")
    assert [lesson.key for lesson in LessonPage.objects.order_by("path")] == [f"A3-{n}" for n in range(1, 6)]
    assert not LessonPage.objects.filter(live=True).exists()
    assert not CompiledLesson.objects.exists()


def test_with_publish_both_demo_courses_are_live_and_stand_in_their_paths(region) -> None:
    for name in ("a3-security", "b4-online-work"):
        assert "refused" not in run(region, DEMO / name, "--publish")
    assert LessonPage.objects.filter(live=True).count() == 10
    assert {path.key: path.live for path in LearningPathPage.objects.all()} == {"A": True, "B": True}
    assert [row.course.key for row in LearningPathPage.objects.get(key="B").path_courses.all()] == ["B4"]


def test_the_same_content_again_changes_nothing(region) -> None:
    run(region, DEMO / "a3-security", "--publish")
    before = [(page.pk, page.latest_revision_id) for page in LessonPage.objects.order_by("pk")]
    report = run(region, DEMO / "a3-security", "--publish")
    assert [(page.pk, page.latest_revision_id) for page in LessonPage.objects.order_by("pk")] == before
    assert "new" not in report
    assert "changed" not in report


def test_a_changed_lesson_of_a_live_course_becomes_a_draft_over_the_live_one(region, tmp_path) -> None:
    bundle = read_course_folder(DEMO / "a3-security")
    import_course(bundle, catalogue_of(region), publish=True)
    live = LessonPage.objects.get(key="A3-1")
    bundle.lessons[0].meta["title"] = "新しい題名"
    report = import_course(bundle, catalogue_of(region))
    assert report.count("changed") == 1
    changed = LessonPage.objects.get(key="A3-1")
    assert (changed.title, changed.get_latest_revision_as_object().title) == (live.title, "新しい題名")
    assert changed.has_unpublished_changes


def test_a_dry_run_says_all_and_leaves_nothing(region) -> None:
    assert "new" in run(region, DEMO / "a3-security", "--dry-run")
    assert not CoursePage.objects.exists()


def test_a_zip_gives_the_same_as_the_folder(region, tmp_path) -> None:
    file = tmp_path / "a3.zip"
    file.write_bytes(write_course_zip(read_course_folder(DEMO / "a3-security")))
    run(region, file)
    assert "same" in run(region, DEMO / "a3-security")


def test_a_broken_lesson_stays_a_draft_and_its_errors_stand_in_the_report(region, tmp_path) -> None:
    folder = tmp_path / "x"
    (folder / "lessons").mkdir(parents=True)
    (folder / "course.yaml").write_text(
        "id: X1\nslug: x1\ntitle: ためし\nskills:\n  - code: SEC-01\n    level: 1\n", encoding="utf-8"
    )
    (folder / "lessons" / "010-one.md").write_text(
        "---\nid: X1-1\ntitle: 一\nskills:\n  - SEC-01\n---\n::: choice {#x-one}\nどれ\n\n- [ ] a\n- [ ] b\n:::\n",
        encoding="utf-8",
    )
    report = run(region, folder, "--publish")
    assert "refused" in report
    assert "行目" in report
    assert not LessonPage.objects.get().live


def test_what_is_no_course_is_refused_with_a_reason(region, tmp_path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no zip")
    with pytest.raises(CommandError, match="ZIP"):
        run(region, bad)
    with pytest.raises(CommandError):
        run(region, tmp_path / "nothing.zip")
    with pytest.raises(CommandError, match="--region"):
        call_command("import_course", str(DEMO / "a3-security"), "--region", "nowhere")
