"""The CMS side of courses: copies become drafts with names of their own, aliases of lessons are off, course import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from courses import autosaves, cms_formats, cms_views, cms_writing, writing
from courses.exporting import LOG_ACTION
from courses.library import keyed
from courses.models import BankPage, CoursePage, LessonPage
from courses.services import detach_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from wagtail.models import Page


@hooks.register("before_copy_page")
def copies_stay_drafts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Whatever was ticked: a copy of a course or lesson is a draft and no alias (LK-05)."""
    if request.method == "POST" and isinstance(page.specific, (CoursePage, LessonPage, BankPage)):
        data = request.POST.copy()
        for name in ("publish_copies", "alias"):
            data.pop(name, None)
        request.POST = data  # type: ignore[assignment]
    return None


@hooks.register("after_copy_page")
def copies_get_new_names(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Questions of a copy are questions of their own."""
    del request
    if isinstance(page.specific, (CoursePage, LessonPage, BankPage)):
        detach_copy(new_page)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """The screen 「コースの取り込み」, and what the lesson editor asks."""
    return [
        path("courses/import/", cms_views.import_course, name="courses_import"),
        path("courses/questions/<int:page_id>/", cms_formats.questions, name="courses_questions"),
        path(
            "courses/questions/<int:page_id>/<slug:kind>/",
            cms_formats.export_questions,
            name="courses_questions_export",
        ),
        path("courses/document/<int:page_id>/", cms_formats.document, name="courses_document"),
        path("courses/export/<int:page_id>/", cms_formats.export, name="courses_export"),
        path("courses/writing/<int:page_id>/check/", cms_writing.check, name="courses_check"),
        path("courses/writing/<int:page_id>/files/", cms_writing.files, name="courses_files"),
        path("courses/writing/<int:page_id>/form/", cms_writing.block_form, name="courses_block_form"),
        path("courses/writing/<int:page_id>/answer/<slug:item>/", cms_writing.answer, name="courses_draft_answer"),
    ]


def _is_explicit_save(request: HttpRequest) -> bool:
    """Autosave asks for JSON and stores the text as typed; a person who presses a button gets a page (trap 18)."""
    return request.method == "POST" and request.accepts("text/html") and "body" in request.POST


def _settle(request: HttpRequest, course: CoursePage) -> None:
    data = request.POST.copy()
    data["body"] = writing.settle(str(data["body"]), course)
    for field in LessonPage.VARIANT_FIELDS.values():
        if field in data:
            data[field] = keyed(str(data[field]), course.get_site())
    request.POST = data  # type: ignore[assignment]


@hooks.register("before_edit_page")
def names_are_added_at_a_save(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An explicit save or publish adds missing names; where somebody saved meanwhile, both texts are shown first."""
    if (
        not isinstance(page, (LessonPage, BankPage))
        or not _is_explicit_save(request)
        or not page.permissions_for_user(request.user).can_edit()
    ):
        return None
    conflict = cms_writing.conflict(request, page)
    if conflict is not None:
        return conflict
    _settle(request, writing.course_of(page))
    return None


@hooks.register("before_create_page")
def names_are_added_at_the_first_save(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    """The same for a lesson that is new."""
    course = parent.specific
    if page_class in {LessonPage, BankPage} and isinstance(course, CoursePage) and _is_explicit_save(request):
        _settle(request, course)


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def autosaves_are_marked(request: HttpRequest, page: Page) -> None:
    """Autosave asks for JSON; what it stored by itself may be purged later, what a person saved may not."""
    autosaves.note(page, autosaved=not request.accepts("text/html"))


@hooks.register("register_log_actions")
def exports_are_logged(actions: Any) -> None:
    """Who took answers out of the house stands in the history of the page (LK-06)."""
    actions.register_action(LOG_ACTION, _("Export with answers"), _("Texts with answers were exported"))


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def format_buttons(page: Page, user: Any, next_url: str | None = None, **_more: Any) -> Iterator[Button]:
    """Questions in and out beside a lesson or bank, documents and zips beside a course."""
    del next_url
    specific = page.specific_deferred
    rights = page.permissions_for_user(user)
    if isinstance(specific, (LessonPage, BankPage)) and rights.can_edit():
        yield Button(
            _("Import questions"), reverse("courses_questions", args=[page.pk]), icon_name="upload", priority=60
        )
    elif isinstance(specific, CoursePage):
        if rights.can_add_subpage():
            address = reverse("courses_document", args=[page.pk])
            yield Button(_("Import a document"), address, icon_name="upload", priority=60)
        if rights.can_edit():
            yield Button(
                _("Export a course"), reverse("courses_export", args=[page.pk]), icon_name="download", priority=61
            )


class ImportMenuItem(MenuItem):
    """Shown to who may add a course somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may add pages below the catalogue of this site."""
        return cms_views.may_import(request)


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """Menu item of the course import."""
    return ImportMenuItem(_("Import a course"), reverse("courses_import"), icon_name="upload", order=210)
