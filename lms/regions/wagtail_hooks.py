"""The CMS shows an editor the pages, pictures and documents of the Region whose host they work on, and no others (trap 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail import hooks

from lms.regions.cms import in_region_collection, in_region_tree, sees_everything

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from wagtail.models import Page


@hooks.register("construct_page_chooser_queryset")
def choose_own_pages(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The chooser for links and moves."""
    return in_region_tree(pages, request)


@hooks.register("construct_explorer_page_queryset")
def explore_own_pages(parent_page: Page, pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The explorer, also for somebody who works for two Regions: one host, one Region."""
    del parent_page
    return in_region_tree(pages, request)


@hooks.register("construct_image_chooser_queryset")
def choose_own_images(images: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The chooser for pictures."""
    return in_region_collection(images, request)


@hooks.register("construct_document_chooser_queryset")
def choose_own_documents(documents: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The chooser for documents."""
    return in_region_collection(documents, request)


@hooks.register("construct_main_menu")
def leave_people_out(request: HttpRequest, menu_items: list[Any]) -> None:
    """No users, groups and reports over the whole installation: roles are granted under /staff/roles/."""
    if not sees_everything(request):
        menu_items[:] = [item for item in menu_items if item.name not in {"users", "groups", "reports"}]
