"""Taking files in: one door for the CMS, for course zips and for the demo."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, cast

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from media import transcoding
from media.captions import CaptionsRefused, decode, read_captions, to_vtt
from media.models import KEY_SHAPE, Handout, Picture, Recording, Shelf
from media.pictures import clean_picture, shown_rendition
from media.sniffing import FileRefused, accept_file

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from django.db.models import Model
    from django.db.models.fields.files import FieldFile
    from wagtail.models import Collection, Site

    from media.sniffing import FileType

DOCUMENT_ENDINGS = ("pdf", "docx", "xlsx", "pptx", "csv", "txt", "md", "zip")
Outcome = Literal["new", "changed", "same"]
Scheme = Literal["image", "media", "file"]
_stored: list[Callable[[Recording], None]] = []


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it was taken in: how lessons name it (`image:wifi`), its row, and what changed."""

    scheme: Scheme
    row: Any
    outcome: Outcome
    fresh: tuple[FieldFile, ...] = ()

    @property
    def name(self) -> str:
        """The name to write in a lesson."""
        return f"{self.scheme}:{self.row.key}"


def on_recording_stored(function: Callable[[Recording], None]) -> None:
    """Have `function(recording)` called in the transaction that stores a film or sound which wants converting."""
    if function not in _stored:
        _stored.append(function)


def drop_files(stored: Stored) -> None:
    """Take the new files of an asset back after its rows were rolled back; a database undoes no storage."""
    for file in stored.fresh:
        if file.name:
            file.storage.delete(file.name)


def open_shelf(site: Site, collection: Collection) -> Shelf:
    """Let a site keep its files in a collection."""
    return Shelf.objects.get_or_create(site=site, defaults={"collection": collection})[0]


def store_asset(
    *,
    site: Site,
    key: str,
    file: bytes | Path | File[Any],
    name: str = "",
    title: str = "",
    alt: str = "",
    licence: str = "",
    credit: str = "",
    captions: str = "",
    user: Any = None,
) -> Stored:
    """Put a file on the site's shelf under `key`; the bytes decide whether it is a picture, recording or document.

    The same bytes again change nothing but the texts; other bytes under the same key replace the file. `alt` = 飾り marks
    a decoration. `captions` is the key of the captions of a film, stored before. `name` gives the ending when `file` has
    none. Raises FileRefused with a message for people; Shelf.DoesNotExist for a site without a shelf.
    """
    key = key.partition(":")[2] or key
    if cast("re.Pattern[str]", KEY_SHAPE.regex).fullmatch(key) is None:
        raise FileRefused("key", _("The key %(key)s cannot be used: small letters, digits and hyphens.") % {"key": key})
    opened = _as_file(file, name)
    shelf = Shelf.objects.select_related("collection").get(site=site)
    kind = _accept(opened, key)
    texts = {"licence": licence, "credit": credit, "uploaded_by_user": user}
    with transaction.atomic():
        if kind.family == "picture":
            return _store_picture(shelf, key, opened, {**texts, **_described(alt), "title": title or key})
        if kind.family == "document":
            return _store_document(shelf, key, opened, kind, {**texts, "title": title or key})
        texts["captions"] = _captions(shelf, captions) if captions else None
        return _store_recording(shelf, key, opened, kind, {**texts, "title": title or key})


def _as_file(file: bytes | Path | File[Any], name: str) -> File[Any]:
    if isinstance(file, Path):
        return ContentFile(file.read_bytes(), name=name or file.name)
    if isinstance(file, bytes):
        return ContentFile(file, name=name)
    file.name = name or file.name
    return file


def _accept(file: File[Any], key: str) -> FileType:
    name = str(file.name or key)
    families: tuple[Any, ...] = ("picture", "video", "audio", "document", "captions")
    return accept_file(file.file if hasattr(file, "file") and file.file else file, name, families=families)


def _described(alt: str) -> dict[str, Any]:
    decoration = alt.strip() == "飾り"
    return {"decoration": decoration, "description": "" if decoration else alt.strip()}


def digest(file: File[Any]) -> str:
    """SHA-256 of the bytes; the file is left at its beginning."""
    file.seek(0)
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)
    return found.hexdigest()


def _set(row: Model, values: dict[str, Any]) -> bool:
    """Whether a value changed. Who uploaded it is kept from the first time."""
    changed = False
    for name, value in values.items():
        if name == "uploaded_by_user":
            row.uploaded_by_user = row.uploaded_by_user or value  # type: ignore[attr-defined]
        elif getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def _replaced(row: Any, hashed: str) -> bool:
    """Whether the file is another one; the old one goes when the transaction is through."""
    if row.source_hash == hashed and (row.file or row.pk):
        return False
    if row.file:
        old, storage = row.file.name, row.file.storage
        transaction.on_commit(lambda: storage.delete(old))
    row.source_hash = hashed
    return True


def _outcome(*, made: bool, changed: bool) -> Outcome:
    return "new" if made else "changed" if changed else "same"


