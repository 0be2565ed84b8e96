"""Template tags of the shell: icon, course cover, path to the job, navigation link, pages of a list."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from content import kept_fragments
from content.charts import job_path
from content.covers import cover_for
from content.icons import ICONS
from content.places import PLACES

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.template import Context

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=500)
def icon(name: str, css: str = "") -> SafeString:
    """A decorative line icon (`{% icon "check" %}`). The word beside it carries the meaning; unknown name: KeyError."""
    classes = f"i {css}".strip()
    drawing = mark_safe(ICONS[name])  # noqa: S308 -- markup of our own table, never of a person
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, drawing)


@register.filter
def mark(on: bool | str, word: str) -> str:
    """An attribute without a value (`{{ option.checked|mark:"checked" }}`) where `on` holds; a place stands for itself."""
    return on if isinstance(on, str) else f" {word}" if on else ""


@register.filter
def day_of_iso(text: str) -> date:
    """The date of an ISO text (`2026-10-20`) for the filter `date`; raises ValueError for anything else."""
    return date.fromisoformat(text)


@register.simple_tag
def place(name: str) -> str:
    """The address of a fixed place of the site (`{% place "courses" %}`); unknown name: KeyError."""
    return PLACES[name]


@register.simple_tag
def cover(slug: str, icon: str = "") -> SafeString:
    """The pattern cover of a course, always the same for a slug (`{% cover course.slug icon="network" %}`). Decoration only."""
    drawn = cover_for(slug, icon)
    return format_html(
        '<div class="cover {} {}"><svg viewBox="0 0 24 24" aria-hidden="true">{}</svg></div>',
        drawn.pattern,
        drawn.ground,
        mark_safe(drawn.icon),  # noqa: S308 -- markup of our own table
    )


@register.inclusion_tag("components/job_path.html", name="job_path")
def draw_job_path(done: int, total: int) -> dict[str, Any]:
    """The stepping stones 「おしごとへの道」 (`{% job_path 3 5 %}`): `done` of `total` requirements are met."""
    return {"path": job_path(done, total)}


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: Context, label: str, url: str, icon: str = "", exact: bool = False) -> dict[str, Any]:
    """A link that knows whether it is where the reader stands (`{% nav_link label url icon="work" %}`)."""
    request = context.get("request")
    return {"item": {"label": label, "url": url, "icon": icon, "current": is_current(request, url, exact=exact)}}


def is_current(request: Any, url: str, *, exact: bool = False) -> bool:
    """Whether the request stands on `url` or below it; the front page only on itself."""
    path = getattr(request, "path", "")
    return path == url if exact or url == "/" else path.startswith(url)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Links to the pages of a list; every other parameter of the address is kept (`{% pagination page_obj %}`)."""
    request = context.get("request")
    kept = [] if request is None else [(k, v) for k, vs in request.GET.lists() if k != parameter for v in vs]

    def address(number: int) -> str:
        return "?" + urlencode([*kept, (parameter, number)])

    numbers = [
        {"number": n, "url": address(n), "current": n == page.number} if isinstance(n, int) else {"number": None}
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "numbers": numbers if page.paginator.num_pages > 1 else [],
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag(takes_context=True)
def account_menu(context: Context) -> SafeString:
    """components/account.html for the reader of this page; in a page that is kept the place where it will stand."""
    account = context.get("account") or {}
    if isinstance(account, str):
        return mark_safe(account)  # noqa: S308 -- our own mark
    return kept_fragments.account_menu(account, context.get("csrf_token", "") if account.get("signed_in") else "")


@register.simple_tag(takes_context=True)
def question(context: Context, item: dict[str, Any]) -> SafeString:
    """The block of a question for its learner (`{% question part.item %}`)."""
    return kept_fragments.question(item, context.get("csrf_token", ""))


@register.simple_tag
def kept(template: str, **values: Any) -> SafeString:
    """The template with plain values, rendered once for all who see the same (`{% kept "learning/week.html" week=week %}`)."""
    return kept_fragments.fragment(template, values, {})


@register.simple_tag(takes_context=True)
def shell_part(context: Context, template: str, **items: Any) -> SafeString:
    """A part of the shell that looks the same for every reader of a site who is shown the same `items` of a navigation."""
    region, site_info = context.get("region"), context.get("site_info")
    shown = {name: value if isinstance(value, str) else list(value) for name, value in items.items()}
    values = {"region": region, "site_info": site_info, **shown}
    key = (getattr(region, "pk", None), getattr(site_info, "name", ""), repr(shown))
    return kept_fragments.keyed(template, key, values)


@register.simple_tag
def course_outline(outline: list[dict[str, Any]] | str) -> SafeString:
    """components/outline.html; a page shows it twice. In a page that is kept the place where it will stand."""
    if isinstance(outline, str):
        return mark_safe(outline)  # noqa: S308 -- our own mark
    return kept_fragments.fragment("components/outline.html", {"outline": outline}, {})


@register.simple_tag
def nav_links(items: list[dict[str, Any]] | str) -> SafeString:
    """The links of a navigation; in a page that is kept (content/kept_pages.py) the place where they will stand."""
    if isinstance(items, str):
        return mark_safe(items)  # noqa: S308 -- our own mark
    return kept_fragments.nav_links(items)


@register.simple_tag
def foot_links(items: list[dict[str, Any]] | str) -> SafeString:
    """The places in the foot; in a page that is kept the place where they will stand."""
    if isinstance(items, str):
        return mark_safe(items)  # noqa: S308 -- our own mark
    return kept_fragments.foot_links(items)
