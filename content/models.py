"""Pages that carry the site's shell: home, information, news; and the words of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page
from wagtail.search import index

from content.hooks import page_context
from content.info_text import render_info_text
from content.search import index_text

if TYPE_CHECKING:
    from django.http import HttpRequest

NEWS_ON_HOME = 3
NEWS_PER_PAGE = 20


class HomePage(Page):
    """The front page of a site: what it is, the way from learning to work, first courses and news."""

    lead = models.CharField(
        _("lead of the page"),
        max_length=80,
        help_text=_("One sentence: what this school is and for whom. It is the large line of the page."),
    )
    lead_more = models.CharField(
        _("second line"), max_length=160, blank=True, help_text=_("What one needs and what it costs, in one sentence.")
    )
    start_label = models.CharField(
        _("words of the button"), max_length=24, blank=True, help_text=_("Empty: the usual words of the button.")
    )
    start_note = models.CharField(
        _("note beside the button"), max_length=60, blank=True, help_text=_("How long it takes and what is asked.")
    )

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    # None: every page type that names this one as its parent. Higher apps do so; this app must not know their names.
    subpage_types: ClassVar = None
    max_count: ClassVar = None  # one per site; an installation has several sites

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("lead_more"),
        MultiFieldPanel([FieldPanel("start_label"), FieldPanel("start_note")], heading=_("Start button")),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `news` (latest three) and what higher apps give for a home page (`courses`, `events`, `figures`)."""
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().public().descendant_of(self).order_by("-published_on", "-pk")
        context["news"] = list(news[:NEWS_ON_HOME])
        context.update(page_context(self, request))
        return context


class InfoPage(Page):
    """A page of plain information: help, privacy, accessibility, how to take part."""

    intro = models.CharField(_("introduction"), max_length=200, blank=True)
    body = models.TextField(
        _("text of the page"),
        help_text=_("Plain text with Markdown: ## heading, - list, **strong**, [link text](address), tables."),
    )
    body_html = models.TextField(editable=False, blank=True)

    parent_page_types: ClassVar = ["content.HomePage", "content.InfoPage"]
    subpage_types: ClassVar = ["content.InfoPage"]
    show_in_menus_default = True

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("title_tokens", boost=2),
        index.SearchField("body_tokens"),
    ]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Compiles the text before it is stored: nothing parses Markdown while a page is read."""
        self.body_html = render_info_text(self.body)
        super().full_clean(*args, **kwargs)

    def title_tokens(self) -> str:
        """Japanese tokens of the title for the search index."""
        return index_text(self.title)

    def body_tokens(self) -> str:
        """Japanese tokens of the text for the search index."""
        return index_text(f"{self.intro}\n{self.body}")


class NewsIndexPage(Page):
    """The list of news of a site."""

    parent_page_types: ClassVar = ["content.HomePage"]
    subpage_types: ClassVar = ["content.NewsPage"]
    max_count_per_parent: ClassVar = 1

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `news`, newest first, a page at a time."""
        context = super().get_context(request, *args, **kwargs)
        rows = NewsPage.objects.live().public().child_of(self).order_by("-published_on", "-pk")
        context["news"] = Paginator(rows, NEWS_PER_PAGE).get_page(request.GET.get("page"))
        return context


class NewsPage(Page):
    """One piece of news."""

    published_on = models.DateField(_("date of the news"))
    body = models.TextField(_("text of the page"))
    body_html = models.TextField(editable=False, blank=True)

    parent_page_types: ClassVar = ["content.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("published_on"), FieldPanel("body")]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("title_tokens", boost=2),
        index.SearchField("body_tokens"),
    ]

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Compiles the text before it is stored."""
        self.body_html = render_info_text(self.body)
        super().full_clean(*args, **kwargs)

    def title_tokens(self) -> str:
        """Japanese tokens of the title for the search index."""
        return index_text(self.title)

    def body_tokens(self) -> str:
        """Japanese tokens of the text for the search index."""
        return index_text(self.body)


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """The words of a site that stand on every page."""

    site_name = models.CharField(_("site name"), max_length=40, blank=True)
    tagline = models.CharField(_("tagline"), max_length=60, blank=True)
    logo_text = models.CharField(
        _("text beside the logo"), max_length=40, blank=True, help_text=_("Empty: the site name.")
    )
    office_phone = models.CharField(
        _("office phone"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9()+\- ]+$", _("Half-width digits and hyphens only."))],
    )

    panels: ClassVar = [
        FieldPanel("site_name"),
        FieldPanel("tagline"),
        FieldPanel("logo_text"),
        FieldPanel("office_phone"),
    ]

    class Meta:
        verbose_name = _("words of the site")
        verbose_name_plural = _("words of the site")
