"""Questions and documents of other tools on their way into a draft: read by what they are, told what was left, never published."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from content.formats.aiken import read_aiken
from content.formats.contents import contents
from content.formats.docx import read_docx
from content.formats.gift import read_gift
from content.formats.questions import MAX_MEGABYTES, QuestionSet, as_text, decoded
from content.formats.quiz_lists import rewrite_quiz_lists
from content.formats.report import ReportLine, ZipRefusedError
from content.formats.spreadsheets import read_csv, read_pasted, read_xlsx
from content.lessonmark.identity import prefix_of
from courses.models import CoursePage, ItemVersion, LessonPage
from courses.questions import names_of_others
from media.pictures import clean_picture
from media.services import drop_files, store_asset
from media.sniffing import FileRefused

if TYPE_CHECKING:
    from content.formats.contents import Kind
    from content.formats.docx import WordPicture
    from courses.models import BankPage
    from media.services import Stored

_AIKEN = re.compile(r"^[ \t\u3000]*(?:ANSWER|ＡＮＳＷＥＲ|答え|正解)[ \t\u3000]*[:：]", re.IGNORECASE | re.MULTILINE)
QUESTION_ENDINGS = ("gift", "txt", "xlsx", "csv", "tsv")
DOCUMENT_ENDINGS = ("docx", "md")
_KINDS: dict[Kind, Any] = {
    "headings": gettext_lazy("headings: %(n)d"),
    "paragraphs": gettext_lazy("paragraphs: %(n)d"),
    "items": gettext_lazy("list entries: %(n)d"),
    "tables": gettext_lazy("tables: %(n)d"),
    "pictures": gettext_lazy("pictures: %(n)d"),
    "code": gettext_lazy("code: %(n)d"),
    "questions": gettext_lazy("questions: %(n)d"),
}


@dataclass
class Drafted:
    """What an import would put into drafts: `texts` are (title, text), `diff` what it changed, `count` what was read."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    report: list[ReportLine] = field(default_factory=list)
    count: int = 0
    diff: tuple[str, ...] = ()
    pictures: list[WordPicture] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    """Of a document: how many headings, paragraphs … `count` are."""

    @property
    def parts(self) -> str:
        """「見出し2、段落5、図1」; "" for questions."""
        return "、".join(said % {"n": self.kinds[kind]} for kind, said in _KINDS.items() if self.kinds[kind])

    @property
    def summary(self) -> str:
        """「読み取り 24件、取り込めなかったもの 2件（13行目：…）」."""
        left = [line for line in self.report if not line.note]
        found = _("%(read)d read, %(left)d not taken in") % {"read": self.count, "left": len(left)}
        return (
            f"{found}（{'、'.join(_said(line).rstrip('。.') for line in left[:3])}{'…' if len(left) > 3 else ''}）"
            if left
            else found
        )

    @property
    def lines(self) -> list[str]:
        """The whole report in the language of the screen."""
        return [_said(line) for line in self.report]


def _said(line: ReportLine) -> str:
    if not (get_language() or "").startswith("en"):
        return str(line)
    where = " ".join(part for part in (line.file, f"line {line.line}" if line.line else "") if part)
    return f"{where}: {line.text('en')}" if where else line.text("en")


def read_questions(data: bytes, name: str) -> QuestionSet:
    """The questions of a file by its ending. Raises ZipRefusedError for what is too large or no such file."""
    if len(data) > MAX_MEGABYTES * 1024 * 1024:
        raise ZipRefusedError(ReportLine("too_large", params={"limit": MAX_MEGABYTES}))
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending == "xlsx":
        return read_xlsx(data)
    if ending in ("csv", "tsv"):
        return read_csv(data)
    text = decoded(data)
    if ending not in QUESTION_ENDINGS or text is None or "\0" in text:
        found = QuestionSet()
        found.left("encoding" if ending in QUESTION_ENDINGS else "ending", endings="、".join(QUESTION_ENDINGS))
        return found
    return read_text(text)


def read_text(text: str) -> QuestionSet:
    """Questions of a pasted text: cells of a spreadsheet, Aiken or GIFT, told apart by their marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head = text.lstrip("\ufeff\n").split("\n", 1)[0]
    if "種類" in head and "問題" in head:
        return read_pasted(text)
    if _AIKEN.search(text) and "{" not in text:
        return read_aiken(text)
    return read_gift(text)


def questions_for(page: LessonPage | BankPage, found: QuestionSet) -> Drafted:
    """The text that would be added to the page's draft, with names nothing in the course has."""
    course = course_above(page)
    own = page.get_latest_revision_as_object()
    text = as_text(found, prefix_of(course.key or course.slug), taken_names(course, own.body))
    return Drafted([("", text)] if text else [], found.report, len(found.questions))


