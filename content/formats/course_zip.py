"""A course as files: ``course.yaml``, lessons with front matter, question banks and assets; zip or folder."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from content.formats import course_files, strict_yaml
from content.formats.report import ReportLine, ZipRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

LESSONMARK = 1
COURSE_KEYS = (
    *("id", "slug", "title", "path", "summary", "minutes", "audience", "objective", "skills", "refs", "licence"),
    *("credits", "lessonmark", "state"),
)
LESSON_KEYS = (
    *("id", "title", "slug", "objective", "minutes", "audience", "skills", "refs", "reviewed_on", "reviewer"),
    *("next_review", "licence", "credits", "state", "preview", "headings"),
)
# Slugs as the CMS allows them: letters of any script, digits, hyphens, underscores.
_LESSON = re.compile(r"lessons/(?P<number>[0-9]{3})-(?P<slug>\w[\w-]*?)(?:\.(?P<variant>easy|en))?\.md")
_BANK = re.compile(r"bank/(?P<key>[a-z][a-z0-9-]*)\.md")
_READ_ME = re.compile(r"(^|/)(README|LICENSE|LICENCE)(\.[a-z]+)?$", re.IGNORECASE)
_TEXT_KEYS = ("id", "title", "slug", "path", "summary", "audience", "reviewer", "licence")
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class LessonFile:
    """One lesson text. ``variant`` is ``""`` for the main text, ``easy`` or ``en``; unknown ``meta`` keys survive."""

    number: int
    slug: str
    meta: dict[str, Any]
    text: str
    variant: str = ""

    @property
    def name(self) -> str:
        """The name of the file in the archive."""
        ending = f".{self.variant}" if self.variant else ""
        return f"lessons/{self.number:03d}-{self.slug}{ending}.md"


@dataclass(frozen=True)
class BankFile:
    """A page of items that tests draw from."""

    key: str
    meta: dict[str, Any]
    text: str


@dataclass(frozen=True)
class Asset:
    """A picture, film or download: its row of ``assets.yaml`` and its bytes."""

    row: dict[str, Any]
    data: bytes

    @property
    def key(self) -> str:
        """The key by which lessons name it."""
        return str(self.row["key"])


@dataclass(frozen=True)
class CourseBundle:
    """A course as read from files. ``skipped`` tells what was not taken in: nothing is dropped silently."""

    course: dict[str, Any]
    lessons: tuple[LessonFile, ...]
    banks: tuple[BankFile, ...] = ()
    assets: tuple[Asset, ...] = ()
    skipped: tuple[ReportLine, ...] = field(default=(), compare=False)


def read_course_zip(data: bytes | Path) -> CourseBundle:
    """Read a course zip; raises :class:`ZipRefusedError` whose ``report`` names every file, line and reason."""
    return _read(course_files.from_zip(data))


def read_course_folder(folder: Path) -> CourseBundle:
    """Read the same layout from a folder."""
    return _read(course_files.from_folder(folder))


def write_course_zip(bundle: CourseBundle, *, date: tuple[int, int, int] | None = None) -> bytes:
    """The course as a zip; the same bundle and date give the same bytes. ``date`` = (year, month, day)."""
    return write_files_zip(course_as_files(bundle), date=date)


def write_files_zip(files: Mapping[str, bytes], *, date: tuple[int, int, int] | None = None) -> bytes:
    """Files by name as a zip with UTF-8 names; the same files and date give the same bytes."""
    stamp = (*date, 0, 0, 0) if date else _FIRST_DATE
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return packed.getvalue()


def course_as_files(bundle: CourseBundle) -> dict[str, bytes]:
    """The files of a course by name, in a stable order: what a zip holds and what a folder shows."""
    files = {"course.yaml": strict_yaml.dump(_ordered(bundle.course, COURSE_KEYS)).encode()}
    for lesson in sorted(bundle.lessons, key=lambda lesson: lesson.name):
        files[lesson.name] = _with_front_matter(_ordered(lesson.meta, LESSON_KEYS), lesson.text)
    for bank in sorted(bundle.banks, key=lambda bank: bank.key):
        files[f"bank/{bank.key}.md"] = _with_front_matter(bank.meta, bank.text)
    if bundle.assets:
        assets = sorted(bundle.assets, key=lambda asset: asset.key)
        files["assets.yaml"] = strict_yaml.dump([asset.row for asset in assets]).encode()
        files |= {str(asset.row["file"]): asset.data for asset in assets}
    return files


def _ordered(meta: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """Known keys first in their order, then the author's own in theirs."""
    known = {key: meta[key] for key in keys if key in meta}
    return known | {key: value for key, value in meta.items() if key not in known}


def _with_front_matter(meta: Mapping[str, Any], text: str) -> bytes:
    front = f"---\n{strict_yaml.dump(dict(meta))}---\n" if meta or text.startswith("---") else ""
    return f"{front}{text}\n".encode() if text else front.encode()


def _read(files: dict[str, bytes]) -> CourseBundle:
    return _Reader(files).run()


