"""Binds the app `courses` into Django: the compile service behind lessons, the editor's form, the kept outlines."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from courses.models import LessonPage


class CoursesConfig(AppConfig):
    """The catalogue."""

    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Bind."""
        from django.utils.timezone import now  # noqa: TID251  # courses stands below the clock of the ledger

        from courses import preview, services
        from courses.forms import LessonForm
        from courses.models import CataloguePage, CoursePage, LearningPathPage, LessonPage
        from courses.outline import connect_signals

        def store(lesson: "LessonPage", compiled: Any) -> None:
            services.store_compiled(lesson, compiled, now())

        LessonPage.check_text = staticmethod(services.check_text)
        LessonPage.store_compiled = staticmethod(store)
        LessonPage.lint_of = staticmethod(lambda lesson: list(services.compile_draft(lesson).lint))
        LessonPage.base_form_class = LessonForm
        LessonPage.shown_context = staticmethod(preview.lesson_context)
        CataloguePage.shown_context = staticmethod(preview.catalogue_context)
        LearningPathPage.shown_context = staticmethod(preview.path_context)
        CoursePage.shown_context = staticmethod(preview.course_context)
        connect_signals()
