"""Message catalogues without gettext's tools (a fresh machine has none): Babel collects, checks and compiles them.

Each app keeps `locale/<language>/LC_MESSAGES/django.po` beside its code. Msgids are English, or keys such as
`apply.duplicate` and `M02` for the exact messages of the law; keys need a text in both languages.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator

OVERLAYS = ("config/wagtail_ja",)
"""Folders whose catalogues translate others' code: only compiled, never collected."""
PACKAGES = ("config", "lms/*", "courses", "content", "media")
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEY = re.compile(r"^([a-z][a-z0-9_]*(\.[a-z0-9_]+)+|[A-Z]{1,3}\d{2}(\.\d)?|four_eyes|own_case)$")

# A message id: its context (or None) and its text.
MessageId = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class App:
    """A folder with a catalogue of its own."""

    folder: Path

    def catalogue_path(self, language: str) -> Path:
        """Where the catalogue of a language lies."""
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"

    def catalogue(self, language: str) -> Catalog:
        """The catalogue as it is, or an empty one."""
        path = self.catalogue_path(language)
        if not path.exists():
            return Catalog(locale=language)
        with path.open("rb") as file:
            return read_po(file, locale=language)

    def messages(self) -> set[MessageId]:
        """Every message the app's code and templates ask for."""
        return set(self.plurals())

    def plurals(self) -> dict[MessageId, str]:
        """Every message with its plural form ("" where it has none)."""
        found: dict[MessageId, str] = {}
        for path in sorted(self.folder.rglob("*.py")):
            if "migrations" not in path.parts:
                found.update(_extracted(path.read_bytes()))
        for path in sorted([*self.folder.rglob("*.html"), *self.folder.rglob("*.txt")]):
            if "templates" in path.parts:
                # The extractor reads Python, where the indentation of a template would be an error.
                lines = templatize(path.read_text(encoding="utf-8")).splitlines()
                source = "\n".join(line.lstrip() for line in lines)
                found.update(_extracted(source.encode()))
        return found


def _extracted(source: bytes) -> Iterator[tuple[MessageId, str]]:
    for _line, message, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message
        plural = message[1] if isinstance(message, tuple) and len(message) > 1 else ""
        if text:
            yield (context, text), plural or ""


def apps(root: Path) -> list[App]:
    """Every folder of the project that may carry a catalogue."""
    return [
        App(path)
        for pattern in PACKAGES
        for path in sorted(root.glob(pattern))
        if path.is_dir() and (path / "__init__.py").exists()
    ]


def is_key(text: str) -> bool:
    """Whether a msgid is a key, not English text."""
    return bool(KEY.match(text))


def known_everywhere(root: Path, language: str) -> set[MessageId]:
    """Messages that some app's catalogue of this language translates."""
    return {
        (message.context, _text(message.id))
        for app in apps(root)
        for message in app.catalogue(language)
        if message.id and not message.fuzzy and all(_strings(message.string))
    }


def _text(message_id: Any) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _strings(string: Any) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (string or "",)


def missing(root: Path) -> list[str]:
    """What has no text: every message in Japanese, keys in English too, and keys of catalogues in both."""
    translated = {language: known_everywhere(root, language) for language in ("ja", "en")}
    problems = []
    for app in apps(root):
        for context, text in sorted(app.messages(), key=lambda pair: (pair[1], pair[0] or "")):
            if (context, text) not in translated["ja"]:
                problems.append(f"{app.folder.relative_to(root)}: ja: {text!r}")
            if is_key(text) and (context, text) not in translated["en"]:
                problems.append(f"{app.folder.relative_to(root)}: en: {text!r}")
    one_sided = {key for key in translated["ja"] ^ translated["en"] if is_key(key[1])}
    return problems + [f"key in one language only: {text!r}" for _context, text in sorted(one_sided, key=str)]


def update(root: Path) -> int:
    """Add messages that no catalogue knows to their app's Japanese (keys: and English) catalogue. Returns how many."""
    added = 0
    for language in ("ja", "en"):
        known = {
            (message.context, _text(message.id))
            for app in apps(root)
            for message in app.catalogue(language)
            if message.id
        }
        for app in apps(root):
            if _give_plurals(app, language):
                added += 1
            wanted = {pair for pair in app.messages() if language == "ja" or is_key(pair[1])} - known
            if not wanted:
                continue
            catalogue = app.catalogue(language)
            plurals = app.plurals()
            for context, text in sorted(wanted, key=lambda pair: (pair[1], pair[0] or "")):
                plural = plurals[context, text]
                catalogue.add((text, plural) if plural else text, context=context)
                known.add((context, text))
                added += 1
            _write(app, language, catalogue)
    return added


def _write(app: App, language: str, catalogue: Catalog) -> None:
    path = app.catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=False)


def _give_plurals(app: App, language: str) -> bool:
    """Turn entries that the code asks for with a plural, but that have none, into plural ones; else ngettext misses them."""
    catalogue = app.catalogue(language)
    plurals = app.plurals()
    changed = False
    for message in list(catalogue):
        plural = plurals.get((message.context, message.id)) if isinstance(message.id, str) and message.id else None
        if plural:
            catalogue.delete(message.id, message.context)
            both: Any = (message.id, plural)
            catalogue.add(both, (str(message.string),) * catalogue.num_plurals, context=message.context)
            changed = True
    if changed:
        _write(app, language, catalogue)
    return changed


def compile_all(root: Path) -> int:
    """Write django.mo beside every django.po that is newer. Returns how many were written."""
    written = 0
    sources = [(language, app.catalogue_path(language)) for app in apps(root) for language in ("ja", "en")]
    sources += [("ja", path) for folder in OVERLAYS for path in (root / folder).rglob("*.po")]
    for language, source in sources:
        target = source.with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime > source.stat().st_mtime):
            continue
        with source.open("rb") as read, target.open("wb") as file:
            write_mo(file, read_po(read, locale=language))
        written += 1
    if written:
        _forget_loaded()
    return written


def _forget_loaded() -> None:
    """Let this process read the new files: pages and papers it writes next must not carry the messages' ids."""
    translation_file_changed(sender=None, file_path=Path("django.mo"))
