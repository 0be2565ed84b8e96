"""Front matter and course.yaml as fields of pages, and back. What no field holds is kept in `own_keys`, word for word."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from courses.models.skills import split_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from content.formats.course_zip import BankFile, LessonFile
    from courses.models import BankPage, CoursePage, LessonPage

PLANNED, DRAFT = "planned", "draft"
_DATE = "$date"
_COURSE_FIELDS = frozenset(
    "id slug title path summary minutes audience objective skills refs licence credits lessonmark state".split()  # noqa: SIM905
)
_LESSON_FIELDS = frozenset(
    "id title slug objective minutes audience skills refs reviewed_on reviewer next_review licence credits state preview".split()  # noqa: SIM905
)
_BANK_FIELDS = frozenset({"title", "skills"})


def is_unpublished(meta: Mapping[str, Any]) -> bool:
    """Whether the file says that it is not to be published: 準備中 or a hidden draft."""
    return meta.get("state") in (PLANNED, DRAFT)


def course_values(course: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a CoursePage."""
    values = {
        "title": str(course["title"]),
        "slug": str(course["slug"]),
        "key": str(course["id"]),
        "summary": _text(course, "summary"),
        "objectives": "\n".join(map(str, _listed(course.get("objective")))),
        "skills": ", ".join(_target(row) for row in course.get("skills") or []),
    }
    return values | _shared(course, _COURSE_FIELDS)


def lesson_values(lesson: LessonFile, beside: Iterable[LessonFile], fields: Mapping[str, str]) -> dict[str, Any]:
    """Fields of a LessonPage; `beside` are the files of its other versions, `fields` says where their texts go."""
    meta = lesson.meta
    values: dict[str, Any] = {
        "title": str(meta["title"]),
        "slug": str(meta.get("slug", lesson.slug)),
        "key": _text(meta, "id"),
        "objective": _text(meta, "objective"),
        "skills": ", ".join(map(str, _listed(meta.get("skills")))),
        "reviewed_on": meta.get("reviewed_on"),
        "reviewer": _text(meta, "reviewer"),
        "next_review": meta.get("next_review"),
        "preview_allowed": bool(meta.get("preview")),
        "body": lesson.text or planned_text(meta),
    }
    values |= _shared(meta, _LESSON_FIELDS)
    values |= dict.fromkeys(fields.values(), "")
    for other in beside:
        values[fields[other.variant]] = other.text
        if other.meta:
            values["own_keys"].setdefault("$versions", {})[other.variant] = _stored(other.meta)
    return values


def bank_values(bank: BankFile) -> dict[str, Any]:
    """Fields of a BankPage."""
    return {
        "title": str(bank.meta.get("title") or bank.key),
        "slug": f"bank-{bank.key}",
        "key": bank.key,
        "skills": ", ".join(map(str, _listed(bank.meta.get("skills")))),
        "body": bank.text,
        "own_keys": _stored({key: value for key, value in bank.meta.items() if key not in _BANK_FIELDS}),
    }


def planned_text(meta: Mapping[str, Any]) -> str:
    """The headings of a lesson in preparation, as the text its author begins from."""
    return "\n\n".join(f"## {heading}" for heading in planned_headings(meta))


def planned_headings(meta: Mapping[str, Any]) -> tuple[str, ...]:
    """The headings a lesson in preparation announces, in order."""
    return tuple(str(heading).strip() for heading in _listed(meta.get("headings")) if str(heading).strip())


def _shared(meta: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    own = {key: value for key, value in meta.items() if key not in known}
    if meta.get("state") == DRAFT:
        own["state"] = DRAFT
    return {
        "minutes": meta.get("minutes") or 0,
        "audience": _text(meta, "audience"),
        "refs": ", ".join(map(str, _listed(meta.get("refs")))),
        "licence": _text(meta, "licence"),
        "credits": _text(meta, "credits"),
        "announced": meta.get("state") == PLANNED,
        "own_keys": _stored(own),
    }


def course_meta(page: CoursePage, letter: str, version: int) -> dict[str, Any]:
    """course.yaml of a page; empty fields are left out."""
    own = _loaded(page.own_keys)
    meta = {
        "id": page.key,
        "slug": page.slug,
        "title": page.title,
        "path": letter,
        "summary": page.summary,
        "minutes": page.minutes,
        "audience": page.audience,
        "objective": page.objective_list(),
        "skills": [{"code": code, "level": level} for code, level in page.skill_targets()],
        "refs": split_codes(page.refs),
        "licence": page.licence,
        "credits": page.credits,
        "lessonmark": version,
        "state": own.pop("state", "") or (PLANNED if page.announced and not page.live else ""),
    }
    return _filled(meta) | own


def lesson_meta(page: LessonPage, *, live: bool) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """(front matter, front matter of the other versions by name); `live` tells a lesson that is only announced."""
    own = _loaded(page.own_keys)
    versions = own.pop("$versions", {})
    meta = {
        "id": page.key,
        "title": page.title,
        "slug": page.slug,
        "objective": page.objective,
        "minutes": page.minutes,
        "audience": page.audience,
        "skills": page.skill_codes(),
        "refs": split_codes(page.refs),
        "reviewed_on": page.reviewed_on,
        "reviewer": page.reviewer,
        "next_review": page.next_review,
        "licence": page.licence,
        "credits": page.credits,
        "state": own.pop("state", "") or (PLANNED if page.announced and not live else ""),
        "preview": page.preview_allowed,
    }
    return _filled(meta) | own, versions


def lesson_text(page: LessonPage) -> str:
    """The main text; what only repeats the headings of the front matter is left to it."""
    headings = planned_text(_loaded(page.own_keys))
    return "" if headings and page.body.strip() == headings else page.body.strip("\n")


def bank_meta(page: BankPage) -> dict[str, Any]:
    """Front matter of a bank."""
    title = "" if page.title == page.key else page.title
    return _filled({"title": title, "skills": page.skill_codes()}) | _loaded(page.own_keys)


def _filled(meta: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in meta.items() if value not in (None, "", 0, [], False)}


def _text(meta: Mapping[str, Any], key: str) -> str:
    return str(meta.get(key, "") or "")


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _target(row: Any) -> str:
    return f"{row['code']}:{row.get('level', 1)}" if isinstance(row, dict) and "code" in row else str(row)


def _stored(value: Any) -> Any:
    """Plain JSON; days and moments of YAML keep their kind."""
    if isinstance(value, dict):
        return {str(key): _stored(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_stored(part) for part in value]
    if isinstance(value, (datetime.datetime, datetime.date)):
        return {_DATE: value.isoformat()}
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _loaded(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {_DATE}:
            text = value[_DATE]
            return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.datetime.fromisoformat(text)
        return {key: _loaded(part) for key, part in value.items()}
    return [_loaded(part) for part in value] if isinstance(value, list) else value
