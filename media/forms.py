"""Forms of the CMS: every upload passes the same door as a course zip, with messages at the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from media.captions import CaptionsRefused, read_captions, to_vtt
from media.models import Recording, random_key
from media.pictures import clean_picture, shown_rendition
from media.services import (
    captions_message,
    digest,
    fill_recording,
    set_document_file,
    tell_stored,
)
from media.sniffing import FileRefused, accept_file

if TYPE_CHECKING:
    from django.core.files.base import File

    from media.sniffing import FileType


class KeyFormMixin:
    """The key may be left out; given, it is free in the collection the file will lie in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:  # type: ignore[attr-defined]
            self.fields["key"].required = False  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        """A random one for an empty field: the uploader of many asks for it later."""
        return self.cleaned_data.get("key") or self.instance.key or random_key()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say at the field what the database would refuse."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc, attr-defined]
        only = next(iter(getattr(self, "collections", None) or ()), None)
        collection = cleaned.get("collection") or only or self.instance.collection  # type: ignore[attr-defined]
        same = type(self.instance).objects.filter(collection=collection, key=cleaned.get("key", ""))  # type: ignore[attr-defined]
        if same.exclude(pk=self.instance.pk).exists():  # type: ignore[attr-defined]
            self.add_error("key", _("Another file has this key."))  # type: ignore[attr-defined]
        return cleaned


class PictureForm(KeyFormMixin, BaseImageForm):
    """A picture needs words for who cannot see it, or the mark that it is a decoration."""

    def clean_file(self) -> Any:
        """Checked by its bytes and rid of everything hidden."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        try:
            self.instance.source_hash = digest(file)
            cleaned = clean_picture(file, file.name)
        except FileRefused as refused:
            raise forms.ValidationError(refused.message, code=refused.key) from refused
        self.instance.web_spec = ""
        return cleaned

    def clean(self) -> dict[str, Any]:
        """The uploader of many sends files first and asks for the words in a second form."""
        cleaned: dict[str, Any] = super().clean()
        asked = self.add_prefix("description") in self.data
        if asked and not cleaned.get("decoration") and not cleaned.get("description", "").strip():
            self.add_error("description", _("Describe the picture, or mark it as decoration."))
        return cleaned

    def save(self, commit: bool = True) -> Any:  # Django's signature
        """And make what lessons show, so that no reader waits for it."""
        picture = super().save(commit=commit)
        if commit and not picture.web_spec:
            shown_rendition(picture)
        return picture


class HandoutForm(KeyFormMixin, BaseDocumentForm):
    """A document is known by its bytes; its name is kept for who saves it."""

    def clean_file(self) -> Any:
        """Checked by its bytes."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        try:
            self.kind = accept_file(file.file, file.name, families={"document"})
        except FileRefused as refused:
            raise forms.ValidationError(refused.message, code=refused.key) from refused
        self.instance.source_hash = digest(file)
        return file

    def save(self, commit: bool = True) -> Any:  # Django's signature
        """With the name and type it is handed out under."""
        if "file" in self.changed_data:
            set_document_file(self.instance, self.cleaned_data["file"], self.kind)
        return super().save(commit=commit)


class RecordingForm(KeyFormMixin, WagtailAdminModelForm):
    """A film, a sound or captions; captions may also be typed."""

    upload = forms.FileField(label=_("file"), required=False)

    class Meta:
        model = Recording
        fields = ("title", "key", "vtt", "captions", "licence", "credit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind: FileType | None = None
        own = Recording.objects.filter(kind=Recording.Kind.CAPTIONS)
        self.fields["captions"].queryset = own.filter(collection=self.instance.collection_id)
        is_captions = self.instance.kind == Recording.Kind.CAPTIONS
        if self.instance.pk and is_captions:
            del self.fields["captions"]
        if not (self.instance.pk and is_captions):
            del self.fields["vtt"]
        self.fields["upload"].required = not self.instance.pk
        self.fields["upload"].help_text = _(
            "Films: mp4, webm. Sound: mp3, m4a, ogg, wav. Captions: vtt, srt. The size is shown to learners in MB."
        )

    def clean_upload(self) -> File[Any] | None:
        """Checked by its bytes; what was a film stays one."""
        file: Any = self.cleaned_data["upload"]
        if not file:
            return None
        families: dict[str, set[Any]] = {
            "captions": {"captions"},
            "video": {"video", "audio"},
            "audio": {"video", "audio"},
        }
        wanted = families.get(self.instance.kind, {"video", "audio", "captions"})
        try:
            kind = accept_file(file.file, file.name, families=wanted)
            fill_recording(self.instance, file, kind)
            self.kind = kind
        except FileRefused as refused:
            raise forms.ValidationError(refused.message, code=refused.key) from refused
        self.instance.source_hash = digest(file)
        return file

    def clean_vtt(self) -> str:
        """Checked and stored as WebVTT; an uploaded file goes before what stands in the field."""
        if self.kind is not None:
            return self.instance.vtt
        try:
            return to_vtt(read_captions(self.cleaned_data["vtt"].replace("\r\n", "\n")))
        except CaptionsRefused as refused:
            raise forms.ValidationError(captions_message(refused), code=refused.key) from refused

    def save(self, commit: bool = True) -> Any:  # Django's signature
        """And ask for the conversion of a new file."""
        row = super().save(commit=commit)
        if commit and self.kind is not None:
            tell_stored(row)
        return row
