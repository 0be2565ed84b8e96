"""A whole course in and out: texts, banks, files, records in preparation; the same bytes again, answers for staff only (LT-03, LK-06)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from PIL import Image
from wagtail.models import PageLogEntry

from content.formats import ZipRefused, read_course_zip, write_course_zip
from content.formats.course_zip import course_as_files
from courses import outline
from courses.exporting import course_bundle, export_course, export_for_learners
from courses.importing import import_course
from courses.models import BankPage, CoursePage, ItemKey, LearningPathPage, LessonPage
from media.models import Picture
from tests.courses.factories import CHOICE, TRUEFALSE, catalogue_of

pytestmark = pytest.mark.django_db
COURSE = """id: A3
slug: a3-security
title: 情報セキュリティ入門
path: A
minutes: 180
objective:
  - 見分けられる
skills:
  - code: SEC-01
    level: 2
refs:
  - dss:how-care
licence: CC BY 4.0
lessonmark: 1
x-own: 自由な値
x-day: 2026-11-20
"""
LESSON = f"""---
id: A3-1
title: 強い認証
slug: strong
minutes: 35
skills:
  - SEC-01
reviewed_on: 2026-11-20
preview: true
x-note: 残る
---
本文です。

![家の図](image:home-net)

::: memo
残る覚え書き
:::

{CHOICE}"""
EASY = "---\nx-translator: やさしい係\n---\nやさしい文。\n\n::: choice {#q-one}\nどれ？\n\n- [ ] ちがう\n- [ ] ただしい\n:::\n"
PLANNED = """---
id: A3-2
title: 準備中の単元
slug: later
objective: 説明できる
minutes: 20
state: planned
headings:
  - はじめ
  - やってみよう
