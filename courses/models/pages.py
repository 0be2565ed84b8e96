"""The pages of the catalogue: catalogue > learning path, catalogue > course > lesson (ui.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index

from content.search import index_text
from courses.models.publishing import CompiledAtPublish
from courses.models.skills import split_codes, validate_skill_codes, validate_skill_targets
from courses.models.writing_panels import CheckPanel, LessonTextPanel, PalettePanel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest

KEY_SHAPE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$", _("Use letters, digits and hyphens: A3 or A3-1."))
LICENCE = "CC BY 4.0"


class CatalogueEntry(models.Model):
    """The record every course and lesson carries (curriculum.md §3)."""

    key = models.CharField(
        _("number in the curriculum"),
        max_length=40,
        blank=True,
        validators=[KEY_SHAPE],
        help_text=_("A3 for a course, A3-1 for a lesson. Reports and certificates use it; it is given once per site."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=0,
        validators=[MaxValueValidator(3000)],
        help_text=_("Reading, exercises and hands-on together. Learners see it before they begin."),
    )
    audience = models.CharField(
        _("audience"), max_length=20, blank=True, help_text=_("高 大 市 子, or 全 for everybody.")
    )
    refs = models.CharField(
        _("references"), max_length=300, blank=True, help_text=_("Codes of the standards, separated by commas.")
    )
    licence = models.CharField(_("licence"), max_length=60, default=LICENCE, blank=True)
    credits = models.CharField(_("credits"), max_length=200, blank=True)
    # Keys of course.yaml or front matter that no field holds: kept word for word, so that an export gives them back.
    own_keys = models.JSONField(default=dict, blank=True, editable=False)
    announced = models.BooleanField(
        _("show as “in preparation” while it is a draft"),
        default=False,
        help_text=_("The catalogue then shows title and minutes of the draft, never its text."),
    )

    class Meta:
        abstract = True


class CataloguePage(Page):
    """「さがす」: everything that can be learned here, with a filter."""

    introduction = models.CharField(_("introduction"), max_length=200, blank=True)

    objects: ClassVar[Any] = PageManager()

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar = ["content.HomePage"]
    subpage_types: ClassVar = ["courses.LearningPathPage", "courses.CoursePage"]
    max_count_per_parent = 1
    template = "courses/catalogue_page.html"
    api_fields: ClassVar = [APIField("introduction")]

    # Bound in apps.py.
    shown_context: ClassVar[Callable[[CataloguePage, HttpRequest], dict[str, Any]]]

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def __str__(self) -> str:
        return self.title

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template needs where Wagtail itself serves the page: previews and restricted pages."""
        return {**super().get_context(request, *args, **kwargs), **type(self).shown_context(self, request)}


