"""The questions of a course across its texts: which names exist where, their versions, and who shows one of another text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from content.items import hashes
from content.lessonmark import KINDS
from content.lessonmark.renaming import names_in
from courses.models import BankPage, CompiledBank, CompiledLesson, CoursePage, ItemKey, ItemVersion, LessonPage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from content.items import Item
    from content.lessonmark import Lesson

Entry = dict[str, Any]


def offered(course_id: int, *, without: int | None = None) -> dict[str, Entry]:
    """Entries of every published question of a course by name; `without`: not those of this page."""
    found: dict[str, Entry] = {}
    lessons = CompiledLesson.objects.filter(lesson__live=True, lesson__in=_children(course_id))
    for row in lessons.exclude(lesson_id=without).only("items", "tests"):
        inside = [entry for test in row.tests for entry in test["questions"]]
        found |= {entry["item"]: entry for entry in (*row.items, *inside) if not entry.get("use")}
    for bank in _banks(course_id).exclude(bank_id=without):
        found |= {entry["item"]: entry for entry in bank.items}
    return found


def pool_sizes(course_id: int) -> dict[str, int]:
    """How many questions of each published bank a test can draw."""
    return {bank.bank.key: len(drawable(bank.items)) for bank in _banks(course_id).select_related("bank")}


def pool_of(course_id: int, key: str) -> list[Entry]:
    """The questions a test draws from a bank: those the machine grades."""
    bank = _banks(course_id).filter(bank__key=key).first() if key else None
    return drawable(bank.items) if bank is not None else []


def drawable(entries: Iterable[Entry]) -> list[Entry]:
    """Those of the entries a test may ask."""
    return [entry for entry in entries if KINDS[entry["type"]].auto]


def _children(course_id: int) -> Any:
    """The lessons of a course."""
    course = CoursePage.objects.filter(pk=course_id).first()
    return LessonPage.objects.child_of(course) if course is not None else LessonPage.objects.none()


def _banks(course_id: int) -> Any:
    """The published banks of a course as tests draw from them."""
    course = CoursePage.objects.filter(pk=course_id).first()
    banks = BankPage.objects.child_of(course).live() if course is not None else BankPage.objects.none()
    return CompiledBank.objects.filter(bank__in=banks)


def names_of_others(course: CoursePage, without: set[int]) -> set[str]:
    """Names of questions in the drafts of the course's lessons and banks, but for these pages."""
    found: set[str] = set()
    for model in (LessonPage, BankPage):
        for page in model.objects.child_of(course).exclude(pk__in=without):
            found |= {name for _line, name in names_in(page.get_latest_revision_as_object().body)}
    return found


def retired_names(course: CoursePage, page: LessonPage | BankPage | None) -> set[str]:
    """Names the course published before, in any place but this page."""
    versions = ItemVersion.objects.filter(course_id=course.pk)
    if page is not None:
        versions = versions.exclude(**{"bank_id" if isinstance(page, BankPage) else "lesson_id": page.pk})
    return set(versions.values_list("item", flat=True))


def course_of(page: LessonPage | BankPage) -> int | None:
    """The page id of the course above; None while the page has no place in the tree."""
    parent = page.get_parent() if page.path else None
    return parent.pk if parent is not None else None


def store_versions(page: LessonPage | BankPage, items: Iterable[Item], now: datetime) -> dict[str, ItemVersion]:
    """A new version with its key where a half changed, else the last one (authoring.md §5)."""
    course_id = page.get_parent().pk
    place = {"bank_id": page.pk} if isinstance(page, BankPage) else {"lesson_id": page.pk}
    last = _last_versions(course_id)
    kept: dict[str, ItemVersion] = {}
    for item in items:
        public_hash, key_hash = hashes(item)
        known = last.get(item.id)
        if known is not None and (known[0].public_hash, known[1]) == (public_hash, key_hash):
            kept[item.id] = known[0]
            continue
        change = "first" if known is None else "wording" if known[1] == key_hash else "key"
        version = ItemVersion.objects.create(
            course_id=course_id,
            item=item.id,
            n=known[0].n + 1 if known else 1,
            type=item.type,
            public=item.public,
            public_hash=public_hash,
            change_kind=change,
            created_at=now,
            **place,
        )
        ItemKey.keys.create(version=version, data=item.key.to_json(), key_hash=key_hash)
        kept[item.id] = version
    return kept


def _last_versions(course_id: int) -> dict[str, tuple[ItemVersion, str]]:
    """The newest version of every item of the course with the hash of its key."""
    rows = ItemVersion.objects.filter(course_id=course_id).select_related("secret_half").order_by("n")
    return {row.item: (row, row.secret_half.key_hash) for row in rows}


def entry_of(item: Item, version: ItemVersion, default_skills: list[str]) -> Entry:
    """What lists, players and tests need of a question, as CompiledLesson.items keeps it."""
    return {
        "item": item.id,
        "version": version.pk,
        "type": item.type,
        "required": item.required,
        "scored": KINDS[item.type].auto,
        "points": item.points,
        "attempts": item.attempts,
        "skills": list(item.skill) or default_skills,
        **({"complete": item.public["complete"]} if item.type == "video" else {}),
    }


def used(entry: Entry) -> Entry:
    """The entry of a question in a text that only shows it: it asks nothing of this lesson's completion."""
    return {**entry, "required": False, "use": True}


def tests_of(compiled: Lesson, entries: dict[str, Entry], pools: dict[str, int]) -> list[Entry]:
    """The tests of a lesson with the questions written or named in them. `entries`: of the text and of its course."""
    labels = {block.item_id: block.label_html for block in compiled.blocks if block.kind == "test"}
    found = []
    for plan in compiled.tests:
        questions = [entries[name] for name in plan.items] + [used(entries[name]) for name in plan.uses]
        found.append({
            "id": plan.id,
            "label": labels.get(plan.id, ""),
            "draw": plan.draw,
            "pass": plan.pass_mark,
            "attempts": plan.tries_per_day,
            "minutes": plan.minutes,
            "pool": plan.pool,
            "asked": plan.draw or len(questions) + pools.get(plan.pool, 0),
            "questions": questions,
        })  # fmt: skip
    return found


def carry_on(course_id: int, page_id: int, fresh: dict[str, Entry]) -> list[CompiledLesson]:
    """Bring texts that show questions of this page to their new versions, and tests to the new size of a bank.

    Returns the compiled lessons that changed, saved.
    """
    pools = pool_sizes(course_id)
    changed = []
    for row in CompiledLesson.objects.filter(lesson__in=_children(course_id)).exclude(lesson_id=page_id):
        items = [_renewed(entry, fresh) for entry in row.items]
        tests = [_renewed_test(test, fresh, pools) for test in row.tests]
        if (items, tests) != (row.items, row.tests):
            row.items, row.tests = items, tests
            changed.append(row)
    return changed


def _renewed(entry: Entry, fresh: dict[str, Entry]) -> Entry:
    return used(fresh[entry["item"]]) if entry.get("use") and entry["item"] in fresh else entry


def _renewed_test(test: Entry, fresh: dict[str, Entry], pools: dict[str, int]) -> Entry:
    questions = [_renewed(entry, fresh) for entry in test["questions"]]
    asked = test["draw"] or len(questions) + pools.get(test["pool"], 0)
    return {**test, "questions": questions, "asked": asked}
