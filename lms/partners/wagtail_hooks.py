"""What firms and posts add to pages below: navigation, and the posts that ask for a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from courses.models import CoursePage
from lms.accounts.selectors import person_of, roles_of, sees_jobs
from lms.ledger import clock
from lms.partners.selectors import posts_asking_for

if TYPE_CHECKING:
    from django.http import HttpRequest

FIRM_ROLES = {"PA", "PR", "PV"}
STAFF_ROLES = {"C", "AP"}


def _link(request: HttpRequest, label: str, name: str, icon: str, *, exact: bool = False) -> dict[str, Any]:
    url = reverse(name)
    current = request.path == url if exact else request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "current": current}


@hooks.register("extend_page_context")
def partner_links(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """The way into the workspaces for who may open them, and the links inside."""
    if page_or_name not in {"navigation", "staff.nav", "partner.nav"}:
        return {}
    roles = roles_of(request)
    if page_or_name == "navigation":
        items = []
        if roles & FIRM_ROLES:
            items.append(_link(request, _("Firm"), "partner:home", "work"))
        if roles & STAFF_ROLES:
            items.append(_link(request, _("Office"), "partners_staff:memberships", "people"))
        return {"nav_items": items}
    if page_or_name == "staff.nav":
        return {"staff_nav": _staff_links(request)} if roles & STAFF_ROLES else {}
    return {"partner_nav": _firm_links(request, roles)}


def _staff_links(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        _link(request, _("Partner firms"), "partners_staff:memberships", "people"),
        _link(request, _("Posts"), "partners_staff:posts", "work"),
    ]


def _firm_links(request: HttpRequest, roles: frozenset[str]) -> list[dict[str, Any]]:
    links = [_link(request, _("Today's work"), "partner:home", "home", exact=True)]
    if roles & {"PA", "PR"}:
        links.append(_link(request, _("Posts"), "partner:posts", "work"))
    if roles & FIRM_ROLES:
        links.append(_link(request, _("Membership"), "partner:membership", "certificate"))
    if "PA" in roles:
        links.append(_link(request, _("People"), "partner:users", "people"))
    return links


@hooks.register("extend_page_context")
def posts_of_course(page_or_name: Any, request: HttpRequest) -> dict[str, Any]:
    """Open posts that ask for this course: `asked_by` [{title, url, firm}], for who may see jobs (M04)."""
    region = getattr(request, "region", None)
    if not isinstance(page_or_name, CoursePage) or region is None:
        return {}
    person = person_of(request) if hasattr(request, "user") else None
    if person and not roles_of(request) - {"L"} and not sees_jobs(person, clock.today_in_tokyo()):
        return {}
    posts = posts_asking_for(region, page_or_name.key)
    return {
        "asked_by": [
            {"title": post.title, "url": reverse("work:post", args=[post.slug]), "firm": post.organisation.legal_name}
            for post in posts
        ]
    }
