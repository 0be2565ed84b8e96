"""The CMS side of courses: copies become drafts with names of their own, aliases of lessons are off, course import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses import cms_views
from courses.models import CoursePage, LessonPage
from courses.services import detach_copy

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from wagtail.models import Page


@hooks.register("before_copy_page")
def copies_stay_drafts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Whatever was ticked: a copy of a course or lesson is a draft and no alias (LK-05)."""
    if request.method == "POST" and isinstance(page.specific, (CoursePage, LessonPage)):
        data = request.POST.copy()
        for name in ("publish_copies", "alias"):
            data.pop(name, None)
        request.POST = data  # type: ignore[assignment]
    return None


@hooks.register("after_copy_page")
def copies_get_new_names(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Questions of a copy are questions of their own."""
    del request
    if isinstance(page.specific, (CoursePage, LessonPage)):
        detach_copy(new_page)


@hooks.register("register_admin_urls")
def import_addresses() -> list[URLPattern]:
    """The screen 「コースの取り込み」."""
    return [path("courses/import/", cms_views.import_course, name="courses_import")]


class ImportMenuItem(MenuItem):
    """Shown to who may add a course somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may add pages below the catalogue of this site."""
        return cms_views.may_import(request)


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """Menu item of the course import."""
    return ImportMenuItem(_("Import a course"), reverse("courses_import"), icon_name="upload", order=210)
