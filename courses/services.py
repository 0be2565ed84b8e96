"""Compiling lessons: as a preview, as the check in front of every publish, and as immutable versions when it is done."""

from __future__ import annotations

import hashlib
import html
import json
import logging
import re
import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision
from wagtail.search import index

from content.lessonmark import Lesson, compile_lesson, compile_variant
from courses import questions
from courses.library import library_of
from courses.models import BankPage, CompiledBank, CompiledLesson, ItemVersion, LessonPage, Skill
from courses.models.publishing import LessonRefused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from content.lessonmark import Block
    from content.lessonmark.prose import Library

log = logging.getLogger(__name__)
TEST_SLUG = "test"
_READING = re.compile(r"<(rt|rp)\b[^>]*>.*?</\1>", re.DOTALL)
_USE = re.compile(r"^(\s{0,3}:{3,}\s*use\b.*?\bitem=)([a-z][a-z0-9-]{2,39})", re.MULTILINE)
_ID_IN_OPENING = re.compile(r"^(\s{0,3}:{3,}.*?\{\s*#)([a-z][a-z0-9-]{2,39})", re.MULTILINE)


def compile_draft(page: LessonPage | BankPage, library: Library | None = None) -> Lesson:
    """A lesson or bank as its text stands now; writes nothing. Knows the names used in the course (E112, E114, E502, E602)."""
    course_id = questions.course_of(page)
    library = library or library_of(page)
    if course_id is None:
        return compile_lesson(page.body, bank=isinstance(page, BankPage), library=library)
    used, others = _names(page, course_id)
    around = questions.offered(course_id, without=page.pk)
    return compile_lesson(
        page.body,
        used_ids=used,
        other_ids=others - set(used),
        pools=questions.pool_sizes(course_id),
        course_items={name: entry["type"] for name, entry in around.items()},
        bank=isinstance(page, BankPage),
        library=library,
    )


def _names(page: LessonPage | BankPage, course_id: int) -> tuple[dict[str, str], set[str]]:
    """(name -> type this page published before, names of other pages and retired ones)."""
    place = "bank_id" if isinstance(page, BankPage) else "lesson_id"
    used: dict[str, str] = {}
    others: set[str] = set()
    rows = ItemVersion.objects.filter(course_id=course_id).values_list("item", "type", place).distinct()
    for item, item_type, page_id in rows:
        if page.pk is not None and page_id == page.pk:
            used[item] = item_type
        else:
            others.add(item)
    return used, others


def compile_variants(page: LessonPage | BankPage, main: Lesson) -> dict[str, Lesson]:
    """The other versions of the text that are written, by name (``easy``, ``en``), compiled against the main text."""
    if isinstance(page, BankPage):
        return {}
    texts = {name: text for name, field in LessonPage.VARIANT_FIELDS.items() if (text := getattr(page, field)).strip()}
    library = library_of(page) if texts else None
    return {name: compile_variant(text, main, name, library=library) for name, text in texts.items()}


def lint_of(page: LessonPage | BankPage) -> dict[str, list[Any]]:
    """The remarks of every text of the draft: `""` for the main one, then those of the other versions by name."""
    main = compile_draft(page)
    return {"": list(main.lint)} | {name: list(text.lint) for name, text in compile_variants(page, main).items()}


def check_text(page: LessonPage | BankPage) -> Lesson:
    """The compiled text if it may be published. Raises LessonRefused with every error, its line and its code."""
    compiled = compile_draft(page)
    errors = [str(finding) for finding in compiled.errors]
    errors += [_("There is no skill %(code)s.") % {"code": code} for code in _unknown_skills(page, compiled)]
    if not page.body.strip():
        errors.append(_("The lesson has no text yet."))
    if isinstance(page, LessonPage):
        errors += _about_its_place(page, compiled)
    others = {
        LessonPage.VARIANT_FIELDS[name]: [str(finding) for finding in text.errors]
        for name, text in compile_variants(page, compiled).items()
        if text.errors
    }
    if errors or others:
        raise LessonRefused(page, errors, **others)
    return compiled


def _about_its_place(lesson: LessonPage, compiled: Lesson) -> list[str]:
    """A course has one test, whose address no lesson may take."""
    found = []
    if lesson.slug == TEST_SLUG:
        found.append(_("“test” is the address of the course test. Give the lesson another one."))
    if not compiled.tests or not lesson.path:
        return found
    others = CompiledLesson.objects.filter(lesson__in=LessonPage.objects.sibling_of(lesson, inclusive=False).live())
    if len(compiled.tests) > 1 or others.exclude(tests=[]).exists():
        found.append(_("A course has one course test. This would be a second one."))
    return found


def _unknown_skills(page: LessonPage | BankPage, compiled: Lesson) -> list[str]:
    codes = {*page.skill_codes(), *(code for item in compiled.items for code in item.skill)}
    known = set(Skill.objects.filter(code__in=codes).values_list("code", flat=True))
    return sorted(codes - known)


