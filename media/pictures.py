"""Pictures as they are kept and shown: checked, without metadata, and in a size a telephone can afford."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from wagtail.images.models import Filter

from media.sniffing import FileRefused, accept_file

if TYPE_CHECKING:
    from django.core.files.base import File

    from media.models import Picture, PictureRendition

_FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP"}
# From the best to the smallest: the first whose result fits into PICTURE_BYTES is shown.
_STEPS = (
    "max-1280x1600|format-webp|webpquality-82",
    "max-1280x1600|format-webp|webpquality-65",
    "max-960x1200|format-webp|webpquality-60",
    "max-720x900|format-webp|webpquality-50",
    "max-480x600|format-webp|webpquality-40",
)
# A drawing with few colours is half as large, and sharper, without loss; a photograph never is.
_LOSSLESS = "max-1280x1600|format-webp-lossless"
_DRAWN = (".png", ".gif")


def clean_picture(file: File[Any], name: str) -> ContentFile[bytes]:
    """The picture without EXIF, comments and other hidden data, upright, in its own format. Raises FileRefused."""
    kind = accept_file(cast("IO[bytes]", file.file if hasattr(file, "file") else file), name, families={"picture"})
    data = file.read()
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
                raise FileRefused("pixels", _("The picture has more than %(limit)d million pixels.") % {"limit": limit})
            opened.load()
            return ContentFile(_encoded(opened, _FORMATS[kind.endings[0]]), name=name)
    except FileRefused:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise FileRefused("damaged", _("The picture is damaged and cannot be read.")) from error


def _encoded(opened: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    if getattr(opened, "n_frames", 1) > 1:
        # Pillow writes no metadata of its own when saving frames; comments are dropped by name.
        opened.save(out, form, save_all=True, comment=b"", exif=b"", xmp=b"")
        return out.getvalue()
    upright = ImageOps.exif_transpose(opened)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    if upright.mode == "P" and (palette := upright.getpalette()):
        bare.putpalette(palette)
    options: dict[str, Any] = {"quality": 92} if form in {"JPEG", "WEBP"} else {"optimize": True}
    if "transparency" in upright.info and upright.mode in {"P", "L", "RGB"}:
        options["transparency"] = upright.info["transparency"]
    if (profile := opened.info.get("icc_profile")) and form != "GIF":
        options["icc_profile"] = profile
    bare.save(out, form, **options)
    return out.getvalue()


def shown_rendition(picture: Picture) -> PictureRendition:
    """The rendition a lesson shows: at most PICTURE_BYTES unless even the smallest is larger. Chosen once, then kept."""
    if not picture.web_spec:
        picture.web_spec = _chosen_spec(picture)
        picture.save(update_fields=["web_spec"])
    return picture.get_rendition(picture.web_spec)


def _chosen_spec(picture: Picture) -> str:
    """Candidates are weighed in memory: a stored one would stay behind where the transaction is rolled back, as in a dry run."""
    chosen, size = "", 0
    for chosen in _STEPS:
        size = _size(picture, chosen)
        if size <= settings.PICTURE_BYTES:
            break
    if picture.file.name.endswith(_DRAWN) and _size(picture, _LOSSLESS) < size:
        return _LOSSLESS
    return chosen


def _size(picture: Picture, spec: str) -> int:
    """Bytes of the picture by a filter of Wagtail."""
    made = picture.generate_rendition_file(Filter(spec=spec))
    return int(made.size)
