"""標準 / やさしい日本語 / English: which version of a lesson's text a reader wants, and the links that switch it.

A link with `?text=easy` switches; the player remembers it in a cookie of its own, so that no account, no script and no
query is needed. Answers belong to the question, whatever version was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from courses.outline import LessonEntry

PARAMETER = "text"
COOKIE = "lesson_text"
STANDARD = "standard"
KNOWN = ("", "easy", "en")
LANGUAGES = {"": "ja", "easy": "ja", "en": "en"}
_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Version:
    """`name`: the version to show (`""` = the standard one); `wanted`: what the reader asked for."""

    name: str
    wanted: str

    @property
    def missing(self) -> str:
        """What to say when the wanted version is not written."""
        if self.name == self.wanted:
            return ""
        if self.wanted == "easy":
            return _("The plain Japanese text of this lesson is being prepared.")
        return _("This lesson has no English text yet.")


def version_of(request: HttpRequest, lesson: LessonEntry, *, remembered: bool = True) -> Version:
    """The version to show: from the address, else (with `remembered`) from the cookie; unknown words count as none."""
    asked = request.GET.get(PARAMETER, "")
    if not asked and remembered:
        asked = request.COOKIES.get(COOKIE, "")
    wanted = asked if asked in KNOWN else ""
    return Version(wanted if lesson.digest_of(wanted) else "", wanted)


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep what a link asked for; without such a link nothing is set."""
    asked = request.GET.get(PARAMETER, "")
    if asked in {STANDARD, *KNOWN[1:]}:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(COOKIE, asked, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


def switch(lesson: LessonEntry, version: Version) -> dict[str, Any]:
    """For components/version_switch.html: `links` (empty where only the standard text is written), `missing`, `lang`."""
    labels = {"": pgettext("version of a text", "Standard"), "easy": _("Plain Japanese"), "en": "English"}
    written = [name for name in KNOWN if lesson.digest_of(name)]
    links = [
        {
            "label": labels[name],
            "url": f"?{PARAMETER}={name or STANDARD}",
            "lang": "en" if name == "en" else "",
            "current": name == version.name,
        }
        for name in written
    ]
    return {
        "links": links if len(links) > 1 else [],
        "missing": version.missing,
        "lang": LANGUAGES[version.name],
    }