---
"""
BANK = f"---\ntitle: 問題集\nskills:\n  - SEC-01\nx-own: 残る\n---\n{TRUEFALSE.replace('q-two', 'b-one')}"


def png(colour: int = 0) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (40, 30), (colour, 90, 200)).save(packed, "PNG")
    return packed.getvalue()


def files(**changes: bytes | str | None) -> dict[str, bytes | str]:
    found: dict[str, bytes | str | None] = {
        "course.yaml": COURSE,
        "lessons/010-strong.md": LESSON,
        "lessons/010-strong.easy.md": EASY,
        "lessons/020-later.md": PLANNED,
        "bank/security.md": BANK,
        "assets.yaml": "- key: home-net\n  file: assets/家の図.png\n  alt: 家の図\n  credit: 教材係\n",
        "assets/家の図.png": png(),
        **changes,
    }
    return {name: data for name, data in found.items() if data is not None}


def packed(**changes: bytes | str | None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files(**changes).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def take(region, data: bytes, **options):
    return import_course(read_course_zip(data), catalogue_of(region), **options)


def test_everything_of_a_zip_becomes_drafts(region) -> None:
    report = take(region, packed())
    assert [line.outcome for line in report.lines if line.outcome in {"refused", "skipped"}] == []
    course = CoursePage.objects.get(key="A3")
    lesson = LessonPage.objects.get(key="A3-1")
    assert (course.live, lesson.live, lesson.preview_allowed) == (False, False, True)
    assert lesson.plain_body.startswith("やさしい文。")
    bank = BankPage.objects.child_of(course).get()
    assert (bank.key, bank.title, bank.live, bank.skills) == ("security", "問題集", False, "SEC-01")
    picture = Picture.objects.of_site(region.site).get(key="home-net")
    assert (picture.description, picture.credit) == ("家の図", "教材係")
    assert not ItemKey.keys.exists()


def test_export_import_export_gives_the_same_bytes_with_japanese_names(region, db) -> None:
    take(region, packed())
    first = export_course(CoursePage.objects.get(key="A3"), user=None)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert "lessons/010-strong.easy.md" in archive.namelist()
    said = course_as_files(course_bundle(CoursePage.objects.get(key="A3")))
    assert "x-own: 自由な値" in said["course.yaml"].decode()
    assert "x-day: 2026-11-20" in said["course.yaml"].decode()
    assert "残る覚え書き" in said["lessons/010-strong.md"].decode()
    assert "x-translator: やさしい係" in said["lessons/010-strong.easy.md"].decode()
    assert "x-own: 残る" in said["bank/security.md"].decode()
    assert said["lessons/020-later.md"].decode() == PLANNED.replace("slug: later\n", "slug: later\n")
    from tests.courses.factories import make_site

    elsewhere = make_site("tonari")
    import_course(read_course_zip(first), catalogue_of(elsewhere))
    again = CoursePage.objects.child_of(catalogue_of(elsewhere)).get()
    assert export_course(again, user=None) == first
    take(region, first)
    assert export_course(CoursePage.objects.child_of(catalogue_of(region)).get(), user=None) == first


def test_the_same_zip_again_changes_nothing(region) -> None:
    take(region, packed(), publish=True)
    report = take(region, packed(), publish=True)
    assert {line.outcome for line in report.lines} <= {"same", "refused"}, report.lines


def test_a_lesson_in_preparation_is_announced_and_never_published(region, client) -> None:
    take(region, packed(), publish=True)
    planned = LessonPage.objects.get(key="A3-2")
    assert (planned.live, planned.announced) == (False, True)
    assert planned.body == "## はじめ\n\n## やってみよう"
    outline.forget()
    course = outline.outline(region.site).course("a3-security")
    shown = [(lesson.title, lesson.live, lesson.minutes) for lesson in course.lessons]
    assert shown == [("強い認証", True, 35), ("準備中の単元", False, 20)]
    assert [lesson.headings for lesson in course.lessons] == [(), ("はじめ", "やってみよう")]
    page = client.get(course.url, SERVER_NAME=region.site.hostname).content.decode()
    assert "予定の内容: はじめ／やってみよう" in page


def test_a_planned_course_stands_in_its_path_as_in_preparation(region, client) -> None:
    for key in ("A5", "A1", "A3"):
        state = "" if key == "A3" else "state: planned\n"
        course = COURSE.replace("id: A3", f"id: {key}").replace("slug: a3-security", f"slug: {key.lower()}") + state
        lessons = {
            "lessons/010-strong.md": LESSON.replace("A3-", f"{key}-"),
            "lessons/020-later.md": PLANNED.replace("A3-", f"{key}-"),
        }
        take(region, packed(**{"course.yaml": course, "bank/security.md": None, **lessons}), publish=True)
    path = LearningPathPage.objects.get(key="A")
    assert [row.course.key for row in path.path_courses.all()] == ["A1", "A3", "A5"]
    assert [page.live for page in CoursePage.objects.order_by("key")] == [False, True, False]
    outline.forget()
    page = client.get("/courses/path-a/", SERVER_NAME=region.site.hostname).content.decode()
    assert page.count("準備中") == 2


def test_a_course_outside_every_path(region) -> None:
    take(region, packed(**{"course.yaml": COURSE.replace("path: A\n", "")}), publish=True)
    assert not LearningPathPage.objects.exists()
    assert CoursePage.objects.get(key="A3").live


def test_names_that_are_taken_get_a_number_and_the_report_says_so(region) -> None:
    second = LESSON.replace("A3-1", "A3-3").replace("slug: strong", "slug: third")
    easy = EASY.replace("ただしい", "正しい")
    data = packed(**{"lessons/030-third.md": second, "lessons/030-third.easy.md": easy})
    report = take(region, data, publish=True)
    assert [line.text for line in report.lines if line.outcome == "renamed"] == ["q-one → q-one-2"]
    third = LessonPage.objects.get(key="A3-3")
    assert "{#q-one-2 required}" in third.body
    assert "{#q-one-2}" in third.plain_body
    assert third.live
    before = third.latest_revision_id
    take(region, data, publish=True)
    assert LessonPage.objects.get(key="A3-3").latest_revision_id == before


def test_a_retired_name_is_not_used_again(region) -> None:
    take(region, packed(), publish=True)
    without = LESSON.replace(CHOICE, "")
    take(region, packed(**{"lessons/010-strong.md": without, "lessons/010-strong.easy.md": "やさしい。"}), publish=True)
    fresh = "---\nid: A3-4\ntitle: あたらしい\nslug: fresh\n---\n" + CHOICE
    report = take(
        region,
        packed(
            **{
                "lessons/010-strong.md": without,
                "lessons/010-strong.easy.md": "やさしい。",
                "lessons/040-fresh.md": fresh,
            }
        ),
    )
    assert [line.text for line in report.lines if line.outcome == "renamed"] == ["q-one → q-one-2"]


REFUSED = {
    "a film called PDF": ({"assets/a.pdf": b"\x00\x00\x00\x20ftypisom" + b"0" * 64, "assets.yaml": "- key: a\n  file: assets/a.pdf\n"}, "assets/a.pdf"),
    "a script called picture": ({"assets/a.png": b"<script>x</script>", "assets.yaml": "- key: a\n  file: assets/a.png\n"}, "assets/a.png"),
    "a title too long": ({"lessons/010-strong.md": LESSON.replace("強い認証", "長" * 300)}, "title"),
    "too many minutes": ({"course.yaml": COURSE.replace("180", "99999")}, "minutes"),
    "an unknown state": ({"course.yaml": COURSE + "state: someday\n"}, "planned"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_is_refused_and_nothing_is_half_taken(region, name) -> None:
    changes, reason = REFUSED[name]
    with pytest.raises(ZipRefused) as refused:
        take(region, packed(**changes))
    assert reason in "\n".join(map(str, refused.value.report))
    assert not CoursePage.objects.exists()
    assert not LessonPage.objects.exists()
    assert not Picture.objects.exists()


def test_a_dry_run_writes_no_row_and_no_file(region) -> None:
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    report = take(region, packed(), dry_run=True)
    assert report.count("new") == 6
    assert not CoursePage.objects.exists()
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before


def test_the_learner_zip_holds_what_learners_see_and_no_answer(region) -> None:
    take(region, packed(), publish=True)
    with zipfile.ZipFile(io.BytesIO(export_for_learners(CoursePage.objects.get(key="A3")))) as archive:
        assert archive.namelist() == ["lessons/010-strong.html", "lessons/010-strong.easy.html"]
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "どれが正しいですか。" in everything
    assert "ただしい" in everything
    for secret in ("そのとおり", "まちがいの説明", "くわしい説明", "ヒントです", "残る覚え書き", "::: "):
        assert secret not in everything


def test_the_commands_take_in_and_give_out(region, tmp_path, capsys) -> None:
    source, target, plain = tmp_path / "a3.zip", tmp_path / "out.zip", tmp_path / "learner.zip"
    source.write_bytes(packed())
    call_command("import_course", str(source), "--region", region.code, "--publish", verbosity=0)
    call_command("export_course", "A3", str(target), "--region", region.code)
    call_command("export_course", "A3", str(plain), "--region", region.code, "--learner")
    assert {lesson.slug for lesson in read_course_zip(target).lessons} == {"strong", "later"}
    assert write_course_zip(read_course_zip(target), date=(2026, 1, 1)) != plain.read_bytes()
    assert PageLogEntry.objects.filter(action="courses.export_keys").count() == 1
