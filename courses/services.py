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

from content.items import hashes
from content.lessonmark import Lesson, compile_lesson
from courses.models import CompiledLesson, ItemKey, ItemVersion, LessonPage, Skill
from courses.models.pages import LessonRefused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from content.items import Item
    from content.lessonmark import Block

log = logging.getLogger(__name__)
SCORED = frozenset({"choice", "truefalse", "number", "text", "cloze", "order", "match", "terminal", "branch"})
_READING = re.compile(r"<(rt|rp)\b[^>]*>.*?</\1>", re.DOTALL)
_ID_IN_OPENING = re.compile(r"^(\s{0,3}:{3,}.*?\{\s*#)([a-z][a-z0-9-]{2,39})", re.MULTILINE)


def compile_draft(lesson: LessonPage) -> Lesson:
    """The lesson as its text stands now; writes nothing. Knows which ids the course used before (E112, E114)."""
    course_id = _course_id(lesson)
    used: dict[str, str] = {}
    others: set[str] = set()
    if course_id is not None:
        rows = ItemVersion.objects.filter(course_id=course_id).values_list("item", "type", "lesson_id").distinct()
        for item, item_type, lesson_id in rows:
            if lesson.pk is not None and lesson_id == lesson.pk:
                used[item] = item_type
            else:
                others.add(item)
    return compile_lesson(lesson.body, used_ids=used, other_ids=others - set(used))


def _course_id(lesson: LessonPage) -> int | None:
    parent = lesson.get_parent() if lesson.path else None
    return parent.pk if parent is not None else None


def check_text(lesson: LessonPage) -> Lesson:
    """The compiled lesson if it may be published. Raises LessonRefused with every error, its line and its code."""
    compiled = compile_draft(lesson)
    errors = [str(finding) for finding in compiled.errors]
    errors += [_("There is no skill %(code)s.") % {"code": code} for code in _unknown_skills(lesson, compiled)]
    if not lesson.body.strip():
        errors.append(_("The lesson has no text yet."))
    if errors:
        raise LessonRefused(lesson, errors)
    return compiled


def _unknown_skills(lesson: LessonPage, compiled: Lesson) -> list[str]:
    codes = {*lesson.skill_codes(), *(code for item in compiled.items for code in item.skill)}
    known = set(Skill.objects.filter(code__in=codes).values_list("code", flat=True))
    return sorted(codes - known)


def store_compiled(lesson: LessonPage, compiled: Lesson, now: datetime) -> CompiledLesson:
    """Write new item versions where a half changed, and the lesson ready to be shown. Inside the publish transaction."""
    versions = _store_versions(lesson, compiled.items, now)
    default_skills = lesson.skill_codes()[:1]
    entries = [
        {
            "item": item.id,
            "version": versions[item.id].pk,
            "type": item.type,
            "required": item.required,
            "scored": item.type in SCORED,
            "points": item.points,
            "attempts": item.attempts,
            "skills": list(item.skill) or default_skills,
        }
        for item in compiled.items
    ]
    blocks = [block.to_json() for block in compiled.blocks]
    stored, _made = CompiledLesson.objects.update_or_create(
        lesson=lesson,
        defaults={
            "revision": lesson.live_revision_id,
            "digest": _digest([blocks, entries]),
            "blocks": blocks,
            "items": entries,
            "plain_text": compiled.plain_text,
            "lead_text": lead_text(compiled.blocks),
            "search_text": compiled.search_text,
            "minutes": compiled.minutes,
            "compiled_at": now,
        },
    )
    lesson.compiled = stored
    index.insert_or_update_object(lesson)
    return stored


def _store_versions(lesson: LessonPage, items: Iterable[Item], now: datetime) -> dict[str, ItemVersion]:
    parent = lesson.get_parent()
    last = _last_versions(parent.pk)
    kept: dict[str, ItemVersion] = {}
    for item in items:
        public_hash, key_hash = hashes(item)
        known = last.get(item.id)
        if known is not None and (known[0].public_hash, known[1]) == (public_hash, key_hash):
            kept[item.id] = known[0]
            continue
        change = "first" if known is None else "wording" if known[1] == key_hash else "key"
        version = ItemVersion.objects.create(
            course_id=parent.pk,
            lesson_id=lesson.pk,
            item=item.id,
            n=known[0].n + 1 if known else 1,
            type=item.type,
            public=item.public,
            public_hash=public_hash,
            change_kind=change,
            created_at=now,
        )
        ItemKey.keys.create(version=version, data=item.key.to_json(), key_hash=key_hash)
        kept[item.id] = version
    return kept


def _last_versions(course_id: int) -> dict[str, tuple[ItemVersion, str]]:
    """The newest version of every item of the course with the hash of its key."""
    rows = ItemVersion.objects.filter(course_id=course_id).select_related("secret_half").order_by("n")
    return {row.item: (row, row.secret_half.key_hash) for row in rows}


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


def with_fresh_ids(text: str, prefix: str, taken: set[str]) -> str:
    """The text with new names for every block that has one: a copy is its own question (LK-05)."""
    names: dict[str, str] = {}

    def fresh(match: re.Match[str]) -> str:
        if match[2] not in names:
            names[match[2]] = _fresh_id(prefix, taken)
        return match[1] + names[match[2]]

    return _ID_IN_OPENING.sub(fresh, text)


def _fresh_id(prefix: str, taken: set[str]) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    while True:
        name = f"{prefix}-" + "".join(secrets.choice(alphabet) for _position in range(4))
        if name not in taken:
            taken.add(name)
            return name


def detach_copy(page: Page) -> None:
    """Give every lesson of a copied branch new question names, in the row and in the latest revision."""
    taken = set(ItemVersion.objects.values_list("item", flat=True))
    for lesson in LessonPage.objects.filter(path__startswith=page.path):
        latest = lesson.get_latest_revision_as_object()
        latest.body = with_fresh_ids(latest.body, "copy", taken)
        latest.key = ""
        LessonPage.objects.filter(pk=lesson.pk).update(body=latest.body)
        latest.save_revision(clean=False, changed=True)


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
