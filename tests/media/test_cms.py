"""Uploads in the CMS pass the same door; lists, forms and choosers show the files of one Region only (trap 16)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media.models import Handout, Picture, Recording
from tests.accounts.factories import make_person, make_region, sign_in
from tests.media import files
from tests.media.files import store

MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 2000


@pytest.fixture(autouse=True)
def _no_ffmpeg(monkeypatch):
    monkeypatch.setattr("media.transcoding.is_installed", lambda: False)


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture
def there(db):
    return make_region("kita", host="kita.example.jp", name="きた町")


@pytest.fixture
def editor(client, region):
    return sign_in(client, make_person(region, "I", mail="editor@example.jp"))


def send(editor, name, data, path, *args, **fields):
    file = SimpleUploadedFile(name, data)
    return editor.post(reverse(path, args=args), {"title": "題", "licence": "", "credit": "", **fields, "file": file})


def test_a_picture_is_cleaned_described_and_ready_for_lessons(editor, region):
    answer = send(
        editor, "家.jpg", files.photo(), "wagtailimages:add", description="家", key="house", collection=region.site.shelf.collection_id
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    row = Picture.objects.get()
    with row.file.open("rb") as stored:
        assert b"SecretPhone" not in stored.read()
    assert row.collection == region.site.shelf.collection
    assert row.web_spec
    assert "家" not in row.file.name


def test_a_picture_without_words_is_asked_for_them(editor, region):
    answer = send(editor, "a.png", files.png(), "wagtailimages:add", description="", key="house")
    assert "画像の説明を入力してください" in answer.content.decode()
    assert Picture.objects.count() == 0
    answer = send(editor, "a.png", files.png(), "wagtailimages:add", description="", key="house", decoration="on")
    assert Picture.objects.get().default_alt_text == ""


def test_the_uploader_of_many_cleans_too(editor, region):
    address = reverse("wagtailimages:add_multiple")
    answer = editor.post(
        address,
        {"files[]": SimpleUploadedFile("a.jpg", files.photo()), "title": "a"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert answer.json()["success"], answer.json()
    with Picture.objects.get().file.open("rb") as stored:
        assert b"SecretPhone" not in stored.read()


@pytest.mark.parametrize(("name", "data"), [("a.pdf", MP4), ("a.svg", b"<svg/>"), ("a.docx", files.pdf())])
def test_a_disguised_document_is_refused(editor, region, name, data):
    answer = send(editor, name, data, "wagtaildocs:add", key="note")
    assert answer.status_code == 200
    assert Handout.objects.count() == 0


def test_a_document_keeps_its_name_for_who_saves_it(editor, region):
    answer = send(editor, "議事録.docx", files.office(), "wagtaildocs:add", key="minutes")
    assert answer.status_code == 302, answer.content.decode()
    row = Handout.objects.get()
    assert (row.filename, row.key) == ("議事録.docx", "minutes")
    assert row.content_type.endswith("wordprocessingml.document")


def upload(editor, name, data, **fields):
    data = {
        "title": "題",
        "key": "film",
        "licence": "",
        "credit": "",
        **fields,
        "upload": SimpleUploadedFile(name, data),
    }
    return editor.post(reverse("recordings:add"), data)


def test_a_film_and_its_captions_are_taken_in(editor, region):
    assert upload(editor, "a.vtt", files.CAPTIONS.encode(), key="words").status_code == 302
    words = Recording.objects.get()
    assert words.kind == "captions"
    answer = upload(editor, "a.mp4", MP4, captions=str(words.pk))
    assert answer.status_code == 302, answer.content.decode()
    film = Recording.objects.get(key="film")
    assert (film.captions, film.kind, film.collection) == (words, "video", region.site.shelf.collection)
    assert film.source_hash
    shown = editor.get(reverse("recordings:index")).content.decode()
    assert "0.1 MB" in shown
    assert "動画" in shown


def test_wrong_captions_are_told_with_their_line(editor, region):
    upload(editor, "a.vtt", files.CAPTIONS.encode(), key="words")
    words = Recording.objects.get()
    data = {"title": "題", "key": "words", "licence": "", "credit": "", "vtt": "WEBVTT\n\n00:05 あ"}
    answer = editor.post(reverse("recordings:edit", args=[words.pk]), data)
    assert "字幕の3行目" in answer.content.decode()
    data["vtt"] = "WEBVTT\r\n\r\n00:05.000 --> 00:06.000\r\nなおしました\r\n"
    assert editor.post(reverse("recordings:edit", args=[words.pk]), data).status_code == 302
    assert Recording.objects.get().spoken_text == "なおしました"


def test_a_disguised_film_is_refused_at_the_field(editor, region):
    answer = upload(editor, "a.mp4", files.pdf())
    assert "中身が名前" in answer.content.decode()
    assert Recording.objects.count() == 0


def test_a_key_is_given_once(editor, region):
    upload(editor, "a.mp4", MP4)
    answer = upload(editor, "b.mp4", MP4)
    assert "この名前（キー）は、ほかのファイルで使われています。" in answer.content.decode()
    assert Recording.objects.count() == 1
    send(editor, "a.png", files.png(), "wagtailimages:add", description="家", key="house")
    again = send(editor, "b.png", files.png(colour="red"), "wagtailimages:add", description="家", key="house")
    assert "この名前（キー）は、ほかのファイルで使われています。" in again.content.decode()
    assert Picture.objects.count() == 1


def test_recordings_of_another_region_are_like_unknown_ones(editor, region, there):
    foreign = store(there, "secretfilm", files.CAPTIONS.encode(), "a.vtt", title="Kitanosecret").row
    assert "Kitanosecret" not in editor.get(reverse("recordings:index")).content.decode()
    assert "Kitanosecret" not in editor.get(reverse("recordings:add")).content.decode()
    for name in ("recordings:edit", "recordings:delete"):
        for method in ("get", "post"):
            assert getattr(editor, method)(reverse(name, args=[foreign.pk])).status_code == 404
    answer = upload(editor, "a.mp4", MP4, captions=str(foreign.pk))
    assert answer.status_code == 200
    assert Recording.objects.count() == 1


def test_a_deleted_recording_takes_its_file_along(editor, region, django_capture_on_commit_callbacks):
    row = store(region, "film", MP4, "a.mp4").row
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(reverse("recordings:delete", args=[row.pk]))
    assert Recording.objects.count() == 0
    assert not row.file.storage.exists(row.file.name)


@pytest.mark.parametrize("role", [None, "C", "AP"])
def test_recordings_are_for_who_writes_lessons(client, region, role):
    sign_in(client, make_person(region, *([role] if role else [])))
    assert client.get(reverse("recordings:index")).status_code == 404
