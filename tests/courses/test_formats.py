"""Other formats in the CMS and on the command line: always a check first, into drafts only, answers out by permission and logged."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import PageLogEntry

from content.formats import read_course_zip
from content.formats.spreadsheets import read_xlsx
from courses import import_texts
from courses.models import CompiledLesson, LessonPage
from lms.accounts.models import User
from tests.accounts.factories import make_person, sign_in
from tests.content.formats.test_documents import OWN_RELS, PICTURE, paragraph, with_picture, word
from tests.content.formats.test_questions import GIFT, PASTED
from tests.courses.factories import BODY, body_with, make_course, make_lesson
from tests.courses.test_course_zip import packed

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(region):
    return make_lesson(make_course(region))


def staff(client, region, role: str):
    client.defaults["SERVER_NAME"] = region.site.hostname
    return sign_in(client, make_person(region, role))


@pytest.fixture
def editor(client, region):
    return staff(client, region, "I")


@pytest.fixture
def administrator(client, region):
    return staff(client, region, "AD")


def upload(name: str, data: bytes | str) -> BytesIO:
    file = BytesIO(data.encode() if isinstance(data, str) else data)
    file.name = name
    return file


def draft_of(lesson: LessonPage) -> str:
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().body


def text_offered(answer) -> str:
    return unescape(
        re.search(r'<textarea id="import-text"[^>]*>(.*?)</textarea>', answer.content.decode(), re.DOTALL)[1]
    )


def test_a_gift_file_is_checked_first_and_then_stands_in_the_draft_only(editor, lesson) -> None:
    address = reverse("courses_questions", args=[lesson.pk])
    before = draft_of(lesson)
    checked = editor.post(address, {"act": "check", "file": upload("quiz.gift", GIFT)})
    page = checked.content.decode()
    assert checked.status_code == 200
    assert "読み取り 11件、取り込めなかったもの 5件（26行目：「{」が閉じられていません、28行目：" in unescape(page)
    assert draft_of(lesson) == before
    taken = editor.post(address, {"act": "take", "text": text_offered(checked)})
    assert taken.status_code == 302
    assert "::: choice {#a3-" in draft_of(lesson)
    assert draft_of(lesson).startswith(before.rstrip())
    assert "2 + 2" not in str(CompiledLesson.objects.get(lesson=lesson).blocks)


def test_cells_can_be_pasted_and_names_of_the_course_stay_unique(editor, lesson) -> None:
    pasted = PASTED.replace("net-dhcp", "q-one")
    answer = editor.post(reverse("courses_questions", args=[lesson.pk]), {"act": "check", "pasted": pasted})
    text = text_offered(answer)
    assert "{#q-one" not in text
    assert "読み取り 7件、取り込めなかったもの 6件" in answer.content.decode()


HOSTILE = {
    "nothing": ({}, "ファイルを選ぶか、問題を貼り付けてください。"),
    "a film": ({"file": ("quiz.mp4", b"\0\0")}, "この種類のファイルは読めません"),
    "no sheet": ({"file": ("quiz.xlsx", b"PK\x03\x04")}, "XLSX として読めません"),
    "broken escapes": ({"file": ("quiz.gift", "こわれた {=a ~b\\}")}, "「{」が閉じられていません"),
    "too large": ({"file": ("quiz.gift", "x" * 6_000_000)}, "大きすぎます"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_said_in_japanese_and_changes_nothing(editor, lesson, name) -> None:
    data, reason = HOSTILE[name]
    sent = {key: upload(*value) for key, value in data.items()}
    answer = editor.post(reverse("courses_questions", args=[lesson.pk]), {"act": "check", **sent})
    assert reason in unescape(answer.content.decode())
    assert draft_of(lesson) == BODY.rstrip("\n") or draft_of(lesson) == BODY


def test_answers_leave_the_house_by_permission_and_every_time_is_logged(administrator, lesson) -> None:
    answer = administrator.post(reverse("courses_questions_export", args=[lesson.pk, "gift"]))
    assert "=正しい" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    sheet = administrator.post(reverse("courses_questions_export", args=[lesson.pk, "xlsx"]))
    assert [question.form.name for question in read_xlsx(sheet.content).questions] == ["choice", "truefalse"]
    assert PageLogEntry.objects.filter(action="courses.export_keys", page_id=lesson.pk).count() == 2
    assert administrator.get(reverse("courses_questions_export", args=[lesson.pk, "gift"])).status_code == 405
    assert administrator.post(reverse("courses_questions_export", args=[lesson.pk, "exe"])).status_code == 404


def test_an_instructor_gets_the_learner_zip_and_no_answers(editor, lesson) -> None:
    course = lesson.get_parent()
    address = reverse("courses_export", args=[course.pk])
    assert editor.post(address, {"kind": "learner"}).status_code == 200
    for refused in (
        editor.post(address, {"kind": "staff"}),
        editor.post(reverse("courses_questions_export", args=[lesson.pk, "gift"])),
    ):
        assert refused.status_code in {302, 403}
        assert "正しい" not in refused.content.decode()
    assert "管理者に相談してください" in editor.get(address).content.decode()
    assert not PageLogEntry.objects.filter(action="courses.export_keys").exists()


def test_the_staff_zip_of_the_cms_comes_back_as_the_same_course(administrator, lesson) -> None:
    course = lesson.get_parent()
    answer = administrator.post(reverse("courses_export", args=[course.pk]), {"kind": "staff"})
    bundle = read_course_zip(answer.content)
    assert bundle.course["id"] == "A3"
    assert "- [x] 正しい" in bundle.lessons[0].text
    assert PageLogEntry.objects.filter(action="courses.export_keys", page_id=course.pk).count() == 1


def test_what_a_format_cannot_hold_is_shown_before_the_file_is_given(administrator, region, lesson) -> None:
    other = make_lesson(lesson.get_parent().specific, 2, body=body_with("two"), live=False)
    other.body += "\n::: terminal {#two-term}\n$ ls\n:::\n"
    other.save_revision()
    address = reverse("courses_questions_export", args=[other.pk, "gift"])
    first = administrator.post(address)
    assert first.status_code == 409
    assert "「terminal」は GIFT では書けません。" in first.content.decode()
    assert administrator.post(address, {"anyway": "1"}).status_code == 200


def test_a_word_document_becomes_drafts_after_its_check(editor, lesson) -> None:
    course = lesson.get_parent()
    address = reverse("courses_document", args=[course.pk])
    data = word(
        paragraph("はじめ", "Heading1") + paragraph("文です。") + paragraph("つぎ", "Heading1") + paragraph("文。")
    )
    checked = editor.post(address, {"act": "check", "file": upload("教材.docx", data), "split": "on"})
    page = checked.content.decode()
    assert "読み取り 4件、取り込めなかったもの 0件" in page
    assert "見出し2、段落2" in page
    digest = re.search(r'name="checked" value="([0-9a-f]{64})"', page)[1]
    unchecked = editor.post(address, {"act": "take", "file": upload("教材.docx", data), "split": "on"})
    assert unchecked.status_code == 200
    assert LessonPage.objects.count() == 1
    taken = editor.post(address, {"act": "take", "file": upload("教材.docx", data), "split": "on", "checked": digest})
    assert taken.status_code == 302
    assert [page.title for page in LessonPage.objects.filter(live=False).order_by("path")] == ["はじめ", "つぎ"]


def test_a_picture_of_a_document_lies_on_the_shelf_or_is_told(editor, lesson, region) -> None:
    from media.models import Picture
    from tests.courses.test_course_zip import png

    course = lesson.get_parent()
    source = with_picture("家の図")
    with io.BytesIO(source) as packed_document:
        import zipfile

        changed = io.BytesIO()
        with zipfile.ZipFile(packed_document) as archive, zipfile.ZipFile(changed, "w") as target:
            for name in archive.namelist():
                target.writestr(name, png() if name.endswith(".png") else archive.read(name))
    address = reverse("courses_document", args=[course.pk])
    page = editor.post(address, {"act": "check", "file": upload("doc.docx", changed.getvalue())}).content.decode()
    digest = re.search(r'name="checked" value="([0-9a-f]{64})"', page)[1]
    editor.post(address, {"act": "take", "file": upload("doc.docx", changed.getvalue()), "checked": digest})
    kept = Picture.objects.of_site(region.site).get()
    assert (kept.description, kept.key[:4], kept.key[-2:]) == ("家の図", "doc-", "-1")
    assert f"![家の図](image:{kept.key})" in draft_of(LessonPage.objects.get(title="doc"))
    assert "読み取り 3件、取り込めなかったもの 0件" in page
    assert "段落2、図1" in page


def test_a_refused_picture_stands_in_the_check_and_the_rest_is_taken(editor, lesson, region, tmp_path) -> None:
    from media.models import Picture

    address = reverse("courses_document", args=[lesson.get_parent().pk])
    data = with_picture("家の図")  # its bytes only begin like a picture
    page = unescape(editor.post(address, {"act": "check", "file": upload("教材.docx", data)}).content.decode())
    assert "読み取り 2件、取り込めなかったもの 1件（図「a3-doc-" in page
    assert "この画像はこわれていて読めません" in page or "取り込めませんでした（" in page
    assert not Picture.objects.exists()
    document = tmp_path / "教材.docx"
    document.write_bytes(data)
    out = StringIO()
    where = ("--course", "A3", "--region", region.code)
    call_command("import_document", str(document), "--dry-run", *where, stdout=out)
    assert "取り込めませんでした（" in out.getvalue()
    assert LessonPage.objects.count() == 1
    digest = re.search(r'name="checked" value="([0-9a-f]{64})"', page)[1]
    sent = {"act": "take", "file": upload("教材.docx", data), "checked": digest}
    told = unescape(editor.post(address, sent, follow=True).content.decode())
    assert "読み取り 2件、取り込めなかったもの 1件" in told
    assert not Picture.objects.exists()
    assert "前" in draft_of(LessonPage.objects.get(title="教材"))


def test_two_documents_of_one_name_keep_their_own_pictures(editor, lesson, region) -> None:
    from media.models import Picture
    from tests.courses.test_course_zip import png

    course = lesson.get_parent().specific
    for text in ("一つ目", "二つ目", "二つ目"):
        parts = {"word/media/a.png": png(), "word/_rels/document.xml.rels": OWN_RELS}
        data = word(paragraph(text) + PICTURE.format(alt=text), **parts)
        import_texts.make_lessons(course, import_texts.read_document(course, data, "教材.docx", split=False), None)
    assert sorted(Picture.objects.of_site(region.site).values_list("description", flat=True)) == ["一つ目", "二つ目"]


def test_markdown_with_boxes_is_shown_as_a_difference_first(editor, lesson) -> None:
    address = reverse("courses_document", args=[lesson.get_parent().pk])
    text = "# 単元\n\nどれですか。\n\n- [ ] 甲\n- [x] 乙\n"
    page = unescape(editor.post(address, {"act": "check", "file": upload("a.md", text)}).content.decode())
    assert "+::: choice {#a3-" in page
    assert "読み取り 2件" in page
    assert "見出し1、問題1" in page


def test_markdown_without_questions_is_counted_too(editor, lesson) -> None:
    address = reverse("courses_document", args=[lesson.get_parent().pk])
    text = "# 単元\n\n文です。\nつづきの行です。\n\n- 一\n- 二\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    page = unescape(editor.post(address, {"act": "check", "file": upload("a.md", text)}).content.decode())
    assert "読み取り 5件、取り込めなかったもの 0件" in page
    assert "見出し1、段落1、箇条書き2、表1" in page


def test_the_commands_check_and_take(region, lesson, tmp_path) -> None:
    source, target = tmp_path / "quiz.gift", tmp_path / "out.xlsx"
    source.write_text(GIFT)
    out = StringIO()
    where = ("--region", region.code)
    before = draft_of(lesson)
    call_command("import_questions", str(source), "--page", "A3-1", "--dry-run", *where, stdout=out)
    assert "読み取り 11件、取り込めなかったもの 5件" in out.getvalue()
    assert draft_of(lesson) == before
    call_command("import_questions", str(source), "--page", "A3-1", *where, stdout=out)
    assert "2 + 2" in draft_of(lesson)
    call_command("export_questions", "A3-1", str(target), *where, stdout=out)
    assert len(read_xlsx(target.read_bytes()).questions) > 5
    document = tmp_path / "a.docx"
    document.write_bytes(word(paragraph("文です。")))
    call_command("import_document", str(document), "--course", "A3", "--dry-run", *where, stdout=out)
    assert LessonPage.objects.count() == 1
    call_command("import_document", str(document), "--course", "A3", *where, stdout=out)
    assert LessonPage.objects.filter(title="a", live=False).exists()


def test_who_may_not_edit_gets_no_screen_and_another_town_none_either(client, region, lesson) -> None:
    from tests.courses.factories import make_site

    course = lesson.get_parent()
    addresses = [
        reverse("courses_questions", args=[lesson.pk]),
        reverse("courses_document", args=[course.pk]),
        reverse("courses_export", args=[course.pk]),
    ]
    client.defaults["SERVER_NAME"] = region.site.hostname
    learner = sign_in(client, make_person(region))
    assert all(learner.get(address).status_code in {302, 403, 404} for address in addresses)
    from django.test import Client

    elsewhere = make_site("tonari")
    other = Client(SERVER_NAME=elsewhere.site.hostname)
    sign_in(other, make_person(elsewhere, "AD"))
    assert all(other.get(address).status_code in {302, 403, 404} for address in addresses)
    assert User.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_killed_import_leaves_nothing_and_can_be_repeated(region, tmp_path) -> None:
    """SIGKILL at several moments: a real process on the real database file."""
    from django.db import connection

    many = {
        f"lessons/{n:03d}-l{n}.md": f"---\nid: A3-{n}\ntitle: 単元{n}\nslug: l{n}\n---\n{body_with(f'l{n}')}"
        for n in range(100, 400)
    }
    source = tmp_path / "a3.zip"
    source.write_bytes(packed(**many))
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    script = (
        "import sys, django; from django.conf import settings; django.setup();"
        f"settings.DATABASES['default']['NAME'] = {str(connection.settings_dict['NAME'])!r};"
        "from django.db import connection; connection.settings_dict['NAME'] = settings.DATABASES['default']['NAME'];"
        "from django.core.management import call_command; print('go', flush=True);"
        f"call_command('import_course', {str(source)!r}, '--region', {region.code!r})"
    )
    if connection.vendor != "sqlite":
        pytest.skip("the other database is asked in tests on its own mark")
    for wait in (0.3, 1.2):
        process = subprocess.Popen([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True)
        assert process.stdout.readline().strip() == "go"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert not LessonPage.objects.exists()
    finished = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr[-2000:]
    assert LessonPage.objects.count() == 302
