"""Taking a course in from a zip or folder: a dry run says what would change, then everything becomes unpublished drafts.

The same content again changes nothing. What cannot be taken in is named in the report, never dropped silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import CoursePage, LearningPathPage, LessonPage, PathCourse
from courses.services import compile_draft

if TYPE_CHECKING:
    from content.formats.course_zip import CourseBundle, LessonFile
    from courses.models import CataloguePage

Outcome = Literal["new", "changed", "same", "published", "refused", "skipped"]
# Names of the two paths of the curriculum, for a site that has none yet; the town may rename them.
PATHS = {"A": ("ITの基礎", "path-a"), "B": ("テレワークで働く", "path-b")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report."""

    outcome: Outcome
    what: str
    text: str = ""


@dataclass(slots=True)
class Report:
    """What an import did, or in a dry run would do."""

    lines: list[Line] = field(default_factory=list)
    course: CoursePage | None = None

    def add(self, outcome: Outcome, what: str, text: str = "") -> None:
        """Note one line."""
        self.lines.append(Line(outcome, what, text))

    def count(self, *outcomes: str) -> int:
        """How many lines have one of these outcomes."""
        return sum(line.outcome in outcomes for line in self.lines)

    @property
    def summary(self) -> str:
        """「読み取り 24件、取り込めなかったもの 2件」."""
        return _("%(read)d read, %(left)d not taken in") % {
            "read": self.count("new", "changed", "same", "published"),
            "left": self.count("skipped", "refused"),
        }


class _DryRunOver(Exception):  # not an error: it only ends the transaction
    """Takes everything back."""


def import_course(
    bundle: CourseBundle, catalogue: CataloguePage, *, user: Any = None, publish: bool = False, dry_run: bool = False
) -> Report:
    """Bring the catalogue's course with this id up to the bundle. Without `publish` every change is a draft.

    With `publish` a lesson whose text has errors stays a draft and its errors stand in the report.
    """
    report = Report()
    try:
        with transaction.atomic():
            _Import(bundle, catalogue, user, report).run(publish=publish)
            if dry_run:
                raise _DryRunOver
    except _DryRunOver:
        report.course = None
    return report


