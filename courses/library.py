"""What the texts of a lesson may name: pictures, documents, recordings and pages of its site, found in few queries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.lessonmark.links import FileInfo, ImageInfo, MediaInfo
from content.lessonmark.prose import Library
from media.models import Handout, Picture, Recording
from media.pictures import shown_rendition
from media.selectors import (
    file_note,
    find_handouts,
    find_pictures,
    find_recordings,
    named_in,
    shown_film,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.models import Site

    from courses.models import BankPage, LessonPage


LISTED = 60
"""How many files of a kind the chooser shows; more are found by words."""


def library_of(page: LessonPage | BankPage) -> Library:
    """The library for all texts of the page. One that has no place yet knows no files: they are not checked."""
    site = page.get_site() if page.path else None
    if site is None:
        return Library()
    others = getattr(page, "VARIANT_FIELDS", {}).values()
    named = named_in(page.body, *(getattr(page, field) for field in others))
    images = {key: _image(row) for key, row in find_pictures(site, named["image"]).items()}
    files = {key: _file(row) for key, row in find_handouts(site, named["file"]).items()}
    recordings = find_recordings(site, named["media"])
    media = {key: _media(row) for key, row in recordings.items()}
    # A film's own captions are named by no text.
    media |= {row.captions.key: _media(row.captions) for row in recordings.values() if row.captions}
    return Library(
        image_url=images.get,
        file_url=files.get,
        page_url=_pages(site, named["page"]).get,
        media=media.get,
        film_hosts=frozenset(settings.OUTSIDE_FILM_HOSTS),
    )


_CODE = re.compile(
    r"^ {0,3}(```+|~~~+)[^\n]*\n.*?(?:^ {0,3}\1[ \t]*$|\Z)|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE,
)
_NUMBERED = re.compile(r"(?P<scheme>\bimage|\bfile|\bmedia):(?P<number>[0-9]{1,18})(?![\w-])")


def keyed(text: str, site: Site | None) -> str:
    """The text with the keys of files instead of their numbers (section 3); a number that is a key, or no file's, stays."""
    wanted: dict[str, set[str]] = {"image": set(), "file": set(), "media": set()}
    for match in _NUMBERED.finditer(text):
        wanted[match["scheme"]].add(match["number"])
    if site is None or not any(wanted.values()):
        return text
    models: dict[str, Any] = {"image": Picture, "file": Handout, "media": Recording}
    keys: dict[tuple[str, str], str] = {}
    for scheme, numbers in wanted.items():
        if not numbers:
            continue
        named_so = Q(pk__in=[int(number) for number in numbers]) | Q(key__in=numbers)
        found = list(models[scheme].objects.of_site(site).filter(named_so))
        keys |= {(scheme, str(row.pk)): row.key for row in found}
        keys |= {(scheme, row.key): row.key for row in found}
    code = _fences(text)

    def named(match: re.Match[str]) -> str:
        name = keys.get((match["scheme"], match["number"]))
        inside = any(begin <= match.start() < end for begin, end in code)
        return match[0] if name is None or inside else f"{match['scheme']}:{name}"

    return _NUMBERED.sub(named, text)


def _fences(text: str) -> list[tuple[int, int]]:
    """Where code stands: it is never touched (LM-01)."""
    return [match.span() for match in _CODE.finditer(text)]


def _image(picture: Picture) -> ImageInfo:
    shown = shown_rendition(picture)
    alt = "" if picture.decoration else picture.description or None
    return ImageInfo(shown.url, shown.width, shown.height, alt)


def _file(handout: Handout) -> FileInfo:
    return FileInfo(handout.url, file_note(handout))


def _media(recording: Recording) -> MediaInfo:
    captions = recording.captions.key if recording.captions else ""
    return MediaInfo(recording.kind, recording.seconds, captions, recording.spoken_text)  # type: ignore[arg-type]


def _pages(site: Site, slugs: Iterable[str]) -> dict[str, str]:
    """Addresses of the site's pages by slug; of several the one nearest to the top."""
    if not slugs:
        return {}
    pages = Page.objects.descendant_of(site.root_page).filter(slug__in=list(slugs)).order_by("-depth", "-path")
    return {page.slug: address for page in pages if (address := page.relative_url(site))}


def with_film(site: Site | None, public: Mapping[str, Any]) -> dict[str, Any]:
    """The public half of a film completed by what a player needs today."""
    return {**public, "film": shown_film(site, public)} if site is not None else dict(public)


def library_files(site: Site | None, words: str) -> list[dict[str, Any]]:
    """[{title, rows: [{title, key, note, thumb, text}]}]: what an author can insert; `text` is how a lesson names it."""
    films = Recording.objects.of_site(site).filter(kind=Recording.Kind.VIDEO).select_related("captions")
    return [
        {"title": _("Pictures"), "rows": [_picture_row(row) for row in _newest(Picture.objects.of_site(site), words)]},
        {"title": _("Films"), "rows": [_film_row(row) for row in _newest(films, words)]},
        {"title": _("Documents"), "rows": [_file_row(row) for row in _newest(Handout.objects.of_site(site), words)]},
    ]


def _newest(rows: Any, words: str) -> Any:
    found = rows.filter(Q(title__icontains=words) | Q(key__icontains=words)) if words else rows
    return found.order_by("-pk")[:LISTED]


def _picture_row(row: Picture) -> dict[str, Any]:
    alt = "飾り" if row.decoration else row.description
    return {
        "title": row.title,
        "key": row.key,
        "note": row.description or (_("decoration") if row.decoration else _("no description yet")),
        "thumb": row.get_rendition("max-160x120").url,
        "text": f"![{alt}](image:{row.key})",
    }


def _film_row(row: Recording) -> dict[str, Any]:
    captions = f" captions=media:{row.captions.key}" if row.captions else ""
    note = _("with captions") if captions else _("no captions yet")
    text = f"::: video {{#sample-1 src=media:{row.key}{captions}}}\n:::"
    return {"title": row.title, "key": row.key, "note": note, "thumb": "", "text": text}


def _file_row(row: Handout) -> dict[str, Any]:
    note = file_note(row)
    return {"title": row.title, "key": row.key, "note": note, "thumb": "", "text": f"[{row.title}](file:{row.key})"}
