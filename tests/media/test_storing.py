"""Taking files in: by their bytes, without hidden data, under keys and random names, once."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from media.models import Handout, Picture, Recording
from media.pictures import shown_rendition
from media.services import store_asset
from media.sniffing import FileRefused, accept_file
from tests.accounts.factories import make_region
from tests.media import files
from tests.media.files import store

ALL = ("picture", "video", "audio", "document", "captions")


@pytest.fixture
def region(db):
    return make_region()


def refused(data, name, families=ALL):
    with pytest.raises(FileRefused) as caught:
        accept_file(io.BytesIO(data), name, families=families)
    return caught.value


@pytest.mark.parametrize(
    ("data", "name", "mime"),
    [
        (files.png(), "a.png", "image/png"),
        (files.image("JPEG"), "a.JPG", "image/jpeg"),
        (files.image("WEBP"), "a.webp", "image/webp"),
        (files.image("GIF"), "a.gif", "image/gif"),
        (files.pdf(), "a.pdf", "application/pdf"),
        (files.office(), "議事録.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (files.office("other.txt"), "a.zip", "application/zip"),
        ("番号,名前\r\n1,髙橋".encode(), "a.csv", "text/plain"),
        ("番号,名前\r\n1,高橋".encode("cp932"), "a.csv", "text/plain"),
        (files.CAPTIONS.encode(), "a.vtt", "text/vtt"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 40, "a.mp4", "video/mp4"),
        (b"\x00\x00\x00\x20ftypM4A " + b"\x00" * 40, "a.m4a", "audio/mp4"),
        (b"\x1aE\xdf\xa3" + b"\x00" * 40, "a.webm", "video/webm"),
        (b"ID3\x04" + b"\x00" * 40, "a.mp3", "audio/mpeg"),
        (b"RIFF\x00\x00\x00\x00WAVE", "a.wav", "audio/wav"),
    ],
)
def test_the_bytes_tell_the_type(data, name, mime):
    assert accept_file(io.BytesIO(data), name, families=ALL).mime == mime


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (SVG, "a.svg", "type"),
        (SVG, "a.png", "disguised"),
        (SVG, "a.txt", "disguised"),
        (b"<html><script>alert(1)</script>", "a.html", "type"),
        (b"<html><script>alert(1)</script>", "a.csv", "disguised"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 40, "film.pdf", "disguised"),
        (files.pdf(), "film.mp4", "disguised"),
        (files.pdf(), "a.exe", "type"),
        (files.png(), "a.jpg", "disguised"),
        (b"MZ\x90\x00" + b"\x00" * 40, "a.docx", "disguised"),
        (files.office("xl/workbook.xml"), "a.docx", "disguised"),
        (files.office(**{"word/vbaProject.bin": "x"}), "a.docx", "active"),
        (files.office(**{"run.exe": "x"}), "a.zip", "active"),
        (files.office(**{"bomb.txt": "0" * 50_000_000}), "a.zip", "bomb"),
        (b"", "a.pdf", "empty"),
        (b"GIF89a junk", "a.svg", "type"),
    ],
)
def test_what_is_not_taken_is_refused_in_japanese(data, name, key):
    found = refused(data, name)
    assert found.key == key
    assert any("\u3040" <= char <= "\u30ff" for char in found.message)


def test_too_many_bytes_are_refused_with_both_sizes(settings):
    settings.MEDIA_MEGABYTES = {**settings.MEDIA_MEGABYTES, "document": 1}
    found = refused(files.pdf() + b" " * 1_600_000, "a.pdf")
    assert found.key == "size"
    assert "1.5 MB" in found.message
    assert "1 MB" in found.message


def test_a_picture_of_too_many_pixels_is_refused(region, settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1_000_000
    with pytest.raises(FileRefused, match="pixels"):
        store(region, "big", files.png(size=(1100, 1000)), "big.png", alt="x")
    assert Picture.objects.count() == 0


def test_a_damaged_picture_is_refused(region):
    with pytest.raises(FileRefused, match="damaged"):
        store(region, "cut", files.png(size=(300, 300), colour="red")[:80], "cut.png", alt="x")


def test_nothing_hidden_stays_in_a_photograph_and_it_stands_upright(region):
    row = store(region, "photo", files.photo(size=(60, 40)), "わが家.jpg", alt="家").row
    with row.file.open("rb") as stored:
        kept = stored.read()
    assert b"SecretPhone" not in kept
    assert b"SecretComment" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert not dict(opened.getexif())
        assert opened.size == (40, 60)
    assert (row.width, row.height) == (40, 60)


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_transparency_survives_the_cleaning(region, form):
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, form)
    row = store(region, "clear", out.getvalue(), f"clear.{form.lower()}", alt="x").row
    with row.file.open("rb") as stored, Image.open(stored) as opened:
        assert opened.convert("RGBA").getpixel((5, 5))[3] == 0


def test_stored_names_say_nothing(region):
    for key, data, name in [
        ("fake-mail", files.png(), "correct-answer.png"),
        ("note", files.pdf(), "正解.pdf"),
    ]:
        row = store(region, key, data, name, alt="x").row
        assert "correct" not in row.file.name
        assert "正解" not in row.file.name
        assert key not in row.file.name
        assert len(row.file.name.rpartition("/")[2].partition(".")[0]) == 32


def test_the_same_file_again_changes_nothing(region):
    first = store(region, "wifi", files.photo(), "a.jpg", alt="図", licence="CC BY 4.0", credit="村")
    again = store(region, "image:wifi", files.photo(), "other-name.jpg", alt="図", licence="CC BY 4.0", credit="村")
    assert (first.outcome, again.outcome) == ("new", "same")
    assert again.row.pk == first.row.pk
    assert again.row.file.name == first.row.file.name
    assert first.name == "image:wifi"


def test_other_texts_change_the_row_and_other_bytes_the_file(region, django_capture_on_commit_callbacks):
    first = store(region, "wifi", files.png(), "a.png", alt="図").row
    old = first.file.name
    texts = store(region, "wifi", files.png(), "a.png", alt="家の図")
    assert (texts.outcome, texts.row.description, texts.row.file.name) == ("changed", "家の図", old)
    with django_capture_on_commit_callbacks(execute=True):
        bytes_ = store(region, "wifi", files.png(colour="red"), "a.png", alt="家の図")
    assert bytes_.outcome == "changed"
    assert bytes_.row.file.name != old
    assert not default_storage.exists(old)
    assert Picture.objects.count() == 1


def test_a_decoration_has_no_text(region):
    row = store(region, "wave", files.png(), "a.png", alt="飾り").row
    assert (row.decoration, row.default_alt_text) == (True, "")


def test_a_shown_picture_weighs_at_most_150_kb(region, settings):
    row = store(region, "noise", files.noise(), "noise.jpg", alt="x").row
    rendition = shown_rendition(row)
    assert row.file.size > 1_000_000
    assert rendition.file.size <= settings.PICTURE_BYTES
    assert rendition.width <= 1280
    assert shown_rendition(Picture.objects.get()).pk == rendition.pk
    assert Picture.objects.get().renditions.count() == 1


def test_a_drawing_is_shown_without_loss_and_a_photograph_small(region):
    drawing = shown_rendition(store(region, "plan", files.drawing(), "plan.png", alt="図").row)
    photograph = shown_rendition(store(region, "noise", files.noise("PNG", (300, 200)), "noise.png", alt="写真").row)
    assert (drawing.filter_spec.endswith("lossless"), photograph.filter_spec.endswith("lossless")) == (True, False)
    for picture in Picture.objects.all():
        other = "format-webp|webpquality-82" if picture.key == "plan" else "format-webp-lossless"
        (kept,) = picture.renditions.all()
        assert kept.file.size < picture.get_rendition(f"max-1280x1600|{other}").file.size


def test_kinds_go_where_they_belong(region):
    assert store(region, "a", files.png(), "a.png", alt="x").name == "image:a"
    assert store(region, "a", files.office(), "議事録.docx").name == "file:a"
    words = store(region, "a", files.CAPTIONS.encode(), "a.vtt")
    assert words.name == "media:a"
    assert words.row.kind == "captions"
    assert Handout.objects.get().filename == "議事録.docx"


def test_documents_lie_in_the_private_storage(region):
    row = store(region, "note", files.pdf(), "note.pdf").row
    assert not default_storage.exists(row.file.name)
    assert row.file.storage.exists(row.file.name)


def test_keys_are_unique_per_site_and_shared_by_no_one(region):
    other = make_region("kita", host="kita.example.jp", name="きた町")
    here = store(region, "wifi", files.png(), "a.png", alt="x").row
    there = store(other, "wifi", files.png(), "a.png", alt="x").row
    assert here.pk != there.pk
    assert list(Picture.objects.of_site(region.site)) == [here]
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(pk=there.pk).update(collection=here.collection)


@pytest.mark.parametrize("key", ["", "Wifi", "a b", "../x", "x" * 81, "-a", "日本"])
def test_a_key_has_a_shape(region, key):
    with pytest.raises(FileRefused, match="key"):
        store_asset(site=region.site, key=key, file=files.png(), name="a.png")


def test_captions_are_checked_and_stored_as_webvtt(region):
    srt = (
        "1\r\n00:00:01,000 --> 00:00:02,500\r\n<b>はじめに</b>\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nつづき\r\n"
    )
    row = store(region, "words", srt.encode("cp932"), "words.srt").row
    assert row.vtt.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nはじめに\n")
    assert row.spoken_text == "はじめに\nつづき"
    with pytest.raises(FileRefused) as caught:
        store(region, "bad", "1\n00:00:xx --> 00:00:02\nあ\n".encode(), "bad.srt")
    assert "1行目" in caught.value.message
    assert Recording.objects.count() == 1


@files.needs_ffmpeg
def test_a_film_knows_its_captions_and_length(region):
    words = store(region, "intro-ja", files.CAPTIONS.encode(), "intro.vtt").row
    row = store(region, "intro", files.film(), "intro.mp4", captions="media:intro-ja").row
    assert (row.kind, row.captions, row.seconds, row.width, row.height) == ("video", words, 4, 320, 240)
    assert row.state == "waiting"


@files.needs_ffmpeg
def test_a_film_that_no_player_opens_is_refused(region):
    with pytest.raises(FileRefused, match="damaged"):
        store(region, "cut", files.film()[:3000], "cut.mp4")
    assert Recording.objects.count() == 0


def test_unknown_captions_are_refused(region):
    with pytest.raises(FileRefused) as caught:
        store(region, "intro", b"\x00\x00\x00\x20ftypisom" + b"\x00" * 99, "intro.mp4", captions="none")
    assert "none" in caught.value.message