def store_compiled(lesson: LessonPage, compiled: Lesson, now: datetime) -> CompiledLesson:
    """Write new item versions where a half changed, and the lesson ready to be shown. Inside the publish transaction."""
    course_id = lesson.get_parent().pk
    own = _entries(lesson, compiled, now)
    known = questions.offered(course_id, without=lesson.pk) | own
    in_tests = {item.id for item in compiled.items if item.in_test}
    entries = [entry for name, entry in own.items() if name not in in_tests]
    entries += [questions.used(known[name]) for name in compiled.uses]
    blocks = [block.to_json() for block in compiled.blocks]
    texts = compile_variants(lesson, compiled)
    variants = {name: _variant_json(text) for name, text in texts.items()}
    words = {name: _words_json(text) for name, text in texts.items()}
    tests = questions.tests_of(compiled, known, questions.pool_sizes(course_id))
    stored, _made = CompiledLesson.objects.update_or_create(
        lesson=lesson,
        defaults={
            "revision": lesson.live_revision_id,
            "digest": _digest([blocks, entries, tests]),
            "blocks": blocks,
            "items": entries,
            "variants": variants,
            "words": words,
            "variant_digests": {name: _digest([entries, text, words[name]]) for name, text in variants.items()},
            "tests": tests,
            "plain_text": compiled.plain_text,
            "lead_text": lead_text(compiled.blocks),
            "search_text": compiled.search_text,
            "minutes": compiled.minutes,
            "compiled_at": now,
        },
    )
    lesson.compiled = stored
    _carry_on(course_id, lesson.pk, own)
    index.insert_or_update_object(lesson)
    return stored


def _variant_json(text: Lesson) -> dict[str, Any]:
    return {
        "blocks": [block.to_json() for block in text.blocks],
        "publics": {item.id: item.public for item in text.items},
        "search_text": text.search_text,
    }


def _words_json(text: Lesson) -> dict[str, Any]:
    """What a version says of the secret halves: apart from what pages show of it."""
    found = {item.id: item.key.to_json() for item in text.items}
    return {name: words for name, words in found.items() if words}


def store_bank(bank: BankPage, compiled: Lesson, now: datetime) -> CompiledBank:
    """Write new versions of a bank's questions and what tests draw from. Inside the publish transaction."""
    own = _entries(bank, compiled, now)
    stored, _made = CompiledBank.objects.update_or_create(
        bank=bank, defaults={"items": list(own.values()), "compiled_at": now}
    )
    bank.compiled = stored
    _carry_on(bank.get_parent().pk, bank.pk, own)
    return stored


def _entries(page: LessonPage | BankPage, compiled: Lesson, now: datetime) -> dict[str, dict[str, Any]]:
    """By name, in reading order, the questions written in this text."""
    versions = questions.store_versions(page, compiled.items, now)
    default = page.skill_codes()[:1]
    return {item.id: questions.entry_of(item, versions[item.id], default) for item in compiled.items}


def _carry_on(course_id: int, page_id: int, own: dict[str, dict[str, Any]]) -> None:
    for row in questions.carry_on(course_id, page_id, own):
        row.digest = _digest([row.blocks, row.items, row.tests])
        row.save(update_fields=["items", "tests", "digest"])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def lead_text(blocks: Iterable[Block]) -> str:
    """Plain text of what stands before the first question, without readings (LK-07)."""
    found: list[str] = []
    _collect_lead(blocks, found)
    return " ".join(" ".join(found).split())[:2000]


def _collect_lead(blocks: Iterable[Block], found: list[str]) -> bool:
    for block in blocks:
        if block.kind == "item":
            return True
        found.extend(html.unescape(strip_tags(_READING.sub("", part))) for part in (block.label_html, block.html))
        if _collect_lead(block.children, found):
            return True
    return False


def with_fresh_ids(text: str, prefix: str, taken: set[str], names: dict[str, str] | None = None) -> str:
    """The text with new names for every block that has one: a copy is its own question (LK-05).

    `names` (old -> new) is filled; given again, another version of the text gets the same ones, and a `use` in another
    text of the same copy finds its question.
    """
    known = {} if names is None else names

    def fresh(match: re.Match[str]) -> str:
        if match[2] not in known:
            known[match[2]] = _fresh_id(prefix, taken)
        return match[1] + known[match[2]]

    def renamed(match: re.Match[str]) -> str:
        return match[1] + known.get(match[2], match[2])

    return _USE.sub(renamed, _ID_IN_OPENING.sub(fresh, text))


def _fresh_id(prefix: str, taken: set[str]) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    while True:
        name = f"{prefix}-" + "".join(secrets.choice(alphabet) for _position in range(4))
        if name not in taken:
            taken.add(name)
            return name


def detach_copy(page: Page) -> None:
    """Give the questions of a copied branch new names, in the rows and in the latest revisions."""
    taken = set(ItemVersion.objects.values_list("item", flat=True))
    copies = [row.specific for row in Page.objects.filter(path__startswith=page.path)]
    pages = [copy for copy in copies if isinstance(copy, (LessonPage, BankPage))]
    drafts = [copy.get_latest_revision_as_object() for copy in pages]
    names: dict[str, str] = {}
    for draft in drafts:
        with_fresh_ids(draft.body, "copy", taken, names)
    for copy, draft in zip(pages, drafts, strict=True):
        fields = ("body", *(LessonPage.VARIANT_FIELDS.values() if isinstance(copy, LessonPage) else ()))
        texts = {field: with_fresh_ids(getattr(draft, field), "copy", taken, names) for field in fields}
        for field, text in texts.items():
            setattr(draft, field, text)
        if isinstance(copy, LessonPage):
            draft.key = ""
        type(copy).objects.filter(pk=copy.pk).update(**texts)
        draft.save_revision(clean=False, changed=True)


def publish_due(now: datetime) -> list[tuple[int, str]]:
    """Publish what is scheduled and take down what has expired, page by page: a refused one stops no other (trap 17).

    Returns (page id, first message) of the refused ones; their schedule is taken off, the draft stays.
    """
    for page in Page.objects.filter(live=True, expire_at__lt=now):
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    refused: list[tuple[int, str]] = []
    for revision in Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except LessonRefused as error:
            log.warning("scheduled publish refused: page %s", revision.object_id)
            refused.append((int(revision.object_id), error.messages[0]))
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    return refused
