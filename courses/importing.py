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

from content.formats.report import ReportLine, ZipRefusedError
from content.lessonmark.renaming import free_names, names_in, renamed
from courses import import_assets, import_order
from courses.course_values import bank_values, course_values, is_unpublished, lesson_values
from courses.models import BankPage, CoursePage, LearningPathPage, LessonPage, PathCourse
from courses.questions import names_of_others, retired_names
from courses.services import lint_of
from media.services import Stored, drop_files

if TYPE_CHECKING:
    from content.formats.course_zip import CourseBundle, LessonFile
    from courses.models import CataloguePage

Outcome = Literal["new", "changed", "same", "published", "refused", "skipped", "renamed", "moved"]
_LISTED_FIELDS = ("title", "objective", "summary", "minutes", "audience", "skills", "announced", "own_keys")
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
    read: int = 0
    """Pages and files that were taken in, also those that were the same."""

    def add(self, outcome: Outcome, what: str, text: str = "") -> None:
        """Note one line."""
        self.lines.append(Line(outcome, what, text))

    def count(self, *outcomes: str) -> int:
        """How many lines have one of these outcomes."""
        return sum(line.outcome in outcomes for line in self.lines)

    @property
    def summary(self) -> str:
        """「読み取り 24件、取り込めなかったもの 2件（notes.txt：…）」, and how many remarks keep a text from being published."""
        left = [line for line in self.lines if line.outcome == "skipped"]
        found = _("%(read)d read, %(left)d not taken in") % {"read": self.read, "left": len(left)}
        if left:
            why = "、".join(f"{line.what}：{line.text.rstrip('。.')}" for line in left[:3])
            found += f"（{why}{'…' if len(left) > 3 else ''}）"
        mend = self.count("refused")
        return found + _("; to mend before publishing: %(mend)d") % {"mend": mend} if mend else found


@dataclass(slots=True)
class _Wanted:
    """A page as the files want it. `texts`: its fields in the lesson language."""

    page: Any
    model: type[Any]
    values: dict[str, Any]
    texts: tuple[str, ...]
    stays_draft: bool = False


class _DryRunOver(Exception):  # not an error: it only ends the transaction
    """Takes everything back."""


def import_course(
    bundle: CourseBundle,
    catalogue: CataloguePage,
    *,
    user: Any = None,
    publish: bool = False,
    reorder_published: bool = False,
    dry_run: bool = False,
) -> Report:
    """Bring the catalogue's course with this id up to the bundle. Without `publish` every change is a draft.

    With `publish` a lesson whose text has errors stays a draft and its errors stand in the report; what the files call
    planned or draft is never published. The order of lessons is that of the files; published lessons change their places
    with `publish` or `reorder_published` only. Raises ZipRefusedError, with nothing written, for files that are not what they
    say and for values no page can hold.
    """
    report = Report()
    work = _Import(bundle, catalogue, user, report)
    try:
        with transaction.atomic():
            work.run(publish=publish, reorder=publish or reorder_published, dry_run=dry_run)
            if dry_run:
                raise _DryRunOver
    except BaseException as error:
        for stored in work.stored:
            drop_files(stored)
        if not isinstance(error, _DryRunOver):
            raise
        report.course = None
    return report


