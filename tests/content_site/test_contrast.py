"""Contrast of the token pairs in use, computed from the style sheet (WCAG 2: text 4.5, graphics and controls 3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = Path(settings.BASE_DIR) / "content" / "static" / "content" / "app.css"

PAIRS = [
    ("ink", "paper", 15.0),
    ("ink", "surface", 15.0),
    ("ink-2", "paper", 7.5),
    ("ink-2", "sunken", 7.0),
    ("ink-3", "paper", 5.0),
    ("ink-3", "surface", 5.0),
    ("ink-3", "sunken", 4.6),
    ("ink-3", "mikan-50", 4.5),
    ("ai-700", "paper", 8.5),
    ("ai-700", "ai-50", 8.0),
    ("ai-800", "ai-50", 8.0),
    ("surface", "ai-700", 9.5),
    ("surface", "ai-900", 14.0),
    ("ai-100", "ai-900", 10.0),
    ("mikan-200", "ai-900", 10.0),
    ("mikan-700", "mikan-50", 6.0),
    ("mikan-700", "mikan-200", 4.5),
    ("mikan-700", "surface", 6.5),
    ("ink", "mikan-400", 8.0),
    ("wakaba-700", "wakaba-50", 6.0),
    ("surface", "wakaba-700", 6.5),
    ("surface", "wakaba-600", 4.5),
    ("tsubaki-700", "tsubaki-50", 6.4),
    ("tsubaki-700", "surface", 7.0),
    ("warn-700", "warn-50", 6.6),
    ("ink", "warn-50", 7.0),
    # graphics, borders of controls, focus
    ("mikan-500", "surface", 3.0),
    ("wakaba-600", "surface", 4.7),
    ("line-strong", "surface", 3.5),
    ("line-strong", "paper", 3.4),
    ("ai-500", "surface", 4.9),
    ("mikan-400", "ai-900", 3.0),
    ("focus", "ai-900", 10.0),
]


def tokens() -> dict[str, str]:
    """Name -> hex colour of every custom property of the sheet."""
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", SHEET.read_text(encoding="utf-8")))
    return {
        name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value for name, value in found.items()
    }


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_a_pair_of_tokens_keeps_its_contrast(front: str, ground: str, least: float) -> None:
    palette = tokens()
    assert contrast(palette[front], palette[ground]) >= least


def test_the_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
