"""Picks the cover of a course: a classic Japanese pattern, a ground and an icon, always the same for the same slug."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from content.icons import COVER_ICONS, ICONS

PATTERNS = ("seigaiha", "asanoha", "shippo", "namako", "ichimatsu")
GROUNDS = ("ai", "wakaba", "mikan", "sumi")


class Cover(NamedTuple):
    """Class names of the style sheet and the markup of the icon."""

    pattern: str
    ground: str
    icon: str


def cover_for(slug: str, icon: str = "") -> Cover:
    """The cover of a slug (ui.md, design tokens). An unknown or empty icon name is replaced by one drawn from the slug."""
    digest = hashlib.sha256(slug.encode()).digest()
    name = icon if icon in ICONS else COVER_ICONS[digest[2] % len(COVER_ICONS)]
    return Cover(PATTERNS[digest[0] % len(PATTERNS)], GROUNDS[digest[1] % len(GROUNDS)], ICONS[name])