def taken_names(course: CoursePage, text: str = "") -> set[str]:
    """Every name used in the course or published before, and those in a text at hand."""
    published = set(ItemVersion.objects.filter(course_id=course.pk).values_list("item", flat=True))
    return names_of_others(course, set()) | published | set(re.findall(r"\{\s*#([a-z][a-z0-9-]{2,39})", text))


def course_above(page: LessonPage | BankPage) -> CoursePage:
    """The course of a lesson or bank."""
    return CoursePage.objects.get(pk=page.get_parent().pk)


def add_text(page: LessonPage | BankPage, text: str, user: Any) -> None:
    """Put a text at the end of the page's newest draft; what is live stays as it is."""
    draft = page.get_latest_revision_as_object()
    draft.body = f"{draft.body.rstrip()}\n\n{text.strip()}\n".lstrip("\n")
    draft.save_revision(user=user, clean=False)


def read_document(course: CoursePage, data: bytes, name: str, *, split: bool) -> Drafted:
    """A Word document or Markdown file as lesson texts. Raises ZipRefusedError for what cannot be opened."""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    title = PurePosixPath(name).stem[:200] or _("Document")
    prefix = prefix_of(course.key or course.slug)
    if ending == "docx":
        return _word(
            data, title, f"{slugify(title)[:30] or f'{prefix}-doc'}-{hashlib.sha256(data).hexdigest()[:6]}", split
        )
    text = decoded(data) if len(data) <= MAX_MEGABYTES * 1024 * 1024 else None
    if ending != "md" or text is None or "\0" in text:
        params = {"endings": "、".join(DOCUMENT_ENDINGS)}
        raise ZipRefusedError(ReportLine("encoding" if ending == "md" else "ending", params=params))
    rewritten = rewrite_quiz_lists(text, prefix, taken_names(course))
    kinds = contents(rewritten.text)
    texts, report = [(title, rewritten.text)], list(rewritten.report)
    return Drafted(texts, report, kinds.total(), rewritten.diff, kinds=kinds)


def _word(data: bytes, title: str, prefix: str, split: bool) -> Drafted:
    """A Word document. Its pictures are judged as the shelf would, so that the check already tells which it refuses.

    `prefix` holds a digest: documents of one name do not replace each other's pictures, the same one gives the same keys.
    """
    word = read_docx(data, prefix)
    kept = []
    for picture in word.pictures:
        try:
            clean_picture(ContentFile(picture.data, name=picture.name), picture.name)
        except FileRefused as refused:
            # The text names a picture that is not there: the check of the lesson says so until one is put in.
            params = {"name": picture.name, "why": refused.message}
            word.report.append(ReportLine("docx_no_picture", params=params))
        else:
            kept.append(picture)
    kinds = contents(word.text)
    kinds["pictures"] = len(kept)
    texts = [(part or title, text) for part, text in word.sections()] if split else [(title, word.text)]
    return Drafted(texts, word.report, kinds.total(), pictures=kept, kinds=kinds)


def make_lessons(course: CoursePage, drafted: Drafted, user: Any) -> list[LessonPage]:
    """A draft lesson for every text, pictures on the shelf. Raises ZipRefusedError with nothing written."""
    made: list[LessonPage] = []
    stored: list[Stored] = []
    try:
        with transaction.atomic():
            for title, text in drafted.texts:
                lesson = LessonPage(title=title[:255], slug=_free_slug(course, title), body=text, live=False)
                course.add_child(instance=lesson)
                lesson.save_revision(user=user, clean=False)
                made.append(lesson)
            site = course.get_site()
            stored.extend(
                store_asset(site=site, key=one.key, file=one.data, name=one.name, alt=one.alt, user=user)
                for one in drafted.pictures
            )
    except BaseException as error:
        for file in stored:
            drop_files(file)
        if isinstance(error, FileRefused):
            raise ZipRefusedError(ReportLine("asset_refused", params={"why": error.message})) from error
        raise
    return made


def _free_slug(course: CoursePage, title: str) -> str:
    taken = set(course.get_children().values_list("slug", flat=True))
    base = slugify(title)[:60] or "lesson"
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if slug not in taken)
