"""Files that are handed in: known by content, freed of metadata, given out to few and never shown in a page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from lms.learning.assignments import uploads
from lms.learning.models import Submission, SubmissionVersion
from lms.ledger.refusals import FormInvalid, MoveNotAllowed
from tests.accounts.factories import make_person, sign_in
from tests.courses.factories import make_site
from tests.learning import works

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def package(*names: str, mimetype: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")


def photo(kind: str = "JPEG") -> bytes:
    """A lying picture with place, maker and a comment in its metadata."""
    picture = Image.new("RGB", (40, 20), "red")
    exif = picture.getexif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "kimitsu-camera", "kimitsu-comment"
    exif.get_ifd(0x8825)[1] = "kimitsu-N"
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def course(region):
    return works.make_assignment(region)


def kept_files() -> list[Path]:
    return [path for path in (Path(settings.MEDIA_ROOT) / "private" / "work").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bun.PDF", PDF),
        ("回覧.docx", DOCX),
        # No name may end in letters that a key of hexadecimal digits can have.
        ("zu.png", photo("PNG")),
        ("zu.jpg", photo()),
        ("memo.txt", "めも".encode("cp932")),
        ("memo.txt", "めも".encode()),
    ],
)
def test_a_file_of_an_asked_kind_is_kept(course, learner, name, content):
    row = works.give(learner, course, "w-file", file=sent(name, content), text="よろしくお願いします。")
    version = row.versions.get()
    assert version.file_name.lower() == name.lower()
    assert uploads.storage().exists(version.file_key)
    assert name[:4] not in version.file_key


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bun.exe", b"MZ", "この種類のファイルは提出できません。pdf、docx、png、jpg、txtのどれかにしてください。"),
        ("bun", PDF, "この種類のファイルは提出できません"),
        ("bun.pdf", DOCX, "中身がpdfのファイルではありません。"),
        ("bun.docx", PDF, "中身がdocxのファイルではありません。"),
        ("bun.docx", package("[Content_Types].xml", "xl/a.xml"), "中身がdocxのファイルではありません。"),
        ("bun.docx", package("[Content_Types].xml", "word/a.xml", "word/vbaProject.bin"), "マクロが入っています。"),
        ("e.png", photo(), "中身がpngのファイルではありません。"),
        ("e.png", photo("PNG")[:60], "中身がpngのファイルではありません。"),
        ("e.jpg", b"<svg onload=alert(1)>", "中身がjpgのファイルではありません。"),
        ("memo.txt", b"a\0b", "中身がtxtのファイルではありません。"),
        ("memo.txt", b"", "ファイルが空です。"),
        ("memo.txt", b"a" * (1024 * 1024 + 1), "ファイルが大きすぎます（1.0MB）。1MBまでです。"),
    ],
)
def test_another_file_is_refused_in_words_and_nothing_is_kept(course, learner, name, content, said):
    before = kept_files()
    with pytest.raises(FormInvalid) as refused:
        works.give(learner, course, "w-file", file=sent(name, content))
    (message,) = refused.value.errors["file"]
    assert message.startswith(said)
    assert kept_files() == before
    assert not Submission.objects.exists()


def test_a_file_of_a_refused_act_does_not_stay_behind(course, learner, region):
    row = works.give(learner, course, "w-file", file=sent("a.pdf", PDF))
    works.judge(row, make_person(region, "I"), "accepted", [5, 5])
    before = kept_files()
    with pytest.raises(MoveNotAllowed):
        works.give(learner, course, "w-file", file=sent("b.pdf", PDF + b"2"))
    assert kept_files() == before


@pytest.mark.parametrize(("name", "kind"), [("e.jpg", "JPEG"), ("e.png", "PNG")])
def test_a_picture_loses_place_time_and_device_and_stands_upright(course, learner, name, kind):
    content = photo(kind)
    assert b"kimitsu" in content
    row = works.give(learner, course, "w-file", file=sent(name, content))
    with uploads.storage().open(row.versions.get().file_key) as file:
        kept = file.read()
    assert b"kimitsu" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == (kind, (20, 40), {})


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\bun.pdf", "bun.pdf"),
        ('a"b\r\nX: y.pdf', "a_b_X_ y.pdf"),
        ("\u202efdp.pdf", "fdp.pdf"),
        (".pdf", "file.pdf"),
        ("回覧　文書.PDF", "回覧　文書.pdf"),
    ],
)
def test_a_name_becomes_safe(given, safe):
    assert uploads.safe_name(given, "pdf") == safe


def test_a_file_leaves_as_an_attachment_to_its_learner_and_the_instructors_of_the_region_alone(course, learner, region):
    row = works.give(learner, course, "w-file", file=sent("回覧.pdf", PDF))
    url = reverse("learning:work_file", args=[row.versions.get().pk])
    teacher, other = make_person(region, "I"), make_person(region)
    coordinator = make_person(region, "C", named_access=True)
    stranger = make_person(make_site("yama"), "I")
    answers = {}
    for who, person, host in [
        ("learner", learner, "hama"), ("I", teacher, "hama"), ("other", other, "hama"), ("C", coordinator, "hama"),
        ("I elsewhere", stranger, "yama"),
    ]:  # fmt: skip
        answers[who] = sign_in(Client(SERVER_NAME=f"{host}.example.jp"), person).get(url)
    assert {who: response.status_code for who, response in answers.items()} == {
        "learner": 200, "I": 200, "other": 404, "C": 404, "I elsewhere": 404,
    }  # fmt: skip
    response = answers["learner"]
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert "no-store" in response["Cache-Control"]


def test_the_private_folder_has_no_address(course, learner, visitor):
    version = works.give(learner, course, "w-file", file=sent("a.pdf", PDF)).versions.get()
    for place in (f"/files/private/work/{version.file_key}", f"/files/{version.file_key}"):
        assert visitor.get(place).status_code in {302, 404}
        assert sign_in(Client(SERVER_NAME="hama.example.jp"), learner).get(place).status_code == 404


def test_erasing_a_person_takes_the_file_away(course, learner):
    from lms.accounts.personal_data import rules

    key = works.give(learner, course, "w-file", file=sent("a.pdf", PDF)).versions.get().file_key
    for rule in rules():
        rule.erase(learner)
    assert not uploads.storage().exists(key)
    assert SubmissionVersion.objects.get().file_name == ""
