"""What a Region owns in the CMS: its groups, its collection, and who belongs to the groups (architecture.md trap 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from media.models import Recording, Shelf
from media.services import open_shelf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from lms.regions.models import Region

# Role -> name of the Region's group. The codes are those of workflows.md §1.
GROUP_ROLES = {"I": "instructors", "AD": "administrators"}

_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
_FILE_PERMISSIONS = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
    "media": ("add_recording", "change_recording"),
}


def group_name(region: Region, role: str) -> str:
    """The name of the Region's group for a role."""
    return f"{region.code}: {GROUP_ROLES[role]}"


def collection_of(region: Region) -> Collection | None:
    """The collection in which a Region's pictures, recordings and documents lie."""
    shelf = Shelf.objects.select_related("collection").filter(site=region.site_id).first() if region.site_id else None
    return shelf.collection if shelf else None


def collection_name(region: Region) -> str:
    """The name of the Region's collection; the code keeps two towns of one name apart."""
    return f"{region.name} ({region.code})"


def make_groups(region: Region, root: Page) -> None:
    """Create the Region's collection and groups: pages under its root, files in its collection, nothing else."""
    collection = _collection(region)
    if region.site is not None:
        open_shelf(region.site, collection)
    groups = []
    for role in GROUP_ROLES:
        group, _made = Group.objects.get_or_create(name=group_name(region, role))
        groups.append(group)
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        if role == "AD":  # texts with answers leave the house by their hand only (LK-06)
            group.permissions.add(_permission("courses", "export_keys"))
        for codename in _PAGE_PERMISSIONS:
            GroupPagePermission.objects.get_or_create(
                group=group, page=root, permission=_permission("wagtailcore", codename)
            )
        for app_label, codenames in _FILE_PERMISSIONS.items():
            for codename in codenames:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=_permission(app_label, codename)
                )
    make_review(region, root, groups)


def _collection(region: Region) -> Collection:
    """The Region's collection; made when there is none of its name at the top."""
    known = collection_of(region) or Collection.objects.filter(depth=2, name=collection_name(region)).first()
    return known or Collection.get_first_root_node().add_child(name=collection_name(region))


def make_review(region: Region, root: Page, groups: list[Group]) -> None:
    """The review in front of publishing, for every page of the Region: one step, open to its own editors.

    A review that stands already is kept, also one that somebody chose by hand.
    """
    name = _review_name(region)
    task = GroupApprovalTask.objects.filter(name=name).first() or GroupApprovalTask.objects.create(name=name)
    task.groups.set(groups)
    workflow = Workflow.objects.filter(name=name).first() or Workflow.objects.create(name=name)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})


def _review_name(region: Region) -> str:
    """In the language of the house, because migrations speak English: what they named so is renamed."""
    english = f"Check before publishing ({region.code})"
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Check before publishing (%(code)s)") % {"code": region.code}
    for model in (GroupApprovalTask, Workflow):
        model.objects.filter(name=english).update(name=name)
    return name


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def sync_cms_groups(user: Any, region: Region, roles: Iterable[str]) -> None:
    """Put the user into exactly those of the Region's groups that belong to `roles`."""
    held = set(roles)
    for role in GROUP_ROLES:
        group = Group.objects.filter(name=group_name(region, role)).first()
        if group is None:
            continue
        if role in held:
            user.groups.add(group)
        else:
            user.groups.remove(group)


def sees_everything(request: HttpRequest) -> bool:
    """Only a superuser of the installation, who belongs to no Region, is not limited."""
    return bool(request.user.is_superuser)


def in_region_tree(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The pages at and below the home page of the request's Region; none where the host has no Region."""
    if sees_everything(request):
        return pages
    region: Region | None = getattr(request, "region", None)
    if region is None or region.site is None:
        return pages.none()
    return pages.filter(path__startswith=region.site.root_page.path)


def in_region_collection(files: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """The images or documents in the collection of the request's Region and below it."""
    if sees_everything(request):
        return files
    region: Region | None = getattr(request, "region", None)
    collection = collection_of(region) if region else None
    if collection is None:
        return files.none()
    # By id: the search behind the choosers filters by indexed columns only.
    inside = Collection.objects.filter(path__startswith=collection.path).values_list("pk", flat=True)
    return files.filter(collection__in=list(inside))


# Lists that name people, pages or sites of the whole installation: for a superuser only.
_CLOSED = ("reports/", "sites/", "workflows/", "redirects/", "collections/")
_PAGE_KEYS = frozenset(
    {"page_id", "parent_page_id", "page_to_move_id", "destination_id", "viewed_page_id", "parent_page_pk"}
)
_FILE_KEYS = frozenset({"pk", "image_id", "document_id"})


def refuse_other_regions(request: HttpRequest, address: str, ids: dict[str, Any]) -> None:
    """Raise Http404 when an address below /cms/ names a page or file outside the request's Region."""
    if address.startswith(_CLOSED):
        raise Http404
    pages = {str(value) for key, value in ids.items() if key in _PAGE_KEYS}
    if pages and in_region_tree(Page.objects.filter(pk__in=pages), request).count() < len(pages):
        raise Http404
    models: dict[str, Any] = {
        "images": get_image_model(), "documents": get_document_model(), "recordings": Recording,
    }  # fmt: skip
    model = models.get(address.split("/", maxsplit=1)[0])
    files = {str(value) for key, value in ids.items() if key in _FILE_KEYS and str(value).isdigit()}
    if model is None or not files:
        return
    if in_region_collection(model.objects.filter(pk__in=files), request).count() < len(files):
        raise Http404
