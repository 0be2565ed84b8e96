"""A course comes in from a folder or a zip: drafts with a report, published only when asked, twice the same is nothing."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from content.formats.course_zip import read_course_folder, read_course_zip, write_course_zip, write_files_zip
from courses.importing import Report, import_course
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


def in_order(region, keys: str, **options) -> Report:
    """Take in a course whose lessons stand in this order: "132" is X1-1, X1-3, X1-2."""
    texts = {
        f"lessons/{place:03d}-l{key}.md": f"---\nid: X1-{key}\ntitle: 単元{key}\nslug: l{key}\n---\n文{key}です。\n"
        for place, key in enumerate(keys, 1)
    }
    files = {"course.yaml": "id: X1\nslug: x1\ntitle: ためし\n", **texts}
    bundle = read_course_zip(write_files_zip({name: text.encode() for name, text in files.items()}))
    return import_course(bundle, catalogue_of(region), **options)


def order_of(region) -> str:
    course = CoursePage.objects.get(key="X1")
    return "".join(page.key[-1] for page in LessonPage.objects.child_of(course).order_by("path"))


def test_drafts_are_put_into_the_order_of_the_files(region) -> None:
    in_order(region, "123")
    dry = in_order(region, "4312", dry_run=True)
    assert dry.count("moved") > 0
    assert order_of(region) == "123"
    report = in_order(region, "4312")
    assert order_of(region) == "4312"
    assert [line for line in report.lines if line.outcome == "moved"] == [
        line for line in dry.lines if line.outcome == "moved"
    ]
    assert in_order(region, "4312").count("moved", "changed", "new") == 0


def test_a_lesson_the_files_do_not_name_stays_behind_its_neighbour(region) -> None:
    in_order(region, "1234")
    in_order(region, "431")
    assert order_of(region) == "4312"


def test_published_lessons_change_their_places_only_when_told_to(region) -> None:
    in_order(region, "123", publish=True)
    report = in_order(region, "321")
    assert order_of(region) == "123"
    assert "公開中の単元の順番が変わるため、並べかえていません" in report.summary
    assert "取り込めなかったもの 1件" in report.summary
    # A draft between published ones changes nothing for learners.
    assert in_order(region, "1423").count("moved", "skipped") == 1
    assert order_of(region) == "1423"
    in_order(region, "3241", reorder_published=True)
    assert order_of(region) == "3241"
    assert {page.live for page in LessonPage.objects.exclude(key="X1-4")} == {True}
    in_order(region, "1243", publish=True)
    assert order_of(region) == "1243"
    assert [page.url_path for page in LessonPage.objects.order_by("path")] == [
        f"{catalogue_of(region).url_path}x1/l{key}/" for key in "1243"
    ]


def test_a_summary_counts_each_page_once_and_says_what_is_left_and_why(region) -> None:
    bundle = read_course_zip(
        write_files_zip({
            "course.yaml": "id: X1\nslug: x1\ntitle: ためし\n".encode(),
            "lessons/010-one.md": "---\nid: X1-1\ntitle: 一\n---\n文です。\n".encode(),
            "lessons/020-two.md": "---\nid: X1-2\ntitle: 二\n---\n::: choice {#x-one}\nどれ\n\n- [ ] a\n- [ ] b\n:::\n".encode(),
            "notes.txt": b"notes",
        })
    )  # fmt: skip
    report = import_course(bundle, catalogue_of(region), publish=True)
    assert report.summary == (
        "読み取り 3件、取り込めなかったもの 1件（notes.txt：知らないファイルなので読みませんでした）。公開の前に直すところ 1件"
    )