class _Import:
    def __init__(self, bundle: CourseBundle, catalogue: CataloguePage, user: Any, report: Report) -> None:
        self.bundle = bundle
        self.catalogue = catalogue
        self.user = user
        self.report = report

    def run(self, *, publish: bool) -> None:
        self._name_what_is_left_out()
        course = self._save(self._known_course(), self._course_values(), self.catalogue, CoursePage)
        if publish:
            self._publish(course)
        self.report.course = course
        for lesson in sorted(self.bundle.lessons, key=lambda lesson: lesson.number):
            if lesson.variant:
                self.report.add("skipped", lesson.name, _("Other versions of a text cannot be taken in yet."))
                continue
            page = self._save(self._known_lesson(course, lesson), _lesson_values(lesson), course, LessonPage)
            if publish:
                self._publish(page)
            else:
                self._lint(page)
        self._join_path(course, publish=publish)

    def _name_what_is_left_out(self) -> None:
        lang: Literal["ja", "en"] = "en" if (get_language() or "").startswith("en") else "ja"
        for line in self.bundle.skipped:
            self.report.add("skipped", line.file, line.text(lang))
        for bank in self.bundle.banks:
            self.report.add("skipped", f"bank/{bank.key}.md", _("Question banks cannot be taken in yet."))
        for asset in self.bundle.assets:
            self.report.add("skipped", str(asset.row["file"]), _("Files cannot be taken in yet."))

    def _known_course(self) -> CoursePage | None:
        courses = CoursePage.objects.child_of(self.catalogue)
        key, slug = str(self.bundle.course["id"]), str(self.bundle.course["slug"])
        return courses.filter(key=key).first() or courses.filter(slug=slug, key="").first()

    def _known_lesson(self, course: CoursePage, lesson: LessonFile) -> LessonPage | None:
        lessons = LessonPage.objects.child_of(course)
        key = str(lesson.meta.get("id", ""))
        found = lessons.filter(key=key).first() if key else None
        return found or lessons.filter(slug=str(lesson.meta.get("slug", lesson.slug))).first()

    def _course_values(self) -> dict[str, Any]:
        course = self.bundle.course
        values = {
            "title": course["title"],
            "slug": course["slug"],
            "key": course["id"],
            "summary": course.get("summary", ""),
            "objectives": "\n".join(map(str, _listed(course.get("objective")))),
            "minutes": course.get("minutes", 0),
            "skills": ", ".join(_target(row) for row in course.get("skills") or []),
        }
        return values | _shared(course)

    def _save(self, page: Any, values: dict[str, Any], parent: Any, model: type[Any]) -> Any:
        """The page with these values as its latest draft; untouched when it has them already."""
        what = f"{values['key'] or values['slug']} {values['title']}"
        if page is None:
            page = model(live=False, **values)
            parent.add_child(instance=page)
            page.save_revision(user=self.user, clean=False)
            self.report.add("new", what)
            return page
        latest = page.get_latest_revision_as_object()
        changed = [name for name, value in values.items() if getattr(latest, name) != value]
        if not changed:
            self.report.add("same", what)
            return page
        for name, value in values.items():
            setattr(latest, name, value)
        latest.save_revision(user=self.user, clean=False)
        self.report.add("changed", what, ", ".join(changed))
        page.refresh_from_db()
        return page

    def _publish(self, page: Any) -> None:
        if page.live and not page.has_unpublished_changes:
            return
        try:
            with transaction.atomic():
                page.get_latest_revision().publish(user=self.user)
        except ValidationError as error:
            for text in error.messages:
                self.report.add("refused", page.title, text)
            return
        page.refresh_from_db()
        self.report.add("published", page.title)

    def _lint(self, page: LessonPage) -> None:
        for finding in compile_draft(page.get_latest_revision_as_object()).errors:
            self.report.add("refused", page.title, str(finding))

    def _join_path(self, course: CoursePage, *, publish: bool) -> None:
        letter = str(self.bundle.course.get("path", ""))
        if not letter:
            return
        path = LearningPathPage.objects.child_of(self.catalogue).filter(key=letter).first()
        if path is None:
            title, slug = PATHS.get(letter, (letter, f"path-{letter.lower()}"))
            path = LearningPathPage(title=title, slug=slug, key=letter, live=False)
            self.catalogue.add_child(instance=path)
            path.save_revision(user=self.user, clean=False)
            self.report.add("new", title)
        draft = path.get_latest_revision_as_object()
        rows = list(draft.path_courses.all())
        if course.pk not in {row.course_id for row in rows}:
            draft.path_courses = [*rows, PathCourse(course=course, sort_order=len(rows))]
            draft.save_revision(user=self.user, clean=False)
            path.refresh_from_db()
        if publish:
            self._publish(path)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _target(row: Any) -> str:
    return f"{row['code']}:{row.get('level', 1)}" if isinstance(row, dict) else str(row)


def _shared(meta: dict[str, Any]) -> dict[str, Any]:
    return {
        "audience": str(meta.get("audience", "") or ""),
        "refs": ", ".join(map(str, _listed(meta.get("refs")))),
        "licence": str(meta.get("licence", "") or ""),
        "credits": str(meta.get("credits", "") or ""),
    }


def _lesson_values(lesson: LessonFile) -> dict[str, Any]:
    meta = lesson.meta
    values = {
        "title": str(meta["title"]),
        "slug": str(meta.get("slug", lesson.slug)),
        "key": str(meta.get("id", "") or ""),
        "objective": str(meta.get("objective", "") or ""),
        "minutes": meta.get("minutes", 0),
        "skills": ", ".join(map(str, _listed(meta.get("skills")))),
        "reviewed_on": meta.get("reviewed_on"),
        "reviewer": str(meta.get("reviewer", "") or ""),
        "next_review": meta.get("next_review"),
        "body": lesson.text,
    }
    return values | _shared(meta)
