"""Japanese words for the search index: folding, cutting into tokens, and the query made of them (law.md §12).

One implementation for pages, posts and the CMS: index fields hold `index_text(text)`, queries come from `phrase_query(words)`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wagtail.search.query import And, Or, Phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from wagtail.search.query import SearchQuery

VARIANTS_FILE = Path(__file__).with_name("search_variants.txt")
MOST_SYNONYMS = 8
SHARED_SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("AI", "人工知能"),
    ("PC", "パソコン"),
    ("在宅", "テレワーク", "リモートワーク"),
    ("書き方", "書きかた"),
)

HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HIRAGANA = "\u3041-\u3096\u309d-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
LATIN = "0-9a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
# Variation selectors choose a drawing of a character, never another character.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LONG_KATAKANA = re.compile(f"([{KATAKANA}]{{3,}})ー(?![{KATAKANA}])")
_TOKEN = re.compile(f"[{HAN}{HIRAGANA}{KATAKANA}]|[{LATIN}]+")

_synonym_sources: list[Callable[[], Iterable[Sequence[str]]]] = []


@lru_cache(maxsize=1)
def _variant_table() -> dict[int, str]:
    """Code point of each form -> the form that is kept."""
    table: dict[int, str] = {}
    for line in VARIANTS_FILE.read_text(encoding="utf-8").splitlines():
        group = line.split("#")[0].strip()
        table.update(dict.fromkeys(map(ord, group[:-1]), group[-1:]))
    return table


def fold(text: str) -> str:
    """One spelling for one word: NFKC, lower case, no ー at the end of a katakana run of four or more, one form per character."""
    plain = _SELECTORS.sub("", unicodedata.normalize("NFKC", text)).lower()
    return _LONG_KATAKANA.sub(r"\1", plain).translate(_variant_table())


def tokens(text: str) -> list[str]:
    """Each Han, hiragana or katakana character; each run of Latin letters and digits as a whole; nothing else.

    The caller gives text without ruby readings and without answer keys.
    """
    return _TOKEN.findall(fold(text))


def index_text(text: str) -> str:
    """What an index field stores: the tokens of `text` with spaces between."""
    return " ".join(tokens(text))


def register_synonyms(source: Callable[[], Iterable[Sequence[str]]]) -> None:
    """Add a source of synonym groups, asked anew for every query (a staff table: saved is found, without re-indexing)."""
    if source not in _synonym_sources:
        _synonym_sources.append(source)


def synonyms_of(word: str) -> list[str]:
    """The folded word itself, then its synonyms from the shared table and every source; at most eight besides it."""
    wanted = fold(word)
    found = [wanted]
    for group in [*SHARED_SYNONYMS, *(group for source in _synonym_sources for group in source())]:
        folded = [fold(member) for member in group]
        if wanted in folded:
            found.extend(member for member in folded if member not in found)
    return found[: MOST_SYNONYMS + 1]


def query_words(words: str) -> list[str]:
    """The words of a query: parted by spaces of any width; those without a token (signs, emoji) fall away."""
    return [word for word in fold(words).split() if tokens(word)]


def phrase_query(words: str) -> SearchQuery | None:
    """The query for Wagtail's search: a phrase per word (or one of its synonyms), joined by AND. None: nothing to look for."""
    parts: list[SearchQuery] = []
    for word in query_words(words):
        phrases = [Phrase(index_text(name)) for name in synonyms_of(word) if tokens(name)]
        parts.append(phrases[0] if len(phrases) == 1 else Or(phrases))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else And(parts)


class Rank(NamedTuple):
    """How well a page answers; smaller is better. Sort by it, then newest first."""

    title: int
    body: int


_ABSENT, _INSIDE, _WHOLE = 2, 1, 0


def _script(character: str) -> str:
    if re.match(f"[{HAN}]", character):
        return "han"
    if re.match(f"[{KATAKANA}]", character):
        return "katakana"
    return "latin" if re.match(f"[{LATIN}]", character) else ""


def _goes_on(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word: both Han, both katakana or both Latin."""
    return bool(left and right and _script(left) and _script(left) == _script(right))


def _presence(word: str, text: str) -> int:
    """0: `word` stands in `text` as a whole word; 1: inside a longer one (京都 in 東京都); 2: not at all. Both are folded."""
    best, start = _ABSENT, text.find(word)
    while start >= 0:
        end = start + len(word)
        if not _goes_on(text[start - 1 : start], word[0]) and not _goes_on(word[-1], text[end : end + 1]):
            return _WHOLE
        best, start = _INSIDE, text.find(word, start + 1)
    return best


def match_rank(words: str, title: str, body: str = "") -> Rank:
    """Title before body, whole word before a part of one; the weakest of several words and the best of its synonyms count."""
    folded_title, folded_body = fold(title), fold(body)
    titles, bodies = [_WHOLE], [_WHOLE]
    for word in query_words(words):
        names = synonyms_of(word)
        titles.append(min(_presence(name, folded_title) for name in names))
        bodies.append(min(_presence(name, folded_body) for name in names))
    return Rank(max(titles), max(bodies))
