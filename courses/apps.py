"""Binds the app `courses` into Django: the compile service behind lessons, the editor's form, the kept outlines."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from courses.models import BankPage, LessonPage


class CoursesConfig(AppConfig):
    """The catalogue."""

    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Bind."""
        from django.utils.timezone import now  # noqa: TID251  # courses stands below the clock of the ledger

        from courses import comparison, preview, rehearsals, services, writing
        from courses.forms import LessonForm
        from courses.models import BankPage, CataloguePage, CoursePage, LearningPathPage, LessonPage
        from courses.models.writing_panels import LessonTextPanel
        from courses.outline import connect_signals

        def store(lesson: "LessonPage", compiled: Any) -> None:
            services.store_compiled(lesson, compiled, now())

        def store_bank(bank: "BankPage", compiled: Any) -> None:
            services.store_bank(bank, compiled, now())

        LessonPage.check_text = staticmethod(services.check_text)
        LessonPage.store_compiled = staticmethod(store)
        LessonPage.lint_of = staticmethod(services.lint_of)
        BankPage.check_text = staticmethod(services.check_text)
        BankPage.store_compiled = staticmethod(store_bank)
        BankPage.lint_of = staticmethod(services.lint_of)
        BankPage.base_form_class = LessonForm
        for texts in (LessonPage, BankPage):
            texts.question_statistics = staticmethod(rehearsals.statistics)
            texts.name_prefix = staticmethod(writing.name_prefix)
        LessonTextPanel.comparison = comparison.LineComparison
        LessonPage.base_form_class = LessonForm
        LessonPage.shown_context = staticmethod(preview.lesson_context)
        CataloguePage.shown_context = staticmethod(preview.catalogue_context)
        LearningPathPage.shown_context = staticmethod(preview.path_context)
        CoursePage.shown_context = staticmethod(preview.course_context)
        connect_signals()
