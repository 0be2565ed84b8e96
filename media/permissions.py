"""Who may save a document. What a member of a Region is, the apps above know; they say it at start-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import Site

from media.models import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from media.models import Handout

_members: list[Callable[[HttpRequest], bool]] = []


def register_membership(function: Callable[[HttpRequest], bool]) -> None:
    """`function(request)` says whether whoever asks is a learner of the request's site."""
    if function not in _members:
        _members.append(function)


def may_save(request: HttpRequest, document: Handout) -> bool:
    """Documents of this site alone; those for members only when a registered function knows the reader as one."""
    shelf = Shelf.objects.select_related("collection").filter(site=Site.find_for_request(request)).first()
    if shelf is None or not document.collection.path.startswith(shelf.collection.path):
        return False
    return not document.members_only or any(function(request) for function in _members)
