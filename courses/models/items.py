"""What publishing a lesson leaves behind: versions of its questions, their keys in a table of their own, the compiled lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from content.items import ItemKey as SecretHalf


class ItemVersion(models.Model):
    """The public half of one question as it was published. Never changed; attempts pin it (authoring.md §5)."""

    class Change(models.TextChoices):
        FIRST = "first", _("first version")
        WORDING = "wording", _("wording")
        KEY = "key", _("answer key")

    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="item_versions")
    lesson = models.ForeignKey("courses.LessonPage", on_delete=models.SET_NULL, null=True, related_name="+")
    bank = models.ForeignKey("courses.BankPage", on_delete=models.SET_NULL, null=True, related_name="+")
    item = models.CharField(_("name in the text"), max_length=40)
    n = models.PositiveIntegerField(_("version"))
    type = models.CharField(max_length=12)
    public = models.JSONField()
    public_hash = models.CharField(max_length=64)
    change_kind = models.CharField(max_length=8, choices=Change.choices, default=Change.FIRST)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("item version")
        verbose_name_plural = _("item versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["course", "item", "n"], name="item_version_once"),
            models.CheckConstraint(name="item_version_from_1", condition=models.Q(n__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.item} v{self.n}"


class ItemKeyManager(models.Manager["ItemKey"]):
    """The only way to a key; it is not called `objects`, so that no generic code finds it."""


class ItemKey(models.Model):
    """The secret half of one version. Registered nowhere: no admin, no API, no index, no chooser (LK-13)."""

    version = models.OneToOneField(ItemVersion, on_delete=models.CASCADE, primary_key=True, related_name="secret_half")
    data = models.JSONField()
    key_hash = models.CharField(max_length=64)

    keys = ItemKeyManager()

    class Meta:
        default_manager_name = "keys"
        default_permissions = ()
        verbose_name = _("item key")
        verbose_name_plural = _("item keys")

    def __str__(self) -> str:
        return "<ItemKey>"

    def __repr__(self) -> str:
        return "<ItemKey>"

    def __call__(self) -> None:
        """A template that reaches a key calls it, and calling it is refused (LK-01)."""
        self.open()()

    def open(self) -> SecretHalf:
        """The key in the form the graders take; that object refuses templates, printing and pickling."""
        from content.items import ItemKey as SecretHalf

        return SecretHalf.from_json(self.version.type, self.data)


class CompiledLesson(models.Model):
    """The published lesson, ready to be shown: nothing parses lesson text in a request (performance.md §2)."""

    lesson = models.OneToOneField("courses.LessonPage", on_delete=models.CASCADE, related_name="compiled")
    # Wagtail's revision that was published; empty when a page was made live without one.
    revision = models.PositiveBigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    blocks = models.JSONField()
    # [{"item", "version" (row id), "type", "required", "scored", "points", "attempts", "skills", "use"}] in reading order:
    # practice. `use`: it is written elsewhere.
    items = models.JSONField(default=list)
    # {"easy" | "en": {"blocks", "publics" (item name -> public half in these words), "search_text"}}; absent when not written.
    variants = models.JSONField(default=dict)
    # {"easy" | "en": {item name -> words of its secret half (content.items.words)}}: shown to nobody before its time.
    words = models.JSONField(default=dict)
    variant_digests = models.JSONField(default=dict)
    # [{"id", "label", "draw", "pass", "attempts", "minutes", "pool", "asked", "questions"}]; `questions` as `items`. No
    # list of a page may show them: which ones a test can ask is a secret (authoring.md §5).
    tests = models.JSONField(default=list)
    plain_text = models.TextField()
    # What may stand in a description or a feed: the text before the first question (LK-07).
    lead_text = models.TextField(blank=True)
    search_text = models.TextField()
    minutes = models.PositiveSmallIntegerField(default=0)
    compiled_at = models.DateTimeField()

    class Meta:
        verbose_name = _("compiled lesson")
        verbose_name_plural = _("compiled lessons")

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.digest[:12]}"

    def item(self, name: str) -> dict[str, Any] | None:
        """The entry of one question of this lesson, or None."""
        return next((entry for entry in self.items if entry["item"] == name), None)