class _Reader:
    """Reads all files and gathers every reason before it refuses."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.report: list[ReportLine] = []
        self.skipped: list[ReportLine] = []
        self.used: set[str] = {"course.yaml", "assets.yaml"}

    def run(self) -> CourseBundle:
        course = self._course()
        lessons, banks = self._lessons(), self._banks()
        assets = self._assets()
        self._leftovers()
        if self.report:
            raise ZipRefusedError(*self.report)
        return CourseBundle(course, tuple(lessons), tuple(banks), tuple(assets), tuple(self.skipped))

    def _note(self, code: str, file: str, line: int = 0, **params: Any) -> None:
        self.report.append(ReportLine(code, file, line, params))

    def _gather(self, read: Callable[[], Any]) -> Any:
        """The result of a reading step, or ``None`` after its reasons were noted."""
        try:
            return read()
        except ZipRefusedError as refused:
            self.report.extend(refused.report)
            return None

    def _text(self, name: str) -> str | None:
        try:
            text = self.files[name].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._note("not_utf8", name, self.files[name].count(b"\n", 0, error.start) + 1)
            return None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _course(self) -> dict[str, Any]:
        if "course.yaml" not in self.files:
            self._note("no_course", "course.yaml")
            return {}
        text = self._text("course.yaml")
        course = self._gather(lambda: _mapping(text or "", "course.yaml", 1)) if text is not None else None
        if course is None:
            return {}
        self._judge(course, "course.yaml", ("id", "slug", "title"))
        version = course.get("lessonmark", LESSONMARK)
        if version != LESSONMARK:
            self._note("version", "course.yaml", version=version, supported=LESSONMARK)
        return dict(course)

    def _lessons(self) -> list[LessonFile]:
        found: list[LessonFile] = []
        names = sorted(name for name in self.files if name.startswith("lessons/") and name.endswith(".md"))
        for name in names:
            if _READ_ME.search(name):
                continue
            self.used.add(name)
            match = _LESSON.fullmatch(name)
            if match is None:
                self._note("lesson_name", name)
                continue
            front = self._front(name)
            if front is None:
                continue
            meta, text = front
            variant = match["variant"] or ""
            self._judge(meta, name, () if variant else ("title",))
            found.append(LessonFile(int(match["number"]), match["slug"], meta, text, variant))
        if not any(not lesson.variant for lesson in found) and not self.report:
            self._note("no_lessons", "lessons/")
        self._same_slugs(found)
        return found

    def _same_slugs(self, lessons: list[LessonFile]) -> None:
        seen: dict[tuple[str, str], str] = {}
        for lesson in lessons:
            slug = str(lesson.meta.get("slug", lesson.slug))
            other = seen.setdefault((slug, lesson.variant), lesson.name)
            if other != lesson.name:
                self._note("same_slug", lesson.name, slug=slug, other=other)

    def _banks(self) -> list[BankFile]:
        found = []
        for name in sorted(self.files):
            match = _BANK.fullmatch(name)
            if match:
                self.used.add(name)
                front = self._front(name)
                if front is not None:
                    found.append(BankFile(match["key"], *front))
        return found

    def _front(self, name: str) -> tuple[dict[str, Any], str] | None:
        text = self._text(name)
        if text is None:
            return None
        if not text.startswith("---\n"):
            return {}, text.strip("\n")
        head, line, body = f"\n{text[4:]}\n".partition("\n---\n")
        if not line:
            self._note("front_open", name, 1)
            return None
        meta = self._gather(lambda: _mapping(head.removeprefix("\n"), name, 2))
        return None if meta is None else (meta, body.strip("\n"))

    def _assets(self) -> list[Asset]:
        if "assets.yaml" not in self.files:
            return []
        text = self._text("assets.yaml")
        rows = self._gather(lambda: strict_yaml.load(text or "", "assets.yaml"))
        found: dict[str, Asset] = {}
        for row in rows if isinstance(rows, list) else []:
            if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("key", "file")):
                self._note("asset_row", "assets.yaml")
            elif not row["file"].startswith("assets/") or row["file"] not in self.files:
                self._note("asset_file", "assets.yaml", asset=row["file"])
            elif row["key"] in found:
                self._note("asset_repeated", "assets.yaml", key=row["key"])
            else:
                self.used.add(row["file"])
                found[row["key"]] = Asset(row, self.files[row["file"]])
        if rows is not None and not isinstance(rows, list):
            self._note("asset_row", "assets.yaml")
        return list(found.values())

    def _leftovers(self) -> None:
        for name in sorted(set(self.files) - self.used):
            if not _READ_ME.search(name):
                inside = PurePosixPath(name).parts[0] == "assets"
                self.skipped.append(ReportLine("unlisted" if inside else "unknown", name))

    def _judge(self, meta: Mapping[str, Any], name: str, needed: tuple[str, ...]) -> None:
        for key in needed:
            if meta.get(key) in (None, ""):
                self._note("missing", name, key=key)
        if meta.get("state") not in (None, "", "planned", "draft"):
            self._note("state", name)
        for key, value in meta.items():
            expected = _expected(key)
            if value is not None and expected and not _FITS[expected](value):
                self._note("wrong_type", name, key=key, expected=expected)


_FITS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "whole": lambda value: type(value) is int and value >= 0,
    "texts": lambda value: isinstance(value, list) and all(isinstance(part, (str, dict)) for part in value),
    "date": strict_yaml.is_date,
}


def _expected(key: str) -> str | None:
    """What kind of value a known key takes; ``None`` for keys of the author's own."""
    if key in _TEXT_KEYS:
        return "text"
    if key in ("skills", "refs", "headings"):
        return "texts"
    if key in ("reviewed_on", "next_review"):
        return "date"
    return "whole" if key == "minutes" else None


def _mapping(text: str, file: str, first_line: int) -> dict[str, Any]:
    value = strict_yaml.load(text, file, first_line)
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ZipRefusedError(ReportLine("yaml_mapping", file, first_line))
    return value
