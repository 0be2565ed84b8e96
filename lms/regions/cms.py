"""What a Region owns in the CMS: its groups, its collection, and who belongs to the groups (architecture.md trap 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wagtail.models import Page

    from lms.regions.models import Region

# Role -> name of the Region's group. The codes are those of workflows.md §1.
GROUP_ROLES = {"I": "instructors", "AD": "administrators"}

_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
_FILE_PERMISSIONS = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
}


def group_name(region: Region, role: str) -> str:
    """The name of the Region's group for a role."""
    return f"{region.code}: {GROUP_ROLES[role]}"


def collection_of(region: Region) -> Collection | None:
    """The collection in which a Region's images and documents lie."""
    return Collection.objects.filter(depth=2, name=collection_name(region)).first()


def collection_name(region: Region) -> str:
    """The name of the Region's collection; the code keeps two towns of one name apart."""
    return f"{region.name} ({region.code})"


def make_groups(region: Region, root: Page) -> None:
    """Create the Region's collection and groups: pages under its root, files in its collection, nothing else."""
    collection = collection_of(region) or Collection.get_first_root_node().add_child(name=collection_name(region))
    for role in GROUP_ROLES:
        group, _made = Group.objects.get_or_create(name=group_name(region, role))
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        for codename in _PAGE_PERMISSIONS:
            GroupPagePermission.objects.get_or_create(
                group=group, page=root, permission=_permission("wagtailcore", codename)
            )
        for app_label, codenames in _FILE_PERMISSIONS.items():
            for codename in codenames:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=_permission(app_label, codename)
                )


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
