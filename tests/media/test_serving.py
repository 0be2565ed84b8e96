"""Handing out files: pieces of films, documents by a door and links that end, nothing of other Regions."""

from __future__ import annotations

import time

import pytest
from django.core import signing
from django.urls import reverse

from media.models import Handout
from media.pictures import shown_rendition
from media.storages import LINK_SECONDS, disposition, local_link
from tests.accounts.factories import make_person, make_region, sign_in
from tests.media import files
from tests.media.files import store


@pytest.fixture
def region(db):
    return make_region()


@pytest.fixture
def picture(region):
    return store(region, "map", files.png(size=(200, 200)), "map.png", alt="地図").row


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_picture_is_there_for_everybody_and_for_long(client, picture):
    answer = client.get(picture.file.url)
    with picture.file.open("rb") as stored:
        assert body(answer) == stored.read()
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_the_size_a_lesson_shows_is_served_too(client, picture):
    answer = client.get(shown_rendition(picture).file.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 9), ("bytes=10-", 10, None), ("bytes=-5", -5, None), ("bytes=3-999999", 3, None)],
)
def test_a_piece_is_given_as_asked(client, picture, asked, start, end):
    with picture.file.open("rb") as stored:
        whole = stored.read()
    answer = client.get(picture.file.url, headers={"range": asked})
    expected = whole[start : end + 1 if end is not None else None]
    assert answer.status_code == 206
    assert body(answer) == expected
    assert answer["Content-Length"] == str(len(expected))
    first = start if start >= 0 else len(whole) + start
    assert answer["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{len(whole)}"


def test_a_piece_behind_the_end_is_refused_and_a_wrong_one_ignored(client, picture):
    answer = client.get(picture.file.url, headers={"range": "bytes=9999999-"})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{picture.file.size}"
    for asked in ("bytes=", "bytes=a-b", "items=0-1", "bytes=0-1,4-5"):
        whole = client.get(picture.file.url, headers={"range": asked})
        assert whole.status_code == 200
        whole.close()


def test_if_range_with_an_older_file_gives_the_whole(client, picture):
    answer = client.get(picture.file.url, headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert answer.status_code == 200
    answer.close()


@pytest.mark.parametrize(
    "name", ["../keys/django.key", "pictures/../../x.png", "private/x.pdf", "pictures/map.png", "x.html", "pictures/"]
)
def test_only_names_of_ours_are_looked_for(client, region, name):
    assert client.get(f"/files/{name}").status_code == 404


def test_a_document_comes_by_a_link_under_its_own_name(client, region):
    row = store(region, "minutes", files.office(), "議事録の見本.docx").row
    door = client.get(row.url)
    assert door.status_code == 302
    assert "no-store" in door["Cache-Control"]
    answer = client.get(door["Location"])
    assert body(answer) == files.office()
    assert answer["Content-Disposition"] == disposition("議事録の見本.docx")
    assert "filename*=UTF-8''%E8%AD%B0" in answer["Content-Disposition"]
    assert client.get(door["Location"], headers={"range": "bytes=0-3"}).status_code == 206


def test_a_link_ends_and_cannot_be_made_up(client, region, monkeypatch):
    row = store(region, "minutes", files.pdf(), "a.pdf").row
    link = local_link(row.file.name)
    assert client.get(link).status_code == 200
    token = files.token_of(link)
    assert (
        client.get(reverse("media:private", args=[token[:-1] + ("A" if token[-1] != "A" else "B")])).status_code == 404
    )
    forged = signing.dumps([row.file.name, "", ""], salt="other")
    assert client.get(reverse("media:private", args=[forged])).status_code == 404
    later = time.time() + LINK_SECONDS + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert client.get(link).status_code == 404


def test_a_document_for_members_is_a_404_for_others(client, region):
    row = store(region, "minutes", files.pdf(), "a.pdf").row
    Handout.objects.update(members_only=True)
    assert client.get(row.url).status_code == 404
    sign_in(client, make_person(region))
    assert client.get(row.url).status_code == 302


def test_a_document_of_another_region_is_a_404(client, region):
    other = make_region("kita", host="kita.example.jp", name="きた町")
    row = store(other, "minutes", files.pdf(), "a.pdf").row
    sign_in(client, make_person(region))
    assert client.get(row.url).status_code == 404
    assert client.get(row.url, headers={"host": "kita.example.jp"}).status_code == 302


def test_wagtails_own_address_of_documents_is_gone(client, region):
    row = store(region, "minutes", files.pdf(), "a.pdf").row
    assert client.get(f"/documents/{row.pk}/a.pdf").status_code == 404


def test_captions_are_text_of_our_own_origin(client, region):
    row = store(region, "words", files.CAPTIONS.encode(), "words.vtt").row
    answer = client.get(row.captions_url)
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.content.decode().startswith("WEBVTT")
    again = client.get(row.captions_url, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_the_name_of_a_download_is_plain_and_safe():
    assert disposition('a"b\r\n.pdf').startswith('attachment; filename="ab.pdf"')
    assert "\n" not in disposition("a\nb.pdf")
