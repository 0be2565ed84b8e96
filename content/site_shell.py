"""What the shell says of a site (name, tagline, phone, footer links), read once and kept by the process for 30 seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from content.models import InfoPage, SiteSettings

if TYPE_CHECKING:
    from wagtail.models import Site

# performance.md §2: process-local caches live at most 30 seconds.
KEPT_SECONDS = 30.0


@dataclass(frozen=True)
class Link:
    """A link of the footer."""

    label: str
    url: str


@dataclass(frozen=True)
class SiteShell:
    """The words of one site."""

    name: str
    tagline: str = ""
    logo_text: str = ""
    office_phone: str = ""
    footer_links: tuple[Link, ...] = ()


_kept: dict[int, tuple[float, SiteShell]] = {}


def forget_site_shells(**_signal: Any) -> None:
    """Empty the process cache: after a change of settings or pages, and between tests."""
    _kept.clear()


def site_shell(site: Site | None) -> SiteShell:
    """The words of `site`; two queries at most every 30 seconds. Without a site: the name of the installation."""
    if site is None:
        return SiteShell(name=settings.WAGTAIL_SITE_NAME)
    kept = _kept.get(site.pk)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    shell = _read(site)
    _kept[site.pk] = (time.monotonic() + KEPT_SECONDS, shell)
    return shell


def _read(site: Site) -> SiteShell:
    # for_site() would insert a row while a page is only being read.
    words = SiteSettings.objects.filter(site=site).first() or SiteSettings(site=site)
    root = site.root_page
    pages = InfoPage.objects.live().public().in_menu().descendant_of(root).order_by("path") if root else []
    links = tuple(Link(page.title, "/" + page.url_path.removeprefix(root.url_path)) for page in pages)
    return SiteShell(
        name=words.site_name or site.site_name or settings.WAGTAIL_SITE_NAME,
        tagline=words.tagline,
        logo_text=words.logo_text,
        office_phone=words.office_phone,
        footer_links=links,
    )
