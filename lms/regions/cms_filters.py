"""Wagtail's page lists offer every user and site of the installation as filters; ours offer those of the Region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.models import Site

from lms.regions.cms import GROUP_ROLES, group_name, sees_everything

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def editors(request: HttpRequest) -> QuerySet[Any]:
    """People who write in the Region's part of the CMS."""
    users = get_user_model()._default_manager.all()
    if sees_everything(request):
        return users
    region = getattr(request, "region", None)
    if region is None:
        return users.none()
    return users.filter(groups__name__in=[group_name(region, role) for role in GROUP_ROLES]).distinct()


def sites(request: HttpRequest) -> QuerySet[Any]:
    """The Region's own site."""
    if sees_everything(request):
        return Site.objects.all()
    region = getattr(request, "region", None)
    return Site.objects.filter(region=region) if region else Site.objects.none()


def limit_page_filters() -> None:
    """Replace the querysets behind the filters; called once at start-up. Wagtail has no hook for them."""
    for filters in (PageFilterSet, GenericPageFilterSet):
        for name, queryset in (("owner", editors), ("edited_by", editors), ("site", sites)):
            filters.base_filters[name].queryset = queryset