def _store_picture(shelf: Shelf, key: str, file: File[Any], values: dict[str, Any]) -> Stored:
    row = Picture.objects.filter(collection=shelf.collection, key=key).first()
    made, row = row is None, row or Picture(collection=shelf.collection, key=key)
    changed, hashed = _set(row, values), digest(file)
    if fresh := _replaced(row, hashed):
        changed = True
        row.file = clean_picture(file, str(file.name))
        row.web_spec = ""
        row._set_image_file_metadata()  # noqa: SLF001  # Wagtail's own forms call it
        if not made:
            row.renditions.all().delete()
    shown: tuple[FieldFile, ...] = ()
    if changed:
        row.save()
        shown = (shown_rendition(row).file,)
    return Stored("image", row, _outcome(made=made, changed=changed), (row.file, *shown) if fresh else ())


def _store_document(shelf: Shelf, key: str, file: File[Any], kind: FileType, values: dict[str, Any]) -> Stored:
    row = Handout.objects.filter(collection=shelf.collection, key=key).first()
    made, row = row is None, row or Handout(collection=shelf.collection, key=key)
    changed, hashed = _set(row, values), digest(file)
    if fresh := _replaced(row, hashed):
        changed = True
        set_document_file(row, file, kind)
    if changed:
        row.save()
    return Stored("file", row, _outcome(made=made, changed=changed), (row.file,) if fresh else ())


def set_document_file(row: Handout, file: File[Any], kind: FileType) -> None:
    """Put a checked file into a document, with the name and type it is handed out under."""
    row.file = file
    row.filename_shown = PurePosixPath(str(file.name)).name[-200:]
    row.content_type = kind.mime
    row._set_document_file_metadata()  # noqa: SLF001  # Wagtail's own forms call it


def _store_recording(shelf: Shelf, key: str, file: File[Any], kind: FileType, values: dict[str, Any]) -> Stored:
    row = Recording.objects.filter(collection=shelf.collection, key=key).first()
    made, row = row is None, row or Recording(collection=shelf.collection, key=key)
    changed, hashed = _set(row, values), digest(file)
    fresh = _replaced(row, hashed)
    if fresh:
        fill_recording(row, file, kind)
    if fresh or changed:
        row.save()
    if fresh:
        tell_stored(row)
    files = (row.file,) if fresh and row.file else ()
    return Stored("media", row, _outcome(made=made, changed=changed or fresh), files)


def fill_recording(row: Recording, file: File[Any], kind: FileType) -> None:
    """Put a checked file into a recording: captions as text, films and sounds as a file. Raises FileRefused."""
    row.content_type = kind.mime
    if kind.family == "captions":
        row.kind, row.state, row.file = Recording.Kind.CAPTIONS, Recording.State.READY, ""
        row.vtt = captions_text(file)
        row.file_size = len(row.vtt.encode())
        row.seconds = row.cues[-1].end // 1000
        return
    row.kind = Recording.Kind.VIDEO if kind.family == "video" else Recording.Kind.AUDIO
    row.vtt = ""
    _measure(row, file)
    row.file, row.file_size, row.state = file, file.size, Recording.State.WAITING


def captions_text(file: File[Any]) -> str:
    """A captions file as WebVTT. Raises FileRefused that names the line."""
    file.seek(0)
    try:
        return to_vtt(read_captions(decode(file.read())))
    except CaptionsRefused as refused:
        raise FileRefused("captions", captions_message(refused)) from refused


def captions_message(refused: CaptionsRefused) -> str:
    """What is wrong with captions, in words."""
    messages = {
        "encoding": _("Captions must be text in UTF-8."),
        "empty": _("There are no captions in this text."),
        "times": _("Line %(line)d: a time is missing here. For example: 00:00:05.000 --> 00:00:08.000"),
        "order": _("Line %(line)d: this time is not after the one before."),
        "text": _("Line %(line)d: these captions have no words."),
        "many": _("There are too many captions."),
    }
    return messages[refused.key] % {"line": refused.line}


def _measure(row: Recording, file: File[Any]) -> None:
    """Length and size, where this machine can tell; a film no player could open is refused."""
    if not transcoding.is_installed():
        return
    with tempfile.NamedTemporaryFile(suffix=PurePosixPath(str(file.name)).suffix) as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        try:
            found = transcoding.probe(Path(copy.name))
        except transcoding.RecordingBroken as error:
            raise FileRefused("damaged", _("The film or sound is damaged and cannot be played.")) from error
    row.seconds, row.width, row.height = round(found.seconds), found.width, found.height
    if not found.has_picture:
        row.kind = Recording.Kind.AUDIO


def _captions(shelf: Shelf, key: str) -> Recording:
    key = key.partition(":")[2] or key
    found = Recording.objects.filter(collection=shelf.collection, key=key, kind=Recording.Kind.CAPTIONS).first()
    if found is None:
        raise FileRefused("captions", _("There are no captions with the key %(key)s.") % {"key": key})
    return found


def tell_stored(row: Recording) -> None:
    """Ask for the conversion of a film or sound; captions need none."""
    if row.kind != Recording.Kind.CAPTIONS:
        for function in _stored:
            function(row)


def delete_recording(row: Recording) -> None:
    """Delete a recording with its variants, and their files when the transaction is through."""
    with transaction.atomic():
        files = [variant.file for variant in row.variants.all()] + ([row.file] if row.file else [])
        row.delete()
        for file in files:
            transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]
