"""Real files made on the spot: pictures, documents and, with ffmpeg, films."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile

import pytest
from PIL import Image, ImageDraw

from media.services import store_asset

CAPTIONS = """WEBVTT

00:00:00.500 --> 00:00:02.000
あやしいメールが届きました。

00:00:02.000 --> 00:00:03.500
リンクは押しません。
"""

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


def store(region, key, data, name, **texts):
    """A file on the Region's shelf."""
    return store_asset(site=region.site, key=key, file=data, name=name, **texts)


def token_of(address):
    """The token in a signed local address."""
    return address.rstrip("/").rpartition("/")[2]


def image(form="PNG", size=(40, 30), colour="navy", **options):
    """The bytes of a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **options)
    return out.getvalue()


def png(**options):
    """A small PNG."""
    return image("PNG", **options)


def noise(form="JPEG", size=(2400, 1800)):
    """A picture that compresses badly."""
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, form, quality=95)
    return out.getvalue()


def drawing(size=(960, 700)):
    """A diagram of thin lines in two colours."""
    picture, out = Image.new("RGB", size, "white"), io.BytesIO()
    pen = ImageDraw.Draw(picture)
    for at in range(0, size[0], 40):
        pen.line((at, 0, size[0] - at, size[1]), fill="navy", width=2)
    picture.save(out, "PNG")
    return out.getvalue()


def photo(size=(60, 40)):
    """A JPEG as a telephone writes it: place, camera and a turn in its EXIF block."""
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[2] = (34.0, 24.0, 30.0)
    return image("JPEG", size, exif=exif, comment=b"SecretComment")


def pdf():
    """The smallest PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def office(part="word/document.xml", **extra):
    """An Office file with one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": "<Types/>", part: "<x/>", **extra}.items():
            archive.writestr(name, text)
    return out.getvalue()


def film(seconds=4, size="320x240", *, sound=True, ending="mp4"):
    """A film with moving bars and a tone, made by ffmpeg."""
    sources = ["-f", "lavfi", "-i", f"testsrc=duration={seconds}:size={size}:rate=10"]
    if sound:
        sources += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
    return _made(sources, ["-pix_fmt", "yuv420p", "-shortest"], ending)


def tone(seconds=2, ending="mp3"):
    """A sound file."""
    return _made(["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"], [], ending)


def _made(sources, arguments, ending):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"made.{ending}"
        command = ["ffmpeg", "-v", "error", "-y", *sources, *arguments, str(out)]
        subprocess.run(command, check=True, capture_output=True)
        return out.read_bytes()
