"""Pictures, recordings and documents with their keys, licences and texts for those who cannot see or hear them."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet
from wagtail.models import CollectionMember
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from media.captions import Cue, parse_vtt, spoken_text
from media.storages import private_storage

if TYPE_CHECKING:
    from typing import Self

    from wagtail.models import Site

KEY_SHAPE = RegexValidator(r"^[a-z0-9][a-z0-9_-]{0,79}$", _("Use small letters, digits and hyphens: wifi-router."))
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
FOUND_BY_KEY = (index.SearchField("key"), index.AutocompleteField("key"), index.FilterField("key"))
"""What the search of pictures and documents knows of a key."""


def key_once(name: str, message: Any) -> models.UniqueConstraint:
    """A key names one file of its kind in a collection."""
    return models.UniqueConstraint(fields=["collection", "key"], name=name, violation_error_message=message)


def random_key() -> str:
    """A key that says nothing: what an author did not name cannot give an answer away (LK-11)."""
    return "f-" + "".join(secrets.choice(_ALPHABET) for _position in range(8))


def random_name(folder: str, filename: str) -> str:
    """A stored name that cannot be guessed; only the ending is kept (LK-11)."""
    return f"{folder}/{secrets.token_hex(16)}{PurePosixPath(filename).suffix.lower()}"


class Shelf(models.Model):
    """Which collection holds the files of which site: a Region keeps its files apart from all others (trap 16)."""

    site = models.OneToOneField("wagtailcore.Site", on_delete=models.CASCADE, related_name="shelf")
    collection = models.OneToOneField("wagtailcore.Collection", on_delete=models.PROTECT, related_name="shelf")

    def __str__(self) -> str:
        return str(self.collection)


class OnShelf(models.QuerySet[Any]):
    """Files by the site whose shelf they lie on."""

    def of_site(self, site: Site | None) -> Self:
        """Those of the site's collection and below it; none for a site without a shelf."""
        shelf = Shelf.objects.select_related("collection").filter(site=site).first() if site else None
        return self.filter(collection__path__startswith=shelf.collection.path) if shelf else self.none()


class PictureQuerySet(OnShelf, ImageQuerySet):
    """Pictures: searchable, with renditions."""


class HandoutQuerySet(OnShelf, DocumentQuerySet):
    """Documents: searchable."""


class RecordingQuerySet(OnShelf, SearchableQuerySetMixin):
    """Films and sounds: searchable."""


class Asset(models.Model):
    """What every file of a lesson carries. The key is unique in its collection."""

    key = models.CharField(
        _("key"),
        max_length=80,
        default=random_key,
        validators=[KEY_SHAPE],
        help_text=_("Lessons name the file by it. It must not tell the answer of a question."),
    )
    licence = models.CharField(_("licence"), max_length=60, blank=True, help_text=_("CC BY 4.0, for example."))
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who made it."))
    # SHA-256 of the bytes as they came, before anything was taken out of them: the same file again changes nothing.
    source_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True


