"""A question bank: a page of questions below its course, from which tests draw. It has no public address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page, PageManager

from courses.models.publishing import CompiledAtPublish
from courses.models.skills import split_codes, validate_skill_codes
from courses.models.writing_panels import CheckPanel, LessonTextPanel, PalettePanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

BANK_KEY = RegexValidator(
    r"^[a-z][a-z0-9-]{0,39}$", _("Use small letters, digits and hyphens, a letter first: security.")
)


class BankPage(CompiledAtPublish, Page):
    """Questions only, in the lesson language. A test names it with `pool=<key>`, a lesson shows one with `use`."""

    key = models.CharField(
        _("name in texts"),
        max_length=40,
        validators=[BANK_KEY],
        help_text=_("What a test writes: ::: test {#… pool=security}. Given once per course."),
    )
    skills = models.CharField(
        _("skills"),
        max_length=100,
        blank=True,
        validators=[validate_skill_codes],
        help_text=_("Codes separated by commas; the first one is the skill of questions that name none."),
    )
    body = models.TextField(_("questions"), blank=True, help_text=_("Only questions: ::: choice … :::"))

    # As in courses and lessons: what the front matter says beside these fields.
    own_keys = models.JSONField(default=dict, blank=True, editable=False)

    objects: ClassVar[Any] = PageManager()

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("key"), FieldPanel("skills")]),
        PalettePanel(heading=_("Write the questions")),
        LessonTextPanel("body"),
        CheckPanel(heading=_("Check of the text")),
    ]
    promote_panels: ClassVar = [FieldPanel("slug")]
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[Any]] = []
    api_fields: ClassVar[list[Any]] = []

    # Bound in apps.py, as those of lessons.
    lint_of: ClassVar[Callable[[BankPage], dict[str, list[Any]]]]
    question_statistics: ClassVar[Callable[[int], dict[str, dict[str, Any]]]]
    name_prefix: ClassVar[Callable[[int | None], str]]

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """The key names one bank of the course."""
        super().clean()
        parent = self.get_parent() if self.path else None
        if parent is None:
            return
        if BankPage.objects.child_of(parent).filter(key=self.key).exclude(pk=self.pk).exists():
            raise ValidationError({"key": [_("This name is already used by another bank of the course.")]})

    def skill_codes(self) -> list[str]:
        """The codes of `skills` in order."""
        return split_codes(self.skills)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Nobody reads a bank as a page (LK-17)."""
        del request, path_components
        raise Http404

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """No address, so no sitemap entry and no link."""
        del request

    @classmethod
    def get_indexed_objects(cls) -> Any:
        """No bank stands in the search index (LK-02)."""
        return cls.objects.none()

    def get_indexed_instance(self) -> None:
        """No bank stands in the search index (LK-02)."""


class CompiledBank(models.Model):
    """The published questions of a bank: what tests draw from. Only names, versions and numbers; no text."""

    bank = models.OneToOneField(BankPage, on_delete=models.CASCADE, related_name="compiled")
    # As CompiledLesson.items.
    items = models.JSONField(default=list)
    compiled_at = models.DateTimeField()

    class Meta:
        verbose_name = _("compiled bank")
        verbose_name_plural = _("compiled banks")

    def __str__(self) -> str:
        return f"{self.bank_id}"