class _Import:
    def __init__(self, bundle: CourseBundle, catalogue: CataloguePage, user: Any, report: Report) -> None:
        self.bundle = bundle
        self.catalogue = catalogue
        self.user = user
        self.report = report
        self.stored: list[Stored] = []

    def run(self, *, publish: bool, reorder: bool, dry_run: bool) -> None:
        import_assets.judge(self.bundle.assets)
        self._name_what_is_left_out()
        course = self._save(self._known_course(), course_values(self.bundle.course), self.catalogue, CoursePage)
        self.report.course = course
        wanted = [*self._banks(course), *self._lessons(course)]
        self._settle_names(course, wanted)
        pages = [(self._save(one.page, one.values, course, one.model), one.stays_draft) for one in wanted]
        self._order(course, [page for page, _stays_draft in pages], published_too=reorder)
        self._files(dry_run=dry_run)
        if publish and not is_unpublished(self.bundle.course):
            self._publish(course)
        for page, stays_draft in pages:
            if publish and not stays_draft:
                self._publish(page)
            else:
                self._lint(page)
        self._join_path(course, publish=publish)

    def _order(self, course: CoursePage, pages: list[Any], *, published_too: bool) -> None:
        lessons = [page for page in pages if isinstance(page, LessonPage)]
        moved = import_order.put_in_order(course, lessons, self.user, published_too=published_too)
        if moved is None:
            why = _("The order of published lessons was not changed. Choose it to change it.")
            self.report.add("skipped", _("Order of the lessons"), why)
            return
        for title in moved:
            self.report.add("moved", title, _("put where the files have it"))
        for page in pages if moved else []:
            page.refresh_from_db()

    def _banks(self, course: CoursePage) -> list[_Wanted]:
        found = {bank.key: bank for bank in BankPage.objects.child_of(course)}
        return [_Wanted(found.get(bank.key), BankPage, bank_values(bank), ("body",)) for bank in self.bundle.banks]

    def _lessons(self, course: CoursePage) -> list[_Wanted]:
        texts = ("body", *LessonPage.VARIANT_FIELDS.values())
        wanted = []
        for lesson in sorted(self.bundle.lessons, key=lambda lesson: lesson.number):
            if not lesson.variant:
                values = lesson_values(lesson, self._beside(lesson), LessonPage.VARIANT_FIELDS)
                page = self._known_lesson(course, lesson)
                wanted.append(_Wanted(page, LessonPage, values, texts, is_unpublished(lesson.meta)))
        return wanted

    def _beside(self, lesson: LessonFile) -> list[LessonFile]:
        return [
            other
            for other in self.bundle.lessons
            if other.variant and (other.number, other.slug) == (lesson.number, lesson.slug)
        ]

    def _settle_names(self, course: CoursePage, wanted: list[_Wanted]) -> None:
        """Names are kept if free; those taken in the course or by an earlier file get a number, and the report says so."""
        known = {one.page.pk for one in wanted if one.page is not None}
        taken = names_of_others(course, known)
        for one in wanted:
            own = [name for _line, name in names_in(one.values["body"])]
            fresh = free_names(own, taken | retired_names(course, one.page))
            for name in one.texts:
                one.values[name] = renamed(one.values[name], fresh)
            for old, new in fresh.items():
                self.report.add("renamed", str(one.values["title"]), f"{old} → {new}")
            taken |= {fresh.get(name, name) for name in own}

    def _name_what_is_left_out(self) -> None:
        mains = {(lesson.number, lesson.slug) for lesson in self.bundle.lessons if not lesson.variant}
        for lesson in self.bundle.lessons:
            if lesson.variant and (lesson.number, lesson.slug) not in mains:
                self.report.add("skipped", lesson.name, _("There is no lesson of this name for it."))
        lang: Literal["ja", "en"] = "en" if (get_language() or "").startswith("en") else "ja"
        for line in self.bundle.skipped:
            self.report.add("skipped", line.file, line.text(lang))
        for asset in self.bundle.assets:
            unknown = sorted(set(asset.row) - import_assets.KNOWN_KEYS)
            if unknown:
                self.report.add(
                    "skipped",
                    str(asset.row["file"]),
                    _("not used in assets.yaml: %(keys)s") % {"keys": ", ".join(unknown)},
                )

    def _files(self, *, dry_run: bool) -> None:
        """Files are written last: when anything before them is refused, none lies about.

        In a dry run they are stored too, for the texts that name them, and taken back with everything else.
        """
        site = self.catalogue.get_site()
        for name, stored in import_assets.store(self.bundle.assets, site, self.user) if site is not None else []:
            self.stored.append(stored)
            self.report.read += 1
            will = dry_run and stored.outcome != "same"
            self.report.add(stored.outcome, name, _("would be stored") if will else stored.name)

    def _known_course(self) -> CoursePage | None:
        courses = CoursePage.objects.child_of(self.catalogue)
        key, slug = str(self.bundle.course["id"]), str(self.bundle.course["slug"])
        return courses.filter(key=key).first() or courses.filter(slug=slug, key="").first()

    def _known_lesson(self, course: CoursePage, lesson: LessonFile) -> LessonPage | None:
        lessons = LessonPage.objects.child_of(course)
        key = str(lesson.meta.get("id", ""))
        found = lessons.filter(key=key).first() if key else None
        return found or lessons.filter(slug=str(lesson.meta.get("slug", lesson.slug))).first()

    def _save(self, page: Any, values: dict[str, Any], parent: Any, model: type[Any]) -> Any:
        """The page with these values as its latest draft; untouched when it has them already.

        Raises ZipRefusedError when the page cannot hold them: too long, a slug that is taken, no number.
        """
        what = f"{values['key'] or values['slug']} {values['title']}"
        self.report.read += 1
        try:
            if page is None:
                page = model(live=False, **values)
                _judge_fields(page, values)
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
            _judge_fields(latest, values)
            latest.save_revision(user=self.user, clean=False)
        except ValidationError as error:
            raise ZipRefusedError(*_reasons(what, error)) from error
        self.report.add("changed", what, ", ".join(changed))
        page.refresh_from_db()
        if not page.live:
            # What lists show of a draft is the row: 「準備中」 with title, minutes and the headings planned.
            listed = {name: values[name] for name in _LISTED_FIELDS if name in values}
            type(page).objects.filter(pk=page.pk).update(**listed)
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

    def _lint(self, page: LessonPage | BankPage) -> None:
        for name, findings in lint_of(page.get_latest_revision_as_object()).items():
            title = f"{page.title} ({name})" if name else page.title
            for finding in findings:
                if finding.is_error:
                    self.report.add("refused", title, str(finding))

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
            draft.path_courses = _in_order([*rows, PathCourse(course=course)])
            draft.save_revision(user=self.user, clean=False)
            path.refresh_from_db()
        if publish:
            self._publish(path)


def _in_order(rows: list[PathCourse]) -> list[PathCourse]:
    """The new course before the first one with a higher number; the order of the others stays."""
    *before, new = rows
    at = next((place for place, row in enumerate(before) if row.course.key > new.course.key), len(before))
    ordered = [*before[:at], new, *before[at:]]
    for place, row in enumerate(ordered):
        row.sort_order = place
    return ordered


def _judge_fields(page: Any, values: dict[str, Any]) -> None:
    """Raise ValidationError for what a field cannot hold: drafts are not judged by Wagtail."""
    page.clean_fields(exclude=[found.name for found in page._meta.fields if found.name not in values])


def _reasons(what: str, error: ValidationError) -> list[ReportLine]:
    fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [
        ReportLine("page_refused", what, params={"why": f"{name}: {text}" if name else text})
        for name, texts in fields.items()
        for text in texts
    ]