class Picture(Asset, AbstractImage):  # type: ignore[django-manager-missing]  # Wagtail makes its renditions
    """A picture. Its text for those who cannot see it is `description`, or it is marked as decoration."""

    decoration = models.BooleanField(
        _("decoration"), default=False, help_text=_("Only if the page says the same without the picture.")
    )
    # The filter whose rendition fits into PICTURE_BYTES, found once (media.pictures).
    web_spec = models.CharField(max_length=60, blank=True, editable=False)

    objects = PictureQuerySet.as_manager()

    admin_form_fields = (
        "title", "file", "description", "decoration", "key", "licence", "credit", "collection", "tags",
    )  # fmt: skip
    search_fields: ClassVar = [
        *AbstractImage.search_fields,
        *FOUND_BY_KEY,
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints: ClassVar = [
            key_once("picture_key_once", _("Another picture has this key.")),
        ]

    @property
    def default_alt_text(self) -> str:
        """Empty for a decoration."""
        return "" if self.decoration else str(self.description)

    def get_upload_to(self, filename: str) -> str:
        """A random name."""
        return random_name("pictures", filename)


class PictureRendition(AbstractRendition):
    """A picture in another size; its name begins with the random one of its picture."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]

    def get_upload_to(self, filename: str) -> str:
        """The whole random name of its picture and what was made of it; Wagtail would cut the name short."""
        return f"shown/{PurePosixPath(self.image.file.name).stem}.{filename.partition('.')[2]}"


def handout_name(_handout: Handout, filename: str) -> str:
    """A random name for a document."""
    return random_name("documents", filename)


class Handout(Asset, AbstractDocument):
    """A file to save: it lies in the private storage and is handed out by a link of minutes."""

    file = models.FileField(_("file"), upload_to=handout_name, storage=private_storage)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    filename_shown = models.CharField(max_length=200, blank=True, editable=False)
    content_type = models.CharField(max_length=120, blank=True, editable=False)
    members_only = models.BooleanField(
        _("for signed-in learners only"), default=False, help_text=_("Otherwise everybody may save it.")
    )

    objects = HandoutQuerySet.as_manager()

    admin_form_fields = ("title", "file", "members_only", "key", "licence", "credit", "collection", "tags")
    search_fields: ClassVar = [
        *AbstractDocument.search_fields,
        *FOUND_BY_KEY,
    ]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [
            key_once("handout_key_once", _("Another document has this key.")),
        ]

    @property
    def url(self) -> str:
        """The lasting address; it decides who may read and leads to a short-lived link."""
        return reverse("media:document", args=[self.uuid])

    @property
    def filename(self) -> str:
        """The name a reader saves it under."""
        return self.filename_shown or f"{self.key}{PurePosixPath(self.file.name or '').suffix}"


def recording_name(_recording: Recording, filename: str) -> str:
    """A random name for a film or sound."""
    return random_name("recordings", filename)


class Recording(Asset, CollectionMember, index.Indexed):
    """A film, a sound file, or the captions of one. Captions are text and lie in the row, as WebVTT."""

    class Kind(models.TextChoices):
        VIDEO = "video", _("Film")
        AUDIO = "audio", _("Sound")
        CAPTIONS = "captions", _("Captions")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for conversion")
        READY = "ready", _("Ready")
        ORIGINAL = "original", _("Shown as uploaded")
        BROKEN = "broken", _("Could not be read")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, editable=False)
    title = models.CharField(_("title"), max_length=255)
    file = models.FileField(_("file"), upload_to=recording_name, blank=True)
    file_size = models.PositiveBigIntegerField(default=0, editable=False)
    content_type = models.CharField(max_length=60, blank=True, editable=False)
    seconds = models.PositiveIntegerField(_("length in seconds"), default=0, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ORIGINAL, editable=False)
    vtt = models.TextField(_("captions"), blank=True)
    captions = models.ForeignKey(
        "self",
        verbose_name=_("captions"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="captioned",
        limit_choices_to={"kind": "captions"},
    )
    created_at = models.DateTimeField(auto_now_add=True)
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False
    )

    objects = RecordingQuerySet.as_manager()

    search_fields: ClassVar = [
        *CollectionMember.search_fields,
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("film or sound")
        verbose_name_plural = _("films and sounds")
        ordering = ["-created_at", "-pk"]
        constraints: ClassVar = [
            key_once("recording_key_once", _("Another film or sound has this key.")),
            models.CheckConstraint(
                condition=models.Q(kind="captions", file="") & ~models.Q(vtt="")
                | ~models.Q(kind="captions") & ~models.Q(file=""),
                name="recording_has_its_content",
                violation_error_message=_("Captions are a text; films and sounds are files."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def cues(self) -> list[Cue]:
        """The lines of captions with their times."""
        return parse_vtt(self.vtt)

    @property
    def spoken_text(self) -> str:
        """Captions as running text, for the search."""
        return spoken_text(self.cues)

    @property
    def captions_url(self) -> str:
        """Where a player reads captions."""
        return reverse("media:captions", args=[self.uuid])


def variant_name(_variant: Variant, filename: str) -> str:
    """A random name for a variant."""
    return random_name("recordings", filename)


class Variant(models.Model):
    """What the worker made of a film: smaller pictures, the sound alone, a still."""

    class Name(models.TextChoices):
        P540 = "540p", "540p"
        P240 = "240p", "240p"
        AUDIO = "audio", _("Sound only")
        POSTER = "poster", _("Still")

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="variants")
    name = models.CharField(max_length=6, choices=Name.choices)
    file = models.FileField(upload_to=variant_name)
    file_size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=60)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    made_of = models.CharField(max_length=64)  # source_hash of the recording it was made of

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints: ClassVar = [models.UniqueConstraint(fields=["recording", "name"], name="variant_once")]

    def __str__(self) -> str:
        return f"{self.recording} {self.name}"
