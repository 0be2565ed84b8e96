"""Finding files by the keys that lessons write, and films as a player shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from media.models import Handout, Picture, Recording, Variant
from media.sniffing import megabytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.models import Site

_NAMED = re.compile(r"\b(image|file|media|page):([A-Za-z0-9_][\w-]{0,79})")
_KINDS = {"docx": "Word", "xlsx": "Excel", "pptx": "PowerPoint"}


def named_in(*texts: str) -> dict[str, set[str]]:
    """The keys that texts mention, by scheme; more than they use does no harm."""
    found: dict[str, set[str]] = {"image": set(), "file": set(), "media": set(), "page": set()}
    for text in texts:
        for scheme, key in _NAMED.findall(text):
            found[scheme].add(key)
    return found


def find_pictures(site: Site, keys: Iterable[str]) -> dict[str, Picture]:
    """The site's pictures with these keys."""
    return {row.key: row for row in Picture.objects.of_site(site).filter(key__in=list(keys))} if keys else {}


def find_handouts(site: Site, keys: Iterable[str]) -> dict[str, Handout]:
    """The site's documents with these keys."""
    return {row.key: row for row in Handout.objects.of_site(site).filter(key__in=list(keys))} if keys else {}


def find_recordings(site: Site, keys: Iterable[str]) -> dict[str, Recording]:
    """The site's films, sounds and captions with these keys, with their own captions and variants."""
    rows = Recording.objects.of_site(site).filter(key__in=list(keys)) if keys else Recording.objects.none()
    return {row.key: row for row in rows.select_related("captions").prefetch_related("variants")}


def file_note(handout: Handout) -> str:
    """Type and size of a document as people read them before the click: Word、24 KB."""
    ending = handout.filename.rpartition(".")[2].lower()
    size = handout.file_size or 0
    weight = f"{megabytes(size)} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"
    return _("%(type)s, %(size)s") % {"type": _KINDS.get(ending, ending.upper()), "size": weight}


def shown_film(site: Site, public: Mapping[str, Any]) -> dict[str, Any]:
    """A film for blocks/video.html from the keys of its public half, as its files are now."""
    keys = {name: public.get(name, "") for name in ("src", "captions", "audio")}
    outside = keys["src"].startswith("https://")
    found = find_recordings(site, {key for name, key in keys.items() if key and not (outside and name == "src")})
    film = None if outside else found.get(keys["src"])
    captions = found.get(keys["captions"]) or (film.captions if film else None)
    variants = {variant.name: variant for variant in film.variants.all()} if film else {}
    poster = variants.get(Variant.Name.POSTER)
    return {
        "outside": _outside(keys["src"]) if outside else {},
        "sources": _sources(film, variants),
        "poster_url": poster.file.url if poster else "",
        "captions_url": captions.captions_url if captions else "",
        "small": _weighed(variants.get(Variant.Name.P240)),
        "audio": _weighed(found.get(keys["audio"]) or variants.get(Variant.Name.AUDIO)),
        "transcript": [
            {"seconds": cue.seconds, "time": cue.time, "text": cue.text.replace("\n", " ")}
            for cue in (captions.cues if captions else ())
        ],
    }


def _sources(film: Recording | None, variants: Mapping[str, Variant]) -> list[dict[str, str]]:
    """What the player tries in turn: the size for lessons, else the film as it was uploaded."""
    if film is None or film.state == Recording.State.BROKEN:
        return []
    best: Recording | Variant = variants.get(Variant.Name.P540) or film
    return [{"url": best.file.url, "type": best.content_type, "size": megabytes(best.file_size)}]


def _weighed(row: Recording | Variant | None) -> dict[str, str]:
    return {"url": row.file.url, "size": megabytes(row.file_size)} if row and row.file else {}


def _outside(address: str) -> dict[str, str]:
    """A film on another site: a file is played here, a page of a player stands in a frame."""
    path = urlsplit(address).path.lower()
    plays = path.endswith((".mp4", ".webm", ".m4v"))
    return {"url": address, "host": urlsplit(address).hostname or "", "element": "video" if plays else "iframe"}
