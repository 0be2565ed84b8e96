"""A course as files: the whole of it for staff who may export keys, or what learners see and nothing else (LK-06)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.log_actions import log

from content.formats.course_zip import (
    LESSONMARK,
    Asset,
    BankFile,
    CourseBundle,
    LessonFile,
    write_course_zip,
    write_files_zip,
)
from courses.course_values import bank_meta, course_meta, lesson_meta, lesson_text
from courses.models import BankPage, CompiledLesson, CoursePage, ItemVersion, LearningPathPage, LessonPage
from courses.shell import segments_of
from media.models import Handout, Picture, Recording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wagtail.models import Site

LOG_ACTION = "courses.export_keys"
PERMISSION = "courses.export_keys"
_REFERENCE = re.compile(r"\b(image|media|file):([a-z0-9][a-z0-9_-]{0,79})")
_MODELS: dict[str, Any] = {"image": Picture, "media": Recording, "file": Handout}
_STEP = 10


def course_bundle(course: CoursePage) -> CourseBundle:
    """Everything of a course as its latest drafts say it: texts with answers, banks, files."""
    lessons, texts = [], []
    for number, page in enumerate(LessonPage.objects.child_of(course).order_by("path"), 1):
        draft = page.get_latest_revision_as_object()
        meta, versions = lesson_meta(draft, live=page.live)
        lessons.append(LessonFile(number * _STEP, draft.slug, meta, lesson_text(draft)))
        for name, field in LessonPage.VARIANT_FIELDS.items():
            text = getattr(draft, field).strip("\n")
            if text:
                lessons.append(LessonFile(number * _STEP, draft.slug, versions.get(name, {}), text, name))
        texts += [draft.body, draft.plain_body, draft.body_en]
    banks = []
    for bank in BankPage.objects.child_of(course).order_by("path"):
        latest = bank.get_latest_revision_as_object()
        banks.append(BankFile(latest.key, bank_meta(latest), latest.body.strip("\n")))
        texts.append(latest.body)
    draft = course.get_latest_revision_as_object()
    meta = course_meta(draft, _letter(course), LESSONMARK)
    site = course.get_site()
    assets = tuple(_assets(texts, site)) if site is not None else ()
    return CourseBundle(meta, tuple(lessons), tuple(banks), assets)


def export_course(course: CoursePage, *, user: Any) -> bytes:
    """The staff zip, with every answer. Every export is logged with the course and the person."""
    data = write_course_zip(course_bundle(course), date=_today())
    log_export(course, user, "zip")
    return data


def log_export(page: CoursePage | LessonPage | BankPage, user: Any, kind: str) -> None:
    """One log entry: who took answers out of the house, of what, in which form."""
    log(instance=page, action=LOG_ACTION, user=user, data={"format": kind})


def export_for_learners(course: CoursePage) -> bytes:
    """What a learner may see of the published lessons: prose, prompts and options; no key, feedback, hint or memo."""
    files: dict[str, bytes] = {}
    compiled = CompiledLesson.objects.filter(lesson__in=LessonPage.objects.child_of(course).live())
    by_lesson = {row.lesson_id: row for row in compiled.select_related("lesson")}
    for number, page in enumerate(LessonPage.objects.child_of(course).live().order_by("path"), 1):
        row = by_lesson.get(page.pk)
        if row is None:
            continue
        name = f"lessons/{number * _STEP:03d}-{page.slug}"
        versions = ItemVersion.objects.in_bulk([entry["version"] for entry in row.items])
        publics = {entry["item"]: versions[entry["version"]].public for entry in row.items}
        files[f"{name}.html"] = _page(page, row.blocks, publics, "ja")
        for variant, words in row.variants.items():
            language = "en" if variant == "en" else "ja"
            files[f"{name}.{variant}.html"] = _page(page, words["blocks"], publics | words["publics"], language)
    return write_files_zip(files, date=_today())


def _page(page: LessonPage, blocks: list[dict[str, Any]], publics: dict[str, Any], language: str) -> bytes:
    parts = [
        {"kind": kind, "html": value} if kind == "html" else {"kind": kind, "item": _shown(publics[value])}
        for kind, value in segments_of(blocks)
        if kind == "html" or value in publics
    ]
    context = {"lesson": page, "course": page.get_parent(), "segments": parts, "language": language}
    return render_to_string("courses/lesson_file.html", context).encode()


def _shown(public: dict[str, Any]) -> dict[str, Any]:
    """The public half of a question as it is read: prompt, the text around gaps, whatever can be chosen."""
    options = [row["html"] for name in ("left", "options") for row in public.get(name, ()) if "html" in row]
    options += [row["front_html"] for row in public.get("cards", ())]
    prompt = public.get("prompt_html", "") + "［　　］".join(public.get("parts_html", ()))
    return {"prompt_html": prompt, "options": ["○", "×"] if public["type"] == "truefalse" else options}


def _letter(course: CoursePage) -> str:
    """The letter of the path in whose draft the course stands."""
    for path in LearningPathPage.objects.sibling_of(course).order_by("path"):
        rows = path.get_latest_revision_as_object().path_courses.all()
        if course.pk in {row.course_id for row in rows}:
            return path.key
    return ""


def _today() -> tuple[int, int, int]:
    today = timezone.localdate()  # courses stands below the clock of the ledger
    return today.year, today.month, today.day


def _assets(texts: Iterable[str], site: Site) -> Iterable[Asset]:
    """The files the texts name, with the captions of films."""
    named = {match for text in texts for match in _REFERENCE.findall(text)}
    waiting, done = sorted(named), set()
    while waiting:
        scheme, key = waiting.pop(0)
        row = _MODELS[scheme].objects.of_site(site).filter(key=key).first()
        if row is None or (scheme, key) in done:
            continue
        done.add((scheme, key))
        if scheme == "media" and row.captions is not None:
            waiting.append(("media", row.captions.key))
        yield _asset(row, key)


def _asset(row: Any, key: str) -> Asset:
    alt = ("飾り" if row.decoration else row.description) if isinstance(row, Picture) else ""
    if isinstance(row, Recording) and row.kind == Recording.Kind.CAPTIONS:
        data, ending = row.vtt.encode(), ".vtt"
    else:
        with row.file.open("rb") as opened:
            data, ending = opened.read(), PurePosixPath(row.file.name).suffix.lower()
    meta = {
        "key": key,
        "file": f"assets/{key}{ending}",
        "title": "" if row.title == key else row.title,
        "alt": alt,
        "licence": row.licence,
        "credit": row.credit,
        "captions": row.captions.key if isinstance(row, Recording) and row.captions is not None else "",
    }
    return Asset({name: value for name, value in meta.items() if value}, data)