class LearningPathPage(Page):
    """Courses in the order in which they are best taken; a course may stand in two paths."""

    key = models.CharField(_("letter of the path"), max_length=8, blank=True, validators=[KEY_SHAPE])
    summary = models.CharField(_("what the path leads to"), max_length=300, blank=True)

    objects: ClassVar[Any] = PageManager()

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("key"),
        FieldPanel("summary"),
        InlinePanel("path_courses", label=_("courses in order")),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("title_tokens", boost=2),
        index.SearchField("body_tokens"),
    ]
    parent_page_types: ClassVar = ["courses.CataloguePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/path_page.html"
    exclude_fields_in_copy: ClassVar = ["key"]
    api_fields: ClassVar = [APIField("key"), APIField("summary")]

    # Bound in apps.py.
    shown_context: ClassVar[Callable[[LearningPathPage, HttpRequest], dict[str, Any]]]

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def __str__(self) -> str:
        return self.title

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template needs where Wagtail itself serves the page: previews and restricted pages."""
        return {**super().get_context(request, *args, **kwargs), **type(self).shown_context(self, request)}

    def title_tokens(self) -> str:
        """Japanese tokens of the title for the search index."""
        return index_text(self.title)

    def body_tokens(self) -> str:
        """Japanese tokens of the rest."""
        return index_text(self.summary)


class PathCourse(Orderable):
    """A course at its place in a path."""

    path = ParentalKey(LearningPathPage, on_delete=models.CASCADE, related_name="path_courses")
    course = models.ForeignKey(
        "courses.CoursePage", on_delete=models.CASCADE, related_name="+", verbose_name=_("course")
    )

    panels: ClassVar = [PageChooserPanel("course", ["courses.CoursePage"])]

    class Meta(Orderable.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["path", "course"], name="path_course_once")]

    def __str__(self) -> str:
        return f"{self.path_id}:{self.course_id}"


class CoursePage(CatalogueEntry, Page):
    """A course: what one can do afterwards, and its lessons as children."""

    summary = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    objectives = models.TextField(
        _("what one can do afterwards"), blank=True, max_length=1000, help_text=_("One sentence per line (〜できる).")
    )
    skills = models.CharField(
        _("skills and levels"),
        max_length=200,
        blank=True,
        validators=[validate_skill_targets],
        help_text=_("Code and the level the course leads to: SEC-01:2, SEC-02:2"),
    )

    objects: ClassVar[Any] = PageManager()

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("objectives"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("key"), FieldPanel("minutes"), FieldPanel("audience")]),
                FieldPanel("skills"),
                FieldPanel("refs"),
                FieldRowPanel([FieldPanel("licence"), FieldPanel("credits")]),
                FieldPanel("announced"),
            ],
            heading=_("Record"),
        ),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("title_tokens", boost=2),
        index.SearchField("body_tokens"),
    ]
    parent_page_types: ClassVar = ["courses.CataloguePage"]
    subpage_types: ClassVar = ["courses.LessonPage", "courses.BankPage"]
    template = "courses/course_page.html"
    exclude_fields_in_copy: ClassVar = ["key"]
    api_fields: ClassVar = [
        APIField(name)
        for name in ("key", "summary", "objectives", "minutes", "audience", "skills", "licence", "credits")
    ]

    # Bound in apps.py.
    shown_context: ClassVar[Callable[[CoursePage, HttpRequest], dict[str, Any]]]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        permissions: ClassVar = [("export_keys", "May take texts with answers out of the house")]

    def __str__(self) -> str:
        return self.title

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template needs where Wagtail itself serves the page: previews and restricted pages."""
        return {**super().get_context(request, *args, **kwargs), **type(self).shown_context(self, request)}

    def clean(self) -> None:
        """A live course has a number nobody else in the site has."""
        super().clean()
        check_key(self)

    def skill_targets(self) -> list[tuple[str, int]]:
        """[(code, level)] in the order written."""
        return [(word.split(":")[0], int(word.split(":")[1])) for word in split_codes(self.skills) if ":" in word]

    def objective_list(self) -> list[str]:
        """The sentences of `objectives`."""
        return [line.strip() for line in self.objectives.splitlines() if line.strip()]

    def title_tokens(self) -> str:
        """Japanese tokens of the title for the search index."""
        return index_text(self.title)

    def body_tokens(self) -> str:
        """Japanese tokens of summary and objectives."""
        return index_text(f"{self.summary}\n{self.objectives}")


class LessonPage(CompiledAtPublish, CatalogueEntry, Page):
    """A lesson. Its text is one field in the lesson language; what learners see is compiled at publish."""

    objective = models.CharField(_("objective"), max_length=200, blank=True, help_text=_("One sentence: 〜できる."))
    skills = models.CharField(
        _("skills"),
        max_length=100,
        blank=True,
        validators=[validate_skill_codes],
        help_text=_("Codes separated by commas; the first one is the skill of questions that name none."),
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reviewer = models.CharField(_("reviewer"), max_length=80, blank=True)
    next_review = models.DateField(
        _("next review"), null=True, blank=True, help_text=_("After 12 months; SEC, AI and LAW after 6.")
    )
    preview_allowed = models.BooleanField(
        _("anybody may read the text without signing in"),
        default=False,
        help_text=_("Questions are shown without answers; nothing a visitor answers is stored."),
    )
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown with blocks: ::: choice … :::"))
    plain_body = models.TextField(
        _("text in plain Japanese"),
        blank=True,
        help_text=_("The same questions by name, without answer marks: - [ ] only, [[1]] for the first gap."),
    )
    body_en = models.TextField(
        _("text in English"),
        blank=True,
        help_text=_("The same questions by name, without answer marks: - [ ] only, [[1]] for the first gap."),
    )

    objects: ClassVar[Any] = PageManager()

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("objective"),
        PalettePanel(heading=_("Write the lesson")),
        LessonTextPanel("body"),
        CheckPanel(heading=_("Check of the text")),
        MultiFieldPanel(
            [FieldPanel("plain_body"), FieldPanel("body_en")],
            heading=_("Other versions of the text"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("key"), FieldPanel("minutes"), FieldPanel("audience")]),
                FieldPanel("skills"),
                FieldPanel("refs"),
                FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("reviewer"), FieldPanel("next_review")]),
                FieldRowPanel([FieldPanel("licence"), FieldPanel("credits")]),
                FieldPanel("preview_allowed"),
                FieldPanel("announced"),
            ],
            heading=_("Record"),
        ),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("title_tokens", boost=2),
        index.SearchField("body_tokens"),
    ]
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/lesson_page.html"
    exclude_fields_in_copy: ClassVar = ["key"]
    # The stored text is not among them: an API gives the compiled public blocks only (LK-03).
    api_fields: ClassVar = [
        *(APIField(name) for name in ("key", "objective", "minutes", "audience", "licence", "credits")),
        APIField("public_blocks"),
    ]

    # Name of a version in an address and in a file name -> the field that holds its text.
    VARIANT_FIELDS: ClassVar = {"easy": "plain_body", "en": "body_en"}

    # Bound in apps.py, as check_text and store_compiled: the remarks of the draft and what the editor shows.
    lint_of: ClassVar[Callable[[LessonPage], dict[str, list[Any]]]]
    question_statistics: ClassVar[Callable[[int], dict[str, dict[str, Any]]]]
    name_prefix: ClassVar[Callable[[int | None], str]]
    shown_context: ClassVar[Callable[[LessonPage, HttpRequest], dict[str, Any]]]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A live lesson has a number nobody else in the site has."""
        super().clean()
        check_key(self)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The preview panel shows each version of the text."""
        versions = {"easy": _("Plain Japanese"), "en": _("English")}
        written = [
            (name, label) for name, label in versions.items() if getattr(self, self.VARIANT_FIELDS[name]).strip()
        ]
        return [("", _("Standard")), ("furigana", _("Furigana")), *written]

    def skill_codes(self) -> list[str]:
        """The codes of `skills` in order."""
        return split_codes(self.skills)

    def public_blocks(self) -> list[dict[str, Any]]:
        """What an API may show: the compiled public blocks of the published lesson, without test questions' options."""
        stored = getattr(self, "compiled", None)
        return stored.blocks if stored is not None and self.live else []

    def title_tokens(self) -> str:
        """Japanese tokens of the title for the search index."""
        return index_text(self.title)

    def body_tokens(self) -> str:
        """Japanese tokens of the objective and, when published, of prose and prompts; never of answers (LK-02)."""
        stored = getattr(self, "compiled", None) if self.live else None
        texts = [stored.search_text, *(row["search_text"] for row in stored.variants.values())] if stored else []
        return index_text("\n".join([self.objective, *texts]))

    def is_review_due(self, today: date) -> bool:
        """The review date has passed: learners read 「内容を見直し中です」."""
        return self.next_review is not None and self.next_review < today

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template needs where Wagtail itself serves the page: previews and restricted pages."""
        return {**super().get_context(request, *args, **kwargs), **type(self).shown_context(self, request)}


def site_root_path(page: Page) -> str:
    """The materialised path of the site root above a page (depth 2), which is what "once per site" means."""
    return page.path[: Page.steplen * 2]


def check_key(page: CoursePage | LessonPage) -> None:
    """Refuses a missing number, and one that another live or draft page of the same kind in the site has.

    Raises ValidationError at `key`. Called where a page is validated to go live.
    """
    if not page.key:
        raise ValidationError({"key": [_("Give the number of the curriculum before publishing.")]})
    others = type(page).objects.filter(key=page.key, path__startswith=site_root_path(page)) if page.path else None
    if others is not None and others.exclude(pk=page.pk).exists():
        raise ValidationError({"key": [_("This number is already used by another page.")]})
